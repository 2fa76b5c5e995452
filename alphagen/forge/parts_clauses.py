"""Clauses: conditions on quantities, as code and as a sentence says them in several ways."""

# ruff: noqa: E501 - tables

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from alphagen.forge.naming import substitute
from alphagen.forge.parts import fill

_FORMS = re.compile(r"\[([^/\]]*)/([^\]]*)\]")

COMPARISONS: Mapping[str, tuple[str, ...]] = {
    ">": ("[is/are] greater than K", "[is/are] more than K", "[is/are] above K", "[exceeds/exceed] K",
          "[is/are] larger than K", "[is/are] strictly greater than K"),
    "<": ("[is/are] less than K", "[is/are] below K", "[is/are] smaller than K", "[is/are] under K",
          "[is/are] strictly less than K"),
    ">=": ("[is/are] at least K", "[is/are] not less than K", "[is/are] greater than or equal to K",
           "[is/are] K or more"),
    "<=": ("[is/are] at most K", "[does/do] not exceed K", "[is/are] not greater than K",
           "[is/are] less than or equal to K", "[is/are] K or less"),
    "==": ("[is/are] equal to K", "[equals/equal] K", "[is/are] exactly K"),
    "!=": ("[is/are] different from K", "[is/are] not equal to K", "[differs/differ] from K"),
}  # fmt: skip
PROPERTIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Q % 2 == 0", ("[is/are] even", "[is an even number/are even numbers]")),
    ("Q % 2 == 1", ("[is/are] odd", "[is an odd number/are odd numbers]")),
    ("Q % M == 0", ("[is/are] divisible by M", "[is a multiple/are multiples] of M",
                    "can be divided by M without remainder")),
    ("Q % M != 0", ("[is/are] not divisible by M", "[is not a multiple/are not multiples] of M")),
    ("Q % 10 == D", ("[ends/end] with the digit D", "[has/have] D as last digit")),
    ("Q % M == R", ("[leaves/leave] remainder R when divided by M",
                    "[gives/give] remainder R on division by M")),
    ("A <= Q <= B", ("[lies/lie] between A and B (both included)", "[is/are] at least A and at most B",
                     "[is/are] from A to B inclusive")),
    ("A < Q < B", ("[lies/lie] strictly between A and B", "[is/are] greater than A and less than B")),
    ("Q < A or Q > B", ("[is/are] less than A or greater than B", "[lies/lie] outside the range A to B (A and B belong to the range)")),
    ("10 <= Q <= 99", ("[has/have] exactly two digits",)),
    ('"D" in str(Q)', ("[contains/contain] the digit D", "[is/are] written with at least one digit D")),
)  # fmt: skip


LIMITS: Mapping[str, str] = {
    "k": "a number to compare with",
    "m": "the divisor",
    "p": "the lower limit",
    "q": "the upper limit",
}
"""What the variables mean that a clause may read."""


@dataclass(frozen=True)
class Atom:
    """A condition on one quantity.

    Attributes:
        quantity: its code, such as ``x`` or ``x + y``.
        form: what is said of it, with ``[is/are]`` where number matters.
        other: code of the quantity it is compared with; empty for a number.
    """

    quantity: str
    form: str
    other: str = ""

    def said(self, names: Mapping[str, str], unit: str, *, plural: bool = False) -> str:
        """Say it, without its subject."""
        bound = names[self.other] if self.other else ""
        form = self.form.replace("OTHER", bound).replace("UNIT", unit)
        return _FORMS.sub(lambda match: match[2 if plural else 1], form).rstrip()


@dataclass(frozen=True)
class Clause:
    """A condition on the quantities of a thing.

    Attributes:
        code: over the names of the quantities.
        atoms: one condition, or several joined.
        joint: ``and`` or ``or``.
        variables: that are read for it.
        limit: code of the number that the first quantity has to exceed; empty for others.
    """

    code: str
    atoms: tuple[Atom, ...]
    joint: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    limit: str = ""

    def at(self, names: Mapping[str, str]) -> str:
        """Write the code with other names for the quantities."""
        return substitute(self.code, names)

    def plural(self, names: Mapping[str, str], unit: str) -> str:
        """Say what things are: "are even and exceed 5"."""
        return f" {self.joint} ".join(a.said(names, unit, plural=True) for a in self.atoms)

    def sentence(self, names: Mapping[str, str], unit: str, lead: str = "") -> str:
        """Say it with subjects: "the price is even and the weight exceeds 5"."""
        parts = []
        before = ""
        for atom in self.atoms:
            subject = "" if atom.quantity == before else names[atom.quantity] + " "
            if lead and subject:
                subject = lead + subject.removeprefix("the ")
            parts.append(subject + atom.said(names, unit))
            before = atom.quantity
        return f" {self.joint} ".join(parts)


def _bound(rng: Random, high: int, *, signed: bool) -> str:
    number = rng.randint(2, high)
    return str(-number if signed and rng.random() < 0.4 else number)


def _compare(
    rng: Random, quantity: str, high: int, others: Sequence[str], *, signed: bool, top: int
) -> Clause:
    chance = rng.random()
    sign = rng.choices(tuple(COMPARISONS), (30, 25, 18, 15, 6, 4))[0]
    form = rng.choice(COMPARISONS[sign])
    if others and chance < 0.45:
        return compare(rng, quantity, rng.choice(others))
    if top:
        variable = (("k", f"int {-top if signed else 1} {top}"),)
        atom = Atom(quantity, fill(form, {"K": "{k} UNIT"}))
        return Clause(
            f"{quantity} {sign} k", (atom,), variables=variable, limit="k" * (sign == ">")
        )
    if signed and rng.random() < 0.4:
        form, sign = rng.choice(
            (("[is/are] negative", "<"), ("[is/are] positive", ">"), ("[is/are] below zero", "<"))
        )
        return Clause(f"{quantity} {sign} 0", (Atom(quantity, form),))
    bound = _bound(rng, high, signed=signed)
    atom = Atom(quantity, fill(form, {"K": bound + " UNIT"}))
    return Clause(
        f"{quantity} {sign} {bound}", (atom,), limit=bound * (sign == ">" and bound[0] != "-")
    )


def _property(rng: Random, quantity: str, high: int, *, read: bool) -> Clause:
    code, forms = rng.choices(PROPERTIES, (10, 10, 14, 6, 8, 6, 12, 6, 6, 3, 4))[0]
    form = rng.choice(forms)
    m = rng.randint(2, 9) if rng.random() < 0.8 else rng.randint(3, 15)
    low, top = sorted(rng.sample(range(1, high + 8), 2))
    values = {"M": str(m), "R": str(rng.randint(1, m - 1)), "D": str(rng.randint(0, 9)),
              "A": str(low), "B": str(top + 1)}  # fmt: skip
    variables: tuple[tuple[str, str], ...] = ()
    said = values
    if read and code in ("Q % M == 0", "Q % M != 0"):
        values, variables, said = {"M": "m"}, (("m", "int 2 20"),), {"M": "{m}"}
    elif read and "A" in code and "B" in code:
        values, said = {"A": "p", "B": "q"}, {"A": "{p}", "B": "{q}"}
        variables = (("p", f"int 1 {high}"), ("q", f"int p {2 * high}"))
    tight = f"({quantity})" if " " in quantity and not quantity.endswith(")") else quantity
    written = fill(
        code.replace('"D"', f'"{values.get("D", "")}"'),
        {**values, "Q": tight if "%" in code else quantity},
    )
    return Clause(written, (Atom(quantity, fill(form, said)),), variables=variables)


def compare(rng: Random, quantity: str, other: str) -> Clause:
    """Draw a comparison of two quantities."""
    sign = rng.choices(tuple(COMPARISONS), (30, 25, 18, 15, 6, 4))[0]
    forms = [form for form in COMPARISONS[sign] if "K or " not in form]
    form = fill(rng.choice(forms), {"K": "OTHER"})
    return Clause(f"{quantity} {sign} {other}", (Atom(quantity, form, other),))


def draw_atom(
    rng: Random,
    quantity: str,
    high: int,
    others: Sequence[str] = (),
    *,
    signed: bool = False,
    read: float = 0.0,
    top: int = 100,
) -> Clause:
    """Draw a condition on one quantity.

    Args:
        rng: source of chance.
        quantity: its code.
        high: what bounds go up to.
        others: quantities that it may be compared with.
        signed: it may be negative.
        read: share of the conditions whose bound is read from the input.
        top: what such a bound goes up to.
    """
    reads = rng.random() < read
    if signed or rng.random() < (0.7 if others else 0.5):
        return _compare(rng, quantity, high, others, signed=signed, top=top if reads else 0)
    return _property(rng, quantity, high, read=reads)


def _ways(clause: Clause) -> set[str]:
    ways = {way for way in ("<", ">", "%", "str(", "len(") if way in clause.code}
    return ways or {"<"}  # an equality has to do with bounds, too


def clash(first: Clause, second: Clause) -> bool:
    """Say whether two conditions are so alike that one may forbid the other."""
    same = {a.quantity for a in first.atoms} & {a.quantity for a in second.atoms}
    ways = [{"<" if way == ">" else way for way in _ways(c)} for c in (first, second)]
    return bool(same) and (first.code == second.code or bool(ways[0] & ways[1]))


def join(rng: Random, first: Clause, second: Clause) -> Clause:
    """Join two conditions by "and" or "or"; give back the first where they clash."""
    if clash(first, second):
        return first
    joint = "and" if rng.random() < 0.7 else "or"
    codes = [
        f"({c.code})" if " or " in c.code and joint == "and" else c.code for c in (first, second)
    ]
    atoms = first.atoms + second.atoms
    known = dict(first.variables + second.variables)
    return Clause(f" {joint} ".join(codes), atoms, joint, tuple(known.items()))

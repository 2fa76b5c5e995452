"""Made-up families that evaluate a formula of a few integers."""

import re
from collections.abc import Sequence
from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.parts import make_family

Term = tuple[str, int, str]
"""Code, how strongly it binds (2: atom, 1: product, 0: sum), and the same in words."""


# weight, code, how strongly it binds, the same in words
OPERATIONS: tuple[tuple[int, str, int, str], ...] = (
    (8, "max({left}, {right})", 2, "the larger of {one} and {two}"),
    (8, "min({left}, {right})", 2, "the smaller of {one} and {two}"),
    (8, "abs({left} - {product})", 2, "the absolute difference of {one} and {two}"),
    (18, "{left} + {right}", 0, "the sum of {one} and {two}"),
    (16, "{left} - {product}", 0, "{one} minus {two}"),
    (22, "{first} * {second}", 1, "the product of {one} and {two}"),
    (10, "{first} // {divisor}", 1, "the quotient of {one} and {divisor}, rounded down"),
    (10, "{first} % {divisor}", 1, "the remainder of {one} on division by {divisor}"),
)


def _atom(rng: Random, names: Sequence[str]) -> Term:
    if rng.random() < 0.75:
        name = rng.choice(names)
        return name, 2, "{" + name + "}"
    number = str(rng.randint(1, 12))
    return number, 2, number


def draw_term(rng: Random, names: Sequence[str], depth: int = 2) -> Term:
    """Draw an arithmetic expression."""
    if depth == 0 or rng.random() < 0.25:
        return _atom(rng, names)
    _, form, binding, said = rng.choices(OPERATIONS, [row[0] for row in OPERATIONS])[0]
    left, a, one = draw_term(rng, names, depth - 1)
    right, b, two = draw_term(rng, names, depth - 1)
    while left.isdigit() and ("divisor" in form or right.isdigit()):
        left, a, one = _atom(rng, names)
    if right == left:
        right = two = str(rng.randint(2, 12))
        b = 2
    parts = {
        "left": left,
        "right": right,
        "product": right if b else f"({right})",
        "first": left if a == 2 else f"({left})",
        "second": right if b == 2 else f"({right})",
        "divisor": rng.randint(2, 10),
        "one": f"({one})" if " " in one else one,
        "two": f"({two})" if " " in two else two,
    }
    return form.format(**parts), binding, said.format(**parts)


def reads(code: str, name: str) -> bool:
    """Say whether an expression reads a variable."""
    return re.search(rf"\b{name}\b", code) is not None


def in_words(code: str, names: Sequence[str]) -> str:
    """Say a sum, a product or an absolute difference of two variables in words."""
    inner = code.removeprefix("abs(").removesuffix(")")
    parts = inner.split()
    if len(parts) != 3:
        return shown(code, names)
    kinds = {"+": "the sum of", "*": "the product of", "-": "the absolute difference of"}
    return f"{kinds[parts[1]]} {shown(parts[0], names)} and {shown(parts[2], names)}"


def shown(code: str, names: Sequence[str]) -> str:
    """Put the variables of a formula in braces, as tellings name them."""
    words: list[str] = []
    for char in code:
        if words and char.isalpha() and words[-1].isalpha():
            words[-1] += char
        else:
            words.append(char)
    return "".join("{" + word + "}" if word in names else word for word in words)


def formula(rng: Random) -> Family:
    """A formula of one to four integers, sometimes two of them."""
    count = rng.choices((1, 2, 3, 4), (20, 40, 28, 12))[0]
    names = ["a", "b", "c", "d"][:count]
    code, said = "", ""
    while not all(reads(code, name) for name in names[:2]):
        code, _, said = draw_term(rng, names, rng.choice((1, 2, 2, 3)))
    names = [name for name in names if reads(code, name)]
    written = shown(code, names)
    plain, short = f"print({code})", f"f = {code}\nprint(f)"
    note = (
        " Here, // stands for a division whose result is rounded down to an integer."
        if "//" in code
        else ""
    )
    note += " The sign % stands for the remainder of a division." if "%" in code else ""
    if rng.random() < 0.2:
        other, _, _ = draw_term(rng, names, 1)
        apart = rng.choice((True, False))
        plain = f"print({code})\nprint({other})" if apart else f"print({code}, {other})"
        short = f"f = {code}\ng = {other}\n" + ("print(f)\nprint(g)" if apart else "print(f, g)")
        where = "on two lines, in this order" if apart else "on one line, separated by a space"
        noun = f"Print two values {where}: {written} and {shown(other, names)}."
        tellings = [
            Telling(
                f"Two formulas are to be evaluated: {written} and {shown(other, names)}.{note}",
                noun,
                {},
            ),
            Telling(
                f"{{person}} types {written} and then {shown(other, names)} into a device.{note}",
                f"the two results, {where}",
                {},
            ),
            Telling(
                f"Let f = {written} and g = {shown(other, names)}.{note}",
                f"the values of f and g {where}",
                {},
            ),
        ]
    else:
        listed = ", ".join("{" + name + "}" for name in names)
        tellings = [
            Telling(f"Compute the value of {written}.{note}", "the value", {}),
            Telling(
                f"{{person}} wrote {written} on a sheet and wants to know what it gives.{note}",
                "the result",
                {},
            ),
            Telling(f"Let f({listed}) = {written}.{note}", f"the value f({listed})", {}),
            Telling(
                f"What is {said}? (Parentheses only show what belongs together.)", "the answer", {}
            ),
        ]
        tellings += [Telling(f"Read {listed} and calculate {said}.", f"{written}", {})] * (
            rng.random() < 0.5
        )
    high = rng.choice((20, 100, 1000, 10**6))
    return make_family(
        "formula", dict.fromkeys(names, f"int 1 {high}"), tellings, (plain, short), ("math",)
    )

"""The variables of a family: what a value may be, how one is drawn, how it is written as input.

A variable is described by a short text::

    n: int 1 100                       a: list n int 1 1000 [sorted|desc|distinct]
    x: float 0 100 2                   names: list n word 1 8 lower
    s: word 1 20 lower                 p: perm n
    t: text 1 8                        g: grid h w .#
    m: matrix h w int 0 9              r: rows n (x int 0 10, name word 1 8 lower)

Bounds and counts are Python expressions without spaces, over earlier variables and constants.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from alphagen.errors import ForgeError
from alphagen.forge.words import COINED, WORDS, coin

Values = dict[str, Any]

ALPHABETS = {
    "lower": "abcdefghijklmnopqrstuvwxyz",
    "upper": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "alpha": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "digits": "0123456789",
    "alnum": "abcdefghijklmnopqrstuvwxyz0123456789",
    "mixed": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
}
SCALARS = ("int", "float", "word", "text")
FLAGS = ("sorted", "desc", "distinct")
DISTINCT = ("int", "word")
REDRAWS = 100


@dataclass(frozen=True)
class Expression:
    """A Python expression over earlier variables."""

    source: str
    evaluate: Callable[[Mapping[str, Any]], Any] = field(compare=False)

    @property
    def names(self) -> frozenset[str]:
        """Names it reads."""
        return frozenset(re.findall(r"[A-Za-z_]\w*", self.source))


def expression(source: str) -> Expression:
    """Compile an expression once.

    Raises:
        ForgeError: it does not parse.
    """
    try:
        constant = ast.literal_eval(source)
    except (ValueError, SyntaxError):
        pass
    else:
        return Expression(source, lambda _: constant)
    try:
        code = compile(source, "<bound>", "eval")
    except SyntaxError as error:
        raise ForgeError(f"'{source}' is not an expression; write it without spaces.") from error
    # Families ship with the package: their expressions are ours, not a user's.
    return Expression(source, lambda values: eval(code, {"min": min, "max": max}, dict(values)))  # noqa: S307


@dataclass(frozen=True)
class Variable:
    """One variable of a family.

    Attributes:
        name: its canonical name, as the family's solutions use it.
        kind: int, float, word, text, list, perm, grid, matrix or rows.
        bounds: what the kind takes, in the order of the module's table.
        alphabet: characters of a word or grid.
        items: the element of a list or matrix, or the fields of rows.
        flags: sorted, desc, distinct.
    """

    name: str
    kind: str
    bounds: tuple[Expression, ...] = ()
    alphabet: str = ""
    items: tuple["Variable", ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def scalar(self) -> bool:
        """Whether it is a single value."""
        return self.kind in SCALARS

    @property
    def counts(self) -> frozenset[str]:
        """Names of the variables that say how long it is."""
        sizes = {"list": 1, "perm": 1, "rows": 1, "grid": 2, "matrix": 2}.get(self.kind, 0)
        return frozenset().union(*(bound.names for bound in self.bounds[:sizes]))


def parse_variable(name: str, text: str) -> Variable:
    """Read a variable's description (see the module's table).

    Raises:
        ForgeError: the description is not one of the known kinds.
    """
    rows = re.fullmatch(r"rows (\S+) \((.*)\)", text.strip())
    if rows:
        parts = (part.strip().partition(" ") for part in rows.group(2).split(","))
        fields = tuple(parse_variable(field, description) for field, _, description in parts)
        if not all(item.scalar and item.kind != "text" for item in fields):
            raise ForgeError(f"Variable {name}: a field of rows is an int, a float or a word.")
        return Variable(name, "rows", (expression(rows.group(1)),), items=fields)
    words = text.split()
    flags = tuple(word for word in words if word in FLAGS)
    words = [word for word in words if word not in FLAGS]
    try:
        if flags and (words[0] != "list" or ("distinct" in flags and words[2] not in DISTINCT)):
            raise KeyError(flags[0])
        return _parse_words(name, words, flags)
    except (IndexError, KeyError) as error:
        raise ForgeError(
            f"Variable {name}: '{text}' is not a description; see alphagen/forge/variables.py."
        ) from error


def _parse_words(name: str, words: list[str], flags: tuple[str, ...]) -> Variable:
    kind = words[0]
    sizes = {"int": 2, "float": 3, "word": 2, "text": 2, "perm": 1, "list": 1, "grid": 2}
    size = sizes.get(kind, 2 if kind == "matrix" else 0)
    if size == 0:
        raise KeyError(kind)
    bounds = tuple(expression(word) for word in words[1 : size + 1])
    if len(bounds) < size:
        raise IndexError
    rest = words[size + 1 :]
    if kind in ("list", "matrix"):
        if rest[0] not in SCALARS or (kind == "matrix" and rest[0] != "int"):
            raise KeyError(rest[0])
        return Variable(name, kind, bounds, items=(_parse_words(name, rest, ()),), flags=flags)
    if kind in ("word", "grid"):
        alphabet = rest.pop(0) if rest else "lower"
        if rest:
            raise KeyError(rest[0])
        return Variable(name, kind, bounds, ALPHABETS.get(alphabet, alphabet), flags=flags)
    if rest:  # such as an expression with spaces in it
        raise KeyError(rest[0])
    return Variable(name, kind, bounds, flags=flags)


def draw(variable: Variable, values: Values, rng: Random, *, small: bool, count: bool) -> Any:
    """Draw a value.

    Args:
        variable: what to draw.
        values: earlier variables and constants.
        rng: source of chance.
        small: draw as for an example in a statement, short and easy to follow by hand.
        count: the variable says how long another one is.
    """
    bounds = [bound.evaluate(values) for bound in variable.bounds]
    kind = variable.kind
    if kind == "int":
        return _draw_int(bounds[0], bounds[1], rng, small=small, count=count)
    if kind == "float":
        return round(rng.uniform(bounds[0], bounds[1]), bounds[2])
    if kind == "word":
        return _draw_word(variable, bounds, rng, small=small)
    if kind == "text":
        length = rng.randint(bounds[0], max(bounds[0], min(bounds[1], 7 if small else 30)))
        return " ".join(rng.choice(WORDS) for _ in range(length))
    if kind == "perm":
        return rng.sample(range(1, bounds[0] + 1), bounds[0])
    if kind == "grid":
        return _draw_grid(variable.alphabet, bounds[0], bounds[1], rng)
    if kind == "rows":
        return _draw_rows(variable, bounds[0], values, rng, small=small)
    if kind == "matrix":
        return [_draw_list(variable, bounds[1], values, rng, small=small) for _ in range(bounds[0])]
    return _draw_list(variable, bounds[0], values, rng, small=small)


def _draw_int(low: int, high: int, rng: Random, *, small: bool, count: bool) -> int:
    if high < low:
        raise ForgeError(f"an integer between {low} and {high} was asked for")
    if count:
        high = min(high, max(low, 8 if small else 30))
        return rng.randint(max(low, min(high, 3)) if rng.random() < 0.8 else low, high)
    chance = rng.random()
    if chance < (0.5 if small else 0.25):
        return rng.randint(low, min(high, max(low, 0) + 20))
    if chance < (0.85 if small else 0.5):
        return rng.randint(min(high, max(low, -100)), max(low, min(high, 100)))
    if chance < 0.95:
        return rng.randint(low, high)
    return rng.choice((low, high))


def _draw_word(variable: Variable, bounds: list[int], rng: Random, *, small: bool) -> str:
    low, high = bounds[0], min(bounds[1], 10 if small else 40)
    if variable.alphabet in (ALPHABETS["lower"], ALPHABETS["upper"]) and rng.random() < 0.6:
        word = coin(rng, rng.randint(2, 8)) if rng.random() < COINED / 4 else rng.choice(WORDS)
        if low <= len(word) <= high:
            return word if variable.alphabet == ALPHABETS["lower"] else word.upper()
    letters = variable.alphabet
    if len(letters) > 6 and rng.random() < 0.6:
        letters = "".join(rng.sample(letters, rng.randint(2, 4)))
    return "".join(rng.choice(letters) for _ in range(rng.randint(low, max(low, high))))


def _draw_grid(alphabet: str, height: int, width: int, rng: Random) -> list[str]:
    weights = [rng.random() + 0.1 for _ in alphabet]
    return ["".join(rng.choices(alphabet, weights, k=width)) for _ in range(height)]


def _draw_rows(
    variable: Variable, count: int, values: Values, rng: Random, *, small: bool
) -> list[tuple[Any, ...]]:
    rows = []
    for _ in range(count):
        row: Values = {}
        for item in variable.items:
            row[item.name] = draw(item, {**values, **row}, rng, small=small, count=False)
        rows.append(tuple(row.values()))
    return rows


def _draw_list(
    variable: Variable, count: int, values: Values, rng: Random, *, small: bool
) -> list[Any]:
    item = variable.items[0] if variable.items else variable
    distinct = "distinct" in variable.flags
    if item.kind == "int":
        low, high = _span(item, count if distinct else 0, values, rng, small=small)
        result: list[Any] = (
            rng.sample(range(low, high + 1), count)
            if distinct
            else [rng.randint(low, high) for _ in range(count)]
        )
    else:
        result = [draw(item, values, rng, small=small, count=False) for _ in range(count)]
        if distinct:
            longest = item.bounds[1].evaluate(values)
            result = _distinct_words(
                result, longest, lambda: draw(item, values, rng, small=False, count=False)
            )
    if "sorted" in variable.flags or "desc" in variable.flags:
        result.sort(reverse="desc" in variable.flags)
    return result


def _span(
    item: Variable, distinct: int, values: Values, rng: Random, *, small: bool
) -> tuple[int, int]:
    """Draw the bounds of a list's integers, of which ``distinct`` have to be different."""
    least, most = (bound.evaluate(values) for bound in item.bounds)
    low, high = least, most
    # Short spans make repeated values, which matter to most questions about lists.
    if rng.random() < 0.6:
        span = rng.choice((3, 5, 9, 10, 20, 50, 100))
        start = low if low >= 0 and rng.random() < 0.7 else rng.randint(low, max(low, high - span))
        low = max(low, min(start, 200) if high > 1000 else start)
        high = min(high, low + span)
    elif small:
        high = min(high, max(low, 1000))
    if high - low + 1 < distinct:
        low = max(least, min(low, most - 2 * distinct))
        high = min(most, low + 2 * distinct)
    if high < low or high - low + 1 < distinct:
        raise ForgeError(f"{distinct or 1} integers between {least} and {most} were asked for.")
    return low, high


def _distinct_words(words: list[str], longest: int, again: Callable[[], str]) -> list[str]:
    seen: set[str] = set()
    for position, first in enumerate(words):
        word = first
        for _ in range(REDRAWS):
            if word not in seen:
                break
            word = word + word[-1] if 0 < len(word) < longest else again()
        else:
            raise ForgeError(f"{len(words)} distinct words of at most {longest} characters.")
        seen.add(word)
        words[position] = word
    return words

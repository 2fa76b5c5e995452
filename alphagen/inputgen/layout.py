"""What the shape of an example input says: which numbers count what.

An input is lines of tokens between single spaces. A number that equals the length of something
behind it is taken to be its count: ``3`` before a line of three tokens, before a word of three
letters, or before three lines. Such a guess can be wrong; what then comes out is an input that
breaks the rules of the problem, which still tells programs apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Lines = list[list[str]]

INTEGER = re.compile(r"-?(0|[1-9]\d{0,999})")
"""Longer ones are words: Python refuses to read more than 4,300 digits."""

DECIMAL = re.compile(r"-?\d+\.\d+")
MOST_COUNTED = 10_000


class Kind(StrEnum):
    """What a number counts."""

    TOKENS = "tokens"  # in each line of a block
    LETTERS = "letters"  # in each word of a block of lines
    LINES = "lines"  # or groups of lines, such as test cases


@dataclass(frozen=True, slots=True)
class Count:
    """A number that counts what stands behind it.

    Attributes:
        line: line of the number.
        token: its position in the line.
        kind: what it counts.
        first: first line of what is counted.
        size: number of lines in the block; for ``LINES``, of one group.
        skip: tokens at the start of the block's lines that are not counted.
    """

    line: int
    token: int
    kind: Kind
    first: int
    size: int
    skip: int = 0


def parse(text: str) -> Lines:
    r"""Split an input into lines and tokens; ``render`` is the way back.

    >>> parse("2 3\nab\n")
    [['2', '3'], ['ab'], ['']]
    """
    return [line.split(" ") for line in text.replace("\r\n", "\n").split("\n")]


def render(lines: Lines) -> str:
    """Join lines and tokens to an input."""
    return "\n".join(" ".join(line) for line in lines)


def find_counts(lines: Lines) -> list[Count]:
    r"""List the numbers that count something; the side of a square counts two things.

    A number inside a list or a row is a value, not a count.

    >>> [(c.line, c.token, c.kind.value, c.first) for c in find_counts(parse("3\n5 2 7\n"))]
    [(0, 0, 'tokens', 1)]
    >>> [(c.token, c.kind.value, c.size) for c in find_counts(parse("2 3\nabc\nbca\n"))]
    [(0, 'lines', 1), (1, 'letters', 2)]
    """
    end = len(lines)
    while end and lines[end - 1] == [""]:
        end -= 1
    counts: list[Count] = []
    for line in range(end):
        for token, text in enumerate(lines[line]):
            if INTEGER.fullmatch(text) and 0 < int(text) <= MOST_COUNTED:
                found = _counted(lines[:end], line, token, int(text))
                counts += [one for one in found if not any(_holds(by, one) for by in counts)]
    return counts


def _holds(outer: Count, inner: Count) -> bool:
    """Whether ``inner`` is a value among those that ``outer`` counts."""
    if outer.kind is Kind.LINES:  # each line may be a list that begins with its own count
        return outer.size == 1 and inner.line >= outer.first and not inner.skip
    return 0 <= inner.line - outer.first < outer.size


class Counting(str):
    """A token that counts something; copies of its line know it too."""

    __slots__ = ()


def is_word(token: str) -> bool:
    """Whether a token is to be taken letter by letter; a row of bits is.

    >>> is_word("ab"), is_word("0110"), is_word("100"), is_word("-2.5")
    (True, True, False, False)
    """
    if len(token) > 3 and not token.strip("01"):
        return True
    return bool(token) and not INTEGER.fullmatch(token) and not DECIMAL.fullmatch(token)


def _counted(lines: Lines, line: int, token: int, value: int) -> list[Count]:
    """Return what a number counts; ``lines`` ends with the last line that holds something."""

    def tokens(at: list[str]) -> bool:
        return len(at) == value and not (value == 1 and is_word(at[0]))

    def letters(at: list[str]) -> bool:
        return len(at) == 1 and len(at[0]) == value and is_word(at[0])

    if token == 0 and value > 1 and len(lines[line]) == value + 1:
        return [Count(line, token, Kind.TOKENS, line, 1, skip=1)]
    blocks = [
        Count(line, token, kind, first, 1 if kind is Kind.TOKENS and value == 1 else size)
        for kind, fits in ((Kind.TOKENS, tokens), (Kind.LETTERS, letters))
        for first, size in [_block(lines, line + 1, fits)]
        if size and (value > 1 or first == line + 1)
    ]
    near = [block for block in blocks if block.first == line + 1]
    rest = len(lines) - line - 1
    if near and near[0].size == value == rest:
        return [near[0], Count(line, token, Kind.LINES, line + 1, 1)]
    if near:
        return near[:1]
    if rest and rest % value == 0:
        return [Count(line, token, Kind.LINES, line + 1, rest // value)]
    if 1 < value < rest and len({len(at) for at in lines[-value:]}) == 1:
        return [Count(line, token, Kind.LINES, len(lines) - value, 1)]
    return blocks[:1]


def _block(lines: Lines, start: int, fits: Callable[[list[str]], bool]) -> tuple[int, int]:
    """Return the first line from ``start`` on that fits, and how many lines in a row do."""
    first = next((at for at in range(start, len(lines)) if fits(lines[at])), len(lines))
    end = next((at for at in range(first, len(lines)) if not fits(lines[at])), len(lines))
    return first, end - first

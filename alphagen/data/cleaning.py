"""What is not to be trusted in a data set, by what its own programs do (paper, appendix B.2).

These are the rules; ``pipeline.clean`` runs the programs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagen.data.flags import FEWEST_HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alphagen.core import Program, TestCase

LEAST = 0.1
"""Share of the programs that have to print something for a test to be kept, and share of the tests
that a program has to pass (paper, appendix B.2)."""

AGREEING = 30
"""Correct programs that it takes, all printing the same, to make a test of a mutated input (paper,
section 3.2.1)."""

MOST_TESTS = 200
"""Tests up to which mutated ones are added to a problem's hidden ones (paper, section 3.2.1, which
counts the generated tests alone)."""

FEWEST_OUTPUTS = 2
"""Different outputs that the hidden tests need (paper, section 3.2.1)."""


def squeezed(text: str) -> str:
    """Take all white space out of a text; what is equal then is a repetition."""
    return "".join(text.split())


def distinct(programs: Iterable[Program]) -> list[Program]:
    """Leave out programs that repeat another but for white space."""
    return list({(squeezed(one.source), one.language): one for one in programs}.values())


def silent(printed: Sequence[Sequence[bool]]) -> set[int]:
    """Find the tests on which hardly any program prints anything.

    Args:
        printed: for each program, whether it printed something on each test.

    >>> silent([[True, False], [True, False]])
    {1}
    """
    shares = [sum(test) / len(test) for test in zip(*printed, strict=True)]
    return {number for number, share in enumerate(shares) if share < LEAST}


def hopeless(accepted: Sequence[bool]) -> bool:
    """Whether a program passes none of the tests, or hardly any.

    >>> hopeless([True] + 9 * [False]), hopeless([True] + 10 * [False]), hopeless([False])
    (False, True, True)
    """
    return not any(accepted) or sum(accepted) < LEAST * len(accepted)


def weakness(hidden: Sequence[TestCase]) -> str:
    """Say why tests would let wrong programs pass, or nothing.

    >>> from alphagen.core import TestCase
    >>> weakness([TestCase(str(n), "YES") for n in range(7)])
    '7 hidden tests have 1 output, fewer than 2'
    """
    if len(hidden) < FEWEST_HIDDEN:
        return f"{len(hidden)} hidden tests, fewer than {FEWEST_HIDDEN}"
    outputs = len({tuple(test.output.split()) for test in hidden})
    if outputs < FEWEST_OUTPUTS:
        return f"{len(hidden)} hidden tests have {outputs} output, fewer than {FEWEST_OUTPUTS}"
    return ""

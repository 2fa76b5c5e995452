"""What a row of a data set becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alphagen.core import Problem, Program


@dataclass(frozen=True, slots=True)
class Row:
    """A problem of a benchmark.

    Attributes:
        name: what the data set calls it.
        problem: with its hidden tests.
        difficulty: in the data set's own words; empty where it has none.
        solutions: programs that the data set calls correct, in languages that we know.
    """

    name: str
    problem: Problem
    difficulty: str = ""
    solutions: tuple[Program, ...] = ()

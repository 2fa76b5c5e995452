"""How answers to a problem are told right from wrong."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alphagen.core.program import Program


class Protocol(StrEnum):
    """How a checker is called, and what its exit code means."""

    KATTIS = "kattis"  # input, answer and a folder, the output on standard input; 42 is accepted
    TESTLIB = "testlib"  # input, output and answer; 0 is accepted


@dataclass(frozen=True, slots=True)
class Checker:
    """A program of the problem's author that decides whether an output is accepted.

    Attributes:
        program: its source, whole: what it includes of its package is in it.
        protocol: how it is called.
        arguments: what it is given after the files.
    """

    program: Program
    protocol: Protocol
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """What the judge of a problem does differently from others.

    Attributes:
        strict: outputs are compared as text.
        tolerance: numbers may differ by so much, absolutely or as a part of the expected one; None
            leaves it to the judge.
        checker: decides in place of a comparison.
        harness: Python that runs a program which only defines functions. It finds the program's
            source in ``PROGRAM``, reads a call from standard input and prints its value as JSON.
    """

    strict: bool = False
    tolerance: float | None = None
    checker: Checker | None = None
    harness: str = ""

    @property
    def hash(self) -> str:
        """Name the rules by their content: 12 hexadecimal digits."""
        return hashlib.sha256(repr(asdict(self)).encode()).hexdigest()[:12]


ORDINARY = Rules()
"""Those of most problems: outputs are compared with the expected ones."""

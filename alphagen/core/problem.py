"""A contest problem and its tests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from alphagen.core.rules import ORDINARY, Rules

DEFAULT_TIME_LIMIT_S = 2.0
DEFAULT_MEMORY_LIMIT_BYTES = 256 * 1024 * 1024
LONGEST_TIME_LIMIT_S = 86_400
LARGEST_MEMORY_LIMIT_BYTES = 1 << 40


@dataclass(frozen=True, slots=True)
class TestCase:
    """One input and the output that is expected for it."""

    __test__ = False  # or pytest collects it

    input: str
    output: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What a contestant is given, and what the judge keeps back.

    Attributes:
        statement: the text without its example tests (they are in ``examples``).
        examples: the tests printed in the statement.
        hidden: the judge's tests; empty when nobody knows them. Selection never sees them.
        title: name of the problem, empty when unknown.
        time_limit_s: seconds of CPU time for one test; None when the statement does not say.
        memory_limit_bytes: bytes; None when the statement does not say.
        rating: difficulty on the Codeforces scale (800 to 3500).
        tags: kinds of problem, such as ``greedy``.
        source: where it comes from, as a person would cite it.
        date: ISO date of publication.
        rules: how outputs are judged, where that is not by comparing them with the expected ones.
    """

    statement: str
    examples: tuple[TestCase, ...]
    hidden: tuple[TestCase, ...] = ()
    title: str = ""
    time_limit_s: float | None = None
    memory_limit_bytes: int | None = None
    rating: int | None = None
    tags: tuple[str, ...] = ()
    source: str = ""
    date: str = ""
    rules: Rules = ORDINARY

    def public(self) -> Problem:
        """Return the problem as a contestant sees it: without its hidden tests."""
        return replace(self, hidden=())

    @property
    def key(self) -> str:
        """Name what a contestant sees by its content: 12 hexadecimal digits."""
        digest = hashlib.sha256(self.statement.encode())
        for test in self.examples:
            for text in (test.input, test.output):
                data = text.encode()
                digest.update(len(data).to_bytes(8, "big") + data)
        return digest.hexdigest()[:12]

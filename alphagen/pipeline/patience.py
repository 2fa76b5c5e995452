"""How long programs may run on the examples: less, once it is clear which never end.

Examples are small, so a program that ends on them ends in milliseconds; one that does not takes all
its time. On ``examples/05-egg-boxes.txt`` 14 of 600 samples were such loops, which took 28 of the
29 CPU seconds of judging (the bundled weights of 4.7 M parameters, AMD EPYC, 2026-11-28).

What a program may take follows from the samples before it, in their order. So its verdict does not
depend on how many programs run at once, nor on how many calls a run was made in; only the times
themselves are never quite the same twice. The price: a right program that is slow on the examples
is lost where it comes behind loops and nothing slow before it has ended. Whoever expects such
programs sets ``cpu_limit``, which gives the whole limit to all, and a second run to those that had
less.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from alphagen.core import Judgement, Status, Verdict

if TYPE_CHECKING:
    from alphagen.core import Limits

GENEROUS = 4
"""Programs that may take all the time there is; only then the others get less."""

LEAST = 1 / 8
"""Share of the limit that a program gets in any case."""

TIMES = 10
"""A program gets this many times what the slowest took of those that ended."""

TIMELESS = {Status.JE, Status.CE}
"""Ends of a run that tell nothing about the time a program takes."""


class Patience:
    """Learns from judgements how long to wait. Safe to use from several threads.

    >>> patience = Patience()
    >>> patience.allowance(2.0)
    2.0
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._endless = 0
        self._slowest_s = 0.0

    def allowance(self, limit_s: float) -> float:
        """Return the CPU seconds that the next program may take.

        Args:
            limit_s: what it may take at most.
        """
        if self._endless < GENEROUS:
            return limit_s
        return min(limit_s, max(LEAST * limit_s, TIMES * self._slowest_s))

    def learn(self, judgement: Judgement) -> None:
        """Take in how long a program took."""
        with self._lock:
            for result in judgement.results:
                if result.status is Status.TLE:
                    self._endless += 1
                elif result.status not in TIMELESS:
                    self._slowest_s = max(self._slowest_s, result.cpu_s)

    def catch_up(self, other: Patience) -> None:
        """Be no less impatient than another that has learned from other judgements."""
        with self._lock:
            self._endless = max(self._endless, other._endless)
            self._slowest_s = max(self._slowest_s, other._slowest_s)


def had_less(judgement: Judgement, limits: Limits) -> bool:
    """Say whether a program was stopped before it had used up the limits."""
    last = judgement.results[-1] if judgement.results else None
    return (
        last is not None
        and last.status is Status.TLE
        and last.cpu_s <= limits.cpu_s
        and last.wall_s <= limits.wall_limit_s
    )


def within(judgement: Judgement, cpu_s: float) -> Judgement:
    """Return what the judgement would have been with so many CPU seconds for each run.

    >>> from alphagen.core import ExecutionResult
    >>> slow = ExecutionResult(Status.OK, cpu_s=0.8)
    >>> within(Judgement((Verdict.AC,), (slow,), 1), 0.25).verdict.value
    'TLE'
    """
    for place, result in enumerate(judgement.results):
        if result.cpu_s > cpu_s and result.status not in TIMELESS:
            return Judgement(
                (*judgement.verdicts[:place], Verdict.TLE),
                (*judgement.results[:place], replace(result, status=Status.TLE)),
                judgement.total,
            )
    return judgement

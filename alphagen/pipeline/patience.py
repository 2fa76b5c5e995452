"""How long programs may run on the examples: less, once it is clear which never end.

Examples are small, so a program that ends on them ends in milliseconds; one that does not takes all
its time. On ``examples/05-egg-boxes.txt`` 14 of 600 samples were such loops, which took 28 of the
29 CPU seconds of judging (the bundled weights of 4.7 M parameters, AMD EPYC, 2026-11-28).
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from alphagen.core import Status

if TYPE_CHECKING:
    from alphagen.core import Judgement

GENEROUS = 4
"""Programs that may take all the time there is; only then the others get less."""

LEAST = 1 / 8
"""Share of the limit that a program gets in any case."""

TIMES = 10
"""A program gets this many times what the slowest took of those that ended."""


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
                else:
                    self._slowest_s = max(self._slowest_s, result.cpu_s)

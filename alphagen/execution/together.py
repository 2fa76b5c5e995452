"""Many inputs for one start, believed only where fresh processes print the same.

A Python program runs on all of them in one process (``inside/together.py``); a compiled one is
loaded once and forks for each (``inside/prepared.cpp``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagen.core import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from alphagen.core import ExecutionResult
    from alphagen.execution.cells import Session

LEAST = 4
"""Inputs that are worth it."""

MOST = 64
"""Inputs that share a process at most."""

CHECKED = 2
"""Inputs of each process on which the program is also run afresh: the last, and some at random."""


def run_together(
    session: Session, inputs: Sequence[bytes], rng: Random
) -> list[ExecutionResult] | None:
    """Run a program on inputs, several to a process; None when it must be run afresh on each.

    That is so when the program may keep something from run to run, when a run did not end well, or
    when a fresh process prints something else.
    """
    if len(inputs) < LEAST:
        return None
    results: list[ExecutionResult] = []
    for start in range(0, len(inputs), MOST):
        part = inputs[start : start + MOST]
        shared = session.run_together(part)
        if shared is None or not _confirmed(session, part, shared, rng):
            return None
        results += shared
    return results


def _confirmed(
    session: Session, inputs: Sequence[bytes], results: Sequence[ExecutionResult], rng: Random
) -> bool:
    last = len(inputs) - 1
    for index in {last, *rng.choices(range(len(inputs)), k=CHECKED - 1)}:
        fresh = session.run(inputs[index])
        if fresh.status is not Status.OK or fresh.stdout != results[index].stdout:
            return False
    return True

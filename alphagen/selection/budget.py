"""Where the next samples of a contest are spent: pure functions of what came of the others.

A step gives one problem more samples. ``uniform`` gives every problem the same share. ``adaptive``
gives each a first helping, and then half as much again to the problem that gains most by it for
its price, until what is left gains too little or the budget is spent. Steps grow with what there
is, as 10@k grows with the logarithm of k (paper, section 5.3.1 and figure 6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HOPE = 0.06
"""Chance that doubling the samples solves a problem of which no program has passed. Where programs
have, it falls about as the square root of ``unseen``: to 0.03 with one or two of them, 0.02 with 10
to 19 and 0.004 with more in at most ten clusters (117 problems of the forge, 16 to 128 samples,
bundled model of commit a91fb52, AMD EPYC, 2026-11-28)."""

REORDERED = 0.1
"""Chance that doubling the samples brings a right cluster that was too small among those handed in
(same measurement)."""

SETTLED = HOPE / 10
"""A problem that gains less than this when its samples are doubled gets no more: one cluster of a
hundred programs, say."""

FIRST_HELPINGS = 8
"""The first helping of ``adaptive`` is this part of an equal share."""


class Policy(StrEnum):
    """How a budget is shared out."""

    UNIFORM = "uniform"
    ADAPTIVE = "adaptive"


@dataclass(frozen=True, slots=True)
class Budget:
    """What a contest may use, and how it is shared out.

    Attributes:
        samples: for all problems together, or None.
        seconds: the same; one of the two is given.
        policy: how the one that is given is shared out.
    """

    samples: int | None = None
    seconds: float | None = None
    policy: Policy = Policy.ADAPTIVE


@dataclass(frozen=True, slots=True)
class Standing:
    """What came of a problem so far.

    Attributes:
        samples: how many were drawn.
        sizes: samples in each cluster of survivors; without those that fail on every generated
            input, unless there are no others.
        seconds: time spent on it.
        ended: whether there are no more samples to be had, or wanted.
    """

    samples: int = 0
    sizes: tuple[int, ...] = ()
    seconds: float = 0.0
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next.

    Attributes:
        problem: position of the problem.
        samples: how many it is to have then, with those that it has; None for all that come in
            time.
        seconds: time after which no more are drawn; None for no limit.
    """

    problem: int
    samples: int | None
    seconds: float | None = None


def next_step(
    standings: Sequence[Standing], budget: Budget, *, chunk: int, submissions: int
) -> Step | None:
    """Return the next step, or None when the budget is spent or nothing would be gained.

    >>> solved, open_ = Standing(64, sizes=(60, 3)), Standing(64)
    >>> budget = Budget(samples=1000)
    >>> next_step([solved, open_], budget, chunk=64, submissions=10)
    Step(problem=1, samples=128, seconds=None)
    >>> budget = Budget(samples=1000, policy=Policy.UNIFORM)
    >>> next_step([solved, open_], budget, chunk=64, submissions=10)
    Step(problem=0, samples=500, seconds=None)

    Args:
        standings: of all problems, in order.
        budget: for all of them together, with what is spent already.
        chunk: samples that are drawn together; ``adaptive`` spends whole chunks.
        submissions: programs that are handed in for a problem at most.
    """
    if not standings:
        return None
    if budget.policy is Policy.UNIFORM:
        return _uniform(standings, budget)
    return _adaptive(standings, budget, chunk, submissions)


def _uniform(standings: Sequence[Standing], budget: Budget) -> Step | None:
    samples = None if budget.samples is None else budget.samples // len(standings)
    seconds = None if budget.seconds is None else budget.seconds / len(standings)
    for problem, one in enumerate(standings):
        if one.ended:
            continue
        if samples is not None and one.samples < samples:
            return Step(problem, samples)
        if seconds is not None and one.seconds < seconds:
            return Step(problem, None, seconds - one.seconds)
    return None


def _adaptive(
    standings: Sequence[Standing], budget: Budget, chunk: int, submissions: int
) -> Step | None:
    left, seconds, first = None, None, chunk
    if budget.samples is not None:
        left = (budget.samples - sum(one.samples for one in standings)) // chunk * chunk
        share = budget.samples // len(standings) // FIRST_HELPINGS
        first = max(chunk, share // chunk * chunk)
    if budget.seconds is not None:
        seconds = budget.seconds - sum(one.seconds for one in standings)
    if (left is not None and left <= 0) or (seconds is not None and seconds <= 0):
        return None
    best: tuple[bool, float, Step] | None = None
    for problem, one in enumerate(standings):
        more = max(first, one.samples // 2 // chunk * chunk)
        if one.ended or (one.samples and gain(one, one.samples, submissions) < SETTLED):
            continue
        more = more if left is None else min(more, left)
        worth = gain(one, more, submissions)
        if best is None or (one.samples > 0, -worth / more) < best[:2]:
            best = (one.samples > 0, -worth / more, Step(problem, one.samples + more, seconds))
    return best[2] if best else None


def gain(standing: Standing, more: int, submissions: int) -> float:
    """Estimate the chance that ``more`` samples bring a right program that is not handed in yet.

    It may not have been seen at all: the less often survivors behave in a new way, which Good and
    Turing estimate by the share of clusters that have one sample, the smaller that chance. Or it
    was seen, in a cluster too small to be handed in, and more samples may put it further to the
    front.

    >>> [round(gain(Standing(64, sizes), 64, 10), 4) for sizes in [(), (1, 1, 1), (4,), (60, 3)]]
    [0.06, 0.06, 0.0268, 0.0075]
    >>> round(gain(Standing(64, (3, *[1] * 12)), 64, 10), 4)
    0.0741
    """
    sizes = sorted(standing.sizes, reverse=True)
    total = sum(sizes)
    unseen = (sizes.count(1) + 1) / (total + 1)
    behind = sum(sizes[submissions:]) / total if total else 0.0
    doublings = math.log2(1 + more / max(1, standing.samples))
    return min(1.0, (HOPE * math.sqrt(unseen) + REORDERED * behind) * doublings)

"""Which programs are handed in: one of each large cluster, that stands up to a second look."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from alphagen.core import Verdict
from alphagen.execution import run_all
from alphagen.selection import choose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alphagen.core import Cluster, Judgement, Program, Submission

UNREFUTED = {Verdict.AC, Verdict.JE, Verdict.TLE, Verdict.MLE}
"""Verdicts that say nothing against a program which passed before: an interpreter of its own takes
a little more time and memory."""


def hand_in(
    clusters: Sequence[Cluster],
    n: int,
    seed: int,
    judge_alone: Callable[[Program], Judgement],
    workers: int,
) -> list[Submission]:
    """Choose what to hand in, and choose again where a program fails when it is judged once more.

    Args:
        clusters: largest first.
        n: most programs to hand in.
        seed: of the choice within a cluster.
        judge_alone: judges a program on the examples, in a sandbox of its own.
        workers: programs that are judged at the same time.
    """
    refuted: dict[Program, bool] = {}
    while True:
        left = [replace(one, programs=_without(one.programs, refuted)) for one in clusters]
        submissions = choose(left, n, Random(seed))
        untried = [one.program for one in submissions if one.program not in refuted]
        if not untried:
            return submissions
        for index, judgement in run_all(judge_alone, untried, workers):
            refuted[untried[index]] = judgement.verdict not in UNREFUTED


def _without(programs: Sequence[Program], refuted: dict[Program, bool]) -> tuple[Program, ...]:
    return tuple(program for program in programs if not refuted.get(program))

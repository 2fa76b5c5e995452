"""Compare ways to share out a budget, by replaying the samples of an evaluation.

First evaluate with more samples for each problem than a fair share, then replay::

    alphagen evaluate --benchmark forge --problems 40 --samples 1024 --out runs/forge
    python scripts/bench/budget.py runs/forge --per-problem 32,64,128,256

``docs/contest.md`` has the figures.

Nothing is sampled or run: a contest draws, for each of its problems, the recorded samples in a
random order, and asks ``selection.budget`` where to draw next. Both policies get the same samples
in the same order. The intervals are a paired bootstrap: each contest is made of problems drawn
with replacement, and of a new order of their samples. A problem whose recorded samples are all
spent has no more, which holds back the policy that would have spent more on it.
"""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from alphagen.evaluation import NONE, SELECTORS, Outcomes
from alphagen.pipeline.outcomes import evaluated_runs, read_outcomes
from alphagen.selection.budget import FIRST_HELPINGS, Budget, Policy, Standing, next_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CHUNK = 16
SUBMISSIONS = 10


class Replayed:
    """One problem of one contest: its samples in an order of their own."""

    def __init__(self, outcomes: Outcomes, rng: np.random.Generator) -> None:
        self.outcomes = outcomes
        self.order = rng.permutation(outcomes.drawn)
        self._seed = int(rng.integers(1 << 31))
        self._solved: dict[int, bool] = {}

    def standing(self, samples: int) -> Standing:
        """Say what the first so many samples came to."""
        samples = min(samples, self.outcomes.drawn)
        clusters = self.outcomes.cluster[self.order[:samples]]
        sizes = np.bincount(clusters[clusters != NONE], minlength=len(self.outcomes.failing))
        alive = sizes[(sizes > 0) & ~self.outcomes.failing]
        return Standing(samples, tuple(alive.tolist()), ended=samples == self.outcomes.drawn)

    def solved(self, samples: int) -> bool:
        """Say whether a right program would be handed in after so many samples."""
        if samples not in self._solved:
            drawn = self.order[:samples]
            rng = np.random.default_rng(self._seed)
            handed = SELECTORS["cluster"](self.outcomes, drawn, SUBMISSIONS, rng)
            self._solved[samples] = bool(self.outcomes.correct[handed].any())
        return self._solved[samples]


def play(problems: Sequence[Replayed], policy: Policy, samples: int) -> tuple[float, int]:
    """Spend a budget; return the share of the problems that are solved, and the samples spent."""
    share = max(1, samples // len(problems) // FIRST_HELPINGS)
    chunk = max(CHUNK, 1 << (share.bit_length() - 1))
    standings = [Standing() for _ in problems]
    budget = Budget(samples=samples, policy=policy)
    while step := next_step(standings, budget, chunk=chunk, submissions=SUBMISSIONS):
        standings[step.problem] = problems[step.problem].standing(step.samples or 0)
    solved = [one.solved(held.samples) for one, held in zip(problems, standings, strict=True)]
    return float(np.mean(solved)), sum(one.samples for one in standings)


def compare(
    outcomes: Sequence[Outcomes], per_problem: int, contests: int, seed: int
) -> dict[str, Any]:
    """Play contests with both policies, and put the numbers together."""
    rng = np.random.default_rng(seed)
    samples = per_problem * len(outcomes)

    def contest(chosen: Sequence[Outcomes]) -> list[float]:
        problems = [Replayed(one, rng) for one in chosen]
        uniform, spent = play(problems, Policy.UNIFORM, samples)
        adaptive, less = play(problems, Policy.ADAPTIVE, samples)
        return [uniform, adaptive, adaptive - uniform, spent, less]

    means = np.mean([contest(outcomes) for _ in range(contests)], axis=0)
    drawn = [rng.integers(len(outcomes), size=len(outcomes)) for _ in range(contests)]
    resampled = np.array([contest([outcomes[i] for i in some]) for some in drawn])
    intervals: NDArray[np.float64] = np.percentile(resampled[:, :3], [2.5, 97.5], axis=0).T
    names = ("uniform", "adaptive", "difference")
    return {
        "samples for each problem": per_problem,
        **{
            name: {"solved": round(float(mean), 4), "interval": interval.round(4).tolist()}
            for name, mean, interval in zip(names, means, intervals, strict=False)
        },
        "spent": {"uniform": round(float(means[3])), "adaptive": round(float(means[4]))},
    }


def read_all(paths: Sequence[Path]) -> list[Outcomes]:
    """Read the problems of evaluated folders that have samples."""
    return [
        read_outcomes([run], f"{path}: {name}")
        for path in paths
        for name, run in evaluated_runs(path).items()
    ]


@click.command()
@click.argument("evaluated", type=click.Path(path_type=Path, exists=True), nargs=-1, required=True)
@click.option("--per-problem", default="32,64,128,256", show_default=True)
@click.option("--contests", default=300, show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(evaluated: tuple[Path, ...], per_problem: str, contests: int, seed: int) -> None:
    """Compare the policies on EVALUATED folders, and print one JSON object."""
    outcomes = read_all(evaluated)
    report = {
        "problems": len(outcomes),
        "recorded samples": sorted({one.drawn for one in outcomes}),
        "submissions": SUBMISSIONS,
        "contests": contests,
        "budgets": [compare(outcomes, int(k), contests, seed) for k in per_problem.split(",")],
        "date": datetime.now(UTC).date().isoformat(),
        "hardware": f"{platform.machine()}, {os.cpu_count()} processors",
    }
    click.echo(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()

"""Compare ways to share out a budget, by replaying the samples of an evaluation.

First evaluate with more samples for each problem than a fair share, then replay::

    alphagen evaluate --benchmark forge --problems 40 --samples 1024 --out runs/forge
    python scripts/bench/budget.py runs/forge --per-problem 32,64,128

``docs/contest.md`` has the figures.

Nothing is sampled or run: a contest draws, for each of its problems, the recorded samples in a
random order, and asks ``selection.budget`` where to draw next. Both policies get the same problems
and samples in the same order, another one in each contest; ``adaptive`` also gets parts of the
budget, to see from which part on it solves as many as ``uniform`` does with all of it. A problem
whose recorded samples are all spent has no more, which holds back the policy that would have spent
more on it.

How often a problem is solved is a mean over the contests. The 95 % intervals are a paired
bootstrap of the problems; what a problem was given in its contests is left as it was.
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
from alphagen.runs import Evaluation
from alphagen.selection.budget import FIRST_HELPINGS, Budget, Policy, Standing, next_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CHUNK = 16
SUBMISSIONS = 10
PARTS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Parts of the budget that ``adaptive`` gets."""

RESAMPLED = 10_000


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
        telling = sizes[(sizes > 0) & ~self.outcomes.failing]
        held = telling if len(telling) else sizes[sizes > 0]
        return Standing(samples, tuple(held.tolist()), ended=samples == self.outcomes.drawn)

    def solved(self, samples: int) -> bool:
        """Say whether a right program would be handed in after so many samples."""
        if samples not in self._solved:
            drawn = self.order[:samples]
            rng = np.random.default_rng(self._seed)
            handed = SELECTORS["cluster"](self.outcomes, drawn, SUBMISSIONS, rng)
            self._solved[samples] = bool(self.outcomes.correct[handed].any())
        return self._solved[samples]


def play(problems: Sequence[Replayed], policy: Policy, samples: int) -> tuple[list[bool], int]:
    """Spend a budget; return which problems are solved, and the samples spent."""
    share = max(1, samples // len(problems) // FIRST_HELPINGS)
    chunk = max(CHUNK, 1 << (share.bit_length() - 1))
    standings = [Standing() for _ in problems]
    budget = Budget(samples=samples, policy=policy)
    while step := next_step(standings, budget, chunk=chunk, submissions=SUBMISSIONS):
        standings[step.problem] = problems[step.problem].standing(step.samples or 0)
    solved = [one.solved(held.samples) for one, held in zip(problems, standings, strict=True)]
    return solved, sum(one.samples for one in standings)


def compare(
    outcomes: Sequence[Outcomes], per_problem: int, contests: int, seed: int
) -> dict[str, Any]:
    """Play contests with both policies, and put the numbers together."""
    rng = np.random.default_rng(seed)
    samples = per_problem * len(outcomes)
    solved = np.zeros((1 + len(PARTS), len(outcomes)))  # uniform, then adaptive with each part
    spent = np.zeros(len(solved))
    for _ in range(contests):
        order = rng.permutation(len(outcomes))  # where two gain the same, the first comes first
        problems = [Replayed(outcomes[place], rng) for place in order]
        plays = [play(problems, Policy.UNIFORM, samples)]
        plays += [play(problems, Policy.ADAPTIVE, int(part * samples)) for part in PARTS]
        for number, (right, drawn) in enumerate(plays):
            solved[number, order] += np.array(right) / contests
            spent[number] += drawn / contests
    weights = rng.multinomial(len(outcomes), [1 / len(outcomes)] * len(outcomes), RESAMPLED)
    resampled = weights @ solved.T / len(outcomes)
    mean = solved.mean(axis=1)
    return {
        "samples for each problem": per_problem,
        "uniform": with_interval(mean[0], resampled[:, 0]),
        "adaptive": with_interval(mean[-1], resampled[:, -1]),
        "difference by part": {
            str(part): with_interval(mean[i] - mean[0], resampled[:, i] - resampled[:, 0])
            for i, part in enumerate(PARTS, 1)
        },
        "same from part": with_interval(
            same_from(mean), np.apply_along_axis(same_from, 1, resampled)
        ),
        "spent": {"uniform": round(spent[0]), "adaptive": round(spent[-1])},
    }


def same_from(solved: Floats) -> float:
    """Return from which part on ``adaptive`` solves as many as ``uniform``.

    Args:
        solved: what ``uniform`` solves, and then ``adaptive`` with each of the parts.

    Returns:
        At least the first part; 1.1 where all of the budget does not do.
    """
    reached = np.maximum.accumulate(solved[1:])
    if reached[-1] < solved[0]:
        return 1.1
    after = int(np.argmax(reached >= solved[0]))
    if after == 0:
        return PARTS[0]
    way = (solved[0] - reached[after - 1]) / (reached[after] - reached[after - 1])
    return float(PARTS[after - 1] + way * (PARTS[after] - PARTS[after - 1]))


def with_interval(value: float, resampled: Floats) -> dict[str, Any]:
    """Give a number its interval."""
    interval: Floats = np.percentile(resampled, [2.5, 97.5])
    return {"mean": round(float(value), 4), "interval": interval.round(4).tolist()}


def read_all(paths: Sequence[Path], known: set[str]) -> list[Outcomes]:
    """Read the problems of evaluated folders that have samples, but for those of known names."""
    return [
        read_outcomes([run], f"{path}: {name}")
        for path in paths
        for name, run in evaluated_runs(path).items()
        if name not in known
    ]


@click.command()
@click.argument("evaluated", type=click.Path(path_type=Path, exists=True), nargs=-1, required=True)
@click.option("--per-problem", default="32,64,128", show_default=True)
@click.option("--contests", default=100, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option(
    "--but",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    help="An evaluation whose problems are left out, by name: those that the policy was set on.",
)
def main(
    evaluated: tuple[Path, ...], per_problem: str, contests: int, seed: int, but: tuple[Path, ...]
) -> None:
    """Compare the policies on EVALUATED folders, and print one JSON object."""
    known = {name for path in but for name in Evaluation.read(path).manifest["problems"]}
    outcomes = read_all(evaluated, known)
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

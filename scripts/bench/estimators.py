"""Measure how long curves take to compute, on made-up outcomes; see that the three roads agree.

The outcomes have the shape of the paper's: most samples fail the examples, a few problems have
many survivors, and their clusters are of very different sizes::

    python scripts/bench/estimators.py --problems 500 --drawn 100000

The outcomes are made one at a time, and the time to make them is not counted.
"""

from __future__ import annotations

import json
import os
import platform
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from alphagen.evaluation import FIGURE_8, NONE, SELECTORS, Outcomes, n_at_k, points, rates
from alphagen.evaluation.estimators import algorithm_1, solve_rates

if TYPE_CHECKING:
    from collections.abc import Iterator

KS = tuple(round(10 ** (1 + step * 4 / 11)) for step in range(12))
"""Twelve values from 10 to 100,000, evenly spaced on a logarithmic scale."""


def made_up(number: int, drawn: int, survivors: float, rng: np.random.Generator) -> Outcomes:
    """Make one problem's outcomes; ``survivors`` is the mean share of samples that pass."""
    share = min(1.0, survivors * rng.exponential())
    passing = rng.random(drawn) < share
    program = rng.permutation(drawn).astype(np.int32) // 2  # each is drawn twice
    cluster = np.full(drawn, NONE, np.int32)
    kept = np.flatnonzero(passing)
    cluster[kept] = np.minimum(rng.zipf(1.3, len(kept)), 2000) - 1
    right = rng.random(2000) < 0.02
    return Outcomes(
        name=f"made-up {number}",
        passing=passing,
        correct=passing & right[cluster],
        unjudged=np.zeros(drawn, bool),
        program=program,
        cluster=cluster,
        logprob=rng.normal(-50, 20, drawn),
        model=np.zeros(drawn, np.int32),
        models=("made up",),
        failing=rng.random(2000) < 0.1,
        signatures=tuple(tuple(map(str, row)) for row in rng.integers(0, 9, (2000, 50)).tolist()),
    )


@click.command()
@click.option("--problems", default=500, show_default=True)
@click.option("--drawn", default=100_000, show_default=True, help="Samples of each problem.")
@click.option("--survivors", default=0.01, show_default=True, help="Mean share that passes.")
@click.option("--selectors", default=",".join(FIGURE_8), show_default=True)
@click.option("--n", default=10, show_default=True, help="Submissions.")
@click.option("--draws", default=20_000, show_default=True, help="Of Algorithm 1, for each k.")
def main(problems: int, drawn: int, survivors: float, selectors: str, n: int, draws: int) -> None:
    """Print one JSON object: seconds, rates, and the largest differences of the estimators."""
    names = selectors.split(",")
    if unknown := set(names) - set(SELECTORS):
        raise click.BadParameter(f"no such selectors: {sorted(unknown)}")
    making = 0.0

    def outcomes() -> Iterator[Outcomes]:
        nonlocal making
        for number in range(problems):
            begun = time.perf_counter()
            one = made_up(number, drawn, survivors, np.random.default_rng(number))
            making += time.perf_counter() - begun
            yield one

    begun = time.perf_counter()
    found = rates(outcomes(), names, n, KS)
    made = points(found)
    spent = time.perf_counter() - begun - making
    report: dict[str, Any] = {
        "seconds": round(spent, 2),
        "seconds to make the outcomes": round(making, 2),
        "problems": problems,
        "drawn": drawn,
        "k": found.ks,
        "rates": {
            name: [round(one.rate, 4) for one in made if one.selector == name] for name in names
        },
        **agreement(n, draws),
        "date": datetime.now(UTC).date().isoformat(),
        "hardware": f"{platform.machine()}, {os.cpu_count()} processors",
    }
    click.echo(json.dumps(report, indent=1))


def agreement(n: int, draws: int) -> dict[str, float]:
    """Compare the closed form with the exact value, and with Algorithm 1, where counts vary."""
    rng = np.random.default_rng(0)
    exact, drawn = 0.0, 0.0
    for _ in range(50):
        total = int(rng.integers(50, 400))
        passing = int(rng.integers(0, total + 1))
        correct = int(rng.integers(0, passing + 1))
        k = int(rng.integers(1, total + 1))
        closed = float(solve_rates(total, passing, correct, k, n))
        exact = max(exact, abs(closed - n_at_k(total, passing, correct, k, n)))
        estimate = algorithm_1(total, passing, correct, k, n, rng, draws)
        drawn = max(drawn, abs(closed - estimate) * 2 * draws**0.5)
    return {
        "largest difference to the exact value": exact,
        "largest difference to Algorithm 1, in largest standard errors": round(drawn, 2),
    }


if __name__ == "__main__":
    main()

"""n@k curves over many problems, from samples drawn once (paper, section 2.2 and figure 8).

Where the chance to solve a problem has a closed form it is used; for selectors that cluster,
sub-samples are drawn without replacement and selected from anew. The sub-samples of one problem are
nested, and all selectors see the same ones.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from alphagen.evaluation.estimators import solve_rates
from alphagen.evaluation.intervals import (
    middle,
    over_models,
    over_problems,
    over_samples,
    redrawn,
)
from alphagen.evaluation.selectors import SELECTORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from alphagen.evaluation.outcomes import Outcomes

SUBSAMPLES = 20
"""Sub-samples that are clustered anew for each k; the paper has 5 (appendix A.3)."""

REDRAWS = 100
"""Times that samples are drawn with replacement, for intervals over samples where they cluster."""

CLOSED_FORM = ("random", "filter", "oracle")
"""Selectors whose chance to solve a problem is known exactly from counts."""

Over = Literal["problems", "samples"]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a curve.

    Attributes:
        selector: how submissions are chosen.
        n: submissions at most.
        k: samples.
        rate: share of the problems that are solved, 0 to 1.
        low: lower end of the 95 % confidence interval; None where nothing tells.
        high: upper end.
    """

    selector: str
    n: int
    k: int
    rate: float
    low: float | None
    high: float | None


@dataclass(frozen=True, eq=False, slots=True)
class Rates:
    """How often each of P problems is solved.

    Attributes:
        n: submissions at most.
        ks: numbers of samples that every problem has, ascending.
        counts: for each selector with a closed form, (P, 3): samples drawn, samples that the
            selector keeps, correct ones among these.
        solved: for each selector, (P, len(ks), sub-samples): the chance to solve, or for one that
            clusters, 1 where the sub-sample solves the problem.
        redrawn: for each selector that clusters, the same of samples drawn with replacement;
            empty where no interval needs them.
        left_out: numbers of samples that were asked for, but that some problem does not have.
        fewest: samples of the problem that has the fewest.
    """

    n: int
    ks: tuple[int, ...]
    counts: dict[str, NDArray[np.int64]]
    solved: dict[str, NDArray[np.float64]]
    redrawn: dict[str, NDArray[np.float64]]
    left_out: tuple[int, ...] = ()
    fewest: int = 0

    @property
    def notes(self) -> list[str]:
        """What a reader has to know about what is not there."""
        if not self.left_out:
            return []
        numbers = ", ".join(map(str, self.left_out))
        return [
            f"k = {numbers} is left out: some problem has {self.fewest} samples only, and nothing "
            "is extrapolated."
        ]


def curve(
    outcomes: Iterable[Outcomes],
    selectors: Sequence[str],
    n: int,
    ks: Sequence[int],
    *,
    subsamples: int = SUBSAMPLES,
    seed: int = 0,
    over: Over = "problems",
) -> list[Point]:
    """Compute n@k curves: ``points`` of ``rates``, where all arguments are explained."""
    redraws = REDRAWS if over == "samples" else 0
    found = rates(outcomes, selectors, n, ks, subsamples=subsamples, redraws=redraws, seed=seed)
    return points(found, over=over, seed=seed)


def rates(
    outcomes: Iterable[Outcomes],
    selectors: Sequence[str],
    n: int,
    ks: Sequence[int],
    *,
    subsamples: int = SUBSAMPLES,
    redraws: int = 0,
    seed: int = 0,
) -> Rates:
    """Compute how often each problem is solved.

    Args:
        outcomes: of each problem; read one at a time.
        selectors: names in ``SELECTORS``.
        n: submissions at most.
        ks: numbers of samples; one that some problem does not have is left out.
        subsamples: sub-samples that are clustered anew for each k.
        redraws: times that samples are drawn with replacement; intervals over samples need some.
        seed: of the sub-samples; those of a problem depend on its name, not on its neighbours.

    Raises:
        KeyError: there is no such selector.
    """
    asked = np.array(sorted(set(ks)), dtype=np.int64)
    chosen = {name: SELECTORS[name] for name in selectors}
    sampled = [name for name in chosen if name not in CLOSED_FORM]
    drawn: list[int] = []
    counts: dict[str, list[tuple[int, int, int]]] = {name: [] for name in chosen}
    solved: dict[str, list[NDArray[np.float64]]] = {name: [] for name in chosen}
    redrawn: dict[str, list[NDArray[np.float64]]] = {name: [] for name in sampled if redraws}
    for one in outcomes:
        drawn.append(one.drawn)
        within = asked[asked <= one.drawn]
        for name in chosen:
            if name in CLOSED_FORM:
                counts[name].append(kept := _kept(one, name))
                solved[name].append(solve_rates(*kept, within, n)[:, None])
        key = [seed, _number(one.name)]
        taken = _nested(one, within, subsamples, np.random.default_rng(key))
        _select(one, {name: solved[name] for name in sampled}, n, within, taken, key)
        taken = _again(one, within, redraws, np.random.default_rng([*key, 1]))
        _select(one, redrawn, n, within, taken, key)
    fewest = min(drawn, default=0)
    inside = asked[asked <= fewest]

    def stacked(tables: dict[str, list[NDArray[np.float64]]]) -> dict[str, NDArray[np.float64]]:
        rows = {name: [row[: len(inside)] for row in some] for name, some in tables.items()}
        return {name: np.array(some) for name, some in rows.items() if some}

    return Rates(
        n,
        tuple(inside.tolist()),
        {name: np.array(rows) for name, rows in counts.items() if rows},
        stacked(solved),
        stacked(redrawn),
        tuple(asked[len(inside) :].tolist()),
        fewest,
    )


def points(found: Rates, *, over: Over = "problems", seed: int = 0) -> list[Point]:
    """Average over the problems.

    Args:
        found: how often each problem is solved.
        over: what the interval resamples; samples have to be redrawn in ``rates``.
        seed: of the resampling.
    """
    made = []
    for name, solved in found.solved.items():
        for position, k in enumerate(found.ks):
            table = solved[:, position]
            rng = np.random.default_rng([seed, 1])
            low: float | None
            high: float | None
            if over == "problems":
                low, high = over_problems(table.mean(axis=1), rng)
            elif name in found.counts:
                low, high = over_samples(found.counts[name], k, found.n, rng)
            else:
                low, high = middle(found.redrawn[name][:, position].mean(axis=0))
            made.append(Point(name, found.n, k, float(table.mean()), low, high))
    return made


def mean_points(models: Sequence[Rates], *, seed: int = 0) -> list[Point]:
    """Average over models that were asked the same, each model with equal weight.

    The interval resamples models, and samples or sub-samples of each, as the paper's does.
    """
    made = []
    ks = [k for k in models[0].ks if all(k in one.ks for one in models)]
    for name in models[0].solved:
        for k in ks:
            runs = [one.solved[name][:, one.ks.index(k)].mean(axis=0) for one in models]
            rate = float(np.mean([run.mean() for run in runs]))
            rng = np.random.default_rng([seed, 1])
            if name in models[0].counts:
                runs = [redrawn(one.counts[name], k, one.n, rng) for one in models]
            low, high = over_models(runs, rng)
            made.append(Point(name, models[0].n, k, rate, low, high))
    return made


def _kept(one: Outcomes, name: str) -> tuple[int, int, int]:
    """Count the samples drawn, those the selector keeps, and the correct ones among these."""
    right = int(one.correct.sum())
    kept = {"random": one.drawn, "filter": len(one.survivors), "oracle": right}
    return one.drawn, kept[name], right


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _nested(
    one: Outcomes, ks: NDArray[np.int64], times: int, rng: np.random.Generator
) -> Iterator[list[NDArray[np.intp]]]:
    """Yield the survivors of sub-samples without replacement, one for each k.

    A random place among all samples is drawn for the survivors alone: those whose place is below k
    are in the sub-sample of k.
    """
    for _ in range(times):
        places = rng.choice(one.drawn, len(one.survivors), replace=False)
        yield [one.survivors[places < k] for k in ks]


def _again(
    one: Outcomes, ks: NDArray[np.int64], times: int, rng: np.random.Generator
) -> Iterator[list[NDArray[np.intp]]]:
    """Yield the survivors of k samples drawn with replacement, for each k."""
    survivors = one.survivors
    for _ in range(times):
        counts = rng.binomial(ks, len(survivors) / max(one.drawn, 1))
        yield [np.sort(rng.choice(survivors, m)) if m else survivors[:0] for m in counts]


def _select(
    one: Outcomes,
    tables: Mapping[str, list[NDArray[np.float64]]],
    n: int,
    ks: NDArray[np.int64],
    drawn: Iterable[list[NDArray[np.intp]]],
    key: list[int],
) -> None:
    """Select from survivors that were drawn, and add to each selector's table what it solves.

    What did not survive is never handed in, so only survivors need be drawn. The random numbers of
    a selector do not depend on which others, and which other k, are asked for.
    """
    if not tables:
        return
    seeds = {name: _number(name) for name in tables}
    columns: dict[str, list[list[bool]]] = {name: [] for name in tables}
    for number, taken in enumerate(drawn):
        right = [bool(one.correct[some].any()) for some in taken]
        for name, column in columns.items():
            solved = []
            for k, some, there in zip(ks.tolist(), taken, right, strict=True):
                if there:
                    rng = np.random.default_rng([*key, seeds[name], k, number])
                    there = bool(one.correct[SELECTORS[name](one, some, n, rng)].any())
                solved.append(there)
            column.append(solved)
    for name, column in columns.items():
        tables[name].append(np.array(column, dtype=np.float64).reshape(len(column), len(ks)).T)

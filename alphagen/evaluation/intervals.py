"""Confidence intervals by resampling: the middle 95 % of what might as well have come out.

Which interval is right depends on what the number is to speak of. For other problems of the same
kind, resample problems; for another training run, models; for another k samples of the same model
on the same problems, samples. The paper's (table 8, figures 6 to 8) speak of models and samples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alphagen.evaluation.estimators import solve_rates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LEVEL = 95.0
"""Per cent of the resamples that lie inside (paper, table 8)."""

RESAMPLES = 1000

Interval = tuple[float, float]


def over_problems(
    rates: NDArray[np.float64], rng: np.random.Generator, resamples: int = RESAMPLES
) -> Interval | tuple[None, None]:
    """Resample problems, with replacement; each keeps its solve rate.

    Args:
        rates: (P,) chance that each problem is solved.
        rng: source of the choice.
        resamples: how many.

    Returns:
        The interval; no ends for a single problem, which says nothing about others.
    """
    problems = len(rates)
    if problems == 1:
        return None, None
    weights = rng.multinomial(problems, np.full(problems, 1 / problems), size=resamples)
    return middle(weights @ rates / problems)


def over_models(
    runs: Sequence[NDArray[np.float64]], rng: np.random.Generator, resamples: int = RESAMPLES
) -> Interval:
    """Resample models, with replacement, and for each the sub-sample it is measured on.

    This is the paper's way (appendix A.3): what is drawn for a model that was chosen is one of the
    sub-samples that were clustered, or k samples anew where counts tell all that matters.

    Args:
        runs: for each model, the solve rates of its sub-samples, or those of ``redrawn``.
        rng: source of the choice.
        resamples: how many.
    """
    models = rng.integers(len(runs), size=(resamples, len(runs)))
    counts = np.array([len(one) for one in runs])
    chosen = rng.integers(counts[models])
    padded = np.full((len(runs), counts.max()), np.nan)
    for row, one in zip(padded, runs, strict=True):
        row[: len(one)] = one
    return middle(padded[models, chosen].mean(axis=1))


def over_samples(
    counts: NDArray[np.int64], k: int, n: int, rng: np.random.Generator, resamples: int = RESAMPLES
) -> Interval:
    """Resample the k samples of each problem; the arguments are those of ``redrawn``."""
    return middle(redrawn(counts, k, n, rng, resamples))


def redrawn(
    counts: NDArray[np.int64], k: int, n: int, rng: np.random.Generator, resamples: int = RESAMPLES
) -> NDArray[np.float64]:
    """Draw k of each problem's samples, with replacement, and see how many n submissions solve.

    This is the paper's way for selection by filtering (appendix A.3), where two counts tell all
    that matters. Which of the kept samples are submitted is not drawn but averaged over.

    k samples with replacement hold fewer different ones than k without. For k near the number of
    samples, these rates are therefore lower than the one that they are to surround.

    Args:
        counts: (P, 3) samples drawn, samples kept by the filter, and correct ones among these.
        k: samples.
        n: submissions at most.
        rng: source of the choice.
        resamples: how many.

    Returns:
        (resamples,) shares of the problems that are solved.
    """
    solved = np.zeros(resamples)
    for drawn, kept, correct in counts.tolist():
        shares = np.array([correct, kept - correct, drawn - kept]) / drawn
        right, wrong, _ = rng.multinomial(k, shares, size=resamples).T
        solved += solve_rates(k, right + wrong, right, k, n)
    return solved / len(counts)


def middle(values: NDArray[np.float64]) -> Interval:
    """Return the ends of the middle 95 % of the values."""
    outside = (100 - LEVEL) / 2
    low, high = np.percentile(values, [outside, 100 - outside])
    return float(low), float(high)

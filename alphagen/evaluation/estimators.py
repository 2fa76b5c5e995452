"""The chance that a problem is solved, from samples drawn once (paper, section 2.2 and A.3).

Three roads to one number, filtering alone: ``n_at_k`` is exact and the reference, ``solve_rates``
does many problems at once in floating point, and ``algorithm_1`` draws, as the paper does.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def pass_at_k(drawn: int, correct: int, k: int) -> float:
    """Chance that at least one of k samples is correct, without bias.

    >>> pass_at_k(4, 1, 2)
    0.5

    Args:
        drawn: samples there are.
        correct: how many of them solve the problem.
        k: samples taken of them, without replacement.

    Raises:
        ValueError: the counts do not fit together.
    """
    return n_at_k(drawn, drawn, correct, k, k)


def n_at_k(drawn: int, passing: int, correct: int, k: int, n: int) -> float:
    """Chance to solve a problem with n submissions out of k samples, by filtering alone.

    Of the k samples those that pass the example tests are kept, and n of these are submitted at
    random. This is the exact value that the paper's Algorithm 1 estimates by drawing.

    >>> n_at_k(4, 2, 1, 4, 1)
    0.5

    Args:
        drawn: samples there are (K).
        passing: how many of them pass the example tests (e).
        correct: how many of these solve the problem (s).
        k: samples taken of them, without replacement.
        n: submissions at most.

    Raises:
        ValueError: the counts do not fit together.
    """
    _check(drawn, passing, correct, k, n)
    chance = Fraction(0)
    for kept in range(max(0, k - (drawn - passing)), min(passing, k) + 1):
        submitted = min(kept, n)
        weight = comb(passing, kept) * comb(drawn - passing, k - kept)
        missed = Fraction(comb(passing - correct, submitted), comb(passing, submitted))
        chance += weight * (1 - missed)
    return float(chance / comb(drawn, k))


def solve_rates(
    drawn: ArrayLike, passing: ArrayLike, correct: ArrayLike, k: ArrayLike, n: int
) -> NDArray[np.float64]:
    """Compute ``n_at_k`` for whole arrays, which are broadcast against each other.

    Once n samples or more are kept, the chance no longer depends on how many. So n + 1 terms are
    enough, whatever k is; all of them are positive, and nothing is lost by cancellation.

    >>> solve_rates(4, [2, 0], [1, 0], [[4], [2]], 1).round(4).tolist()
    [[0.5, 0.0], [0.4167, 0.0]]

    Raises:
        ValueError: the counts do not fit together.
    """
    counts = np.broadcast_arrays(drawn, passing, correct, k)
    K, e, s, taken = (np.asarray(one, dtype=np.int64)[..., None] for one in counts)
    worst = np.flatnonzero(~((s >= 0) & (s <= e) & (e <= K) & (taken >= 0) & (taken <= K)))
    if n < 0 or worst.size:
        at = int(worst[0]) if worst.size else 0
        _check(int(K.flat[at]), int(e.flat[at]), int(s.flat[at]), int(taken.flat[at]), n)
    kept = np.arange(n + 1)
    factors = np.clip((e - s - kept[:-1]) / np.maximum(e - kept[:-1], 1), 0, 1)
    missed = np.concatenate([np.ones((*e.shape[:-1], 1)), np.cumprod(factors, axis=-1)], axis=-1)
    few = kept[:-1]
    logs = _log_comb(e, few) + _log_comb(K - e, taken - few) - _log_comb(K, taken)
    weights = np.exp(logs)
    many = np.clip(1 - weights.sum(axis=-1), 0, 1)
    solved: NDArray[np.float64] = (weights * (1 - missed[..., :-1])).sum(axis=-1)
    solved += many * (1 - missed[..., -1])
    return solved.clip(0, 1)


def algorithm_1(
    drawn: int,
    passing: int,
    correct: int,
    k: int,
    n: int,
    rng: np.random.Generator,
    draws: int = 10_000,
) -> float:
    """Estimate ``n_at_k`` by drawing (paper, Algorithm 1).

    Args:
        drawn: samples there are (K).
        passing: how many of them pass the example tests (e).
        correct: how many of these solve the problem (s).
        k: samples taken of them, without replacement.
        n: submissions at most.
        rng: source of the draws.
        draws: repetitions (S); the standard error is at most half of one over their root.

    Raises:
        ValueError: the counts do not fit together.
    """
    _check(drawn, passing, correct, k, n)
    kept = rng.hypergeometric(passing, drawn - passing, k, size=draws)
    submitted = np.minimum(kept, n)
    right = rng.hypergeometric(correct, passing - correct, submitted)
    return float(np.mean(right > 0))


def _check(drawn: int, passing: int, correct: int, k: int, n: int) -> None:
    if not (0 <= correct <= passing <= drawn and 0 <= k <= drawn and n >= 0):
        raise ValueError(
            f"{correct} correct of {passing} passing of {drawn} samples, {k} taken and {n} "
            "submitted: no count may be larger than the one it is part of."
        )


def _log_comb(top: NDArray[np.int64], under: NDArray[np.int64]) -> NDArray[np.float64]:
    """Logarithm of the binomial coefficient; minus infinity where it is 0."""
    top, under = np.broadcast_arrays(top, under)
    inside = (under >= 0) & (under <= top)
    low = np.where(inside, under, 0)
    logs = _log_factorial(top) - _log_factorial(low) - _log_factorial(top - low)
    return np.where(inside, logs, -np.inf)


_SMALL = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, 32)))])


def _log_factorial(number: NDArray[np.int64]) -> NDArray[np.float64]:
    """Logarithm of x!: a table below 32, then Stirling's series, whose next term is below 1e-14."""
    x = np.maximum(number, 31).astype(np.float64)
    series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * x * x)) / (x * x)) / (x * x)) / x
    large = (x + 0.5) * np.log(x) - x + 0.5 * np.log(2 * np.pi) + series
    return np.where(number < 32, _SMALL[np.minimum(number, 31)], large)

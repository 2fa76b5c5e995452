from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.evaluation import n_at_k, pass_at_k
from alphagen.evaluation.estimators import algorithm_1, solve_rates


def counted(drawn: int, passing: int, correct: int, k: int, n: int) -> float:
    """The same by listing every choice of k samples and of n submissions."""
    solved = 0.0
    for taken in combinations(range(drawn), k):
        kept = [sample for sample in taken if sample < passing]
        choices = list(combinations(kept, min(n, len(kept))))
        solved += sum(any(s < correct for s in chosen) for chosen in choices) / len(choices)
    return solved / comb(drawn, k)


@st.composite
def settings(draw: st.DrawFn, most: int = 6) -> tuple[int, int, int, int, int]:
    drawn = draw(st.integers(1, most))
    passing = draw(st.integers(0, drawn))
    correct = draw(st.integers(0, passing))
    return drawn, passing, correct, draw(st.integers(0, drawn)), draw(st.integers(0, 12))


@given(settings())
def test_equals_a_count_of_all_cases(given_counts):
    assert n_at_k(*given_counts) == pytest.approx(counted(*given_counts))


@given(settings())
def test_more_submissions_never_hurt(given_counts):
    drawn, passing, correct, k, n = given_counts
    assert n_at_k(drawn, passing, correct, k, n) <= n_at_k(drawn, passing, correct, k, n + 1)


@given(settings(most=80))
def test_arrays_give_the_exact_value(given_counts):
    *counts, n = given_counts
    assert solve_rates(*counts, n) == pytest.approx(n_at_k(*given_counts), rel=1e-10, abs=1e-13)


@pytest.mark.parametrize(
    "counts",
    [
        (100_000, 900, 3, 10_000, 10),
        (100_000, 81_000, 5, 50_000, 10),
        (100_000, 99_999, 99_990, 10, 10),
        (20_000, 7, 1, 19_999, 10),
    ],
)
def test_arrays_are_exact_where_counts_are_large(counts):
    drawn, passing, correct, k, n = counts
    whole, solved, few = comb(drawn, k), Fraction(0), 0
    for kept in range(n):  # all other draws leave the same chance of a miss
        ways = comb(passing, kept) * comb(drawn - passing, k - kept) if kept <= k else 0
        few += ways
        solved += ways * (1 - Fraction(comb(passing - correct, kept), comb(passing, kept) or 1))
    missed = Fraction(comb(passing - correct, n), comb(passing, n)) if passing >= n else 1
    solved = solved / whole + Fraction(whole - few, whole) * (1 - missed)
    assert solve_rates(drawn, passing, correct, k, n) == pytest.approx(float(solved), rel=1e-8)


def test_arrays_are_broadcast():
    rates = solve_rates([10, 20], [5, 9], [2, 0], [[1], [5], [10]], 3)
    assert rates.shape == (3, 2)
    assert rates[1] == pytest.approx([n_at_k(10, 5, 2, 5, 3), 0])


@pytest.mark.parametrize(
    "counts", [(50, 20, 3, 10, 2), (50, 20, 3, 50, 10), (9, 0, 0, 3, 1), (9, 9, 1, 4, 4)]
)
def test_drawing_as_the_paper_does_agrees(counts):
    drawn = algorithm_1(*counts, np.random.default_rng(0), draws=40_000)
    # Four standard errors of 40,000 draws.
    assert drawn == pytest.approx(n_at_k(*counts), abs=0.01)


@pytest.mark.parametrize(
    ("drawn", "correct", "k", "rate"), [(10, 0, 5, 0.0), (10, 10, 1, 1.0), (10, 3, 1, 0.3)]
)
def test_pass_at_k_by_hand(drawn, correct, k, rate):
    assert pass_at_k(drawn, correct, k) == pytest.approx(rate)


def test_counts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="3 correct of 2 passing"):
        n_at_k(10, 2, 3, 5, 1)
    with pytest.raises(ValueError, match="3 correct of 2 passing of 10 samples, 5 taken"):
        solve_rates(10, [2, 2], [1, 3], 5, 1)
    with pytest.raises(ValueError, match="11 taken"):
        algorithm_1(10, 2, 1, 11, 1, np.random.default_rng(0))
    with pytest.raises(ValueError, match="-1 submitted"):
        solve_rates(10, 2, 1, 5, -1)

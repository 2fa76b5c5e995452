from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.evaluation import n_at_k, pass_at_k


def counted(drawn: int, passing: int, correct: int, k: int, n: int) -> float:
    """The same by listing every choice of k samples and of n submissions."""
    solved = 0.0
    for taken in combinations(range(drawn), k):
        kept = [sample for sample in taken if sample < passing]
        choices = list(combinations(kept, min(n, len(kept))))
        solved += sum(any(s < correct for s in chosen) for chosen in choices) / len(choices)
    return solved / comb(drawn, k)


@st.composite
def settings(draw: st.DrawFn) -> tuple[int, int, int, int, int]:
    drawn = draw(st.integers(1, 6))
    passing = draw(st.integers(0, drawn))
    correct = draw(st.integers(0, passing))
    return drawn, passing, correct, draw(st.integers(0, drawn)), draw(st.integers(0, 4))


@given(settings())
def test_equals_a_count_of_all_cases(given_counts):
    assert n_at_k(*given_counts) == pytest.approx(counted(*given_counts))


@given(settings())
def test_more_submissions_never_hurt(given_counts):
    drawn, passing, correct, k, n = given_counts
    assert n_at_k(drawn, passing, correct, k, n) <= n_at_k(drawn, passing, correct, k, n + 1)


@pytest.mark.parametrize(
    ("drawn", "correct", "k", "rate"), [(10, 0, 5, 0.0), (10, 10, 1, 1.0), (10, 3, 1, 0.3)]
)
def test_pass_at_k_by_hand(drawn, correct, k, rate):
    assert pass_at_k(drawn, correct, k) == pytest.approx(rate)


def test_counts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="3 correct of 2 passing"):
        n_at_k(10, 2, 3, 5, 1)

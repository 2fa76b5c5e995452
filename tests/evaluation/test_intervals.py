import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.evaluation.estimators import solve_rates
from alphagen.evaluation.intervals import over_models, over_problems, over_samples

RATES = st.lists(st.floats(0, 1), min_size=2, max_size=30)


def rng():
    return np.random.default_rng(0)


@given(RATES)
def test_an_interval_over_problems_lies_within_the_rates(rates):
    low, high = over_problems(np.array(rates), rng())
    assert min(rates) - 1e-9 <= low <= high <= max(rates) + 1e-9


def test_a_single_problem_has_no_interval_over_problems():
    assert over_problems(np.array([0.4]), rng()) == (None, None)


def test_over_problems_is_the_interval_of_a_binomial_share():
    # 30 of 100 solved: the share's standard error is 0.0458, and 1.96 of them are 0.09.
    low, high = over_problems(np.repeat([1.0, 0.0], [30, 70]), rng(), resamples=20_000)
    assert (low, high) == pytest.approx((0.21, 0.39), abs=0.011)


def test_over_models_resamples_models_and_their_sub_samples():
    runs = [np.array([0.1, 0.3]), np.array([0.6])]
    low, high = over_models(runs, rng(), resamples=20_000)
    # The extremes are twice the first model on its worse sub-sample, and twice the second.
    assert (low, high) == pytest.approx((0.1, 0.6))
    assert over_models([np.array([0.4])], rng()) == (0.4, 0.4)
    assert over_models([np.array([0.4, 0.5])], rng()) == (0.4, 0.5)


def test_over_samples_knows_when_nothing_is_left_to_chance():
    counts = np.array([[50, 20, 0], [50, 50, 50]])
    assert over_samples(counts, 10, 5, rng()) == (0.5, 0.5)


def test_over_samples_is_the_spread_of_drawing_again():
    # Many problems, one sample each: the share of correct draws is that of a binomial, 0.2 of 400.
    counts = np.array([[10, 10, 2]] * 400)
    low, high = over_samples(counts, 1, 1, rng(), resamples=4000)
    assert (low, high) == pytest.approx((0.2 - 0.0392, 0.2 + 0.0392), abs=0.006)


@given(st.integers(1, 30), st.data())
def test_over_samples_surrounds_the_chance_of_one_submission(drawn, data):
    correct = data.draw(st.integers(0, drawn))
    k = data.draw(st.integers(1, drawn))
    low, high = over_samples(np.array([[drawn, drawn, correct]]), k, 1, rng(), resamples=300)
    rate = float(solve_rates(drawn, drawn, correct, k, 1))
    assert low - 1e-9 <= rate <= high + 1e-9

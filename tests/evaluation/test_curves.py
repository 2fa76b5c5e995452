import numpy as np
import pytest

from alphagen.evaluation import (
    SELECTORS,
    Outcomes,
    Rates,
    curve,
    mean_points,
    n_at_k,
    points,
    rates,
)

KS = [1, 5, 20, 60]


def rate_of(made, selector, k):
    return next(one.rate for one in made if (one.selector, one.k) == (selector, k))


@pytest.fixture
def problems(make):
    return [make(seed, name=f"p{seed}").outcomes for seed in range(12)]


def test_closed_forms_are_the_exact_mean(problems):
    made = curve(problems, ["random", "filter", "oracle"], 3, KS)
    counts = [(o.drawn, int(o.passing.sum()), int(o.correct.sum())) for o in problems]
    for k in KS:
        exact = {
            "random": [n_at_k(d, d, s, k, 3) for d, _, s in counts],
            "filter": [n_at_k(d, e, s, k, 3) for d, e, s in counts],
            "oracle": [n_at_k(d, d, s, k, k) for d, _, s in counts],
        }
        for name, values in exact.items():
            assert rate_of(made, name, k) == pytest.approx(np.mean(values))


def test_sub_samples_are_what_selecting_from_all_samples_gives(problems):
    made = curve(problems, ["cluster"], 2, [20], subsamples=400)
    rng = np.random.default_rng(5)
    solved = [
        one.correct[
            SELECTORS["cluster"](one, np.sort(rng.permutation(one.drawn)[:20]), 2, rng)
        ].any()
        for one in problems
        for _ in range(400)
    ]
    # Four standard errors of 4,800 draws on either side.
    assert made[0].rate == pytest.approx(np.mean(solved), abs=0.04)


def test_no_selector_beats_the_oracle_and_intervals_surround(problems):
    made = curve(problems, list(SELECTORS), 2, KS, subsamples=20)
    assert len(made) == len(SELECTORS) * len(KS)
    for one in made:
        assert 0 <= one.low <= one.rate <= one.high <= 1
    for k in KS[1:]:
        best = rate_of(made, "oracle", k)
        # Sub-samples of the others scatter about what they estimate.
        assert all(rate_of(made, name, k) <= best + 0.1 for name in SELECTORS)


def test_all_samples_leave_one_selection(problems):
    found = rates(problems, ["cluster-logprob"], 3, [60], subsamples=4)
    solved = found.solved["cluster-logprob"][:, 0]
    assert (solved == solved[:, :1]).all()
    rng = np.random.default_rng(0)
    handed = [SELECTORS["cluster-logprob"](o, np.arange(60), 3, rng) for o in problems]
    right = [o.correct[h].any() for o, h in zip(problems, handed, strict=True)]
    assert solved[:, 0].tolist() == right


def test_nothing_is_extrapolated(make):
    some = [make(0, drawn=30, name="a").outcomes, make(1, drawn=60, name="b").outcomes]
    found = rates(some, ["filter", "cluster"], 10, [60, 10, 30, 31])
    assert found.ks == (10, 30)
    assert found.left_out == (31, 60)
    assert [one.k for one in points(found)] == [10, 30, 10, 30]
    assert found.notes == [
        "k = 31, 60 is left out: some problem has 30 samples only, and nothing is extrapolated."
    ]
    assert rates(some, ["filter"], 10, [5]).notes == []


def test_a_problem_has_its_own_sub_samples(problems):
    alone = rates(problems[3:4], ["cluster"], 2, KS, seed=7).solved["cluster"]
    among = rates(problems, ["cluster"], 2, KS, seed=7).solved["cluster"]
    assert (alone[0] == among[3]).all()
    others = rates(problems, ["cluster"], 2, KS, seed=8).solved["cluster"]
    assert (among != others).any()


def test_intervals_can_be_over_samples(make):
    # Of 600 samples of one problem, 20 are drawn again and again: the rate is a share of draws.
    some = [make(15, drawn=600, name="a").outcomes]
    made = curve(some, ["filter", "cluster"], 1, [20], over="samples", subsamples=200)
    rng = np.random.default_rng(0)
    for one in made:
        solved = [
            some[0].correct[SELECTORS[one.selector](some[0], np.sort(rng.choice(600, 20)), 1, rng)]
            for _ in range(2000)
        ]
        # Clustered, a draw solves the problem or does not; filtered, its chance is averaged.
        share = np.mean([any(right) for right in solved])
        assert one.low < share < one.high
        if one.selector == "cluster":
            assert 0.05 < share < 0.95
            assert (one.low, one.high) == (0, 1)


def test_other_selectors_and_other_k_change_nothing(problems):
    alone = rates(problems, ["cluster"], 2, [20], redraws=3)
    among = rates(problems, ["codet", "filter", "cluster"], 2, KS, redraws=3)
    at = KS.index(20)
    assert (alone.solved["cluster"][:, 0] == among.solved["cluster"][:, at]).all()
    assert among.redrawn["cluster"].shape == (len(problems), len(KS), 3)
    assert set(among.redrawn) == {"codet", "cluster"}
    assert rates(problems, ["cluster"], 2, KS).redrawn == {}


def test_models_are_averaged_with_equal_weight(problems):
    models = [rates(part, ["filter", "cluster"], 2, KS) for part in (problems[:4], problems[4:])]
    made = mean_points(models)
    parts = [points(one) for one in models]
    for one in made:
        ends = [rate_of(part, one.selector, one.k) for part in parts]
        assert one.rate == pytest.approx(np.mean(ends))
        if one.selector == "filter":
            assert one.low < min(ends)
            assert one.high > max(ends)


def test_models_have_the_noise_of_their_samples():
    # Two models, 400 problems, one sample each: of four draws of a share with a standard
    # deviation of 0.02, two are averaged.
    counts = {"filter": np.array([[10, 10, 2]] * 400)}
    model = Rates(1, (1,), counts, {"filter": np.full((400, 1, 1), 0.2)}, {})
    [one] = mean_points([model, model])
    assert one.rate == pytest.approx(0.2)
    half = 1.96 * 0.02 / 2**0.5
    assert (one.low, one.high) == pytest.approx((0.2 - half, 0.2 + half), abs=0.006)


def test_a_single_problem_has_no_interval_over_problems(problems):
    [one] = curve(problems[:1], ["filter"], 2, [5])
    assert (one.low, one.high) == (None, None)
    [one] = curve(problems[:1], ["filter"], 2, [5], over="samples")
    assert one.low < one.rate < one.high


def test_no_problems_and_no_samples():
    assert curve([], ["filter", "cluster"], 10, KS) == []
    none = np.zeros(0, int)
    empty = Outcomes(
        name="empty",
        passing=none.astype(bool),
        correct=none.astype(bool),
        unjudged=none.astype(bool),
        program=none,
        cluster=none,
        logprob=none.astype(float),
        model=none,
        models=(),
        failing=none.astype(bool),
    )
    assert curve([empty], ["filter", "cluster"], 10, KS) == []


def test_an_unknown_selector(problems):
    with pytest.raises(KeyError, match="best"):
        curve(problems, ["best"], 10, KS)

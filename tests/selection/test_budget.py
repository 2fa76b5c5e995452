import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.selection.budget import (
    SETTLED,
    Budget,
    Policy,
    Standing,
    gain,
    next_step,
)

CHUNK = 16
SIZES = st.lists(st.integers(1, 200), max_size=15).map(tuple)
STANDINGS = st.builds(
    Standing,
    samples=st.integers(0, 40).map(lambda chunks: chunks * CHUNK),
    sizes=SIZES,
    seconds=st.floats(0, 100),
    ended=st.booleans(),
)


def step(policy, standings, **budget):
    whole = Budget(**budget, policy=policy)
    return next_step(standings, whole, chunk=CHUNK, submissions=10)


def spend(policy, answers, samples, ended=()):
    """Spend a budget; ``answers`` says the sizes of a problem's clusters for its samples."""
    standings = [Standing() for _ in answers]
    taken = []
    while one := step(policy, standings, samples=samples):
        assert len(taken) < 1000
        taken.append(one)
        drawn = min(one.samples, ended[one.problem]) if ended else one.samples
        sizes = tuple(answers[one.problem](drawn))
        standings[one.problem] = Standing(drawn, sizes, ended=drawn < one.samples)
    return standings, taken


@given(st.sampled_from(Policy), st.lists(STANDINGS, max_size=6), st.integers(1, 5000))
def test_a_step_adds_samples_and_keeps_to_the_budget(policy, standings, samples):
    one = step(policy, standings, samples=samples)
    if one is None:
        return
    before = standings[one.problem]
    assert not before.ended
    assert before.samples < one.samples
    if policy is Policy.ADAPTIVE:
        spent = sum(each.samples for each in standings)
        assert spent + one.samples - before.samples <= samples
        assert (one.samples - before.samples) % CHUNK == 0
    else:
        assert one.samples == samples // len(standings)


@given(st.sampled_from(Policy), st.lists(STANDINGS, max_size=6), st.floats(0.1, 500))
def test_a_budget_of_time_is_not_passed(policy, standings, seconds):
    one = step(policy, standings, seconds=seconds)
    if one is not None:
        assert one.seconds > 0
        if policy is Policy.ADAPTIVE:
            spent = sum(each.seconds for each in standings)
            assert spent + one.seconds == pytest.approx(seconds)
        else:
            before = standings[one.problem].seconds
            assert before + one.seconds == pytest.approx(seconds / len(standings))


@given(
    st.sampled_from(Policy),
    st.lists(st.floats(0, 0.5), min_size=1, max_size=6),
    st.integers(1, 5000),
)
def test_spending_ends_within_the_budget(policy, rates, samples):
    answers = [lambda k, rate=rate: [int(k * rate)] if int(k * rate) else [] for rate in rates]
    standings, taken = spend(policy, answers, samples)
    assert sum(one.samples for one in standings) <= samples
    if policy is Policy.UNIFORM:
        assert {one.samples for one in standings} == {samples // len(rates)}
    elif taken:
        settled = all(gain(one, one.samples, 10) < SETTLED for one in standings if one.samples)
        left = samples - sum(one.samples for one in standings)
        assert left < CHUNK or (settled and all(one.samples for one in standings))


def test_every_problem_has_a_first_helping_before_any_has_a_second():
    _, taken = spend(Policy.ADAPTIVE, [lambda _: [], lambda _: [3], lambda _: [1, 1]], 3000)
    assert [one.problem for one in taken[:3]] == [0, 1, 2]
    assert {one.samples for one in taken[:3]} == {112}  # an eighth of 1000, in chunks of 16


def test_a_settled_problem_leaves_its_share_to_the_others():
    standings, _ = spend(Policy.ADAPTIVE, [lambda k: [k // 2], lambda _: []], 4096)
    assert standings[0].samples == 256
    assert standings[1].samples == 4096 - 256


def test_when_all_are_settled_the_rest_is_not_spent():
    standings, _ = spend(Policy.ADAPTIVE, [lambda k: [k // 2], lambda k: [k // 2]], 4096)
    assert [one.samples for one in standings] == [256, 256]


@pytest.mark.parametrize("policy", Policy)
def test_a_problem_without_more_samples_ends(policy):
    standings, _ = spend(policy, [lambda _: [], lambda _: []], 4096, ended=(20, 9999))
    assert standings[0].samples == 20
    assert standings[1].samples >= 2048


@pytest.mark.parametrize("policy", Policy)
def test_more_budget_goes_on_from_what_there_is(policy):
    answers = [lambda _: [], lambda k: [1] * (k // 50)]
    first, _ = spend(policy, answers, 1000)
    more = step(policy, first, samples=4000)
    assert more is not None
    assert more.samples > first[more.problem].samples


def test_no_problem_no_step():
    assert step(Policy.ADAPTIVE, [], samples=100) is None
    assert step(Policy.UNIFORM, [], seconds=100) is None


@given(st.integers(0, 5000), SIZES, st.integers(1, 5000), st.integers(1, 10))
def test_a_gain_is_a_chance_and_more_samples_do_not_lower_it(samples, sizes, more, submissions):
    standing = Standing(max(samples, sum(sizes)), sizes)
    one, two = gain(standing, more, submissions), gain(standing, 2 * more, submissions)
    assert 0 <= one <= two <= 1
    assert gain(standing, more, submissions) >= gain(standing, more, submissions + 1)


@given(st.integers(1, 400), st.integers(1, 400), st.integers(1, 9))
def test_a_problem_gains_less_the_more_programs_agree(survivors, more, clusters):
    few, many = (survivors + 1,) * clusters, (survivors + 1 + more,) * clusters
    assert gain(Standing(5000, few), 64, 10) > gain(Standing(5000, many), 64, 10)
    assert gain(Standing(5000, (*few, 1)), 64, 10) > gain(Standing(5000, few), 64, 10)


def test_settled_is_one_cluster_of_a_hundred():
    assert gain(Standing(64, (100,)), 64, 10) < SETTLED <= gain(Standing(64, (98,)), 64, 10)
    assert gain(Standing(64, (100, 1)), 64, 10) > SETTLED


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_hope_falls_with_samples_in_vain(samples, more):
    assert gain(Standing(samples), 64, 10) > gain(Standing(samples + more), 64, 10)

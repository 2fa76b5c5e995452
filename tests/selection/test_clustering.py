import random

from hypothesis import given
from hypothesis import strategies as st

from alphagen.core import ExecutionResult, Language, Program, Status
from alphagen.selection import cluster, failed, signature
from alphagen.selection.clustering import LONGEST_OUTPUT

OUTPUTS = st.sampled_from([("1", "2"), ("1", "3"), ("<TLE>", "<TLE>"), ("<TLE>", "2")])
COUNTED = st.lists(st.tuples(OUTPUTS, st.integers(1, 5)), max_size=20)


def numbered(behaviours):
    return [
        (Program(f"print({i})", Language.PYTHON3), behaviour, count)
        for i, (behaviour, count) in enumerate(behaviours)
    ]


def test_outputs_that_the_judge_takes_as_equal_cluster_together():
    first = signature([ExecutionResult(Status.OK, "Yes\n1  2\n\n")])
    assert first == signature([ExecutionResult(Status.OK, "YES 1\t2")])
    assert first != signature([ExecutionResult(Status.OK, "YES 12")])


def test_every_failed_status_is_marked():
    for status in set(Status) - {Status.OK}:
        assert signature([ExecutionResult(status, "7")]) == (f"<{status.value}>",)
        assert failed((f"<{status.value}>",))


def test_long_outputs_stay_apart_and_short():
    outputs = ["1" * 10**5, "1" * (10**5 - 1) + "2"]
    first, second = (signature([ExecutionResult(Status.OK, text)]) for text in outputs)
    assert first != second
    assert len(first[0]) < LONGEST_OUTPUT


def test_the_largest_comes_first_and_ties_keep_the_order_of_sampling():
    groups = cluster(numbered([(("a",), 1), (("b",), 2), (("c",), 1), (("a",), 1)]))
    assert [(g.signature, g.size) for g in groups] == [(("a",), 2), (("b",), 2), (("c",), 1)]


@given(COUNTED)
def test_sizes_add_up_and_every_program_is_in_one_cluster(behaviours):
    programs = numbered(behaviours)
    groups = cluster(programs)
    assert sum(g.size for g in groups) == sum(count for _, _, count in programs)
    members = [p for g in groups for p in g.programs]
    assert sorted(members, key=str) == sorted((p for p, _, _ in programs), key=str)
    assert len({g.signature for g in groups}) == len(groups)


@given(COUNTED)
def test_clusters_that_only_fail_are_last_and_the_rest_are_by_size(behaviours):
    groups = cluster(numbered(behaviours))
    order = [(failed(g.signature), -g.size) for g in groups]
    assert order == sorted(order)


@given(COUNTED, st.randoms(use_true_random=False))
def test_the_order_of_samples_does_not_change_the_clusters(behaviours, rng: random.Random):
    programs = numbered(behaviours)
    before = {g.signature: (set(g.programs), g.size) for g in cluster(programs)}
    rng.shuffle(programs)
    assert {g.signature: (set(g.programs), g.size) for g in cluster(programs)} == before

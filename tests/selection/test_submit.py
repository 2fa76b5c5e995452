import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from alphagen.core import Cluster, Language, Program
from alphagen.selection import choose


def clusters(*sizes):
    return [
        Cluster(
            (str(i),),
            tuple(Program(f"{i}:{j}", Language.PYTHON3) for j in range(size)),
            size,
        )
        for i, size in enumerate(sizes)
    ]


def test_one_from_each_then_round_again():
    chosen = choose(clusters(3, 2, 1), 10, random.Random(0))
    assert [s.cluster for s in chosen] == [0, 1, 2, 0, 1, 0]
    assert [s.cluster_size for s in chosen] == [3, 2, 1, 3, 2, 3]
    assert [s.rank for s in chosen] == [1, 2, 3, 4, 5, 6]


def test_nothing_to_choose_from():
    assert choose([], 10, random.Random(0)) == []
    assert choose(clusters(2), 0, random.Random(0)) == []


def test_every_program_of_a_cluster_can_be_chosen():
    rng = random.Random(0)
    first = Counter(choose(clusters(4), 1, rng)[0].program.source for _ in range(2000))
    assert len(first) == 4
    assert all(400 < count < 600 for count in first.values())


@given(
    st.lists(st.integers(1, 6), max_size=8), st.integers(0, 30), st.integers(0, 30), st.integers()
)
def test_submissions_are_distinct_deterministic_and_a_prefix(sizes, n, m, seed):
    groups = clusters(*sizes)
    chosen = choose(groups, n, random.Random(seed))
    assert len({s.program for s in chosen}) == len(chosen) == min(n, sum(sizes))
    assert all(s.program in groups[s.cluster].programs for s in chosen)
    assert choose(groups, n, random.Random(seed)) == chosen
    assert choose(groups, m, random.Random(seed))[: min(n, m)] == chosen[: min(n, m)]

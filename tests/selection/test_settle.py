from hypothesis import given
from hypothesis import strategies as st

from alphagen.core import Cluster, Language, Program
from alphagen.selection import cluster
from alphagen.selection.settle import question, settle

PROGRAMS = [Program(f"print({n})", Language.PYTHON3) for n in range(12)]
OUTPUTS = st.sampled_from(["1", "2", "<TLE>", "<RTE>"])
GROUPS = st.lists(
    st.tuples(st.tuples(OUTPUTS, OUTPUTS, OUTPUTS), st.integers(1, 9)), max_size=len(PROGRAMS)
)
INPUTS = ["long long", "short", "x"]


def grouped(rows):
    programs = list(zip(PROGRAMS, rows, strict=False))
    sizes = {program: count for program, (_, count) in programs}
    return cluster((p, signature, count) for p, (signature, count) in programs), sizes


@given(GROUPS, st.sets(st.sampled_from(PROGRAMS)), st.sets(st.sampled_from(PROGRAMS)))
def test_nothing_that_contradicts_is_left_and_nothing_else_is_lost(rows, refuted, chosen):
    clusters, sizes = grouped(rows)
    hashes = {program.hash for program in refuted}
    named = {program.hash for program in chosen}
    settled = settle(clusters, sizes, hashes, named)
    left = [program for one in settled for program in one.programs]
    assert sorted(p.source for p in left) == sorted(p.source for p in sizes if p not in refuted)
    assert sum(one.size for one in settled) == sum(sizes[program] for program in left)
    first = [any(p.hash in named for p in one.programs) for one in settled]
    assert first == sorted(first, reverse=True)


@given(GROUPS)
def test_without_answers_nothing_changes(rows):
    clusters, sizes = grouped(rows)
    assert settle(clusters, sizes, ()) == clusters


@given(GROUPS, st.integers(2, 5))
def test_a_question_tells_the_two_leading_clusters_apart(rows, leading):
    clusters, _ = grouped(rows)
    asked = question(clusters, INPUTS, leading)
    if asked is None:
        return
    place = INPUTS.index(asked.input)
    told = {number: output for output, numbers in asked.groups for number in numbers}
    assert len(told) <= leading
    assert told[0] != told[1]
    assert all(clusters[number].signature[place] == output for number, output in told.items())


def of(*signature):
    return Cluster(signature, (), 1)


def test_the_shortest_input_on_which_neither_fails():
    clusters = [of("1", "1", "1"), of("2", "2", "<TLE>"), of("2", "1", "1")]
    asked = question(clusters, INPUTS)
    assert asked.input == "short"
    assert asked.groups == (("1", (0, 2)), ("2", (1,)))
    assert question([of("1", "1", "1"), of("1", "1", "<TLE>")], INPUTS).input == "x"


def test_clusters_that_always_fail_are_not_asked_about():
    assert question([of("1", "1", "1"), of("<TLE>", "<TLE>", "<RTE>")], INPUTS) is None
    assert question([of("1", "1", "1")], INPUTS) is None
    assert question([], INPUTS) is None

from string import printable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from alphagen.core import Problem
from alphagen.core import TestCase as Case
from alphagen.inputgen import MutationInputGenerator

TEXT = st.text(st.sampled_from("0123 -.ab\n\r"), max_size=30)
TOKEN = st.sampled_from("0 1 2 3 4 5 -1 1.5 ab 0101".split()) | st.text(printable, max_size=4)
LINES = st.lists(st.lists(TOKEN, max_size=6).map(" ".join), max_size=8).map("\n".join)


def problem(*inputs):
    return Problem("Do it.", tuple(Case(text, "") for text in inputs))


def mutations(*inputs, n=50, seed=0):
    return MutationInputGenerator().generate(problem(*inputs), n, seed=seed)


@settings(max_examples=60)
@given(st.lists(TEXT, min_size=1, max_size=3), st.integers(0, 20), st.integers(0, 2**32))
def test_inputs_are_new_distinct_and_deterministic(examples, n, seed):
    inputs = mutations(*examples, n=n, seed=seed)
    assert len(set(inputs)) == len(inputs) <= n
    assert not set(inputs) & set(examples)
    assert all(text.strip() for text in inputs)
    assert mutations(*examples, n=n, seed=seed) == inputs


@settings(max_examples=100)
@given(LINES, st.integers(0, 2**32))
@example("3 5 1 2\n4\n9\n", 14)  # the last value of a list is no count
@example("2\n4 2 1\n2\n2 1", 1)  # lines that are gone when they are to be changed
@example("2 " + "9" * 5000 + "\n", 0)
def test_any_printable_input_can_be_changed(text, seed):
    inputs = mutations(text, n=9, seed=seed)
    assert len(set(inputs) - {text}) == len(inputs) <= 9


def test_seeds_and_problems_give_other_inputs():
    assert mutations("3\n1 2 3\n", seed=0) != mutations("3\n1 2 3\n", seed=1)
    assert MutationInputGenerator().generate(Problem("No examples.", ()), 50, seed=0) == []


def test_lists_change_their_length_with_their_count():
    inputs = [text.strip().split("\n") for text in mutations("4 2\n1 2 3 4\n5 6 7 8\n", n=200)]
    good = [
        [head, *rows]
        for head, *rows in inputs
        if {int(head.split()[0])} == {len(row.split()) for row in rows}
        and int(head.split()[1]) == len(rows)
    ]
    assert len(good) > 160
    assert len({len(rows[0].split()) for _, *rows in good}) > 4


def test_grids_and_test_cases_keep_their_shape():
    grids = [text.rstrip("\n").split("\n") for text in mutations("2 3\n#.#\n..#\n", n=100)]
    sizes = [tuple(map(int, grid[0].split())) for grid in grids]
    good = [
        (rows, columns)
        for (rows, columns), grid in zip(sizes, grids, strict=True)
        if len(grid) == rows + 1 and all(len(row) == columns for row in grid[1:])
    ]
    assert len(good) > 75
    assert len(set(good)) > 10
    cases = [text.rstrip("\n").split("\n") for text in mutations("2\n1\n5\n2\n6 7\n", n=100)]
    assert sum(len(case) == 1 + 2 * int(case[0]) for case in cases) > 70


def test_numbers_keep_their_sign_unless_an_example_shows_another():
    assert not any("-" in text for text in mutations("5 10\n", "0 3\n", n=200))
    assert any("-" in text for text in mutations("5 -10\n", n=200))


def test_values_reach_the_edges():
    firsts = {text.split()[0] for text in mutations("5 17\n", n=200)}
    assert {"1", "4", "6", "17", "18", "34"} <= firsts


def test_words_keep_to_their_kind():
    words = {text.strip() for text in mutations("hello\n", n=100)}
    assert len(words) > 50
    assert all(len(word) == 5 and word.isalpha() for word in words)
    bits = {text.strip() for text in mutations("01101\n", n=100)}
    assert {"10101", "11101"} <= bits

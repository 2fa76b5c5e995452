from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.errors import ForgeError
from alphagen.forge.bounds import fits
from alphagen.forge.variables import draw, expression, parse_variable

VALUES = {"n": 7, "m": 3, "K": 4}
KINDS = (
    "int 1 100", "int -1000 -500", "int 5 5", "int -7 n*10**6", "float 0 100 2",
    "float -1.5 -0.5 3",
    "word 1 20 lower", "word 3 3 upper", "word 12 30", "word 0 4 ab", "word 1 9 mixed",
    "word 2 5 digits", "word 2 5 alnum", "word 2 5 alpha", "text 1 8", "text 9 12",
    "list n int 1 1000", "list n int 500 5000 sorted", "list n int -9 9 desc", "list 2*n+1 int 0 m",
    "list n int 1 n distinct", "list n int 4000 4009 distinct", "list n float 0 1 2",
    "list n word 1 3 ab distinct", "list n word 1 8 lower sorted", "list m text 1 3", "perm n",
    "grid m n .#", "matrix m n int 0 9", "rows n (x int 0 10, y int x x+3)",
    "rows m (name word 1 8 lower, score float 0 1 1)",
)  # fmt: skip


@pytest.mark.parametrize("text", KINDS)
@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), small=st.booleans(), count=st.booleans())
def test_draws_are_what_the_description_allows(text, seed, small, count):
    variable = parse_variable("v", text)
    value = draw(variable, dict(VALUES), Random(seed), small=small, count=count)
    assert fits(variable, value, VALUES)


@settings(max_examples=60)
@given(st.integers(-(10**6), 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.booleans())
def test_integers_stay_within_any_bounds(low, width, seed, small):
    rng = Random(seed)
    for text in (f"int {low} {low + width}", f"list n int {low} {low + width}"):
        variable = parse_variable("v", text)
        assert fits(variable, draw(variable, dict(VALUES), rng, small=small, count=False), VALUES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("int 1 9", 10), ("int 1 9", 5.0), ("float 0 1 1", 1), ("word 1 3 ab", "abc"),
        ("word 1 3 ab", ""), ("text 2 3", "one"), ("perm n", [1, 2, 3]), ("list m int 1 9", [1, 2]),
        ("list m int 1 9", [1, 2, 10]), ("list m int 1 9 sorted", [1, 3, 2]),
        ("list m int 1 9 desc", [1, 2, 3]), ("list m int 1 9 distinct", [1, 2, 2]),
        ("grid 1 2 .#", ["..."]), ("grid 1 2 .#", [".x"]), ("matrix 1 2 int 0 9", [[1, 2, 3]]),
        ("matrix 1 2 int 0 9", [[1, 10]]), ("rows 1 (x int 0 9, y int x 9)", [(3, 2)]),
        ("rows 1 (x int 0 9, y int x 9)", [(3,)]),
    ],
)  # fmt: skip
def test_what_breaks_the_bounds_does_not_fit(text, value):
    assert not fits(parse_variable("v", text), value, VALUES)


def test_numbers_that_count_are_small_enough_to_print():
    rng = Random(1)
    variable = parse_variable("n", "int 1 100000")
    assert max(draw(variable, {}, rng, small=True, count=True) for _ in range(200)) == 8
    assert max(draw(variable, {}, rng, small=False, count=True) for _ in range(500)) == 30


def test_a_variable_knows_what_counts_it():
    assert parse_variable("a", "list 2*n+k int 1 m").counts == {"n", "k"}
    assert parse_variable("g", "grid h w .#").counts == {"h", "w"}
    assert parse_variable("x", "int 1 m").counts == set()


@pytest.mark.parametrize(
    "text",
    [
        "", "number 1 2", "int 1", "int 1 n - 1", "int 1 (", "list n", "list n number 1 2",
        "list n int 1", "list n float 0 1 2 distinct", "list n int 1 5 7", "int 1 9 sorted",
        "matrix h w", "matrix h w word 1 2", "perm", "grid h", "word 1 2 a b", "rows n x int 1 2",
        "rows n (x)", "rows n (x int 1)", "rows n (x list n int 1 2)", "rows n (x text 1 2)",
    ],
)  # fmt: skip
def test_a_bad_description_is_one_clear_error(text):
    with pytest.raises(ForgeError, match=r"Variable v|Variable x|is not an expression"):
        parse_variable("v", text)


@pytest.mark.parametrize(
    "text", ["int 5 1", "list n int 5 1", "list n int 1 3 distinct", "list n word 1 1 a distinct"]
)
def test_what_cannot_be_drawn_is_an_error(text):
    with pytest.raises(ForgeError, match=r"asked for|distinct words"):
        draw(parse_variable("v", text), dict(VALUES), Random(0), small=True, count=False)


def test_expressions_know_their_names():
    bound = expression("min(n,K)+2")
    assert bound.names == {"min", "n", "K"}
    assert bound.evaluate(VALUES) == 6
    assert expression("10**9").evaluate({}) == 10**9

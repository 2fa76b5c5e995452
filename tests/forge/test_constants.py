from ast import literal_eval
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.errors import ForgeError
from alphagen.forge.constants import ANSWERS, MODULI, draw_constants
from alphagen.forge.naming import PEOPLE, THINGS

KINDS = {
    "K": "int 2 9", "LO HI": "ordered int 1 20", "F": "float 1 5 1", "W": "word 3 6",
    "C": "letter", "D E": "capital", "P Q": "person", "T": "thing", "M": "modulus",
    "X": "choice a b c", "YES NO": "answers", "L": "int K K+3",
}  # fmt: skip


@settings(max_examples=50)
@given(st.integers(0, 10**6))
def test_every_kind_is_drawn_within_its_bounds(seed):
    values, texts, codes = draw_constants(KINDS, Random(seed))
    assert 2 <= values["K"] <= 9
    assert values["K"] <= values["L"] <= values["K"] + 3
    assert 1 <= values["LO"] < values["HI"] <= 20
    assert 1 <= values["F"] <= 5
    assert 3 <= len(values["W"]) <= 6
    assert values["C"].islower()
    assert values["D"].isupper()
    assert values["D"] != values["E"]
    assert {values["P"], values["Q"]} <= set(PEOPLE)
    assert values["T"] in THINGS
    assert values["M"] in MODULI
    assert values["X"] in ("a", "b", "c")
    assert values["YES"] != values["NO"]
    assert texts == {name: str(value) for name, value in values.items()}
    assert {name: literal_eval(code) for name, code in codes.items()} == values


def test_most_answers_are_common_ones_and_some_are_nobodys():
    drawn = [draw_constants({"YES NO": "answers"}, Random(seed))[0] for seed in range(200)]
    pairs = [(values["YES"], values["NO"]) for values in drawn]
    assert 100 < sum(pair in ANSWERS for pair in pairs) < 180
    assert any(" " in yes for yes, _ in pairs)


def test_the_same_chance_gives_the_same_constants():
    assert draw_constants(KINDS, Random("s")) == draw_constants(KINDS, Random("s"))


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("K", ""), ("K", "number"), ("K", "int 2"), ("K", "int 9 2"), ("K", "int 2 n"),
        ("K", "int 2 ("), ("A B C", "int 1 2"), ("YES", "answers"), ("K", "float 1 2"),
        ("W", "word 4 3"), ("A B", "ordered int 1 1"), ("X", "choice"), ("K", "int a b"),
    ],
)  # fmt: skip
def test_a_bad_description_is_one_clear_error(key, text):
    with pytest.raises(ForgeError, match=f"Constant {key}: '.*' is not a description"):
        draw_constants({key: text}, Random(0))

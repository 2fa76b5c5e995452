from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.errors import ForgeError
from alphagen.forge.naming import KEYWORD_NAMES, Names, draw_names, pieces, substitute

NAMES = Names(
    shown={"n": "M", "a": "w"},
    code={"n": "m", "a": "w"},
    fills={"person": "Ada", "K": "5", "word": "largest {K}", "empty": ""},
    index="{name}_{index}",
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("n = n + 1", "m = m + 1"),
        ("print('n', \"n\", n)", "print('n', \"n\", m)"),
        ("x.n + n.x", "x.n + m.x"),
        ("nn + n_ + _n + n2", "nn + n_ + _n + n2"),
        ("s = 'it\\'s n' + n", "s = 'it\\'s n' + m"),
        ("for a in n:\n    a.a()", "for w in m:\n    w.a()"),
        ("don't n", "don't m"),
    ],
)
def test_names_are_replaced_but_not_in_texts_or_after_dots(code, expected):
    assert substitute(code, {"n": "m", "a": "w"}) == expected


@settings(max_examples=50)
@given(st.text(st.sampled_from("na_1 .'\"\\\n()+")))
def test_pieces_put_together_are_the_code(code):
    assert "".join(pieces(code)) == code
    assert substitute(code, {}) == code


def test_swapped_names_do_not_meet():
    assert substitute("n - k", {"n": "k", "k": "n"}) == "k - n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{n} numbers", "M numbers"),
        ("{a_i} and {a_1}", "w_i and w_1"),
        ("{a_n} or {a_{n}}", "w_M or w_M"),
        ("{a_{n-1}}", "w_{M-1}"),
        ("{a_i+1}", "w_{i+1}"),
        ("{person} has {K}", "Ada has 5"),
        ("the {word}", "the largest 5"),
        ("one {empty} two", "one two"),
        ("print 3 {} {1}", "print 3 {} {1}"),
    ],
)
def test_placeholders_are_filled(text, expected):
    assert NAMES.fill(text) == expected


@pytest.mark.parametrize(
    ("number", "shown"),
    [("2", "2nd"), ("13", "13th"), ("21", "21st"), ("112", "112th"), ("4", "4th")],
)
def test_ordinals_are_written_out(number, shown):
    names = Names({}, {}, {"K": number}, "{name}_{index}")
    assert (
        names.fill("the {K}th of them, not the {K}-th")
        == f"the {shown} of them, not the {number}-th"
    )


@pytest.mark.parametrize("text", ["{nobody}", "{k_i}", "{K_i}"])
def test_a_placeholder_without_meaning_is_an_error(text):
    with pytest.raises(ForgeError, match=r"the placeholder \{\w+\} is no variable"):
        NAMES.fill(text)


def test_no_variable_takes_a_letter_that_a_telling_uses(family):
    telling = {"text": "Find x and y_i with x < 'q' for a {n}, or p.", "output": "Z if {w} is"}
    made = family(tellings=[telling, telling], variants=[[{"w": "d"}, {"w": "t", "COND": "h > 1"}]])
    assert made.letters == {"x", "y", "p", "z", "d", "t"}
    drawn = [draw_names(made, frozenset(), {}, Random(seed)) for seed in range(200)]
    taken = {name.lower() for names in drawn for name in names.shown.values()}
    assert not taken & made.letters
    assert len(taken) > 8


def test_drawn_names_clash_with_nothing(family):
    made = family(vars={"n": "int 1 9", "s": "word 1 9", "r": "rows n (x int 0 9, y int 0 9)"})
    used = frozenset({"i", "x2", "k", "count"})
    for seed in range(100):
        names = draw_names(made, used, {"K": "5"}, Random(seed))
        assert set(names.code) == {"n", "s", "r", "x", "y"}
        for given_names in (names.code, names.shown):
            assert len(set(given_names.values())) == 5
        assert not set(names.code.values()) & (used | KEYWORD_NAMES)
        assert names.fills["K"] == "5"
        assert len({names.fills[key] for key in ("person", "person2", "person3")}) == 3

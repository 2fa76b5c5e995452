# ruff: noqa: RUF001 - the odd signs are the point

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.prompts.canonical import canonical


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 ≤ n ≤ 10⁵", "1 <= n <= 10^5"),
        ("at most 10¹⁸ and 2⁷⁸", "at most 10^18 and 2^78"),
        (r"$1 \leq a_{i} \le 10^{9}$", "1 <= a_i <= 10^9"),
        ("$$$n$$$ cards", "n cards"),
        (r"\textbf{Note}: \{x\}", "Note: {x}"),
        ("a **bold** word, __another__", "a bold word, another"),
        ("2**3 + 4**5", "2**3 + 4**5"),
        ("snake__case__name", "snake__case__name"),
        ("a<=b", "a <= b"),
        ("“coins” — ‘gold’…", "\"coins\" - 'gold'..."),
        ("3 × 4", "3 * 4"),
        ("plain text.\nTwo lines.", "plain text.\nTwo lines."),
    ],
)
def test_one_way_to_write_it(text, expected):
    assert canonical(text) == expected


@settings(max_examples=60)
@given(st.text(st.sampled_from("abz .,;:'\"()+-=#?\n0123456789")))
def test_plain_text_is_left_alone(text):
    assert canonical(text) == text


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_no_text_is_too_odd(text):
    assert isinstance(canonical(text), str)

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.execution import outputs_match

SAME = [
    ("5\n", " 5 \n\n"),
    ("YES no", "yes\nNO"),
    ("0.5", "0.500009"),
    ("0.5", ".5"),
    ("1", "1.000001"),
    ("1e5", "100000"),
    ("-0", "0"),
    ("007", "7"),
    ("+3", "3"),
    ("nan", "NaN"),
    ("1" * 5000, "0" + "1" * 5000),
    ("", " \n"),
    ("ß", "ß"),
]
DIFFERENT = [
    ("5", "6"),
    ("5", "5 5"),
    ("5 5", "55"),
    ("0.5", "0.50001"),
    ("1", "1.00001"),
    ("1000000000000000000", "1000000000000000001"),
    ("9007199254740992.0", "9007199254740993.0"),
    ("1" * 5000, "1" * 4999 + "2"),
    ("10", "1_0"),
    ("16", "0x10"),
    ("10", "\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT ZERO}"),
    ("inf", "infinity"),
    ("inf", "1e999"),
    ("nan", "5"),
    ("5", "nan"),
    ("-5", "5"),
    ("1e999999", "2e999999"),
    ("0", "1e-4"),
    ("5", ""),
]


@pytest.mark.parametrize(("expected", "actual"), SAME)
def test_match(expected, actual):
    assert outputs_match(expected, actual)


@pytest.mark.parametrize(("expected", "actual"), DIFFERENT)
def test_mismatch(expected, actual):
    assert not outputs_match(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        ("a b\nc\n", "a b  \nc", True),
        ("a\r\n", "a\n", True),
        ("a b", "a  b", False),
        ("a", "A", False),
        ("0.5", "0.50", False),
        ("a\n\nb", "a\nb", False),
        ("a", "\na", False),
    ],
)
def test_strict(expected, actual, same):
    assert outputs_match(expected, actual, strict=True) is same


@given(st.integers(), st.integers())
def test_whole_numbers_are_compared_exactly(a, b):
    assert outputs_match(str(a), str(b)) == (a == b)


@given(st.floats(-1e9, 1e9), st.floats(-1e-3, 1e-3))
def test_decimals_differ_from_the_tolerance_on(x, shift):
    first, second = f"{x:.12f}", f"{x + shift:.12f}"
    gap = abs(Fraction(first) - Fraction(second))
    assert outputs_match(first, second) == (gap < Fraction(1, 100_000))


@given(st.text(), st.text())
def test_never_fails_and_is_symmetric(a, b):
    assert outputs_match(a, b) == outputs_match(b, a)
    assert outputs_match(a, a)

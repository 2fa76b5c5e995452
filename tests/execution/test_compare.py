import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.execution import outputs_match
from alphagen.execution.compare import values_match

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


@pytest.mark.parametrize(
    ("expected", "actual", "tolerance", "same"),
    [
        ("1000", "1000.9", 1e-3, True),
        ("1000", "1001.1", 1e-3, False),
        ("1000000", "1000001", 1e-6, True),
        ("1000000", "1000002", 1e-6, False),
        ("0.001", "0.0015", 1e-3, True),
        ("0", "0.001", 1e-3, True),
        ("-1000", "1000", 1e-3, False),
        ("1", "1", 0.0, True),
        ("1", "1.0000001", 0.0, False),
        ("yes 2.0", "YES 2.1", 0.1, True),
        ("yes 2.0", "no 2.0", 0.1, False),
    ],
)
def test_a_tolerance_is_absolute_or_relative(expected, actual, tolerance, same):
    assert outputs_match(expected, actual, tolerance=tolerance) is same


numbers = st.decimals(-1000, 1000, places=4)


@given(numbers, numbers, st.floats(0, 1))
def test_a_tolerance_is_what_it_says(a, b, tolerance):
    bound = Fraction(str(tolerance)) * max(1, abs(Fraction(a)))
    same = abs(Fraction(a) - Fraction(b)) <= bound
    assert outputs_match(f"{a:f}", f"{b:f}", tolerance=tolerance) is same


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(values, values)
def test_values_match_as_in_python(one, other):
    assert values_match(json.dumps(one), json.dumps(other) + "\n") is (one == other)
    assert values_match(json.dumps(one), json.dumps(one, indent=1))


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        ("9" * 5000, "9" * 5000 + "\n", True),
        ("9" * 5000, "9" * 4999 + "8", False),
        ("[" * 100_000, "[", False),
        ("true", "", False),
        ("true", "True", False),
        ("NaN", "NaN", False),
        ("Infinity", "Infinity", True),
    ],
)
def test_values_that_are_odd(expected, actual, same):
    assert values_match(expected, actual) is same

"""Whether what a program printed is the answer.

The paper's rule (appendix A.2): split on white space, ignore case, and let numbers differ by less
than 1e-5. Two refinements keep it from accepting wrong answers: whole numbers are compared digit
by digit however long they are, and only plain decimal notation counts as a number, so ``1_0``,
``0x10``, ``nan`` and ``inf`` match themselves and nothing else. A problem that states a tolerance
of its own is compared with that, whole numbers too.
"""

from __future__ import annotations

import json
import re
from decimal import Context, Decimal

FLOAT_TOLERANCE = Decimal("1e-5")
"""Absolute difference from which two numbers are different (appendix A.2)."""

_INTEGER = re.compile(r"([+-]?)0*([0-9]+)", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?", re.ASCII)
_LONGEST_NUMBER = 1000
_EXACT = Context(prec=_LONGEST_NUMBER + 50, traps=[])
_ENOUGH = Context(prec=60, traps=[])


def outputs_match(
    expected: str, actual: str, *, strict: bool = False, tolerance: float | None = None
) -> bool:
    r"""Compare a program's output with the expected one.

    Args:
        expected: output of a correct program.
        actual: output of the program that is judged.
        strict: compare text instead of tokens: everything but white space at the ends of lines
            and empty lines at the end must be the same.
        tolerance: numbers may differ by so much, or by that part of the expected one; None is the
            paper's rule.

    Returns:
        Whether the output is accepted.

    >>> outputs_match("YES\n0.50000", "yes 0.500001")
    True
    >>> outputs_match("10000000000000000000", "10000000000000000001")
    False
    >>> outputs_match("2000.0", "2001", tolerance=1e-3)
    True
    """
    if strict:
        return _stripped(expected) == _stripped(actual)
    left, right = expected.split(), actual.split()
    if len(left) != len(right):
        return False
    bound = None if tolerance is None else Decimal(str(tolerance))
    return all(a == b or _tokens_match(a, b, bound) for a, b in zip(left, right, strict=True))


def values_match(expected: str, actual: str) -> bool:
    r"""Compare two values in JSON, as a harness prints them, by Python's equality.

    What is no JSON, such as a whole number of thousands of digits, matches the same text only.

    >>> values_match("[1, 2.0]", "[1.0,2]\n"), values_match('"a"', '"A"')
    (True, False)
    """
    try:
        same: bool = json.loads(expected) == json.loads(actual)
    except (ValueError, RecursionError):
        return _stripped(expected) == _stripped(actual)
    return same


def _stripped(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _tokens_match(a: str, b: str, tolerance: Decimal | None) -> bool:
    if a.lower() == b.lower():
        return True
    first, second = _integer(a), _integer(b)
    if first is not None and second is not None and (tolerance is None or first == second):
        return first == second
    if len(a) > _LONGEST_NUMBER or len(b) > _LONGEST_NUMBER:
        return False
    if not (_NUMBER.fullmatch(a) and _NUMBER.fullmatch(b)):
        return False
    x, y = Decimal(a), Decimal(b)
    context = _ENOUGH if len(a) + len(b) < _ENOUGH.prec and "e" not in f"{a}{b}".lower() else _EXACT
    difference = abs(context.subtract(x, y))
    if tolerance is None:
        return difference < FLOAT_TOLERANCE
    return difference <= max(tolerance, context.multiply(tolerance, abs(x)))


def _integer(token: str) -> tuple[bool, str] | None:
    """Split a whole number into its sign and its digits without leading zeros."""
    match = _INTEGER.fullmatch(token)
    if match is None:
        return None
    sign, digits = match.groups()
    return sign == "-" and digits != "0", digits

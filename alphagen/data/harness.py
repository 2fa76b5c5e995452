"""Problems that ask for a function: calls become tests, with JSON in and out.

A test of such a problem is one call. Its input is either the arguments in JSON, one on a line, or
a Python expression; its output is the value in JSON, and is compared exactly. So the judge needs no
more than standard input and output, and an expected value stays out of the sandbox. The exception
are checks that are more than one comparison, such as a loop: these run in the sandbox as they are,
and a program that looked for the expected values there would find them.
"""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path
from typing import Any

from alphagen.core import Rules, TestCase
from alphagen.data import calls
from alphagen.data.calls import encode

_OPEN = "bisect collections copy functools heapq itertools math random string".split()
LEETCODE = (
    "from typing import *\n"
    + "".join(f"import {name}\nfrom {name} import *\n" for name in _OPEN)
    + "import operator, re, sys\nfrom builtins import *\n"  # pow is not that of math
)
"""What a function finds that is written for LeetCode."""

HOLDS = "true"
"""Output of a check that holds."""


def harness(prelude: str, name: str = "") -> Rules:
    """Return the rules of a problem that asks for a function.

    Args:
        prelude: Python that runs first, in the names of the program.
        name: the function that is called with the arguments a test gives; empty where tests are
            expressions.
    """
    return Rules(harness=f"{_source()}\n\nrun(PROGRAM, {prelude!r}, {name!r})\n")


@cache
def _source() -> str:
    return Path(calls.__file__).read_text(encoding="utf-8")


def call_test(arguments: list[Any], value: Any) -> TestCase:
    r"""Return a test of a function that is called by name.

    >>> call_test([[1, 2], "a"], True)
    TestCase(input='[1, 2]\n"a"\n', output='true\n')
    """
    lines = "".join(json.dumps(one) + "\n" for one in arguments)
    return TestCase(lines, json.dumps(value) + "\n")


def value_test(expression: str, value: object) -> TestCase:
    """Return a test of an expression with a known value."""
    return TestCase(f"{expression}\n", json.dumps(encode(value)) + "\n")


def assert_test(node: ast.Assert) -> TestCase:
    r"""Return the test of an assert; of a comparison with a literal, only one side goes in.

    >>> assert_test(ast.parse("assert f(2) == [4], 'no'").body[0])
    TestCase(input='f(2)\n', output='[4]\n')
    >>> assert_test(ast.parse("assert abs(f(2) - 4) < 0.1").body[0])
    TestCase(input='bool(abs(f(2) - 4) < 0.1)\n', output='true\n')
    """
    match node.test:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]) if is_literal(right):
            return value_test(ast.unparse(left), ast.literal_eval(right))
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]) if is_literal(left):
            return value_test(ast.unparse(right), ast.literal_eval(left))
    return TestCase(f"bool({ast.unparse(node.test)})\n", f"{HOLDS}\n")


def is_literal(node: ast.AST) -> bool:
    """Whether an expression can be read without running anything."""
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True

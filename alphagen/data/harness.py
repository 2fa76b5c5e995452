"""Problems that ask for a function: calls become tests, with JSON in and out.

A test of such a problem is one call. Its input is either the arguments in JSON, one on a line, or
a Python expression; its output is the value in JSON, and is compared exactly. So the judge needs no
more than standard input and output, and an expected value stays out of the sandbox. The exception
are checks that are more than one comparison, such as a loop: these run in the sandbox as they are,
and a program that looked for the expected values there would find them.
"""

from __future__ import annotations

import ast
import doctest
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alphagen.core import Rules, TestCase
from alphagen.data import calls
from alphagen.data.calls import encode

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPING = "from typing import *\n"
"""What most signatures need."""

_OPEN = "bisect collections copy functools heapq itertools math random string".split()
LEETCODE = (
    TYPING
    + "".join(f"import {name}\nfrom {name} import *\n" for name in _OPEN)
    + "import operator, re, sys\nfrom builtins import *\n"  # pow is not that of math
)
"""What a function finds that is written for LeetCode."""

HOLDS = "true"
"""Output of a check that holds."""

_ARROW = re.compile(
    r"\s*(?:==+>?|=>|-?->|\u279e|\u2192|=|#|:"
    r"|,?\s*(?:returns?|should\s+(?:return|be)|is|gives?)\b)\s*"
)
_LONGEST_VALUE = 200


def harness(prelude: str, name: str = "") -> Rules:
    """Return the rules of a problem that asks for a function.

    Args:
        prelude: Python that runs first, in the names of the program.
        name: the function that is called with the arguments a test gives; empty where tests are
            expressions.
    """
    source = Path(calls.__file__).read_text(encoding="utf-8")
    return Rules(harness=f"{source}\n\nrun(PROGRAM, {prelude!r}, {name!r})\n")


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


def shown_calls(text: str, name: str) -> list[TestCase]:
    r"""Find calls with their values in a statement or a docstring.

    >>> shown_calls("f(1, 2) -> 3, and f([4]) => True.\n>>> f(0)\n'x'\n", "f")[1]
    TestCase(input='f(1, 2)\n', output='3\n')
    """
    text = re.sub("\"{3}|'{3}", "\n", text)  # a docstring ends, and so does its last example
    found = [*_doctests(text, name), *_arrows(text, name)]
    return list({test.input: test for test in reversed(found)}.values())[::-1]


def _doctests(text: str, name: str) -> Iterator[TestCase]:
    try:
        examples = doctest.DocTestParser().get_examples(text)
    except ValueError:  # laid out in another way
        return
    for example in examples:
        value = _read(example.want)
        source = example.source.strip()
        if value is not None and name in source and _is_expression(source):
            yield value_test(source, value[0])


def _arrows(text: str, name: str) -> Iterator[TestCase]:
    for match in re.finditer(rf"\b{re.escape(name)}\(", text):
        line = text[match.start() :].split("\n", 1)[0][:2000]
        ends = (at for at, character in enumerate(line, 1) if character == ")")
        end = next((at for at in ends if _is_expression(line[:at])), None)
        arrow = _ARROW.match(line, end) if end else None
        if end is None or arrow is None:
            continue
        rest = line[arrow.end() :].strip().strip("`")[:_LONGEST_VALUE]
        for at in range(len(rest), 0, -1):
            value = _read(rest[:at])
            if value is not None and rest[at - 1] != "," and not rest[at : at + 1].isalnum():
                yield value_test(line[:end], value[0])
                break


def _is_expression(source: str) -> bool:
    try:
        ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True


def _read(text: str) -> tuple[Any] | None:
    """Read a literal; in a tuple, as None is one."""
    try:
        return (ast.literal_eval(text.strip()),)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None

"""Problems that ask for a function: how they are read, and real programs in the real sandbox."""

import ast
import doctest
import json
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.core import Language, Limits, Program
from alphagen.core import TestCase as Case
from alphagen.data import calls, harness, shown
from alphagen.data.calls import encode
from alphagen.data.functions import read_check, read_humaneval, read_mbpp
from alphagen.data.harness import LEETCODE, assert_test, call_test
from alphagen.data.shown import Call, find_calls
from alphagen.errors import ProblemError
from alphagen.execution import SandboxExecutor, check_system, judge

PROMPT = '''from typing import List


def twice(x):
    """ Given. """
    return 2 * x


def near(numbers: List[float], bound: float) -> bool:
    """ Whether two numbers are closer than bound.
    >>> near([1.0, 2.0], 0.5)
    False
    >>> near([1.0, 1.2, 3.0], 0.3)
    True
    """
'''
CHECK = """

METADATA = {"author": "x"}


def check(candidate):
    assert candidate([1.0, 2.0, 2.2], 0.3) == True, "first"
    assert candidate([1.0], 9) is False
    assert (False, True) == tuple(candidate([1, 2], x) for x in (0.5, 2))
    assert True, "always"
"""
ROW = {"task_id": "HumanEval/900", "prompt": PROMPT, "entry_point": "near", "test": CHECK}
BODY = """    n = sorted(numbers)
    return any(twice(b - a) < 2 * bound for a, b in zip(n, n[1:]))
"""


@pytest.mark.parametrize("module", [calls, harness, shown])
def test_examples(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_a_row_of_humaneval():
    row = read_humaneval(ROW)
    problem = row.problem
    assert (row.name, problem.title) == ("HumanEval/900", "near")
    assert problem.examples == (
        Case("near([1.0, 2.0], 0.5)\n", "false\n"),
        Case("near([1.0, 1.2, 3.0], 0.3)\n", "true\n"),
    )
    assert problem.hidden == (
        Case("near([1.0, 2.0, 2.2], 0.3)\n", "true\n"),
        Case("bool(near([1.0], 9) is False)\n", "true\n"),
        Case("tuple((near([1, 2], x) for x in (0.5, 2)))\n", '{"tuple": [false, true]}\n'),
    )
    assert PROMPT.strip() in problem.statement


@pytest.mark.parametrize(
    "test",
    [
        "def check(candidate):\n    for x in range(3):\n        assert candidate(x) == x\n",
        "def check(candidate):\n    y = 3\n    assert candidate(y) == y\n",
        "def helper(x): return x\ndef check(candidate):\n    assert candidate(1) == helper(1)\n",
    ],
)
def test_a_check_that_is_more_than_asserts_stays_whole(test):
    [case] = read_check(test, "near").tests
    assert case == Case(f"{test.strip()}\n\ncheck(near)\n", "true\n")


def test_imports_of_a_check_come_along():
    test = "import math as m\ndef check(candidate):\n    assert m.isclose(candidate(1), 1)\n"
    checked = read_check(test, "near")
    assert checked.imports == "import math as m\n"
    assert checked.tests == (Case("bool(m.isclose(near(1), 1))\n", "true\n"),)


@pytest.mark.parametrize(("test", "message"), [("def", "not valid"), ("x = 1", "no check")])
def test_a_check_that_is_none(test, message):
    with pytest.raises(ProblemError, match=message):
        read_humaneval(ROW | {"test": test})


MBPP = {
    "task_id": 2,
    "text": "Write a function to add two numbers.",
    "code": "",
    "test_list": ["assert add(1, 2) == 3", "assert add(2, 2) == 4"],
    "test_setup_code": "import math",
    "challenge_test_list": ["assert add(0, 0) == 0"],
}


def test_a_row_of_mbpp():
    row = read_mbpp(MBPP)
    assert row.name == "MBPP/2"
    assert row.problem.examples == (Case("add(1, 2)\n", "3\n"),)
    assert row.problem.hidden == (Case("add(2, 2)\n", "4\n"), Case("add(0, 0)\n", "0\n"))
    assert "assert add(1, 2) == 3" in row.problem.statement
    assert "add(2, 2)" not in row.problem.statement
    assert "import math" in row.problem.rules.harness
    sanitized = {"task_id": 2, "prompt": MBPP["text"], "test_list": MBPP["test_list"]}
    assert read_mbpp(sanitized | {"test_imports": ["import math"]}).problem.examples


@pytest.mark.parametrize("tests", [[], ["assert"], ["x = 3"], ["x = 3", "assert x == 3"]])
def test_tests_of_mbpp_must_be_asserts(tests):
    with pytest.raises(ProblemError, match="MBPP/2"):
        read_mbpp(MBPP | {"test_list": tests, "challenge_test_list": None})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("f(1) -> 2", [([1], 2)]),
        (
            "f((1, 2)) the result should be 3, and f('a)') returns 'b'.",
            [([(1, 2)], 3), (["a)"], "b")],
        ),
        ("f(1) == 2, f(2) == (3, 4).", [([1], 2), ([2], (3, 4))]),
        ("f(148, 412) should return 16.", [([148, 412], 16)]),
        ("f(1)   # returns 'db'", [([1], "db")]),
        ("f(1.5) ==> false", [([1.5], False)]),
        ("f(1) -> 1.5.", [([1], 1.5)]),
        ("f(5) -> 19 - 5 = 14", []),
        ("f(5) = 1 + 4", []),
        ("f(1) == 2, f(1) == 3", [([1], 2)]),
        ("`f([1])` => `[2]`", []),
        ("f(x) = x + 1", []),
        ("f(aa) -> false", []),
        ("def f(x): return 3", []),
        ("Input: [4, 2, 3]\nOutput: [2, 1]\n", [([[4, 2, 3]], [2, 1])]),
        ("    >>> f(1)\n    [1,\n     2]\n    >>> f(2)\n    Traceback", [([1], [1, 2])]),
        ("  >>> f(3)\n>>> f(1) \n2", [([1], 2)]),
        ("g(1) -> 2", []),
        ("half(1) -> 2", []),
    ],
)
def test_calls_that_a_text_shows(text, found):
    assert find_calls(text, "f") == [Call(*pair) for pair in found]


@given(st.text(alphabet="f(1,'[])=>- \n.#:aInput", max_size=60))
def test_any_text_can_be_searched(text):
    for call in find_calls(text, "f"):
        assert find_calls(f"f({', '.join(map(repr, call.arguments))}) == {call.value!r}", "f") == [
            call
        ]


python_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 1.0]) | st.text("ab"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.frozensets(st.integers(0, 3), max_size=3)
        | st.dictionaries(st.text("ab", max_size=1), inner, max_size=2)
    ),
    max_leaves=6,
)


@given(python_values, python_values)
def test_encoded_values_are_equal_where_values_are(one, other):
    assert (json.loads(json.dumps(encode(one))) == encode(other)) is (one == other)


def test_odd_values_can_be_encoded():
    assert encode(1 + 2j) == {"repr": "complex (1+2j)"}

    class Index:
        def __index__(self):
            return 7

    assert encode([Index()]) == [7]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.all(np.array([1, 2]) > 0), True),
        (np.array([1, 2]).max(), 2),
        (np.float32(1.5), 1.5),
        (np.longdouble(1.5), 1.5),
        (np.array("a"), "a"),
        (Fraction(4, 2), 2),
        (Fraction(1, 2), 0.5),
        (Decimal("2.0"), 2),
        (Decimal("Infinity"), math.inf),
    ],
)
def test_numbers_of_other_kinds_are_what_they_equal(value, expected):
    found = encode([value])
    assert (found, type(found[0])) == ([expected], type(expected))


@pytest.mark.parametrize("value", [Fraction(1, 3), Decimal("0.1"), Decimal("NaN"), Decimal("sNaN")])
def test_numbers_that_equal_no_other_stay_what_they_are(value):
    assert encode(value) == {"repr": f"{type(value).__name__} {value!r}"}


def test_asserts_of_a_constant_on_the_left():
    [node] = ast.parse("assert 3 == f(2)").body
    assert assert_test(node) == Case("f(2)\n", "3\n")


@pytest.fixture(scope="module")
def sandbox():
    if check_system():
        pytest.skip(" ".join(check_system()))
    return SandboxExecutor()


def verdicts(sandbox, problem, source):
    tests = problem.examples + problem.hidden
    program = Program(source, Language.PYTHON3)
    judgement = judge(sandbox, program, tests, Limits(), rules=problem.rules, stop_at_failure=False)
    return "".join(str(verdict)[0] for verdict in judgement.verdicts)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (BODY, "AAAAA"),
        (f"def near(numbers: List[float], bound):\n{BODY}", "AAAAA"),
        (f"from __future__ import annotations\n\ndef near(numbers, bound):\n{BODY}", "AAAAA"),
        (f"print('hi')\ndef near(numbers, bound):\n    print(numbers)\n{BODY}", "AAAAA"),
        (
            f"def near(numbers, bound):\n{BODY}\nif __name__ == '__main__':\n    print(input())\n",
            "AAAAA",
        ),
        ("def near(numbers, bound):\n    return True", "WAAWW"),
        ("def near(numbers, bound):\n    return 'true'", "WWWWW"),
        ("def near(numbers, bound):\n    import os\n    os._exit(0)", "WWWWW"),
        ("print('true')\nraise SystemExit", "WWWWW"),
        ("def near(numbers, bound):\n    return input()", "RRRRR"),
        ("def far(numbers, bound):\n    return True", "WWWWW"),  # the prompt's, without a body
        ("def near(", "RRRRR"),
        # What a program forgets to import is not there: typing has a Counter too.
        ("def near(numbers, bound):\n    return not Counter(numbers)", "RRRRR"),
    ],
)
def test_programs_for_humaneval_are_judged(sandbox, source, expected):
    assert verdicts(sandbox, read_humaneval(ROW).problem, source) == expected


def test_a_whole_check_is_judged(sandbox):
    test = "def check(candidate):\n    for x in range(3):\n        assert candidate([x], x) == x\n"
    problem = read_humaneval(ROW | {"test": test, "prompt": "def near(a, b):\n"}).problem
    assert verdicts(sandbox, problem, "def near(a, b):\n    return b") == "A"
    assert verdicts(sandbox, problem, "def near(a, b):\n    return 1") == "R"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "class Solution:\n"
            "    def pairs(self, nums: List[int], k: int) -> List[List[int]]:\n"
            "        assert pow(2, 3, 5) == 3 and gcd(4, 6) == 2\n"
            "        return [p for p in combinations(sorted(nums), 2) if sum(p) == k]\n",
            "AA",
        ),
        ("def pairs(nums, k):\n    return [[1, 3]]\n", "AW"),
        (
            "from dataclasses import dataclass\n\n@dataclass\nclass Two:\n    a: 'int'\n\n"
            "def pairs(nums, k):\n    return [[Two(1).a, k - 1]] if k == 4 else []\n",
            "AA",
        ),
        ("class Solution:\n    pass\n", "RR"),
    ],
)
def test_functions_are_called_by_name(sandbox, source, expected):
    rules = harness.harness(LEETCODE, "pairs")
    tests = [call_test([[3, 1, 7], 4], [[1, 3]]), call_test([[], 9], [])]
    judgement = judge(
        sandbox, Program(source, Language.PYTHON3), tests, Limits(), rules=rules,
        stop_at_failure=False,
    )  # fmt: skip
    assert "".join(str(verdict)[0] for verdict in judgement.verdicts) == expected


def test_text_with_any_line_end_is_one_argument(sandbox):
    rules = harness.harness("", "same")
    tests = [call_test(["a\nb\u2028c\r\x85"], "a\nb\u2028c\r\x85"), Case('"\u2028"', '"\u2028"')]
    program = Program("def same(x):\n    return x", Language.PYTHON3)
    assert judge(sandbox, program, tests, Limits(), rules=rules).accepted
    big = Program("def same(x):\n    return 10 ** 6000 + len(x)", Language.PYTHON3)
    result = judge(sandbox, big, tests, Limits(), rules=rules).results[0]
    assert len(result.stdout) == 6002

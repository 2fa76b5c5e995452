import json

import pytest

from alphagen.core import ORDINARY
from alphagen.core import TestCase as Case
from alphagen.data.apps import read_apps
from alphagen.errors import ProblemError

QUESTION = (
    "Add.\n\n-----Input-----\n\nTwo numbers.\n\n-----Output-----\n\nTheir sum.\n\n"
    "-----Examples-----\nInput\n1 2\n\nOutput\n3\n"
)


def row(question, tests, **changes):
    base = {
        "problem_id": 7,
        "solutions": "[]",
        "difficulty": "interview",
        "url": "https://example.org/7",
        "starter_code": "",
    }
    return base | {"question": question, "input_output": json.dumps(tests)} | changes


def test_standard_input():
    tests = {"inputs": ["1 2\n", "4 5\n"], "outputs": ["3\n", "9\n"]}
    read = read_apps(row(QUESTION, tests))
    assert (read.name, read.difficulty) == ("APPS/7", "interview")
    problem = read.problem
    assert problem.examples == (Case("1 2\n", "3\n"),)
    assert problem.hidden == (Case("4 5\n", "9\n"),)  # what is shown is not hidden
    assert "Examples" not in problem.statement
    assert (problem.source, problem.rules) == ("https://example.org/7", ORDINARY)


def test_lines_of_a_test():
    problem = read_apps(row(QUESTION, {"inputs": [["4", "5"]], "outputs": [["9"]]})).problem
    assert problem.hidden == (Case("4\n5\n", "9\n"),)


def test_half_of_a_surrogate_pair_becomes_a_question_mark():
    tests = {"inputs": ["a \ud83d\n"], "outputs": ["3\n"]}
    read = read_apps(row(QUESTION, tests, solutions=json.dumps(["# \ud83d"])))
    assert read.problem.hidden == (Case("a ?\n", "3\n"),)
    assert [solution.source for solution in read.solutions] == ["# ?"]


CALLED = {"fn_name": "f", "inputs": [[[1, 2], 3], [[5], 5]], "outputs": [[4], [[9]]]}


@pytest.mark.parametrize(
    ("question", "examples"),
    [
        ("Write f.\n\nExample 1:\n\nInput: nums = [1, 2], k = 3\nOutput: 4\n", 1),
        ("Write f.\n\nf([1, 2], 3) == 4\nf([5], 5) => [9]\n", 2),
        ("Write f.\n", 0),
    ],
)
def test_calls(question, examples):
    problem = read_apps(row(question, CALLED, starter_code="def f(nums, k):")).problem
    tests = (Case("[1, 2]\n3\n", "4\n"), Case("[5]\n5\n", "[9]\n"))
    assert problem.examples == tests[:examples]
    assert problem.hidden == tests[examples:]
    assert "```python\ndef f(nums, k):\n```" in problem.statement
    assert "'f')" in problem.rules.harness


def test_values_that_are_not_wrapped():
    tests = CALLED | {"outputs": [4, [9]]}
    assert read_apps(row("", tests)).problem.hidden[1] == Case("[5]\n5\n", "[9]\n")


@pytest.mark.parametrize(
    "held", ["{", "[]", '{"inputs": ["1"], "outputs": []}', '{"inputs": 3, "outputs": 4}']
)
def test_tests_that_cannot_be_read(held):
    with pytest.raises(ProblemError, match="input_output of APPS/7 cannot be read"):
        read_apps(row(QUESTION, {}, input_output=held))


def test_no_tests():
    assert read_apps(row(QUESTION, {}, input_output="")).problem.hidden == ()

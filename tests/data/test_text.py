"""Pasted statements: golden files, random examples in every layout, and arbitrary text."""

import json
import runpy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alphagen.data import parse_statement
from alphagen.errors import (
    EmptyProblemError,
    InteractiveError,
    NoExamplesError,
    ProblemError,
)

ROOT = Path(__file__).parents[2]
GOLDEN = sorted((ROOT / "tests/golden/statements").glob("*.txt"))
BENCH = runpy.run_path(str(ROOT / "scripts/bench/parse_rate.py"))
# Side by side with nothing between input and output has no certain reading.
CERTAIN = sorted(BENCH["STYLES"].keys() - {"kattis_blind"})

STORY = "Two friends share a bag of coins.\n\nEach of them wants to know how many there are."
READS = "The first line contains an integer n. The second line contains n integers."
WRITES = "Print the number of coins."
REASON = "In this example the friends have no other choice, so this is the answer."


@pytest.mark.parametrize("path", GOLDEN, ids=lambda p: p.stem)
def test_golden_statement(path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    problem = parse_statement(path.read_bytes().decode("utf-8"))
    assert [[t.input, t.output] for t in problem.examples] == expected.pop("examples")
    for text in expected.pop("keeps"):
        assert text in problem.statement
    for text in expected.pop("drops"):
        assert text not in problem.statement
    for key, value in expected.items():
        got = getattr(problem, key)
        assert (list(got) if isinstance(got, tuple) else got) == value, key


def test_there_are_golden_statements_of_many_sites():
    assert len(GOLDEN) >= 25


numbers = st.lists(st.integers(-999, 10**9), min_size=1, max_size=4).map(
    lambda row: " ".join(map(str, row))
)
words = st.lists(
    st.sampled_from(["YES", "NO", "abc", "x", "IMPOSSIBLE", "a.b", "#..#", "-1", "foo bar"]),
    min_size=1,
    max_size=3,
).map(" ".join)
blocks = st.lists(st.one_of(numbers, words), min_size=1, max_size=4).map("\n".join)
tests = st.lists(st.tuples(blocks, blocks), min_size=1, max_size=3)


@pytest.mark.parametrize("style", CERTAIN)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(tests=tests, explained=st.booleans())
def test_every_layout_is_read_back(style, tests, explained):
    reasons = (REASON,) * len(tests) if explained else ()
    page = BENCH["Page"]("Sharing Coins", STORY, READS, WRITES, tuple(tests), reasons)
    problem = parse_statement(BENCH["STYLES"][style](page))
    assert [(t.input.rstrip(), t.output.rstrip()) for t in problem.examples] == tests
    for text in (*STORY.split("\n\n"), READS, WRITES):
        assert text in problem.statement


@settings(max_examples=150)
@given(st.text())
def test_arbitrary_text_is_a_problem_or_a_problem_error(text):
    try:
        problem = parse_statement(text)
    except ProblemError:
        return
    assert problem.examples


pieces = st.sampled_from(
    [
        *("Input", "Output", "Sample Input 1", "Sample Output 1\tx", "Examples", "3 4", "", "\t"),
        *("| Input | Output |", "|---|---|", "| 1 | 2 |", ">>> 1", "Note", "Input: 1 Output: 2"),
        *("Sample Input\tSample Output", "Copy", "Example: 1 -> 2", "    7", "The answer is 7:"),
        *("```", "* ", "---"),
    ]
)


@settings(max_examples=300)
@given(st.lists(pieces, max_size=14))
def test_scrambled_headings_are_a_problem_or_a_problem_error(lines):
    try:
        problem = parse_statement("\n".join(lines))
    except ProblemError:
        return
    assert problem.examples


def test_no_example_says_what_was_looked_for():
    with pytest.raises(NoExamplesError, match='put each example under a line "Sample Input"'):
        parse_statement("Add two numbers.\n\nInput\nTwo numbers.\n\nOutput\nTheir sum.")


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff\r\n"])
def test_empty_text(text):
    with pytest.raises(EmptyProblemError, match="is empty"):
        parse_statement(text)


@pytest.mark.parametrize(
    "text",
    [
        "This is an interactive problem.",
        "Remember to flush the output after each query.",
        "The problem is interactive: ask questions.",
    ],
)
def test_interactive(text):
    with pytest.raises(InteractiveError, match="interactive"):
        parse_statement(f"Guess\n\n{text}\n\nSample Input\n1\n\nSample Output\n2\n")


def test_not_interactive():
    text = "Poker\n\nThis is not an interactive problem. Royal flush!\n\nSample Input\n1\n"
    assert parse_statement(text + "\nSample Output\n2\n").examples


@pytest.mark.parametrize(
    "sentence",
    [
        "For the input `3 4` the output should be `7`.",
        "If the input is 3 4, the answer is 7.",
        'Given the input "3 4", your program should print "7".',
        "Input 3 4 gives 7.",
        "For example `3 4` -> `7`.",
        "Input: 3 4, Output: 7",
        "Input 3 4 => output 7",
    ],
)
def test_a_sentence_can_hold_the_example(sentence):
    problem = parse_statement(f"Adding\n\nAdd two numbers.\n\n{sentence}")
    assert [(t.input, t.output) for t in problem.examples] == [("3 4\n", "7\n")]


@pytest.mark.parametrize("unit", ["input ", "a ", "input 1 2 3 ", "for input `", "1 2 3 -> ", "`"])
def test_no_line_takes_for_ever(unit):
    """Patterns that try every way to cut a line would not come back from these."""
    with pytest.raises(NoExamplesError):
        parse_statement("Examples\n\n" + unit * (1900 // len(unit)) + "!")

"""What models read. A change here is a change of what the bundled models were trained on."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.core import Language, Metadata, Problem, TestCase
from alphagen.prompts import encoder_prompt, input_prompt
from alphagen.prompts.prompt import COLUMNS, MAX_EXAMPLE_INPUT, MAX_STATEMENT

GOLDEN = Path(__file__).parents[1] / "golden" / "prompts"
PROBLEM = Problem(
    statement="""\
Ada  counts $n$ beads, where $1 \\le n \\le 10^{5}$. Every bead has a colour, and \
colours are small letters; she wants to know how many colours there are.


**Input**
   The only line holds a word — the beads in their order.

Output
Print one number.""",
    examples=(
        TestCase("abca\n", "3\n"),
        TestCase("zz\n", "1\n"),
        TestCase("q\n", "1\n"),
        TestCase("never shown\n", "4\n"),
    ),
    hidden=(TestCase("hidden", "6"),),
    title="Beads",
    rating=900,
    tags=("strings",),
)
FULL = Metadata(1200, ("greedy", "strings"), Language.PYTHON3)
LONG = replace(
    PROBLEM,
    statement=" ".join(f"Sentence number {number} says nothing new." for number in range(120)),
    examples=(TestCase("7 " * 400 + "\n", "8 " * 400 + "\n"), TestCase("1\n2\n", "3\n")),
)
CASES = {
    "python3": encoder_prompt(PROBLEM, FULL),
    "cpp": encoder_prompt(PROBLEM, replace(FULL, language=Language.CPP, correct=False)),
    "bare": encoder_prompt(PROBLEM, Metadata(None, (), Language.PYTHON3)),
    "cut": encoder_prompt(LONG, Metadata(800, (), Language.PYTHON3)),
}
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=200)
tests = st.builds(TestCase, texts, texts)


@pytest.mark.parametrize("name", CASES)
def test_prompts_are_exactly_these(name):
    assert CASES[name].text == (GOLDEN / f"{name}.txt").read_text("utf-8")


def test_input_prompts_are_exactly_these():
    assert input_prompt(PROBLEM) == (GOLDEN / "inputs.txt").read_text("utf-8")


def test_metadata_comes_first_and_what_is_unknown_has_no_line():
    lines = CASES["python3"].text.split("\n")
    assert lines[:4] == [
        "# RATING: 1200",
        "# TAGS: greedy,strings",
        "# LANGUAGE IS python3",
        "# CORRECT SOLUTION",
    ]
    assert CASES["cpp"].text.split("\n")[2:4] == ["// LANGUAGE IS cpp", "// INCORRECT SOLUTION"]
    assert CASES["bare"].text.startswith("# LANGUAGE IS python3\n# CORRECT SOLUTION\n# Beads\n")


def test_long_texts_are_cut_in_their_middle():
    text = CASES["cut"].text
    body = " ".join(line.removeprefix("# ") for line in text.split("\n"))
    assert "Sentence number 0 says" in body
    assert "Sentence number 119 says nothing new. Example 1" in body
    assert body.count(" ... ") == 3
    assert len(text) < MAX_STATEMENT * 1.1 + 2 * MAX_EXAMPLE_INPUT


def test_the_statement_of_the_problem_itself_sets_no_metadata():
    assert "900" not in CASES["bare"].text


@settings(max_examples=40)
@given(statement=texts, title=texts, example=tests, language=st.sampled_from(Language))
def test_every_line_is_a_comment(statement, title, example, language):
    problem = Problem(statement, (example,), title=title)
    text = encoder_prompt(problem, Metadata(None, (), language)).text
    assert text.endswith("\n")
    assert all(line.startswith(language.comment) for line in text.split("\n")[:-1])


@settings(max_examples=40)
@given(st.lists(st.text("abc", min_size=1, max_size=30), max_size=60), st.sampled_from(Language))
def test_statements_are_wrapped_at_80_columns(words, language):
    problem = Problem(" ".join(words), (TestCase("1", "2"),), title=" ".join(words[:9]))
    text = encoder_prompt(problem, Metadata(None, (), language)).text
    assert all(len(line) <= COLUMNS for line in text.split("\n"))
    assert [w for line in text.split("\n") for w in line.split()[1:]].count("a") >= words.count("a")


@settings(max_examples=40)
@given(texts, st.lists(tests, min_size=1, max_size=4), st.lists(tests, max_size=4))
def test_hidden_tests_have_no_part_in_a_prompt(statement, examples, hidden):
    problem = Problem(statement, tuple(examples), tuple(hidden))
    assert encoder_prompt(problem, FULL) == encoder_prompt(problem.public(), FULL)
    assert input_prompt(problem) == input_prompt(problem.public())

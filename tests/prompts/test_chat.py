"""What models that others have trained are asked, and how their test inputs are read."""

import doctest
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.core import Language, Metadata, Problem, TestCase
from alphagen.prompts import chat, chat_prompt, completion_prompt, input_chat_prompt, read_inputs

GOLDEN = Path(__file__).parents[1] / "golden" / "prompts"
PROBLEM = Problem(
    statement="""\
Ada counts $n$ beads, where $1 \\le n \\le 10^{5}$. Every bead has a colour, and colours are \
small letters; she wants to know how many colours there are.

**Input**

The only line holds a word — the beads in their order.

**Output**

Print one number.
""",
    examples=tuple(
        TestCase(f"{word}\n", f"{len(set(word))}\n") for word in ("abca", "zz", "q", "xy")
    ),
    hidden=(TestCase("hidden", "6"),),
    title="Beads",
    time_limit_s=1.5,
    memory_limit_bytes=256 * 2**20,
    rating=900,
    tags=("strings",),
)
FULL = Metadata(1200, ("greedy", "strings"), Language.PYTHON3)
BARE = Metadata(None, (), Language.CPP)
LONG = "The statement goes on. " * 1000
CASES = {
    "chat-python3": chat_prompt(PROBLEM, FULL).text,
    "chat-cpp": chat_prompt(Problem("Print 1.", (TestCase("```\n", "1"),)), BARE).text,
    "completion-python3": completion_prompt(PROBLEM, FULL).text,
    "completion-cpp": completion_prompt(Problem("Print 1.", ()), BARE).text,
    "chat-inputs": input_chat_prompt(PROBLEM, 8, "inputs"),
    "chat-generator": input_chat_prompt(PROBLEM, 50, "generator"),
}


@pytest.mark.parametrize("name", CASES)
def test_prompts_are_exactly_these(name):
    assert CASES[name] == (GOLDEN / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("write", [chat_prompt, completion_prompt])
def test_prompts_keep_their_metadata_and_cut_nothing(write):
    prompt = write(replace(PROBLEM, statement=LONG), FULL)
    assert prompt.metadata == FULL
    joined = " ".join(prompt.text.replace("\n# ", " ").split())
    assert joined.count("The statement goes on.") == 1000
    assert "xy" in joined  # the last example


def test_hints_come_from_the_metadata_alone():
    text = chat_prompt(PROBLEM, replace(BARE, language=Language.PYTHON3)).text
    assert "900" not in text
    assert "Difficulty" not in text
    assert "Ideas" not in text


@pytest.mark.parametrize("language", Language)
def test_all_of_a_base_models_prompt_is_a_comment(language):
    text = completion_prompt(PROBLEM, replace(FULL, language=language)).text
    *lines, blank, end = text.split("\n")
    assert (blank, end) == ("", "")
    assert all(line.startswith(language.comment) for line in lines)


@pytest.mark.parametrize(
    "write",
    [
        lambda problem: chat_prompt(problem, FULL).text,
        lambda problem: completion_prompt(problem, FULL).text,
        lambda problem: input_chat_prompt(problem, 3, "inputs"),
        lambda problem: input_chat_prompt(problem, 3, "generator"),
    ],
)
def test_hidden_tests_have_no_part_in_a_prompt(write):
    assert write(PROBLEM) == write(PROBLEM.public())
    assert "hidden" not in write(PROBLEM)


@pytest.mark.parametrize(
    ("text", "inputs"),
    [
        ("", []),
        ("3\n1 2 3\n", []),
        ("Smallest:\n```\n1\n5\n```\nLarger:\n```\n2\n5 6\n```\n", ["1\n5\n", "2\n5 6\n"]),
        ("```text\n1\n\n\n```\n```input\n1\n```\n", ["1\n"]),
        ("```\n\n```\n```\n \n```", []),
        ("```\n\n1\n```", ["\n1\n"]),
        ("```\n  #\n ##\n```", ["  #\n ##\n"]),
        ("1. First\n   ```\n   1\n   2\n   ```\n", ["1\n2\n"]),
        ("```\r\n1\r\n2\r\n```\r\n", ["1\n2\n"]),
        ("```python\nprint(1)\n```\n```output\n3\n```\n```\n7\n```", ["7\n"]),
        ("<think>\n```\n1\n```\n</think>\n```\n2\n```", ["2\n"]),
        ("```\n1\n```\n```\n2 3", ["1\n"]),
        ("~~~\n1\n~~~", ["1\n"]),
    ],
)
def test_inputs_are_read(text, inputs):
    assert read_inputs(text) == inputs


LINES = st.lists(st.text(st.sampled_from("0123 -.ab#"), min_size=1), min_size=1, max_size=4)


@settings(max_examples=60)
@given(st.lists(LINES.map("\n".join).filter(str.strip), unique=True, max_size=5))
def test_inputs_in_blocks_come_back(texts):
    answer = "".join(f"Input:\n```\n{text}\n```\n" for text in texts)
    assert read_inputs(answer) == [f"{text}\n" for text in texts]


@settings(max_examples=60)
@given(st.text(max_size=100))
def test_no_answer_is_too_odd(text):
    assert len(set(read_inputs(text))) == len(read_inputs(text))


def test_examples():
    result = doctest.testmod(chat)
    assert result.attempted > 0
    assert result.failed == 0

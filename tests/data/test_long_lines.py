"""Long and hostile texts: reading one takes time in proportion to its length.

A pattern that tries every way to cut a line would need minutes for these, and one that tries them
all at once would never end, so each text gets a budget of processor time that only those exceed.
"""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.data import parse_statement
from alphagen.data.html import html_to_text
from alphagen.data.latex import latex_to_text
from alphagen.errors import ProblemError

LENGTH = 20_000
BUDGET_S = 5.0  # of processor time, which other programs do not use up

UNITS = (
    *("a", "A", "1", "1 ", "- ", "-", "/", " ", "\t", "\u00a0", "(", "[", "{", "`", "'", '"'),
    *("*", "_", "#", "|", "| ", "> ", ":", ": ", "=", "~", ".", ",", "1,", "1.", "<", "<b ", "$"),
    *("\\", "\u201c", "a ", "a: ", "input ", "Input: ", "output is ", "the input is ", "-> "),
)
HEADS = (
    *("", "input", "Input:", "Sample Input 1", "time limit", "Time limit: 1", "memory limit"),
    *("rating", "tags:", "```", "~~~", "> ```", "`", "|", "| 1 |", "problem", "Problem A", "#"),
    *("**", "example", "for example `", "the answer is", "input 1", "cpu", "flush the", "<pre"),
    *("interactive", ">>>", "1 ->", "given the input:", "if the input is", "standard", "score:"),
)
TAILS = ("", "!", "1", ":", "\u00e9")
FRAMES = (
    "{x}",
    "Title\n\nSome text.\n\nSample Input\n{x}\n\nSample Output\n{x}\n\n{x}",
    "| Input | Output |\n{x}\n| 1 | 2 |",
    "Sample Input\tSample Output\n1\t2\n{x}",
    "Example\n\n{x}\n\n{x}",
    "Sum\n\nFor example, if the input is\n\n    {x}\n\nit should print\n\n    {x}\n\n{x}",
    "Sum\n\n{x}\n```\n{x}\n```\n{x}\n---\n",
)


@contextmanager
def budget(seconds: float = BUDGET_S) -> Iterator[None]:
    """Stop what runs inside once it has used so much processor time."""

    def stop(_signal: int, _frame: object) -> None:
        pytest.fail(f"no end after {seconds} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def read(text: str) -> None:
    with budget():
        try:
            problem = parse_statement(text)
        except ProblemError:
            return
    assert problem.examples


def long(unit: str, head: str = "", tail: str = "", length: int = LENGTH) -> str:
    return head + unit * (length // len(unit)) + tail


@pytest.mark.parametrize("unit", UNITS)
def test_one_long_line(unit):
    read(long(unit))
    read(long(unit, tail="!"))


@settings(max_examples=60)
@given(
    st.sampled_from(UNITS),
    st.sampled_from(HEADS),
    st.sampled_from(TAILS),
    st.sampled_from(FRAMES),
    st.sampled_from((300, 1999, LENGTH)),
)
def test_a_long_line_anywhere(unit, head, tail, frame, length):
    read(frame.format(x=long(unit, head, tail, length)))


@pytest.mark.parametrize("head", HEADS)
def test_long_white_space_after_a_word_that_means_something(head):
    read(long(" ", head, "!"))


@pytest.mark.parametrize(
    "line", ["1 2", "a", "", "Input", "Example 1", "a:", "| 1 |", "```", ">>> 1"]
)
def test_many_lines(line):
    read("Sum\n\nSample Input\n1\n\nSample Output\n" + f"{line}\n" * 1500)


@pytest.mark.parametrize(
    "unit",
    [
        *("a", " ", "{", "}", "[", "\\", "\\\\[", "$", "\\emph{", "\\item[", "\\begin{verbatim}"),
        *(
            "\\begin{tabular}{",
            "\\caption[",
            "^{",
            "%",
            "\\exmp{",
            "\\exmp{a}",
            "\\begin{problem}{",
        ),
    ],
)
def test_long_latex(unit):
    with budget():
        assert latex_to_text(long(unit, "x\n", "x")).startswith("x")


@pytest.mark.parametrize(
    "unit", ["a", " ", "&", "<br>", "<pre>", "<p>", "</p>", "<li>", "<td>", "<table>"]
)
def test_long_html(unit):
    with budget():
        assert html_to_text("x" + long(unit, tail="x")).startswith("x")


def test_the_budget_stops_a_search_without_end():
    """The alarm works inside of a search, or none of the tests above could fail."""
    with pytest.raises(pytest.fail.Exception, match="processor time"), budget(0.2):
        re.match(r"(a|a)*$", "a" * 40 + "b")

"""A pasted statement to a problem."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alphagen.core import Problem, TestCase
from alphagen.data.document import read_document
from alphagen.data.fallback import find_unlabelled
from alphagen.data.header import drop_chrome, read_header
from alphagen.data.labels import Kind
from alphagen.data.normalise import plain_lines
from alphagen.data.scan import Found, find_labelled
from alphagen.data.tables import read_pipe_tables
from alphagen.errors import EmptyProblemError, InteractiveError, NoExamplesError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alphagen.data.document import Document

_INTERACTIVE = re.compile(
    r"(?i)(?<!not an )(?<!non-)(?<!non )\binteractive\s+(?:problem|task|judge|version)\b"
    r"|\b(?:problem|task)\s+is\s+interactive\b"
    r"|\bfflush\s*\(\s*stdout\s*\)"
    r"|\bflush\s+(?:the\s+|your\s+)?(?:standard\s+)?(?:output|stdout|buffer)\b[^.\n]{0,60}"
    r"\b(?:after|each|every|query|queries)\b"
    r"|\b(?:after|each|every)\b[^.\n]{0,60}\bflush\s+(?:the\s+|your\s+)?(?:standard\s+)?(?:output|stdout|buffer)\b"
    r"|\bcommunicate\s+with\s+the\s+(?:judge|interactor|grader)\b"
)


def parse_statement(text: str, name: str = "the statement") -> Problem:
    """Read a problem from a statement as a person pastes it.

    The example tests are found in the text and taken out of it, and so are the title, the limits
    and what a web page leaves behind. An example is read as it is written: an input of
    "nums = [1, 2]" is the line that the program gets.

    Args:
        text: the statement, in plain text or Markdown.
        name: what to call it in an error.

    Raises:
        EmptyProblemError: there is no text.
        InteractiveError: the program would have to talk to a judge.
        NoExamplesError: no example test was found.
    """
    check_interactive(text, name)
    problem = read_statement(text, name)
    if not problem.examples:
        raise no_examples(name)
    return problem


def check_interactive(text: str, name: str) -> None:
    """Refuse a statement that says the program talks to a judge."""
    words = interactive_words(text)
    if words:
        raise InteractiveError(
            f'{name} is an interactive problem (it says "{words}"), '
            "which alphagen cannot judge; choose one that reads its whole input first."
        )


def interactive_words(text: str) -> str:
    """Return the words by which a statement says that the program talks to a judge, or nothing."""
    match = _INTERACTIVE.search(text)
    return " ".join(match.group().split()) if match else ""


def no_examples(name: str) -> NoExamplesError:
    """Say that there is no example test, and how to give one."""
    return NoExamplesError(
        f'No example test was found in {name}: looked for headings such as "Sample Input 1" and '
        '"Sample Output 1", "Examples" with "input" and "output", tables, fenced blocks and '
        'sentences such as "for input 3 4 the answer is 7"; put each example under a line '
        '"Sample Input" and a line "Sample Output".'
    )


def read_statement(text: str, name: str = "the statement") -> Problem:
    """Read a statement that may lack examples; otherwise like ``parse_statement``."""
    lines = drop_chrome(plain_lines(text))
    if not any(line.strip() for line in lines):
        raise EmptyProblemError(f"{name} is empty; give a problem statement with an example test.")
    doc = read_document(lines)
    found = find_examples(doc)
    header = read_header(doc.lines, found.used)
    headings = _empty_headings(doc, found.used | header.used)
    return Problem(
        statement=tidy(doc.lines, found.used | header.used | headings),
        examples=tuple(TestCase(*map(as_text, pair)) for pair in found.pairs),
        title=header.title,
        time_limit_s=header.time_limit_s,
        memory_limit_bytes=header.memory_limit_bytes,
        rating=header.rating,
        tags=header.tags,
    )


def split_examples(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Take the examples out of a statement and leave the rest as it is.

    Returns:
        The statement without them, and the tests that were found.
    """
    doc = read_document(plain_lines(text))
    found = find_examples(doc)
    return tidy(doc.lines, found.used | _empty_headings(doc, found.used)), found.pairs


def find_examples(doc: Document) -> Found:
    """Find the tests: in tables, under labels, or by other ways of showing an example."""
    pairs, used = read_pipe_tables(doc.lines)
    if pairs:
        return Found(pairs, used)
    found = find_labelled(doc)
    if found.pairs:
        return found
    return find_unlabelled(doc)


def as_text(content: str) -> str:
    """Give data one line break at its end, and none before it; nothing stays nothing."""
    content = content.rstrip()
    while content and not content.split("\n", 1)[0].strip():
        content = content.split("\n", 1)[1]
    return content + "\n" if content else ""


def _empty_headings(doc: Document, used: set[int]) -> set[int]:
    """Headings of examples under which nothing is left."""
    empty: set[int] = set()
    for label in reversed(doc.labels):
        if label.kind is not Kind.EXAMPLE or label.line in used:
            continue
        below = label.line + 1
        while below < len(doc.lines) and (doc.is_blank(below) and below not in used):
            below += 1
        if below in used or below in empty or below >= len(doc.lines):
            empty.add(label.line)
    return empty


def tidy(lines: list[str], dropped: Iterable[int]) -> str:
    """Join the lines that stay, with at most one blank line between two paragraphs."""
    gone = set(dropped)
    kept = ["" if i in gone else line.rstrip() for i, line in enumerate(lines)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()

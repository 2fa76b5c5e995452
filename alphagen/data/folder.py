"""A folder with a statement and files of tests."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from alphagen.core import Problem, Rules, TestCase
from alphagen.data.checkers import find_testlib_checker
from alphagen.data.html import html_to_text
from alphagen.data.latex import latex_to_text
from alphagen.data.normalise import decode
from alphagen.data.schema import parse_json
from alphagen.data.text import check_interactive, no_examples, read_statement
from alphagen.errors import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_NAMES = ("problem", "statement", "description", "task", "readme", "index")
_ENDINGS = (".md", ".txt", ".tex", ".html", ".htm")
_ANSWERS = (".ans", ".out", ".a", ".answer", ".output")
_EXAMPLE_NAME = re.compile(r"(?i)(?:.*[^a-z])?(?:samples?|examples?|public)(?:[^a-z].*)?")
_HIDDEN_NAME = re.compile(r"(?i)(?:.*[^a-z])?(?:secret|hidden|private)(?:[^a-z].*)?")


def load_folder(folder: Path) -> Problem:
    """Read a folder: a JSON problem, or a statement beside its tests.

    Tests are ``*.in`` with an ``*.ans`` or ``*.out`` of the same name. Those in a folder or with
    a name that says sample, example or public are examples; secret, hidden and private ones are
    hidden. When nothing says so, the tests that the statement shows are the examples and the
    other files are hidden; if it shows none, all files are examples. A ``check.cpp`` or
    ``check.py``, called as testlib's checkers are, judges in the place of a comparison.

    Raises:
        ProblemError: there is no statement, or a test lacks its answer.
        NoExamplesError: there are neither example files nor examples in the statement.
    """
    if (folder / "problem.json").is_file():
        path = folder / "problem.json"
        return parse_json(decode(path.read_bytes(), str(path)), str(path))
    problem = read_statement_file(_statement_path(folder))
    checker = find_testlib_checker(folder)
    if checker is not None:
        problem = replace(problem, rules=Rules(checker=checker))
    examples, hidden, unsaid = _sort(folder)
    return complete(problem, examples, hidden, unsaid, str(folder))


def complete(
    problem: Problem,
    examples: Sequence[TestCase],
    hidden: Sequence[TestCase],
    unsaid: Sequence[TestCase],
    name: str,
) -> Problem:
    """Put tests from files to a statement.

    Args:
        problem: what the statement gave.
        examples: tests known to be examples; they replace those in the statement.
        hidden: tests known to be hidden.
        unsaid: tests of which nothing is known.
        name: what to call the problem in an error.
    """
    shown = examples or problem.examples or unsaid
    if not shown:
        raise no_examples(name)
    seen = [_plain(test) for test in shown]
    rest = [*hidden, *(test for test in unsaid if _plain(test) not in seen)]
    return replace(problem, examples=tuple(shown), hidden=tuple(rest))


def _plain(test: TestCase) -> tuple[list[str], list[str]]:
    return test.input.split(), test.output.split()


def read_statement_file(path: Path) -> Problem:
    """Read a statement file by its ending; it need not hold examples."""
    text = decode(path.read_bytes(), str(path))
    if path.suffix == ".tex":
        text = latex_to_text(text)
    elif path.suffix in (".html", ".htm"):
        text = html_to_text(text)
    check_interactive(text, str(path))
    return read_statement(text, str(path))


def _statement_path(folder: Path) -> Path:
    """Choose the statement: a telling name first, then the only candidate, then the longest."""
    files = [p for p in sorted(folder.iterdir()) if p.is_file() and p.suffix.lower() in _ENDINGS]
    for stem in _NAMES:
        for ending in _ENDINGS:
            for path in files:
                if path.stem.lower().split(".")[0] == stem and path.suffix.lower() == ending:
                    return path
    if not files:
        raise ProblemError(
            f"{folder} holds no statement; "
            "add one as problem.md, statement.txt, problem.html or problem.tex."
        )
    return max(files, key=lambda p: (_ENDINGS.index(p.suffix.lower()) == 0, p.stat().st_size))


def read_tests(folder: Path) -> list[tuple[Path, TestCase]]:
    """Read every ``*.in`` with its answer below a folder, in natural order of names."""
    tests = []
    for path in sorted(folder.rglob("*.in"), key=lambda p: _natural(str(p.relative_to(folder)))):
        answer = next((p for e in _ANSWERS if (p := path.with_suffix(e)).is_file()), None)
        if answer is None:
            raise ProblemError(
                f"{path} has no answer; add {path.with_suffix('.ans').name} beside it."
            )
        texts = (decode_test(path), decode_test(answer))
        tests.append((path.relative_to(folder), TestCase(*texts)))
    return tests


def decode_test(path: Path) -> str:
    """Read one file of a test; unlike a statement it may be empty."""
    data = path.read_bytes()
    return decode(data, str(path)).replace("\r\n", "\n") if data else ""


def _natural(name: str) -> list[tuple[bool, int, str]]:
    return [(p.isdigit(), int(p) if p.isdigit() else 0, p) for p in re.split(r"(\d+)", name)]


def _sort(folder: Path) -> tuple[list[TestCase], list[TestCase], list[TestCase]]:
    """Sort the tests of a folder into examples, hidden ones and those that do not say."""
    examples, hidden, unsaid = [], [], []
    for path, test in read_tests(folder):
        parts = [*path.parent.parts, path.stem]
        if any(_HIDDEN_NAME.fullmatch(part) for part in parts):
            hidden.append(test)
        elif any(_EXAMPLE_NAME.fullmatch(part) for part in parts):
            examples.append(test)
        else:
            unsaid.append(test)
    if examples:  # somebody marked the examples, so the others are not
        return examples, hidden + unsaid, []
    return examples, hidden, unsaid

"""Rows of APPS (Hendrycks et al. 2021)."""

from __future__ import annotations

from typing import Any

from alphagen.core import ORDINARY, Language, Problem, Program, TestCase
from alphagen.data.harness import LEETCODE, call_test, harness
from alphagen.data.normalise import load_json
from alphagen.data.row import Row
from alphagen.data.schema import same_tests
from alphagen.data.shown import find_calls
from alphagen.data.text import as_text, split_examples
from alphagen.errors import ProblemError

CALLED = (
    "Write the Python function {name}; it may be a method of a class Solution. Each line of an "
    "example's input is one argument in JSON, and its output is the value in JSON. The program "
    "reads and prints nothing."
)


def read_apps(row: dict[str, Any]) -> Row:
    """Read a row: the tests are hidden, and the examples are those that the question shows.

    Raises:
        ProblemError: ``input_output`` cannot be read.
    """
    name = f"APPS/{row.get('problem_id', row.get('id', ''))}"
    try:
        held = load_json(row["input_output"] or "{}")
        function = held.get("fn_name") or ""
        pairs = list(zip(held.get("inputs", ()), held.get("outputs", ()), strict=True))
        tests = _calls(pairs) if function else [TestCase(_text(a), _text(b)) for a, b in pairs]
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ProblemError(f"input_output of {name} cannot be read ({error}).") from None
    question = row["question"].strip()
    if function:
        starter = (row.get("starter_code") or "").rstrip()
        code = f"```python\n{starter}\n```\n\n" if starter else ""
        statement = f"{question}\n\n{code}{CALLED.format(name=function)}"
        examples = [call_test(*call) for call in find_calls(question, function)]
    else:
        statement, shown = split_examples(question)
        examples = [TestCase(as_text(left), as_text(right)) for left, right in shown]
    return Row(
        name,
        Problem(
            statement=statement,
            examples=tuple(examples),
            hidden=tuple(test for test in tests if not same_tests([test], examples)),
            source=row.get("url") or "APPS",
            rules=harness(LEETCODE, function) if function else ORDINARY,
        ),
        row.get("difficulty") or "",
        _solutions(row.get("solutions") or ""),
    )


def _solutions(text: str) -> tuple[Program, ...]:
    try:
        return tuple(Program(str(source), Language.PYTHON3) for source in load_json(text or "[]"))
    except (ValueError, TypeError):
        return ()


def _text(held: str | list[str]) -> str:
    """Read one side of a test, which some rows give line by line."""
    return held if isinstance(held, str) else "\n".join(map(str, held)) + "\n"


def _calls(pairs: list[tuple[Any, Any]]) -> list[TestCase]:
    """Read calls; values are wrapped in a list of one, unless some are not."""
    wrapped = all(isinstance(value, list) and len(value) == 1 for _, value in pairs)
    return [call_test(list(given), value[0] if wrapped else value) for given, value in pairs]

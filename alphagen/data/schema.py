"""alphagen's own JSON file of a problem."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from alphagen.core import (
    LARGEST_MEMORY_LIMIT_BYTES,
    LONGEST_TIME_LIMIT_S,
    ORDINARY,
    Checker,
    Language,
    Problem,
    Program,
    Protocol,
    Rules,
    TestCase,
)
from alphagen.data.normalise import load_json
from alphagen.data.text import split_examples
from alphagen.errors import EmptyProblemError, NoExamplesError, ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails


class _Test(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    input: str
    output: str


class _Program(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    language: Language


class _Checker(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    program: _Program
    protocol: Protocol
    arguments: list[str] = []


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    strict: bool = False
    tolerance: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    checker: _Checker | None = None
    harness: str = ""


class _ProblemFile(BaseModel):
    """The file's keys. All but the statement and the examples may be left out or null."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    statement: str
    examples: list[_Test]
    hidden: list[_Test] = []
    title: str = ""
    time_limit_s: float | None = Field(
        default=None, gt=0, le=LONGEST_TIME_LIMIT_S, allow_inf_nan=False
    )
    memory_limit_bytes: int | None = Field(default=None, gt=0, le=LARGEST_MEMORY_LIMIT_BYTES)
    rating: int | None = None
    tags: list[str] = []
    source: str = ""
    date: str = ""
    rules: _Rules = _Rules()


def parse_json(text: str, name: str = "the problem") -> Problem:
    """Read a problem from the text of one object in alphagen's JSON; see ``read_object``.

    Raises:
        ProblemError: it is no JSON, or does not fit.
    """
    try:
        raw = load_json(text)
    except (ValueError, RecursionError) as error:
        raise ProblemError(f"{name} is not valid JSON ({error}); mend it there.") from None
    if not isinstance(raw, dict):
        raise ProblemError(
            f"{name} holds a JSON {type(raw).__name__}; "
            'give one object with "statement" and "examples".'
        )
    return read_object(raw, name)


def read_object(raw: dict[str, Any], name: str) -> Problem:
    """Read a problem from alphagen's JSON.

    Examples that the statement repeats are taken out of it, so that no prompt shows them twice.

    Args:
        raw: the object.
        name: what to call it in an error.

    Raises:
        ProblemError: keys are unknown, missing or of the wrong type (all faults are named at once).
        NoExamplesError: ``examples`` is empty.
        EmptyProblemError: the statement is empty.
    """
    try:
        file = _ProblemFile.model_validate(
            {k: v for k, v in raw.items() if v is not None or k in _REQUIRED}
        )
    except ValidationError as error:
        faults = "; ".join(map(_fault, error.errors()))
        raise ProblemError(f"{name} does not fit the problem format: {faults}.") from None
    if not file.statement.strip():
        raise EmptyProblemError(f'{name} has an empty "statement"; write the problem text there.')
    if not file.examples:
        raise NoExamplesError(
            f'"examples" of {name} is empty; put an object with "input" and "output" there for '
            "each example test."
        )
    examples = tuple(TestCase(test.input, test.output) for test in file.examples)
    return Problem(
        statement=without_examples(file.statement, examples),
        examples=examples,
        hidden=tuple(TestCase(test.input, test.output) for test in file.hidden),
        title=file.title,
        time_limit_s=file.time_limit_s,
        memory_limit_bytes=file.memory_limit_bytes,
        rating=file.rating,
        tags=tuple(file.tags),
        source=file.source,
        date=file.date,
        rules=_rules(file.rules),
    )


def _rules(held: _Rules) -> Rules:
    checker = None
    if held.checker is not None:
        program = Program(held.checker.program.source, held.checker.program.language)
        checker = Checker(program, held.checker.protocol, tuple(held.checker.arguments))
    return Rules(held.strict, held.tolerance, checker, held.harness)


_REQUIRED = frozenset({"statement", "examples"})


def _fault(error: ErrorDetails) -> str:
    """Say one fault of a file with the key it is in."""
    where = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        return f'unknown key "{where}"'
    if error["type"] == "missing":
        return f'key "{where}" is missing'
    said = error["msg"][:1].lower() + error["msg"][1:]
    return f'"{where}": {said}, not {str(error["input"])[:60]!r}'


def without_examples(statement: str, examples: tuple[TestCase, ...]) -> str:
    """Take examples out of a statement if all that it shows are among the given ones."""
    rest, pairs = split_examples(statement)
    given = {_key(test) for test in examples}
    shown = {(_plain(left), _plain(right)) for left, right in pairs}
    return rest if shown and shown <= given else statement


def same_tests(some: Iterable[TestCase], others: Iterable[TestCase]) -> bool:
    """Whether all of some tests are among others, but for white space at the ends of lines."""
    return {_key(test) for test in some} <= {_key(test) for test in others}


def _key(test: TestCase) -> tuple[str, str]:
    return _plain(test.input), _plain(test.output)


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().split("\n"))


def problem_to_json(problem: Problem) -> str:
    """Write a problem as alphagen's JSON; ``parse_json`` reads it back."""
    values = asdict(problem)
    if problem.rules == ORDINARY:
        del values["rules"]
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"

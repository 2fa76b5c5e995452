"""Rows of CodeContests (paper, section 3.2), and of what has its columns."""

from __future__ import annotations

from typing import Any

from alphagen.core import Language, Problem, Program, TestCase
from alphagen.data.row import Row
from alphagen.data.schema import without_examples
from alphagen.errors import ProblemError

SOURCES = {
    "CODECHEF": "CodeChef",
    "CODEFORCES": "Codeforces",
    "HACKEREARTH": "HackerEarth",
    "CODEJAM": "Code Jam",
    "ATCODER": "AtCoder",
    "AIZU": "Aizu",
}
NUMBERS = dict(enumerate(list(SOURCES)[:4], 1))
"""Sources by number, as far as the hub's copy and ``contest_problem.proto`` agree."""

DIFFICULTIES = dict(
    enumerate("EASY MEDIUM HARD HARDER HARDEST EXTERNAL A B C D E F G H I J K".split(), 1)
)
"""Difficulties by number, as far as both agree: the proto leaves 18 out."""

LANGUAGES = {
    2: Language.CPP,
    3: Language.PYTHON3,
    "CPP": Language.CPP,
    "PYTHON3": Language.PYTHON3,
}
"""Languages by number and by name; Python 2 and Java are none of ours."""


def read_codecontests(row: dict[str, Any]) -> Row:
    """Read a row: the public tests are the examples, private and generated ones are hidden.

    Raises:
        ProblemError: programs would have to read or write a named file.
    """
    for key in ("input_file", "output_file"):
        if row.get(key):
            raise ProblemError(
                f"{row['name']} uses a file ({key} is {row[key]!r}), not standard input and output."
            )
    examples = _tests(row, "public_tests")
    return Row(
        row["name"],
        Problem(
            statement=without_examples(row["description"].strip(), examples),
            examples=examples,
            hidden=_tests(row, "private_tests") + _tests(row, "generated_tests"),
            title=_title(row["name"]),
            time_limit_s=_seconds(row.get("time_limit")),
            memory_limit_bytes=row.get("memory_limit_bytes") or None,
            rating=row.get("cf_rating") or None,
            tags=tuple(tag for tag in row.get("cf_tags") or () if tag),
            source=_source(row.get("source")),
        ),
        difficulty=_difficulty(row.get("difficulty")),
        solutions=_solutions(row, "solutions"),
        wrong=_solutions(row, "incorrect_solutions"),
    )


def _tests(row: dict[str, Any], key: str) -> tuple[TestCase, ...]:
    return tuple(TestCase(*pair) for pair in _pairs(row.get(key), "input", "output"))


def _solutions(row: dict[str, Any], key: str) -> tuple[Program, ...]:
    pairs = _pairs(row.get(key), "language", "solution")
    return tuple(Program(text, LANGUAGES[name]) for name, text in pairs if name in LANGUAGES)


def _pairs(held: Any, first: str, second: str) -> list[tuple[Any, Any]]:
    """Read pairs in two columns, as the hub has them, or in a list of objects."""
    held = held or {}
    if isinstance(held, dict):
        return list(zip(held.get(first) or (), held.get(second) or (), strict=True))
    return [(one[first], one[second]) for one in held]


def _difficulty(held: object) -> str:
    """Read the difficulty: a name, or a number where nothing says what it stands for."""
    name = DIFFICULTIES.get(held, "") if isinstance(held, int) else str(held or "")
    return "" if name == "UNKNOWN_DIFFICULTY" else name


def _source(held: object) -> str:
    """Read the source: a name, or a number where nothing says what it stands for."""
    name = NUMBERS.get(held, "") if isinstance(held, int) else str(held or "")
    return SOURCES.get(name, "")


def _title(name: str) -> str:
    """Read the title of a name such as ``1575_A. Another Sorting Problem``."""
    number, dot, title = name.partition(". ")
    return title if dot and " " not in number else name


def _seconds(limit: dict[str, int] | None) -> float | None:
    if not limit:
        return None
    return (limit.get("seconds") or 0) + (limit.get("nanos") or 0) / 1e9 or None

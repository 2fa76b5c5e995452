"""Benchmarks by name: rows of public data sets become problems with hidden tests."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from alphagen.core import ORDINARY, Language, Problem, Program, Rules, TestCase
from alphagen.data.apps import read_apps
from alphagen.data.checkers import tolerance_of
from alphagen.data.codecontests import read_codecontests
from alphagen.data.functions import read_humaneval, read_mbpp
from alphagen.data.livecodebench import read_livecodebench
from alphagen.data.load import load_problem
from alphagen.data.row import Row
from alphagen.data.schema import problem_to_json, read_object
from alphagen.data.sources import read_file, read_hub, read_hub_lines
from alphagen.data.taco import read_taco
from alphagen.errors import ProblemError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from alphagen.data.sources import Rows


def read_sectioned(row: dict[str, Any]) -> Row:
    """Read a row with statement, input_spec, output_spec, samples and hidden."""
    sections = [row["statement"]]
    for heading, key in (("Input", "input_spec"), ("Output", "output_spec")):
        if row.get(key):
            sections.append(f"{heading}\n{row[key]}")
    kind, _, bound = (row.get("compare") or "").partition(":")
    problem = Problem(
        statement="\n\n".join(sections),
        examples=tuple(TestCase(one["input"], one["output"]) for one in row["samples"]),
        hidden=tuple(TestCase(one["input"], one["output"]) for one in row["hidden"]),
        title=row.get("title") or "",
        time_limit_s=row.get("time_limit_s"),
        source=row.get("source_repo") or "",
        rules=Rules(tolerance=tolerance_of(["float_tolerance", bound]))
        if kind == "float"
        else ORDINARY,
    )
    return Row(row["id"], problem, row.get("difficulty") or "")


def read_own(row: dict[str, Any]) -> Row:
    """Read a row in alphagen's JSON, as ``write_own`` writes it; only the problem must be there."""
    row = dict(row)
    name = str(row.pop("name", "") or row.get("title") or "")
    difficulty = str(row.pop("difficulty", "") or "")
    solutions, wrong = (
        tuple(Program(one["source"], Language(one["language"])) for one in row.pop(key, None) or ())
        for key in ("solutions", "wrong")
    )
    return Row(name, read_object(row, name or "a row"), difficulty, solutions, wrong)


def write_own(row: Row) -> dict[str, Any]:
    """Write a row in alphagen's JSON: its problem, with name, difficulty and programs beside it."""
    problem: dict[str, Any] = json.loads(problem_to_json(row.problem))
    return problem | {key: value for key, value in asdict(row).items() if key != "problem"}


class Benchmark(NamedTuple):
    """How rows of one data set are known, read and found.

    Attributes:
        columns: those that no other data set has.
        read: makes a problem of a row.
        split: the one that is meant when none is named.
        open: reads a split from the hub; None where it is not there.
    """

    columns: set[str]
    read: Callable[[dict[str, Any]], Row]
    split: str = ""
    open: Callable[[str], Rows] | None = None


def _hub(name: str) -> Callable[[str], Rows]:
    return lambda split: read_hub(name, split)


def _apps(split: str) -> Rows:
    return read_hub_lines([f"datasets/codeparrot/apps/{split}.jsonl"])


def _livecodebench(split: str) -> Rows:
    """Read the releases; ``6`` is what the sixth has added."""
    numbers = range(1, 7) if split == "all" else [split]
    names = (f"test{'' if str(one) == '1' else one}.jsonl" for one in numbers)
    folder = "datasets/livecodebench/code_generation_lite"
    return read_hub_lines(f"{folder}/{name}" for name in names)


BENCHMARKS = {
    "codecontests": Benchmark(
        {"public_tests", "private_tests"},
        read_codecontests,
        "test",
        _hub("deepmind/code_contests"),
    ),
    "taco": Benchmark({"question", "input_output", "raw_tags"}, read_taco),
    "apps": Benchmark({"question", "input_output"}, read_apps, "test", _apps),
    "livecodebench": Benchmark(
        {"public_test_cases", "private_test_cases"}, read_livecodebench, "all", _livecodebench
    ),
    "humaneval": Benchmark(
        {"entry_point", "prompt", "test"}, read_humaneval, "test", _hub("openai/openai_humaneval")
    ),
    "mbpp": Benchmark(
        {"test_list", "code"}, read_mbpp, "test", _hub("google-research-datasets/mbpp")
    ),
    "sectioned": Benchmark({"samples", "hidden", "input_spec"}, read_sectioned),
    "alphagen": Benchmark({"statement", "examples"}, read_own),
}
"""Data sets by the names that commands take; those without a split only as files."""


def read_benchmark(name: str, left_out: Callable[[str, str], None] | None = None) -> Iterator[Row]:
    """Read a benchmark, row by row.

    Args:
        name: a data set, perhaps with ``:split``; ``NAME=PATH`` for a file with its rows; or a
            path: a file whose columns tell what it is, or a folder of problems.
        left_out: told the name of each row that cannot be used, and why; without it, such a row
            is an error.

    Yields:
        One problem for each row.

    Raises:
        UsageError: the name means nothing.
        ProblemError: a file cannot be read, or a row has other columns.
    """
    kind, equals, place = name.partition("=")
    if equals and kind in BENCHMARKS:
        yield from _problems(read_file(_existing(place)), BENCHMARKS[kind], left_out)
        return
    kind, _, split = name.partition(":")
    known = BENCHMARKS.get(kind)
    if known is not None and known.open is not None:
        yield from _problems(known.open(split or known.split), known, left_out)
        return
    path = _existing(name)
    if path.is_dir():
        yield from _folder(path, left_out)
        return
    rows = read_file(path)
    first = next(rows, None)
    if first is None:
        raise ProblemError(f"{path} holds no rows.")
    yield from _problems(chain([first], rows), _recognised(first, path), left_out)


def _existing(name: str) -> Path:
    path = Path(name)
    if not name or not path.exists():
        hub = ", ".join(kind for kind, one in BENCHMARKS.items() if one.open)
        raise UsageError(
            f"There is no benchmark '{name}': give one of {hub}, perhaps with :split; a file as "
            "NAME=PATH or PATH; or a folder of problems."
        )
    return path


def _recognised(row: dict[str, Any], path: Path) -> Benchmark:
    found = next((one for one in BENCHMARKS.values() if one.columns <= row.keys()), None)
    if found is None:
        raise ProblemError(
            f"The rows of {path} have columns {', '.join(sorted(row))[:200]}, which are those of "
            f"no benchmark ({', '.join(BENCHMARKS)}); name the one it is as NAME={path}."
        )
    return found


def _problems(
    rows: Iterable[dict[str, Any]],
    benchmark: Benchmark,
    left_out: Callable[[str, str], None] | None,
) -> Iterator[Row]:
    for number, raw in enumerate(rows, 1):
        try:
            row = benchmark.read(raw)
        except ProblemError as error:
            if left_out is None:
                raise
            left_out(f"row {number}", str(error))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ProblemError(
                f"Row {number} does not have the columns that it should ({error!r}); is it the "
                "right data set?"
            ) from error
        else:
            yield row if row.name else replace(row, name=f"row {number}")


def _folder(folder: Path, left_out: Callable[[str, str], None] | None) -> Iterator[Row]:
    """Read every problem in a folder: files and folders, as ``load_problem`` takes them."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        try:
            yield Row(path.stem, load_problem(path))
        except ProblemError as error:
            if left_out is None:
                raise
            left_out(path.name, str(error))


def chosen(
    rows: Iterable[Row],
    *,
    since: str | None = None,
    until: str | None = None,
    difficulty: str | None = None,
) -> Iterator[Row]:
    """Leave out rows by date and difficulty.

    Args:
        rows: of a benchmark.
        since: ISO date; problems of that day and later ones stay. Those without a date do not, as
            nobody knows whether a model has seen them.
        until: ISO date of the last day.
        difficulty: in the data set's own words.

    Raises:
        UsageError: a date is none.
    """
    first, last = _date(since), _date(until)
    for row in rows:
        on = row.problem.date[:10]
        if (first and not on >= first) or (last and not (on and on <= last)):
            continue
        if difficulty and row.difficulty != difficulty:
            continue
        yield row


def _date(text: str | None) -> str:
    if text is None:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"'{text}' is no date: write it as 2024-09-30.") from None

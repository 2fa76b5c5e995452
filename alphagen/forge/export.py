"""Problems as a Parquet file with the columns of CodeContests, so that other tools can use them.

The columns are those of the data set ``deepmind/code_contests``: lists in columnar form, languages
by number (paper, section 3.2).
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from alphagen.core import TestCase
from alphagen.forge.drawing import disagreement
from alphagen.forge.instance import Instance

CPP, PYTHON3 = 2, 3
GROUP = 500  # rows that are written together

_TESTS = pa.struct([("input", pa.list_(pa.string())), ("output", pa.list_(pa.string()))])
_PROGRAMS = pa.struct([("language", pa.list_(pa.int64())), ("solution", pa.list_(pa.string()))])
SCHEMA = pa.schema(
    [
        ("name", pa.string()),
        ("description", pa.string()),
        ("public_tests", _TESTS),
        ("private_tests", _TESTS),
        ("generated_tests", _TESTS),
        ("source", pa.int64()),
        ("difficulty", pa.int64()),
        ("solutions", _PROGRAMS),
        ("incorrect_solutions", _PROGRAMS),
        ("cf_contest_id", pa.int64()),
        ("cf_index", pa.string()),
        ("cf_points", pa.float32()),
        ("cf_rating", pa.int32()),
        ("cf_tags", pa.list_(pa.string())),
        ("is_description_translated", pa.bool_()),
        ("untranslated_description", pa.string()),
        ("time_limit", pa.struct([("seconds", pa.int64()), ("nanos", pa.int64())])),
        ("memory_limit_bytes", pa.int64()),
        ("input_file", pa.string()),
        ("output_file", pa.string()),
    ]
)


def _tests(tests: Iterable[TestCase]) -> dict[str, list[str]]:
    cases = list(tests)
    return {"input": [t.input for t in cases], "output": [t.output for t in cases]}


def _programs(python: Iterable[str], cpp: str = "") -> dict[str, list[Any]]:
    programs = [(PYTHON3, source) for source in python]
    programs += [(CPP, cpp)] if cpp else []
    return {"language": [n for n, _ in programs], "solution": [source for _, source in programs]}


def to_row(instance: Instance, name: str, wrong: Iterable[str] = ()) -> dict[str, Any]:
    """Make one row; the hidden tests become the private ones.

    Args:
        instance: the problem and its solutions. Those of its mistakes that a test shows are
            written as incorrect solutions.
        name: of the problem.
        wrong: further Python 3 programs that fail a test.
    """
    problem = instance.problem
    tests = problem.examples + problem.hidden
    mistakes = [source for source in instance.wrong if disagreement(source, tests)]
    whole = int(problem.time_limit_s or 0)
    return {
        "name": name,
        "description": f"{problem.title}\n\n{problem.statement}".strip(),
        "public_tests": _tests(problem.examples),
        "private_tests": _tests(problem.hidden),
        "generated_tests": _tests(()),
        "source": 0,
        "difficulty": 0,
        "solutions": _programs(instance.solutions, instance.cpp),
        "incorrect_solutions": _programs([*mistakes, *wrong]),
        "cf_contest_id": 0,
        "cf_index": "",
        "cf_points": 0.0,
        "cf_rating": problem.rating or 0,
        "cf_tags": list(problem.tags),
        "is_description_translated": False,
        "untranslated_description": "",
        "time_limit": {
            "seconds": whole,
            "nanos": round(((problem.time_limit_s or 0) - whole) * 1e9),
        }
        if problem.time_limit_s
        else None,
        "memory_limit_bytes": problem.memory_limit_bytes or 0,
        "input_file": "",
        "output_file": "",
    }


def write_parquet(rows: Iterable[dict[str, Any]], path: Path) -> int:
    """Write rows to a file, which appears when it is whole; return how many there were."""
    part = path.with_name(f"{path.name}.part")
    written = 0
    group: list[dict[str, Any]] = []
    with pq.ParquetWriter(part, SCHEMA, compression="zstd") as writer:
        for row in rows:
            group.append(row)
            if len(group) == GROUP:
                writer.write_table(pa.Table.from_pylist(group, SCHEMA))
                written, group = written + len(group), []
        writer.write_table(pa.Table.from_pylist(group, SCHEMA))
    part.replace(path)
    return written + len(group)

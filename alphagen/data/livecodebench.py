"""Rows of LiveCodeBench's ``code_generation_lite`` (Jain et al. 2024)."""

from __future__ import annotations

import base64
import pickletools
import zlib
from typing import Any

from alphagen.core import ORDINARY, Problem, TestCase
from alphagen.data.apps import CALLED
from alphagen.data.harness import LEETCODE, harness
from alphagen.data.normalise import load_json
from alphagen.data.row import Row
from alphagen.data.schema import without_examples
from alphagen.errors import ProblemError

MOST_BYTES = 1 << 30
"""Bytes that the private tests of one problem may have when they are unpacked."""

_ONE_STRING = {
    *("PROTO", "FRAME", "STOP", "MEMOIZE", "PUT", "BINPUT", "LONG_BINPUT"),
    *("UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"),
}


def read_livecodebench(row: dict[str, Any]) -> Row:
    """Read a row: public tests are the examples, private ones are hidden.

    Raises:
        ProblemError: the tests cannot be read.
    """
    name = f"{row['platform']}/{row['question_id']}"
    try:
        public = load_json(row["public_test_cases"])
        private = load_json(unpacked(row["private_test_cases"]))
        examples, hidden = map(_tests, (public, private))
        functional = any(one["testtype"] == "functional" for one in [*public, *private])
        function = load_json(row.get("metadata") or "{}").get("func_name", "")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProblemError(f"The tests of {name} cannot be read ({error!r}).") from None
    if functional and not function:
        raise ProblemError(f"{name} is called by name, but its metadata has no func_name.")
    statement = without_examples(row["question_content"].strip(), examples)
    if functional:
        starter = row.get("starter_code") or ""
        statement += f"\n\n```python\n{starter.rstrip()}\n```\n\n{CALLED.format(name=function)}"
    problem = Problem(
        statement=statement,
        examples=examples,
        hidden=hidden,
        title=row.get("question_title") or "",
        source=f"{row['platform']} {row.get('contest_id') or ''}".strip(),
        date=str(row.get("contest_date") or "")[:10],
        rules=harness(LEETCODE, function) if functional else ORDINARY,
    )
    return Row(name, problem, row.get("difficulty") or "")


def _tests(held: list[dict[str, str]]) -> tuple[TestCase, ...]:
    return tuple(TestCase(one["input"], one["output"]) for one in held)


def unpacked(text: str) -> str:
    """Read private tests: JSON, or JSON that was pickled, compressed and written in base64.

    Nothing is unpickled, as that may run what it holds. The pickle is read instruction by
    instruction, and must be one string and no more.

    Raises:
        ValueError: it is anything else.
    """
    if text.lstrip().startswith("["):
        return text
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(text, validate=True), MOST_BYTES)
    except zlib.error as error:
        raise ValueError(f"not compressed: {error}") from None
    if not unpacker.eof:
        raise ValueError(f"more than {MOST_BYTES} bytes, or cut off")
    strings = []
    for code, value, _ in pickletools.genops(data):
        if code.name not in _ONE_STRING:
            raise ValueError(f"the pickle holds more than a string ({code.name})")
        strings += [value] if isinstance(value, str) else []
    if len(strings) != 1:
        raise ValueError(f"the pickle holds {len(strings)} strings")
    return strings[0]

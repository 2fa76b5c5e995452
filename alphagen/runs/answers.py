"""What the user has said about a run: further tests, and which cluster is right."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from alphagen.core import TestCase
from alphagen.errors import RunError
from alphagen.runs import rows
from alphagen.runs.manifest import write_json
from alphagen.runs.shards import Shards

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing the user knows: a test, or a program whose cluster is right.

    Attributes:
        test: an input and the right output for it, or None.
        program: hash of a program of the right cluster, or empty.
        created: ISO date and time.
        withdrawn: whether it no longer counts.
    """

    test: TestCase | None = None
    program: str = ""
    created: str = ""
    withdrawn: bool = False


class Answers:
    """The answers in the folder of a run; none is ever removed.

    Attributes:
        verdicts: shard ``i`` holds program hashes and their judgements on the test of answer ``i``.
            They can be made again; the answers themselves are in ``answers.json``.
    """

    def __init__(self, path: Path) -> None:
        self._file = path / "answers.json"
        self.verdicts = Shards(path / "answers", rows.HIDDEN, rows.hidden_row, rows.row_hidden)

    def all(self) -> list[Answer]:
        """Return all answers, the first given first.

        Raises:
            RunError: they cannot be read.
        """
        try:
            return [_read(row) for row in json.loads(self._file.read_text(encoding="utf-8"))]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise RunError(
                f"Cannot read {self._file} ({fault!r}): mend it, or move it away to go without "
                "your answers."
            ) from fault

    def add(self, answer: Answer) -> None:
        """Write down one more answer."""
        created = datetime.now(UTC).isoformat(timespec="seconds")
        self._write([*self.all(), replace(answer, created=created)])

    def withdraw(self) -> int:
        """Let no answer count any more, and return how many did."""
        held = self.all()
        self._write([replace(one, withdrawn=True) for one in held])
        return sum(not one.withdrawn for one in held)

    def _write(self, answers: list[Answer]) -> None:
        write_json(self._file, [_row(one) for one in answers])


def _row(answer: Answer) -> dict[str, Any]:
    row: dict[str, Any] = {"created": answer.created, "withdrawn": answer.withdrawn}
    if answer.test is not None:
        return row | {"input": answer.test.input, "output": answer.test.output}
    return row | {"program": answer.program}


def _read(row: dict[str, Any]) -> Answer:
    test = None if "program" in row else TestCase(row["input"], row["output"])
    return Answer(test, row.get("program", ""), row["created"], bool(row["withdrawn"]))

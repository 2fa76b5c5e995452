"""Folders with a manifest and a run for each of many problems: evaluations and contests."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, ClassVar, Self

from alphagen.errors import RunError
from alphagen.runs.manifest import provenance, read_manifest, refuse_others, write_json
from alphagen.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

HELD = {
    "manifest.json": "a single run",
    "evaluation.json": "an evaluation",
    "contest.json": "a contest",
}
"""What a directory holds, by the file that says so."""


class Collection:
    """A manifest, and a run for each problem; what it is for, its kinds below say.

    Attributes:
        path: the directory.
        manifest: content of the file named ``FILE``.
    """

    FILE: ClassVar[str]
    NOUN: ClassVar[str]

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path = path
        self.manifest = manifest

    @classmethod
    def open(
        cls, path: Path, names: Sequence[str], settings: Mapping[str, object], **about: object
    ) -> Self:
        """Open the collection in ``path``, or begin one there.

        Args:
            path: the directory; made when absent.
            names: of the problems, in order; those that are new are added at the end.
            settings: what decides the results and the runs do not hold themselves, such as the
                models. JSON values.
            about: facts to keep beside them, which may be others the next time.

        Raises:
            RunError: the directory holds something else, or a collection with other settings, or
                cannot be written.
        """
        wanted = json.loads(json.dumps(settings))
        if (path / cls.FILE).exists():
            manifest = cls.read(path).manifest
            refuse_others(path, cls.NOUN, manifest["settings"], wanted)
        else:
            for file, noun in HELD.items():
                if (path / file).exists():
                    raise RunError(f"{path} holds {noun}; name another directory (--out).")
            manifest = {**provenance(), "settings": wanted, "problems": []}
        known = manifest["problems"]
        manifest["problems"] = [*known, *(name for name in names if name not in known)]
        write_json(path / cls.FILE, manifest | about)
        return cls(path, manifest | about)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open an existing collection.

        Raises:
            RunError: there is none, or its manifest cannot be read.
        """
        return cls(path, read_manifest(path / cls.FILE, cls.NOUN))

    def run_path(self, number: int) -> Path:
        """Return the directory of the run of problem ``number``, counted from 0."""
        name = re.sub(r"[^a-z0-9]+", "-", self.manifest["problems"][number].lower()).strip("-")
        return self.path / "problems" / f"{number:04d}-{name[:40]}".rstrip("-")

    def runs(self) -> Iterator[tuple[str, Run]]:
        """Yield the names of the problems that were begun, and their runs."""
        for number, name in enumerate(self.manifest["problems"]):
            path = self.run_path(number)
            if (path / "manifest.json").exists():
                yield name, Run.read(path)


class Evaluation(Collection):
    """A benchmark, the models that are evaluated on it, and the runs."""

    FILE = "evaluation.json"
    NOUN = "evaluation"


class Contest(Collection):
    """The problems of a contest, which share one budget, and the runs.

    Beside the manifest, ``steps.json`` keeps what each step of sampling was and what came of it;
    the next step follows from these, so a contest that was killed goes on as it would have.
    """

    FILE = "contest.json"
    NOUN = "contest"

    def steps(self) -> list[dict[str, Any]]:
        """Return the steps that were finished, in order.

        Raises:
            RunError: the file cannot be read.
        """
        file = self.path / "steps.json"
        try:
            held = json.loads(file.read_text(encoding="utf-8"))
            if not isinstance(held, list):
                raise ValueError("it holds no list")
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as fault:
            raise RunError(
                f"Cannot read {file} ({fault}); remove it to share the budget out anew: samples "
                "are kept."
            ) from fault
        return held

    def add_step(self, step: Mapping[str, Any]) -> None:
        """Write down one more step that is finished."""
        write_json(self.path / "steps.json", [*self.steps(), dict(step)])

"""The folder of an evaluation: a manifest, and a run for each problem of the benchmark."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from alphagen.errors import RunError
from alphagen.runs.manifest import provenance, read_manifest, refuse_others, write_json
from alphagen.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

FILE = "evaluation.json"


class Evaluation:
    """A benchmark, the models that are evaluated on it, and the runs.

    Attributes:
        path: the directory.
        manifest: content of ``evaluation.json``.
    """

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path = path
        self.manifest = manifest

    @classmethod
    def open(
        cls, path: Path, names: Sequence[str], settings: Mapping[str, object], **about: object
    ) -> Evaluation:
        """Open the evaluation in ``path``, or begin one there.

        Args:
            path: the directory; made when absent.
            names: of the problems, in order.
            settings: what decides the results and the runs do not hold themselves: the benchmark,
                a hash of it, and the models. JSON values.
            about: facts to keep beside them, which may be others the next time.

        Raises:
            RunError: the directory holds an evaluation with other settings, or cannot be written.
        """
        wanted = json.loads(json.dumps(settings))
        if (path / FILE).exists():
            manifest = cls.read(path).manifest
            refuse_others(path, "evaluation", manifest["settings"], wanted)
        elif (path / "manifest.json").exists():
            raise RunError(f"{path} holds a single run; name another directory (--out).")
        else:
            manifest = {**provenance(), "settings": wanted, "problems": list(names)}
        write_json(path / FILE, manifest | about)
        return cls(path, manifest | about)

    @classmethod
    def read(cls, path: Path) -> Evaluation:
        """Open an existing evaluation.

        Raises:
            RunError: there is none, or its manifest cannot be read.
        """
        return cls(path, read_manifest(path / FILE, "evaluation"))

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

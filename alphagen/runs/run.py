"""The directory of one run: its manifest, its stages and its submissions."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING, Any

from alphagen.core import ORDINARY, Language, Problem, Program, Submission, TestCase
from alphagen.errors import RunError
from alphagen.runs import rows
from alphagen.runs.answers import Answers
from alphagen.runs.manifest import provenance, read_manifest, refuse_others, write_json
from alphagen.runs.shards import Shards

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from alphagen.core import Signature


class Run:
    """One problem, the settings it is solved with, and the records of each stage.

    Attributes:
        path: the directory.
        manifest: content of ``manifest.json``.
        samples: ``Sample`` records, a shard for each chunk.
        judgements: index of a sample and its judgement on the examples; None where the sample
            holds no program. Shard ``i`` belongs to shard ``i`` of the samples.
        inputs: generated inputs.
        signatures: program hashes and what the programs printed on the inputs.
        hidden: program hashes and the judgements on the hidden tests. Nothing can be written there
            before the submissions are frozen: ``RunError``.
        answers: what the user has said about it.
    """

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path = path
        self.manifest = manifest
        self.samples = Shards(path / "samples", rows.SAMPLES, rows.sample_row, rows.row_sample)
        self.judgements = Shards(
            path / "judgements", rows.JUDGEMENTS, rows.judgement_row, rows.row_judgement
        )
        self.inputs: Shards[str] = Shards(
            path / "inputs",
            rows.INPUTS,
            lambda text: {"input": text},
            lambda row: str(row["input"]),
        )
        self.signatures: Shards[tuple[str, Signature]] = Shards(
            path / "signatures",
            rows.SIGNATURES,
            lambda pair: {"program": pair[0], "outputs": list(pair[1])},
            lambda row: (row["program"], tuple(row["outputs"])),
        )
        self.hidden = Shards(
            path / "hidden", rows.HIDDEN, rows.hidden_row, rows.row_hidden, before=self._frozen
        )
        self.answers = Answers(path)

    @classmethod
    def open(cls, path: Path, problem: Problem, settings: Mapping[str, object]) -> Run:
        """Open the run in ``path``, or begin one there.

        Args:
            path: the directory; made when absent.
            problem: what is solved; its hidden tests are not written down.
            settings: all that decides what the records are; JSON values.

        Raises:
            RunError: the directory holds a run of another problem or other settings, or cannot
                be written.
        """
        wanted = {"problem_key": problem.key, **json.loads(json.dumps(settings))}
        if (path / "manifest.json").exists():
            run = cls.read(path)
            held = {"problem_key": run.manifest["problem_key"], **run.manifest["settings"]}
            refuse_others(path, "run", held, wanted)
            return run
        if any((path / stage).exists() for stage in ("samples", "judgements")):
            raise RunError(f"{path} holds samples but no manifest.json; name another directory.")
        write_json(path / "manifest.json", _new_manifest(problem.public(), wanted))
        return cls.read(path)

    @classmethod
    def read(cls, path: Path) -> Run:
        """Open an existing run.

        Raises:
            RunError: there is none, or its manifest cannot be read.
        """
        return cls(path, read_manifest(path / "manifest.json", "run"))

    @property
    def problem(self) -> Problem:
        """The problem, without hidden tests."""
        held = dict(self.manifest["problem"])
        held["examples"] = tuple(TestCase(**test) for test in held["examples"])
        held["tags"] = tuple(held["tags"])
        held["rules"] = rows.read_rules(held.get("rules", {}))
        return Problem(**held)

    @property
    def is_solved(self) -> bool:
        """Whether submissions were frozen."""
        return (self.path / "submissions.json").exists()

    def write_submissions(self, submissions: Sequence[Submission], **about: object) -> str:
        """Freeze what is handed in and return its hash.

        Args:
            submissions: in the order of their ranks.
            about: facts to keep beside them, such as the number of samples.
        """
        entries = [
            {
                "rank": one.rank,
                "language": one.program.language.value,
                "program": one.program.hash,
                "cluster": one.cluster,
                "cluster_size": one.cluster_size,
                "source": one.program.source,
            }
            for one in submissions
        ]
        digest = _digest(entries)
        content = {**about, "sha256": digest, "submissions": entries}
        write_json(self.path / "submissions.json", content)
        return digest

    def read_submissions(self) -> list[Submission]:
        """Return what was frozen.

        Raises:
            RunError: there is nothing, or it was changed since.
        """
        return [
            Submission(
                row["rank"],
                Program(row["source"], Language(row["language"])),
                row["cluster"],
                row["cluster_size"],
            )
            for row in self._frozen()["submissions"]
        ]

    def about_submissions(self) -> dict[str, Any]:
        """Return the facts that were frozen beside the submissions, and their ``sha256``.

        Raises:
            RunError: there is nothing, or it was changed since.
        """
        return {name: fact for name, fact in self._frozen().items() if name != "submissions"}

    def _frozen(self) -> dict[str, Any]:
        file = self.path / "submissions.json"
        try:
            content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            if _digest(content["submissions"]) != content["sha256"]:
                raise ValueError("its hash does not fit its submissions")
        except FileNotFoundError as fault:
            raise RunError(f"{self.path} has no submissions yet; solve it first.") from fault
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise RunError(f"Cannot use {file} ({fault}); solve the problem again.") from fault
        return content


def _digest(entries: object) -> str:
    return hashlib.sha256(json.dumps(entries, sort_keys=True).encode()).hexdigest()


def _new_manifest(problem: Problem, settings: dict[str, Any]) -> dict[str, Any]:
    held = dataclasses.asdict(problem)
    del held["hidden"]
    if problem.rules == ORDINARY:  # as with most problems
        del held["rules"]
    key = settings.pop("problem_key")
    return {**provenance(), "problem_key": key, "settings": settings, "problem": held}

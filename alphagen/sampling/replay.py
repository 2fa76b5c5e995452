"""A sampler that hands out programs written before: for tests, and to ask old samples again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from alphagen.core import Language, Metadata, Program, Prompt, Sample, paired
from alphagen.errors import ModelError
from alphagen.sampling.base import check_start, chunk_seed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alphagen.core import Problem


class ReplaySampler:
    """Yields the given samples, programs or Python sources, in order, and ends when they do.

    >>> from alphagen.core import Problem
    >>> sampler = ReplaySampler(["print(1)", "print(2)", "print(3)"], chunk_size=2)
    >>> chunks = sampler.sample(Problem("Print a number.", ()), 1000, seed=0)
    >>> [[(sample.index, sample.text) for sample in chunk] for chunk in chunks]
    [[(0, 'print(1)'), (1, 'print(2)')], [(2, 'print(3)')]]
    """

    def __init__(
        self,
        samples: Sequence[Sample | Program | str],
        *,
        chunk_size: int = 64,
        name: str = "replay",
    ) -> None:
        """Keep what is to be replayed; samples are numbered anew."""
        self.name = name
        self.chunk_size = chunk_size
        self._samples = samples

    def sample(
        self, problem: Problem, n: int, *, seed: int, start: int = 0
    ) -> Iterator[list[Sample]]:
        """Yield samples ``start`` to ``start + n`` in chunks, as ``Sampler`` says."""
        first = check_start(start, self.chunk_size)
        end = min(start + n, len(self._samples))
        for chunk, begin in enumerate(range(start, end, self.chunk_size), first):
            seed_of_chunk = chunk_seed(seed, problem.key, chunk)
            yield [
                _as_sample(self._samples[index], index, seed_of_chunk)
                for index in range(begin, min(begin + self.chunk_size, end))
            ]


def _as_sample(given: Sample | Program | str, index: int, seed: int) -> Sample:
    if isinstance(given, Sample):
        return replace(given, index=index)
    program = Program(given, Language.PYTHON3) if isinstance(given, str) else given
    prompt = Prompt("", Metadata(None, (), program.language))
    return Sample(index, prompt, program.source, seed, temperature=1.0, program=program)


SOURCES = ("source", "solution", "completion", "code")
"""Keys that hold a program: our own first, then those in which samples are published."""

TASKS = ("task_id", "question_id")
"""Keys that name the problem of a published sample."""


def read_programs(path: Path, task: str | None = None) -> list[Program]:
    """Read programs to replay.

    Args:
        path: a ``.py`` or ``.cpp`` file; a folder of them, read in the order of their names; or a
            ``.jsonl`` file whose lines are objects with ``source``, ``solution``, ``completion`` or
            ``code`` and, unless it is Python, ``language``; lines with null for a source are passed
            over.
        task: only the lines of this ``task_id``, in a file that names some.

    Raises:
        ModelError: there is no program there, a line cannot be read, or the programs are of
            several tasks and none is chosen.
    """
    if path.is_dir():
        files = sorted(f for f in path.iterdir() if f.is_file() and _language(f) is not None)
    elif path.is_file():
        files = [path]
    else:
        raise ModelError(f"No programs to replay at {path}: there is no such file or folder.")
    found = [pair for file in files for pair in _read_file(file)]
    tasks = list(dict.fromkeys(name for name, _ in found if name))
    if task is None and len(tasks) > 1:
        raise ModelError(
            f"{path} holds programs for {len(tasks)} tasks, such as {tasks[0]} and {tasks[1]}: put "
            "those for this problem in a file of their own."
        )
    programs = [program for name, program in found if task is None or name in ("", task)]
    if not programs:
        why = "give .py, .cpp or .jsonl files" if path.is_dir() else "no line of it holds one"
        raise ModelError(f"No programs to replay in {path}: {why}.")
    return programs


def _language(file: Path) -> Language | None:
    return next((lang for lang in Language if lang.suffix == file.suffix), None)


def _read_file(file: Path) -> list[tuple[str, Program]]:
    """Read the programs of a file, each with the name of its task, which may be empty."""
    text = file.read_text(encoding="utf-8", errors="replace")
    if file.suffix == ".jsonl":
        lines = enumerate(text.split("\n"), 1)
        read = (
            _read_line(line, f"{file}, line {number}") for number, line in lines if line.strip()
        )
        return [pair for pair in read if pair is not None]
    language = _language(file)
    if language is None:
        raise ModelError(f"Cannot tell the language of {file}: name it .py, .cpp or .jsonl.")
    return [("", Program(text, language))]


def _read_line(line: str, place: str) -> tuple[str, Program] | None:
    """Read a line; None for a sample that holds no program."""
    try:
        row = json.loads(line)
        key = next((key for key in SOURCES if key in row), SOURCES[0])
        if row[key] is None:
            return None
        task = next((str(row[name]) for name in TASKS if name in row), "")
        language = Language(row.get("language", Language.PYTHON3))
        if not isinstance(row[key], str):
            raise TypeError("a source is text")
        return task, Program(paired(row[key]), language)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise ModelError(
            f"{place} is not a program, but {line.strip()[:60]}: write an object with source and "
            "language."
        ) from fault

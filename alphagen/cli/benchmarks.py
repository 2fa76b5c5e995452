"""Benchmarks by name: problems with hidden tests."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagen.core import Problem

FORGE = "forge"


def load_benchmark(name: str, problems: int | None, seed: int) -> list[tuple[str, Problem]]:
    """Load problems and their names, which are unique.

    Args:
        name: ``forge`` for fresh problems of families that training never sees, one of each unless
            more are asked for; a JSON Lines file, a JSON file, or a folder with a problem in each
            file or folder.
        problems: how many at most, the first ones; None for all there are.
        seed: of made-up problems.

    Raises:
        UsageError: there is no such benchmark, or nothing in it.
        ProblemError: a problem cannot be read.
    """
    from alphagen.errors import UsageError

    if name == FORGE:
        return list(_forge(problems, seed))
    if not Path(name).exists():
        raise UsageError(f"There is no benchmark '{name}': give {FORGE}, a file or a folder.")
    chosen = list(islice(_read(Path(name)), problems))
    if not chosen:
        raise UsageError(f"{name} holds no problem: name another benchmark.")
    return [
        (f"{number} {title}".strip(), problem) for number, (title, problem) in enumerate(chosen)
    ]


def _forge(problems: int | None, seed: int) -> Iterator[tuple[str, Problem]]:
    from alphagen.forge import draw_fresh, held_out_families

    families = list(held_out_families())
    number = len(families) if problems is None else problems
    for index, instance in enumerate(draw_fresh(families, number, seed)):
        again = index // len(families)
        yield f"{instance.family} {again + 1}" if again else instance.family, instance.problem


def _read(path: Path) -> Iterator[tuple[str, Problem]]:
    from alphagen.data import load_problem, parse_json

    if path.is_dir():
        for one in sorted(path.iterdir()):
            if not one.name.startswith("."):
                yield one.stem, load_problem(one)
    elif path.suffix == ".jsonl":
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            if line.strip():
                problem = parse_json(line, f"{path}, line {number}")
                yield problem.title, problem
    else:
        problem = load_problem(path)
        yield problem.title, problem

"""The problems that benchmarks measure on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alphagen.core import Problem, TestCase
from alphagen.forge import draw_fresh, held_out_families, training_families

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OPTIONS = (
    click.option("--forge", "which", type=click.Choice(["seen", "held-out"])),
    click.option("--file", "path", type=click.Path(exists=True, path_type=Path)),
    click.option(
        "--difficulty", default="", help="Only problems of the file with this difficulty."
    ),
    click.option("--problems", default=1000, show_default=True, help="At most so many problems."),
    click.option("--seed", default=0, show_default=True, help="Of problems and of samples."),
)


def problem_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that ``choose`` takes."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def choose(
    which: str | None, path: Path | None, difficulty: str, problems: int, seed: int
) -> list[tuple[str, Problem]]:
    """Return names and problems; without a file those of the forge."""
    if path is not None:
        return list(file_problems(path, difficulty))[:problems]
    return list(forge_problems(which or "held-out", problems, seed))


def forge_problems(which: str, count: int, seed: int) -> Iterator[tuple[str, Problem]]:
    """Fresh problems of families that were trained on, or of those that were held out."""
    families = list(held_out_families() if which == "held-out" else training_families())
    if which == "seen":  # not the first by name, which would be one kind
        families = families[:: max(1, len(families) // count)]
    for instance in draw_fresh(families, min(count, len(families)), seed):
        yield instance.family, instance.problem


def file_problems(path: Path, difficulty: str) -> Iterator[tuple[str, Problem]]:
    """Problems of a JSON Lines file with statement, input_spec, output_spec, samples, hidden."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if difficulty and row["difficulty"] != difficulty:
            continue
        sections = [row["statement"]]
        for heading, key in (("Input", "input_spec"), ("Output", "output_spec")):
            if row.get(key):
                sections.append(f"{heading}\n{row[key]}")
        yield (
            row["id"],
            Problem(
                statement="\n\n".join(sections),
                examples=tuple(TestCase(t["input"], t["output"]) for t in row["samples"]),
                hidden=tuple(TestCase(t["input"], t["output"]) for t in row["hidden"]),
                title=row["title"],
                time_limit_s=row.get("time_limit_s"),
            ),
        )

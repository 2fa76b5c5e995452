"""The problems that benchmarks measure on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alphagen.cli.benchmarks import load_benchmark

if TYPE_CHECKING:
    from collections.abc import Callable

    from alphagen.core import Problem

OPTIONS = (
    click.option("--forge", "which", type=click.Choice(["seen", "held-out"])),
    click.option("--file", "path", type=click.Path(exists=True, path_type=Path)),
    click.option("--difficulty", help="Only problems of the file with this difficulty."),
    click.option("--problems", default=1000, show_default=True, help="At most so many problems."),
    click.option("--seed", default=0, show_default=True, help="Of problems and of samples."),
)


def problem_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that ``choose`` takes."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def choose(
    which: str | None, path: Path | None, difficulty: str | None, problems: int, seed: int
) -> list[tuple[str, Problem]]:
    """Return names and problems; without a file those of the forge."""
    if path is not None:
        return load_benchmark(str(path), problems, seed, difficulty=difficulty)
    return load_benchmark(f"forge:{which or 'held-out'}", problems, seed)

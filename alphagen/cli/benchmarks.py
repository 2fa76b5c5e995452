"""Benchmarks that commands measure on, by name."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alphagen.core import Problem
    from alphagen.data.row import Row

FORGE = "forge"
HELD_OUT, SEEN, EASY = "held-out", "seen", "easy-"


class Loaded(NamedTuple):
    """Rows of a benchmark, and which ones could not be used, with the reasons."""

    rows: list[Row]
    left_out: list[tuple[str, str]]


def load_benchmark(
    name: str,
    problems: int | None,
    seed: int,
    *,
    since: str | None = None,
    until: str | None = None,
    difficulty: str | None = None,
) -> list[tuple[str, Problem]]:
    """Return names and problems of a benchmark; what cannot be used is named on standard error.

    Args:
        name: forge, forge:seen, forge:easy-N, or what
            ``alphagen.data.benchmarks.read_benchmark`` takes.
        problems: the first so many; None is all.
        seed: of the forge's problems.
        since: ISO date of the first problems.
        until: ISO date of the last.
        difficulty: in the data set's own words.

    Raises:
        UsageError: the name means nothing, a date is none, or no problem is left.
        ProblemError: the data set cannot be read.
    """
    import click

    loaded = load_rows(name, problems, seed, since=since, until=until, difficulty=difficulty)
    for row, why in loaded.left_out:
        click.echo(f"Left out {row}: {why}", err=True)
    return [(row.name, row.problem) for row in loaded.rows]


def load_rows(
    name: str,
    problems: int | None,
    seed: int,
    *,
    since: str | None = None,
    until: str | None = None,
    difficulty: str | None = None,
) -> Loaded:
    """Do what ``load_benchmark`` does, and return what was left out."""
    from alphagen.data.benchmarks import chosen
    from alphagen.errors import UsageError

    left_out: list[tuple[str, str]] = []
    every = every_row(name, problems, seed, lambda row, why: left_out.append((row, why)))
    kept = chosen(every, since=since, until=until, difficulty=difficulty)
    rows = list(islice(kept, problems))
    if not rows:
        first = f" (left out {left_out[0][0]}: {left_out[0][1]})" if left_out else ""
        if since is until is difficulty is None:
            raise UsageError(f"{name} holds no problem{first}; name another.")
        raise UsageError(
            f"No problem of {name} is left{first}; see `alphagen benchmark {name}` without dates "
            "and difficulty."
        )
    return Loaded(rows, left_out)


def every_row(
    name: str, problems: int | None, seed: int, left_out: Callable[[str, str], None]
) -> Iterator[Row]:
    """Read a benchmark as it comes, for those that are too large to be held.

    Args:
        name: as for ``load_benchmark``.
        problems: how many the forge makes.
        seed: of the forge's problems.
        left_out: told the name of each row that cannot be used, and why.
    """
    from alphagen.data.benchmarks import read_benchmark

    kind, _, split = name.partition(":")
    if kind == FORGE:
        return forge_rows(split or HELD_OUT, problems, seed)
    return read_benchmark(name, left_out)


def forge_rows(which: str, count: int | None, seed: int) -> Iterator[Row]:
    """Make fresh problems, of families that training never saw or of those that it did.

    Raises:
        UsageError: there is no such part of the forge.
    """
    from alphagen.core import Language, Program
    from alphagen.data.row import Row
    from alphagen.errors import UsageError
    from alphagen.forge import draw_fresh, held_out_families, training_families

    easiest = which.removeprefix(EASY)
    if which.startswith(EASY) and easiest.isdecimal() and int(easiest):
        families = training_families(int(easiest))
        count = len(families) if count is None else count
    elif which in (HELD_OUT, SEEN):
        families = held_out_families() if which == HELD_OUT else training_families()
        count = len(families) if count is None else min(count, len(families))
        if which == SEEN:  # not the first by name, which would be one kind
            families = families[:: max(1, len(families) // max(1, count))]
    else:
        raise UsageError(
            f"The forge has no part '{which}': give {HELD_OUT}, {SEEN} or {EASY}N, as {EASY}30."
        )
    for number, instance in enumerate(draw_fresh(families, count, seed)):
        again = f" ({number // len(families) + 1})" if number >= len(families) else ""
        solutions = tuple(Program(source, Language.PYTHON3) for source in instance.solutions)
        yield Row(instance.family + again, instance.problem, solutions=solutions)

"""``alphagen benchmark``: what is in a benchmark, and what may be wrong with it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from alphagen.cli.benchmarks import Loaded
    from alphagen.data.row import Row


@click.command("benchmark")
@click.argument("name", required=False)
@click.option("--problems", type=click.IntRange(1), help="Only the first so many.")
@click.option("--since", metavar="DATE", help="Only problems of that day and later.")
@click.option("--until-date", "until", metavar="DATE", help="Only problems up to that day.")
@click.option("--difficulty", help="Only these, in the data set's words, such as easy.")
@click.option("--seed", default=0, show_default=True, help="Of the forge's problems.")
@click.option("--show", "in_full", is_flag=True, help="Print the problems in full.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    name: str | None,
    problems: int | None,
    since: str | None,
    until: str | None,
    difficulty: str | None,
    seed: int,
    in_full: bool,
    as_json: bool,
) -> None:
    """List the problems of a benchmark, with reasons to doubt verdicts on them.

    NAME is codecontests, apps, livecodebench, humaneval or mbpp, perhaps with :split, read from the
    Hugging Face hub; one of these with a local copy as NAME=PATH; a .jsonl, .json or .parquet file
    whose columns tell what it is; a folder of problems; or forge or forge:seen. Without NAME, they
    are listed.

    Example: alphagen benchmark livecodebench --since 2024-09-01 --problems 20
    """
    from alphagen.cli.benchmarks import load_rows

    if name is None:
        click.echo(names())
        return
    loaded = load_rows(name, problems, seed, since=since, until=until, difficulty=difficulty)
    found = [describe(row) for row in loaded.rows]
    if as_json:
        left_out = [{"name": row, "reason": why} for row, why in loaded.left_out]
        about = {"benchmark": name, "flags": counts(found), "left_out": left_out}
        click.echo(json.dumps({**about, "problems": found}))
    elif in_full:
        click.echo(in_whole(loaded))
    else:
        click.echo(render(name, found, loaded))


def names() -> str:
    """List what can be named."""
    from alphagen.data.benchmarks import BENCHMARKS

    hub = [f"  {kind:<14} from the hub, split {one.split} unless another is named"
           for kind, one in BENCHMARKS.items() if one.open]  # fmt: skip
    return "\n".join(
        [
            *hub,
            "  forge          made here: families that training never saw; forge:seen for others",
            "  NAME=PATH      a .jsonl, .json or .parquet file with the rows of one of these",
            "  PATH           such a file, known by its columns, or a folder of problems",
        ]
    )


def describe(row: Row) -> dict[str, Any]:
    """Describe a problem for ``--json``."""
    from alphagen.cli.show import judged_by
    from alphagen.data.flags import flags

    problem = row.problem
    return {
        "name": row.name,
        "key": problem.key,
        "title": problem.title,
        "date": problem.date,
        "difficulty": row.difficulty,
        "rating": problem.rating,
        "examples": len(problem.examples),
        "hidden": len(problem.hidden),
        "judged_by": judged_by(problem.rules),
        "flags": flags(problem),
    }


def counts(found: list[dict[str, Any]]) -> dict[str, int]:
    """Count problems by the names of their flags."""
    names = Counter(name for one in found for name in {f.partition(":")[0] for f in one["flags"]})
    return dict(names.most_common())


def render(name: str, found: list[dict[str, Any]], loaded: Loaded) -> str:
    """Lay the list out for a terminal, the flags of a problem below it."""
    lines = ["examples  hidden  judged by       problem"]
    for one in found:
        facts = " ".join(filter(None, (one["name"], one["difficulty"], one["date"])))
        lines.append(f"{one['examples']:>8}  {one['hidden']:>6}  {one['judged_by']:<14}  {facts}")
        lines += [f"{'':34}! {flag}" for flag in one["flags"]]
    lines += [f"Left out {row}: {why}" for row, why in loaded.left_out]
    flagged = sum(bool(one["flags"]) for one in found)
    kinds = ", ".join(f"{count} {kind}" for kind, count in counts(found).items())
    lines.append(
        f"{name}: {len(found)} problems, {flagged} flagged{f' ({kinds})' if kinds else ''}."
    )
    return "\n".join(lines)


def in_whole(loaded: Loaded) -> str:
    """Print every problem as ``alphagen show`` does."""
    from alphagen.cli.show import render as render_problem

    return "\n".join(f"{row.name}\n{render_problem(row.problem)}" for row in loaded.rows)

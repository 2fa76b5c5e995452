"""``alphagen benchmark``: what is in a benchmark, and what may be wrong with it."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import click

from alphagen.cli.options import cut_options

if TYPE_CHECKING:
    from alphagen.cli.benchmarks import Loaded
    from alphagen.data.row import Row
    from alphagen.execution import Executor


@click.command("benchmark")
@click.argument("name", required=False)
@cut_options
@click.option("--seed", default=0, show_default=True, help="Of the forge's problems.")
@click.option(
    "--run",
    "programs",
    type=click.IntRange(1),
    metavar="N",
    help="Run the first N correct programs of each problem that the data set gives.",
)
@click.option("--show", "in_full", is_flag=True, help="Print the problems in full.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    name: str | None,
    problems: int | None,
    since: str | None,
    until_date: str | None,
    difficulty: str | None,
    seed: int,
    programs: int | None,
    in_full: bool,
    as_json: bool,
) -> None:
    """List the problems of a benchmark, with reasons to doubt verdicts on them.

    NAME is codecontests, apps, livecodebench, humaneval or mbpp, perhaps with :split, read from the
    Hugging Face hub; one of these, or taco, with a local copy as NAME=PATH; a .jsonl, .json or
    .parquet file whose columns tell what it is; a folder of problems; or forge, forge:seen
    or forge:easy-30. Without NAME, they are listed.

    Example: alphagen benchmark livecodebench --since 2024-09-01 --problems 20
    """
    from alphagen.cli.benchmarks import load_rows

    if name is None:
        click.echo(json.dumps({"benchmarks": names()}) if as_json else render_names(names()))
        return
    loaded = load_rows(name, problems, seed, since=since, until=until_date, difficulty=difficulty)
    found = [describe(row) for row in loaded.rows]
    if programs:
        for one, row in zip(found, loaded.rows, strict=True):
            one["flags"] += about_solutions(row, programs, sandbox())
    if as_json:
        left_out = [{"name": row, "reason": why} for row, why in loaded.left_out]
        about = {"benchmark": name, "flags": counts(found), "left_out": left_out}
        click.echo(json.dumps({**about, "problems": found}))
    elif in_full:
        click.echo(in_whole(loaded))
    else:
        click.echo(render(name, found, loaded))


def names() -> list[dict[str, str]]:
    """List what can be named, for ``--json``."""
    from alphagen.data.benchmarks import BENCHMARKS

    meanings = {
        kind: f"from the hub, split {one.split} unless another is named"
        for kind, one in BENCHMARKS.items()
        if one.open
    } | {
        "forge": "made here, of families that training never saw",
        "forge:seen": "made here, of the others",
        "forge:easy-N": "made here, of the N families with the least code to learn",
        "NAME=PATH": "a .jsonl, .json or .parquet file with the rows of one of these",
        "PATH": "such a file, known by its columns, or a folder of problems",
    }
    return [{"name": name, "meaning": meaning} for name, meaning in meanings.items()]


def render_names(found: list[dict[str, str]]) -> str:
    """Lay out for a terminal what can be named."""
    return "\n".join(f"  {one['name']:<14} {one['meaning']}" for one in found)


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


@cache
def sandbox() -> Executor:
    """Open the sandbox, once."""
    from alphagen.execution import SandboxExecutor

    return SandboxExecutor()


def about_solutions(row: Row, n: int, executor: Executor) -> list[str]:
    """Run correct programs on all tests; say where they fail, and where they do not agree."""
    from alphagen.core import Status
    from alphagen.data.flags import several_outputs
    from alphagen.execution import accepts, judge, limits_for

    problem, found = row.problem, []
    tests = problem.examples + problem.hidden
    judgements = [
        judge(
            executor, program, tests, limits_for(problem, program.language), rules=problem.rules,
            stop_at_failure=False,
        )
        for program in row.solutions[:n]
    ]  # fmt: skip
    failed = Counter(str(one.verdict) for one in judgements if not one.accepted)
    if failed:
        verdicts = ", ".join(f"{count} {verdict}" for verdict, count in failed.most_common())
        found.append(f"solutions: of {len(judgements)} correct programs not all pass ({verdicts})")
    runs = zip(*(one.results for one in judgements), strict=True)
    outputs = [[run.stdout for run in test if run.status is Status.OK] for test in runs]
    same = partial(accepts, problem.rules)
    if problem.rules.checker is None and (why := several_outputs(outputs, same)):
        found.append(f"several answers: {why}")
    return found


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

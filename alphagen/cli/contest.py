"""``alphagen contest``: every problem of a folder, with one budget for all."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alphagen.cli import FAILED, NOTHING_FOUND
from alphagen.cli.contested import ContestBars, describe, parse_amount, render
from alphagen.cli.options import (
    cpu_limit_option,
    drawing_config,
    drawing_options,
    executor_options,
    interrupted,
    make_executor,
    mirror_folder,
    mirror_option,
    submissions_option,
)
from alphagen.cli.parts import Parts, default_folder, distinct, named_parts, parts_options
from alphagen.core import plural

if TYPE_CHECKING:
    from alphagen.config import SolveConfig
    from alphagen.selection.budget import Budget

PER_PROBLEM = "1000"
LEAST_CHUNK = 16


@click.command("contest")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--budget",
    metavar="AMOUNT",
    help="For all problems together: samples, as 200k or 200000, or time, as 90s, 20m or 2h.",
)
@click.option(
    "--per-problem",
    metavar="AMOUNT",
    help=f"For each problem, and no more; {PER_PROBLEM} samples unless there is a --budget.",
)
@click.option(
    "--policy",
    type=click.Choice(["uniform", "adaptive"]),
    help="How a budget is shared out: to each problem the same, or where it pays; adaptive unless "
    "set.",
)
@drawing_options
@submissions_option
@parts_options
@click.option(
    "--until", type=int, metavar="N", help="Sample no more for a problem with N survivors."
)
@cpu_limit_option
@executor_options
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the contest.")
@mirror_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(
    context: click.Context,
    /,
    directory: Path,
    budget: str | None,
    per_problem: str | None,
    policy: str | None,
    models: tuple[str, ...],
    input_model: str | None,
    replay: Path | None,
    tier: str | None,
    where: str | None,
    ray_address: str | None,
    out: Path | None,
    mirror: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Solve every problem in DIRECTORY with one budget, and lay out what to hand in.

    Each file and folder in it is a problem, as `alphagen solve` reads them; what cannot be read is
    reported, and the rest goes on. With --policy adaptive, samples go where they pay: problems
    whose largest clusters are settled get no more, and those with few survivors go on.

    Everything is kept in a folder, runs/NAME-KEY unless --out names another: the submissions of
    each problem in a folder of its name, ready to paste, a page to read in report.html, and the
    runs under problems/. The same command continues a contest that was interrupted, and a larger
    budget goes on from there. The exit code is 1 when a problem failed, and 3 when there is no
    submission at all.

    Example: alphagen contest problems/ --budget 20m
    """
    from alphagen.cli.benchmarks import load_rows
    from alphagen.errors import UsageError
    from alphagen.pipeline.contest import run_contest
    from alphagen.pipeline.solve import asked
    from alphagen.runs import Contest

    config = drawing_config(**{**given, "samples": None})
    loaded = load_rows(str(directory), None, 0)
    names = distinct([*RESERVED, *(safe(row.name) for row in loaded.rows)])[len(RESERVED) :]
    problems = [(name, row.problem) for name, row in zip(names, loaded.rows, strict=True)]
    whole = plan(budget, per_problem, policy, given["samples"], len(problems))
    settings = {
        "policy": str(whole.policy),
        "until": config.until,
        **named_parts(models, input_model, replay),
    }
    folder = out or default_folder(str(directory.resolve()), settings, config)
    if folder.resolve().is_relative_to(directory.resolve()):
        raise UsageError(
            f"{folder} would lie among the problems, and be taken for one: name a folder elsewhere "
            "(--out)."
        )
    mirror_folder(context, folder, mirror)
    config = in_chunks(config, folder, whole, len(problems))
    refuse_too_little(whole, config.chunk_size, len(problems))
    facts = {"config": asked(config), "title": directory.resolve().name}
    contest = Contest.open(folder, names, settings, **facts)
    for row, why in loaded.left_out:
        click.echo(f"Left out {row}: {why}", err=True)
    executor = make_executor(tier, where, ray_address, config.workers)
    parts = Parts(settings, replay, config, executor)
    try:
        with ContestBars(whole) as bars:
            failures = run_contest(problems, contest, parts, executor, config, whole, bars)
    except KeyboardInterrupt:
        describe(contest, names, {}, loaded.left_out)
        interrupted(context, folder)
    report = describe(contest, names, failures, loaded.left_out)
    click.echo(json.dumps(report) if as_json else render(report))
    if any(one["why"] for one in report["problems"]):
        context.exit(FAILED)
    if not any(one["submissions"] for one in report["problems"]):
        context.exit(NOTHING_FOUND)


RESERVED = ("problems", "contest.json", "steps.json", "report.html")
"""Names in the folder of a contest that no problem can have."""


def safe(name: str) -> str:
    """Make the name of a folder of the name of a problem.

    >>> safe("B. Two sums?/..")
    'B.-Two-sums'
    """
    return re.sub(r"[^\w.()+]+", "-", name).strip("-.")[:80] or "problem"


def plan(
    budget: str | None,
    per_problem: str | None,
    policy: str | None,
    samples: int | None,
    problems: int,
) -> Budget:
    """Read how much may be spent, and how.

    Raises:
        UsageError: it is said twice, or makes no sense.
    """
    from alphagen.errors import UsageError
    from alphagen.selection.budget import Budget, Policy

    if samples is not None:
        raise UsageError(
            f"A contest has a budget: give --budget {samples} for all problems together, or "
            f"--per-problem {samples}."
        )
    if budget is not None and per_problem is not None:
        raise UsageError(
            f"--budget {budget} and --per-problem {per_problem}: give one of them, not both."
        )
    if budget is not None:
        return replace(parse_amount(budget), policy=Policy(policy or Policy.ADAPTIVE))
    if policy == Policy.ADAPTIVE:
        raise UsageError("--policy adaptive shares out a --budget: give one, as --budget 20m.")
    each = parse_amount(per_problem or PER_PROBLEM)
    return Budget(
        policy=Policy.UNIFORM,
        samples=None if each.samples is None else each.samples * problems,
        seconds=None if each.seconds is None else each.seconds * problems,
    )


def in_chunks(config: SolveConfig, folder: Path, budget: Budget, problems: int) -> SolveConfig:
    """Set the size of chunks, unless it was set, so that an adaptive budget has steps to take.

    A contest that was begun keeps its chunks, whatever the budget is now.
    """
    from alphagen.config import SolveConfig
    from alphagen.runs import Contest
    from alphagen.selection.budget import FIRST_HELPINGS, Policy

    if config.chunk_size != SolveConfig().chunk_size:
        return config
    if (folder / Contest.FILE).exists():
        held = Contest.read(folder).manifest.get("config", {})
        return config.merged(chunk_size=held.get("chunk_size"))
    if budget.policy is Policy.UNIFORM or budget.samples is None:
        return config
    share = max(1, budget.samples // problems // FIRST_HELPINGS)
    power = 1 << (share.bit_length() - 1)
    return config.merged(chunk_size=min(config.chunk_size, max(LEAST_CHUNK, power)))


def refuse_too_little(budget: Budget, chunk: int, problems: int) -> None:
    """Refuse a budget that leaves problems without a sample.

    Raises:
        UsageError: names the least that will do.
    """
    from alphagen.errors import UsageError
    from alphagen.selection.budget import Policy

    each = chunk if budget.policy is Policy.ADAPTIVE else 1
    if budget.samples is not None and budget.samples < each * problems:
        raise UsageError(
            f"--budget {budget.samples} is too little for {plural(problems, 'problem')}: each is "
            f"given {plural(each, 'sample')} at least, so give {each * problems} or more"
            f"{f', or smaller chunks (--set chunk_size={chunk // 2})' if each > 1 else ''}."
        )

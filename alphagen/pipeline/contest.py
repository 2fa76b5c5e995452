"""A whole contest: one budget, spent step by step where it pays."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alphagen.errors import AlphagenError, RunError, ServersLostError
from alphagen.pipeline.settle import is_whole
from alphagen.pipeline.solve import open_run, solve
from alphagen.runs.lock import sole_writer
from alphagen.selection import failed
from alphagen.selection.budget import Standing, next_step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from alphagen.config import SolveConfig
    from alphagen.core import Problem
    from alphagen.execution import Executor
    from alphagen.inputgen import InputGenerator
    from alphagen.pipeline.progress import Progress
    from alphagen.runs import Contest
    from alphagen.sampling.base import Sampler
    from alphagen.selection.budget import Budget

    Parts = Callable[[int], tuple[Sampler, InputGenerator]]
    Begin = Callable[[str, Sequence[Standing]], Progress]

MANY = 1_000_000
"""Samples that a step adds at most when only time is to end it."""


def run_contest(
    problems: Sequence[tuple[str, Problem]],
    contest: Contest,
    parts: Parts,
    executor: Executor,
    config: SolveConfig,
    budget: Budget,
    begin: Begin,
) -> dict[str, str]:
    """Spend a budget on the problems of a contest; return what went wrong, by problem.

    Each step solves one problem with more samples than before, and is written down when it is
    done. The next step depends on what is written alone: a call that was killed is resumed by the
    same call and ends with the same submissions, if the budget is one of samples. A larger budget
    goes on from there. A problem whose records were damaged is begun anew from what is left of
    them. One that fails is left alone until the next call; all are when no server is left. So is
    one that is no longer the problem that was solved.

    Args:
        problems: names, which the contest knows, and problems.
        contest: where everything goes.
        parts: gives what writes programs and inputs for the problem of a number; called when
            there is something to do. What it raises ends the contest.
        executor: runs the programs.
        config: all but the number of samples.
        budget: for all problems together.
        begin: told the name of the problem of each step, and how all of them stand; returns what
            is told how far the step has come.

    Raises:
        RunError: another process is at work on the contest, or its steps cannot be read.
    """
    failures = _changed(problems, contest)
    names, order = [name for name, _ in problems], contest.manifest["problems"]
    with sole_writer(contest.path):
        known = {
            name: one
            for name, one in standings(contest.steps()).items()
            if name not in names or is_whole(contest.run_path(order.index(name)))
        }
        while True:
            now = [known.get(name, Standing()) for name in names]
            now = [
                replace(s, ended=s.ended or n in failures) for n, s in zip(names, now, strict=True)
            ]
            step = next_step(now, budget, chunk=config.chunk_size, submissions=config.submissions)
            if step is None:
                return failures
            name, problem = problems[step.problem]
            number = order.index(name)
            sampler, generator = parts(number)
            try:
                asked = config.merged(
                    samples=step.samples or now[step.problem].samples + MANY,
                    time_limit=step.seconds,
                )
                path, tools = contest.run_path(number), (sampler, executor, generator)
                record = _take(problem.public(), path, tools, asked, begin(name, now))
            except AlphagenError as error:
                failures[name] = str(error)
                if isinstance(error, ServersLostError):
                    return failures
                continue
            record = {"problem": name, **record}
            record["seconds"] = round(record["seconds"] + now[step.problem].seconds, 3)
            contest.add_step(record)
            known |= standings([record])


def _changed(problems: Sequence[tuple[str, Problem]], contest: Contest) -> dict[str, str]:
    """Say of which problems the run in the contest is one of another text, by name."""
    runs = dict(contest.runs())
    return {
        name: f"Its statement or examples have changed since {runs[name].path} was begun: remove "
        "that folder to solve it anew, or name another for the contest (--out)."
        for name, problem in problems
        if name in runs and runs[name].problem.key != problem.key
    }


def _take(
    problem: Problem,
    path: Path,
    tools: tuple[Sampler, Executor, InputGenerator],
    config: SolveConfig,
    progress: Progress,
) -> dict[str, Any]:
    """Take one step, and return what is to be written down about it."""
    sampler, executor, generator = tools
    begun = time.monotonic()
    run = open_run(path, problem, sampler, generator, config)
    solution = solve(problem, sampler, executor, generator, run, config, progress)
    seconds = time.monotonic() - begun
    drawn = solution.counts.samples
    late = config.time_limit is not None and seconds >= config.time_limit
    telling = [one for one in solution.clusters if not failed(one.signature)]
    return {
        "samples": drawn,
        "sizes": [one.size for one in telling or solution.clusters],
        "seconds": seconds,
        "ended": drawn < config.samples and not late,
    }


def standings(steps: Sequence[Mapping[str, Any]]) -> dict[str, Standing]:
    """Read how the problems stand from the steps that were taken, in order.

    Raises:
        RunError: a step lacks something.
    """
    try:
        return {
            str(step["problem"]): Standing(
                int(step["samples"]),
                tuple(map(int, step["sizes"])),
                float(step["seconds"]),
                bool(step["ended"]),
            )
            for step in steps
        }
    except (KeyError, TypeError, ValueError) as fault:
        raise RunError(
            f"A step of the contest cannot be read ({fault!r}): remove steps.json to share the "
            "budget out anew; samples are kept."
        ) from fault

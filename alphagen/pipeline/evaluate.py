"""A benchmark from end to end: solve each problem, freeze, then judge on the hidden tests."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from alphagen.errors import AlphagenError, RunError
from alphagen.pipeline.hidden import check_hidden, judge_hidden
from alphagen.pipeline.progress import silent
from alphagen.pipeline.settle import is_whole
from alphagen.pipeline.solve import asked, open_run, solve
from alphagen.runs import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from alphagen.config import SolveConfig
    from alphagen.core import Problem
    from alphagen.execution import Executor
    from alphagen.inputgen import InputGenerator
    from alphagen.pipeline.progress import Progress
    from alphagen.runs import Evaluation
    from alphagen.sampling.base import Sampler

    Parts = Callable[[int], tuple[Sampler, InputGenerator]]


def evaluate(
    problems: Sequence[tuple[str, Problem]],
    evaluation: Evaluation,
    parts: Parts,
    executor: Executor,
    config: SolveConfig,
    progress: Progress = silent,
) -> dict[str, str]:
    """Evaluate a benchmark; return what went wrong, by the name of the problem.

    Whatever the folder holds already is not made again. A problem that fails does not keep the
    others from being evaluated.

    Args:
        problems: names and problems, in the order of the evaluation.
        evaluation: where everything goes.
        parts: gives what writes programs and inputs for the problem of a number; not called for a
            problem that is solved already. What it raises ends the evaluation.
        executor: runs the programs.
        config: how many of each.
        progress: told how far each stage of each problem has come, and how many ``problems`` are
            done.
    """
    failures = {}
    for number, (name, problem) in enumerate(problems):
        progress("problems", number, len(problems))
        path = evaluation.run_path(number)
        made = None if _solved(path, problem, config) else parts(number)
        try:
            check_hidden(problem)
            if made is not None:
                sampler, generator = made
                public = problem.public()
                run = open_run(path, public, sampler, generator, config)
                solve(public, sampler, executor, generator, run, config, progress)
            judge_hidden(problem, executor, Run.read(path), config, progress)
        except AlphagenError as error:
            failures[name] = str(error)
    progress("problems", len(problems), len(problems))
    return failures


def _solved(path: Path, problem: Problem, config: SolveConfig) -> bool:
    """Say whether this very problem was solved there, as it is asked for now."""
    try:
        run = Run.read(path)
        same = run.about_submissions()["config"] == asked(config)
    except (RunError, KeyError):
        return False
    return same and run.problem.key == problem.key and is_whole(path)


def benchmark_hash(problems: Iterable[tuple[str, Problem]]) -> str:
    """Name a benchmark by its content, hidden tests included: 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for name, problem in problems:
        content: dict[str, Any] = asdict(problem)
        digest.update(json.dumps([name, content], sort_keys=True).encode() + b"\n")
    return digest.hexdigest()[:16]

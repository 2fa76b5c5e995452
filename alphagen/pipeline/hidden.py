"""Hidden tests: opened when the submissions are frozen, and only to say which were right."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from alphagen.core import Verdict
from alphagen.errors import ProblemError, RunError
from alphagen.execution import judge_all, limits_for
from alphagen.pipeline.judging import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagen.config import SolveConfig
    from alphagen.core import Judgement, Limits, Problem, Program, Sample
    from alphagen.execution import Executor
    from alphagen.pipeline.progress import Progress
    from alphagen.runs import Run

SHARD = 64
"""Programs whose verdicts are written together."""


def judge_hidden(
    problem: Problem, executor: Executor, run: Run, config: SolveConfig, progress: Progress
) -> None:
    """Judge the submissions and every distinct survivor of a solved run on the hidden tests.

    Those on disk are not judged again. One that could not be judged is not written, so that the
    next call tries it again. Python gets the allowance that ``alphagen judge`` makes for it.

    Raises:
        ProblemError: the problem has no hidden tests.
        RunError: the submissions are not frozen yet, or the verdicts there are on other tests.
    """
    check_hidden(problem)
    frozen = [one.program for one in run.read_submissions()]
    tests = hashlib.sha256(repr(problem.hidden).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    about = {"tests": tests, "submissions": run.about_submissions()["sha256"]}
    shards = run.hidden.indices()
    if any(run.hidden.about(shard).get("tests") != tests for shard in shards):
        raise RunError(
            f"{run.path} holds verdicts on other hidden tests: name another directory (--out)."
        )
    known = {name for name, _ in run.hidden}
    accepted = (s.program for s, judgement in judged(run) if judgement and judgement.accepted)
    wanted = dict.fromkeys([*frozen, *(program for program in accepted if program is not None)])
    missing = [program for program in wanted if program.hash not in known]
    shard = max(shards, default=-1) + 1
    if not shards and not missing:
        run.hidden.write(shard, [], **about)  # says that there was nothing to judge

    def limits(program: Program) -> Limits:
        return limits_for(problem, program.language, cpu_s=config.cpu_limit)

    fresh: list[tuple[str, Judgement]] = []
    rules = rules_of(problem, config)
    verdicts = judge_all(
        executor, missing, problem.hidden, limits, workers=config.workers, rules=rules
    )
    for done, (index, judgement) in enumerate(verdicts, 1):
        if judgement.verdict is not Verdict.JE:
            fresh.append((missing[index].hash, judgement))
        if len(fresh) == SHARD or (done == len(missing) and (fresh or not run.hidden.indices())):
            run.hidden.write(shard, fresh, **about)
            shard += 1
            fresh = []
        progress("hidden tests", done, len(missing))


def check_hidden(problem: Problem) -> None:
    """Refuse a problem that cannot be evaluated.

    Raises:
        ProblemError: it has no hidden tests.
    """
    if not problem.hidden:
        raise ProblemError(
            f"{problem.title or 'The problem'} has no hidden tests, so nothing can tell right from "
            'wrong: add "hidden" to it, or use `alphagen solve`.'
        )


def judged(run: Run) -> Iterator[tuple[Sample, Judgement | None]]:
    """Yield the samples that the frozen submissions were chosen from, with their judgements.

    Raises:
        RunError: the submissions are not frozen yet, or a sample or a judgement is missing.
    """
    left = run.about_submissions()["samples"]
    chunk = 0
    while left > 0:
        samples = (run.samples.read(chunk) or [])[:left]
        held = dict(run.judgements.read(chunk) or ())
        if not samples or any(sample.index not in held for sample in samples):
            raise RunError(
                f"{run.path} lacks samples or verdicts of chunk {chunk}: solve it again."
            )
        for sample in samples:
            yield sample, held[sample.index]
        left -= len(samples)
        chunk += 1

"""What the survivors do on inputs that nobody knows the outputs of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alphagen.core import Care, Status
from alphagen.execution import beside_programs, in_harness, run_all
from alphagen.selection import signature

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alphagen.config import SolveConfig
    from alphagen.core import ExecutionResult, Language, Limits, Problem, Program, Signature
    from alphagen.execution import Executor
    from alphagen.inputgen import InputGenerator
    from alphagen.pipeline.progress import Progress
    from alphagen.runs import Run

LONGEST_OUTPUT = 1 << 20
"""Bytes; on a small input, a program that prints more is as good as one that never ends."""

MOST_TIMEOUTS = 3
"""A program that has run out of time this often is taken to do so on all further inputs."""

SHARD = 64
"""Programs whose signatures are written together."""

_UNKNOWN = f"<{Status.JE}>"


def generated_inputs(
    problem: Problem, generator: InputGenerator, run: Run, config: SolveConfig
) -> list[str]:
    """Return the generated inputs of the run; make them when they are not there."""
    inputs = run.inputs.read(0)
    if inputs is None:
        n, seed = config.inputs, config.seed
        inputs = generator.generate(problem, n, seed=seed) if n else []
        for index in run.signatures.indices():  # they speak of inputs that are gone
            run.signatures.remove(index)
        run.inputs.write(0, inputs, seed=seed, generator=generator.name)
    return inputs


def signatures(
    programs: Sequence[Program],
    inputs: Sequence[str],
    executor: Executor,
    run: Run,
    *,
    limits: Callable[[Language], Limits],
    workers: int | None,
    progress: Progress,
) -> dict[str, Signature]:
    """Run programs on the inputs and return their signatures by program hash.

    Those on disk are read, the others are made and go there in batches. One with a run that could
    not be judged is tried again by the next call.
    """
    known = {name: behaviour for name, behaviour in run.signatures if len(behaviour) == len(inputs)}
    missing = [one for one in programs if _UNKNOWN in known.get(one.hash, (_UNKNOWN,))]
    shard = max(run.signatures.indices(), default=-1) + 1
    fresh: list[tuple[str, Signature]] = []

    rules = run.problem.rules

    def behave(program: Program) -> tuple[str, Signature]:
        whole = in_harness(program, rules)
        return program.hash, _signature(executor, whole, inputs, limits(program.language))

    for done, (_, (name, behaviour)) in enumerate(run_all(behave, missing, workers), 1):
        if known.get(name) != behaviour:
            known[name] = behaviour
            fresh.append((name, behaviour))
        if len(fresh) == SHARD or (fresh and done == len(missing)):
            run.signatures.write(shard, fresh)
            shard += 1
            fresh = []
        progress("clustering", len(programs) - len(missing) + done, len(programs))
    return known


@beside_programs
def _signature(
    executor: Executor, program: Program, inputs: Sequence[str], limits: Limits
) -> Signature:
    timeouts = 0

    def keep_going(_: int, result: ExecutionResult) -> bool:
        nonlocal timeouts
        timeouts += result.status is Status.TLE
        return timeouts < MOST_TIMEOUTS

    limits = replace(limits, output_bytes=LONGEST_OUTPUT)
    results = executor.run(program, inputs, limits, keep_going=keep_going, care=Care.SHARED)
    behaviour = signature(results)
    return behaviour + behaviour[-1:] * (len(inputs) - len(behaviour))

"""What a Python program calls: the method with its parts chosen by name, or given as objects."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alphagen import execution
from alphagen.config import SolveConfig
from alphagen.core import Language, Problem, Program
from alphagen.data import load_problem
from alphagen.execution import SandboxExecutor
from alphagen.inputgen import MutationInputGenerator
from alphagen.pipeline import loading
from alphagen.pipeline import solve as method
from alphagen.pipeline.progress import Progress, silent
from alphagen.pipeline.specs import BUNDLED

if TYPE_CHECKING:
    from alphagen.core import Judgement, TestCase
    from alphagen.execution import Executor
    from alphagen.inputgen import InputGenerator
    from alphagen.sampling.base import Sampler


def solve(
    problem: Problem | str | Path,
    *,
    model: str | Sequence[str] | Sampler = BUNDLED,
    input_model: str | InputGenerator | None = BUNDLED,
    executor: Executor | None = None,
    out: str | Path | None = None,
    progress: Progress = silent,
    **settings: Any,
) -> method.Solution:
    """Solve a problem, as ``alphagen solve`` does.

    Args:
        problem: the problem, or the path of one.
        model: what writes programs: a name as ``--model`` takes it, several, or a sampler.
        input_model: what writes test inputs: a name, or a generator; None changes the examples.
        executor: runs the programs; None is the best sandbox there is.
        out: folder of the run, which a later call continues; None keeps nothing.
        progress: told how far each stage has come.
        settings: fields of ``SolveConfig``, such as ``samples=200``.

    Raises:
        AlphagenError: the message says what is wrong, and the next step.
    """
    config = SolveConfig().merged(**settings)
    if not isinstance(problem, Problem):
        problem = load_problem(problem)
    executor = executor or SandboxExecutor()
    if isinstance(model, str):
        model = [model]
    sampler = loading.load_sampler(model, config) if isinstance(model, Sequence) else model
    if input_model is None:
        input_model = MutationInputGenerator()
    elif isinstance(input_model, str):
        input_model = loading.load_input_generator(input_model, config, executor)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "run" if out is None else Path(out)
        run = method.open_run(folder, problem, sampler, input_model, config)
        return method.solve(problem, sampler, executor, input_model, run, config, progress)


def judge(
    problem: Problem | str | Path,
    program: Program | str,
    *,
    tests: Sequence[TestCase] | None = None,
    executor: Executor | None = None,
    stop_at_failure: bool = True,
) -> Judgement:
    """Judge a program, as ``alphagen judge`` does.

    Args:
        problem: the problem, or the path of one; its limits and rules hold.
        program: what to judge; a string is Python 3.
        tests: inputs and outputs; None is the examples and the hidden tests.
        executor: runs the program; None is the best sandbox there is.
        stop_at_failure: leave out the tests after the first failure.

    Raises:
        AlphagenError: the problem cannot be read, or programs cannot be isolated here.
    """
    if not isinstance(problem, Problem):
        problem = load_problem(problem)
    if isinstance(program, str):
        program = Program(program, Language.PYTHON3)
    return execution.judge(
        executor or SandboxExecutor(),
        program,
        (*problem.examples, *problem.hidden) if tests is None else tests,
        execution.limits_for(problem, program.language),
        rules=problem.rules,
        stop_at_failure=stop_at_failure,
    )

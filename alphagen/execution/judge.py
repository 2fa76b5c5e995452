"""From runs to verdicts: the parent compares, outside the sandbox, or asks the checker in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alphagen.core import ORDINARY, Care, Judgement, Limits, Status, Verdict
from alphagen.execution.builds import NotBuiltError
from alphagen.execution.checker import check
from alphagen.execution.compare import outputs_match, values_match
from alphagen.execution.duplicates import canonical
from alphagen.execution.harness import in_harness
from alphagen.execution.pool import run_all
from alphagen.execution.remote import at_once, beside_programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alphagen.core import ExecutionResult, Program, Rules, TestCase
    from alphagen.execution.executor import Executor

KEPT_OUTPUT = 1000
"""Characters of standard output that ``judge_briefly`` keeps of each run."""


@beside_programs
def judge(
    executor: Executor,
    program: Program,
    tests: Sequence[TestCase],
    limits: Limits,
    *,
    rules: Rules = ORDINARY,
    stop_at_failure: bool = True,
    care: Care = Care.FRESH,
) -> Judgement:
    """Judge one program.

    Args:
        executor: where to run it.
        program: what to judge.
        tests: inputs and expected outputs, in order.
        limits: what each run may use.
        rules: the problem's own, for its comparison, checker and harness.
        stop_at_failure: leave out the tests after the first one that is not accepted.
        care: what the runs may have in common.

    Returns:
        The verdicts, and the runs behind them; the word of a checker stands in their ``stderr``.
    """
    try:
        program = in_harness(program, rules)
    except NotBuiltError as error:
        count = min(1, len(tests)) if stop_at_failure else len(tests)
        return Judgement((Verdict.CE,) * count, (error.result,) * count, len(tests))
    verdicts: list[Verdict] = []
    results: list[ExecutionResult] = []

    def keep_going(index: int, result: ExecutionResult) -> bool:
        if rules.checker is not None and result.status is Status.OK:
            verdict, said = check(executor, rules.checker, tests[index], result.stdout)
            status = Status.JE if verdict is Verdict.JE else result.status
            result = replace(result, status=status, stderr=said)
        else:
            verdict = verdict_of(result, tests[index], rules)
        verdicts.append(verdict)
        results.append(result)
        return not stop_at_failure or verdict is Verdict.AC

    inputs = [test.input for test in tests]
    executor.run(program, inputs, limits, keep_going=keep_going, care=care)
    return Judgement(tuple(verdicts), tuple(results), len(tests))


@beside_programs
def judge_briefly(
    executor: Executor,
    program: Program,
    tests: Sequence[TestCase],
    limits: Limits,
    *,
    rules: Rules = ORDINARY,
    stop_at_failure: bool = True,
    care: Care = Care.FRESH,
) -> Judgement:
    """Judge one program; see ``judge``. Standard outputs are cut to ``KEPT_OUTPUT`` characters."""
    judgement = judge(
        executor, program, tests, limits, rules=rules, stop_at_failure=stop_at_failure, care=care
    )
    results = tuple(replace(r, stdout=r.stdout[:KEPT_OUTPUT]) for r in judgement.results)
    return replace(judgement, results=results)


def verdict_of(result: ExecutionResult, test: TestCase, rules: Rules = ORDINARY) -> Verdict:
    """Turn one run into a verdict by comparing outputs."""
    if result.status is not Status.OK:
        return Verdict(result.status.value)
    return Verdict.AC if accepts(rules, test.output, result.stdout) else Verdict.WA


def accepts(rules: Rules, expected: str, actual: str) -> bool:
    """Tell whether an output is taken for the expected one, where no checker decides."""
    if rules.harness:
        return values_match(expected, actual)
    return outputs_match(expected, actual, strict=rules.strict, tolerance=rules.tolerance)


def judge_all(
    executor: Executor,
    programs: Iterable[Program],
    tests: Sequence[TestCase],
    limits: Limits | Callable[[Program], Limits],
    *,
    workers: int | None = None,
    rules: Rules = ORDINARY,
    stop_at_failure: bool = True,
) -> Iterator[tuple[int, Judgement]]:
    """Judge a stream of programs, each once; what only looks different counts as one.

    Args:
        executor: where to run them.
        programs: read as results are taken, never far ahead.
        tests: inputs and expected outputs.
        limits: what each run may use, or how to tell for a program.
        workers: programs at the same time; None is one per processor. A cluster has its own.
        rules: the problem's own.
        stop_at_failure: leave out the tests after a program's first failure.

    Yields:
        The position of a program and its judgement, as they complete: every position once.
        Standard outputs are cut to ``KEPT_OUTPUT`` characters.
    """
    done: dict[str, Judgement] = {}
    waiting: dict[str, list[int]] = {}
    again: list[tuple[int, Judgement]] = []

    def distinct() -> Iterator[Program]:
        for index, program in enumerate(programs):
            name = canonical(program)
            if name in done:
                again.append((index, done[name]))
            elif name in waiting:
                waiting[name].append(index)
            else:
                waiting[name] = [index]
                yield program

    def judge_one(program: Program) -> tuple[str, Judgement]:
        own = limits if isinstance(limits, Limits) else limits(program)
        judgement = judge_briefly(
            executor, program, tests, own, rules=rules, stop_at_failure=stop_at_failure
        )
        return canonical(program), judgement

    for _, (name, judgement) in run_all(judge_one, distinct(), at_once(executor, workers)):
        done[name] = judgement
        for index in waiting.pop(name):
            yield index, judgement
        yield from again
        again.clear()
    yield from again

"""Endless loops do not take all the time there is."""

import pytest

from alphagen.config import SolveConfig
from alphagen.core import (
    Care,
    ExecutionResult,
    Judgement,
    Language,
    Problem,
    Program,
    Status,
    TestCase,
    Verdict,
)
from alphagen.execution import SandboxExecutor
from alphagen.pipeline.judging import Judge
from alphagen.pipeline.patience import GENEROUS, Patience

LOOP = "n = int(input())\nwhile True:\n    n += 1\n"


def judged(*runs):
    results = tuple(ExecutionResult(status, cpu_s=cpu_s) for status, cpu_s in runs)
    return Judgement((Verdict.WA,) * len(runs), results, len(runs))


def after(*runs):
    patience = Patience()
    for run in runs:
        patience.learn(judged(run))
    return patience.allowance(2.0)


def test_the_first_programs_may_take_the_whole_limit():
    assert after(*[(Status.OK, 0.003)] * 99, *[(Status.TLE, 2.0)] * (GENEROUS - 1)) == 2.0


def test_then_the_others_get_a_part_of_it():
    assert after((Status.OK, 0.003), *[(Status.TLE, 2.0)] * GENEROUS) == 0.25


@pytest.mark.parametrize(("slowest", "allowed"), [(0.02, 0.25), (0.05, 0.5), (0.19, 1.9), (1, 2)])
def test_they_get_more_where_some_need_it(slowest, allowed):
    runs = [(Status.TLE, 2.0)] * GENEROUS
    assert after((Status.RTE, slowest), *runs) == pytest.approx(allowed)
    assert after(*runs, (Status.OK, slowest)) == pytest.approx(allowed)


def judge_loops(config, count=GENEROUS + 2):
    problem = Problem("", examples=(TestCase("1\n", "1\n"),), time_limit_s=0.4)
    judge = Judge(problem, SandboxExecutor(), config)
    loops = [Program(f"{LOOP}# {n}", Language.PYTHON3) for n in range(count)]
    return judge, [judge.on_examples(loop) for loop in loops]


def test_loops_are_ended_early():
    judge, judgements = judge_loops(SolveConfig())
    assert {one.verdict for one in judgements} == {Verdict.TLE}
    spent = [one.results[0].cpu_s for one in judgements]
    assert min(spent[:GENEROUS]) >= 0.4
    assert max(spent[GENEROUS:]) < 0.3
    slow = Program(
        f"import time\n{LOOP.replace('True', 'time.process_time() < 0.2')}print(1)",
        Language.PYTHON3,
    )
    assert judge.on_examples(slow).verdict is Verdict.TLE
    assert judge.on_examples(slow, Care.ALONE).accepted


def test_a_limit_that_was_asked_for_is_kept():
    _, judgements = judge_loops(SolveConfig(cpu_limit=0.3), GENEROUS + 1)
    assert judgements[-1].results[0].cpu_s >= 0.3

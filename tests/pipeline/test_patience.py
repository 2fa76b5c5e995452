"""Endless loops do not take all the time there is."""

import time
from collections import Counter, deque

import pytest

from alphagen.config import SolveConfig
from alphagen.core import (
    Care,
    ExecutionResult,
    Judgement,
    Language,
    Limits,
    Problem,
    Program,
    Status,
    TestCase,
    Verdict,
)
from alphagen.execution import FakeExecutor, SandboxExecutor
from alphagen.pipeline.chunks import draw_chunks, judge_chunks
from alphagen.pipeline.judging import Judge
from alphagen.pipeline.patience import GENEROUS, Patience, had_less, within
from alphagen.pipeline.progress import Stopwatch
from alphagen.runs import Run
from alphagen.sampling.replay import ReplaySampler

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


def test_what_tells_nothing_about_time_teaches_nothing():
    assert after((Status.CE, 1.5), (Status.JE, 1.5), *[(Status.TLE, 2.0)] * GENEROUS) == 0.25


@pytest.mark.parametrize(
    ("runs", "verdicts", "less"),
    [
        ([(Status.OK, 0.2)], "AC", False),
        ([(Status.OK, 0.2), (Status.RTE, 0.6)], "AC TLE", False),
        ([(Status.OK, 0.6), (Status.OK, 0.2)], "TLE", False),
        ([(Status.TLE, 0.3)], "TLE", True),
        ([(Status.TLE, 0.6)], "TLE", False),
        ([(Status.CE, 0.6)], "CE", False),
        ([(Status.JE, 0.6)], "JE", False),
        ([], "", False),
    ],
)
def test_a_judgement_tells_what_less_time_would_have_done(runs, verdicts, less):
    results = tuple(ExecutionResult(status, cpu_s=cpu_s) for status, cpu_s in runs)
    words = tuple(Verdict("AC" if status is Status.OK else status) for status, _ in runs)
    judgement = Judgement(words, results, 2)
    assert " ".join(within(judgement, 0.5).verdicts) == verdicts
    assert had_less(judgement, Limits(cpu_s=0.5)) is less


def test_a_program_that_waits_had_no_less():
    sleeper = Judgement((Verdict.TLE,), (ExecutionResult(Status.TLE, wall_s=7.1),), 1)
    assert not had_less(sleeper, Limits(cpu_s=2.0))


class Timed:
    """Runs programs that are right and take the CPU seconds in their source, or all there are."""

    tier = "none"

    def __init__(self):
        self.runs = Counter()

    def run(self, program, inputs, limits, **options):
        need = float(program.source.split()[-1])
        self.runs[program.source] += 1
        spent = min(need, limits.cpu_s + 0.01)
        time.sleep(spent / 100)
        status = Status.OK if need <= limits.cpu_s else Status.TLE
        result = ExecutionResult(status, "1", cpu_s=spent, wall_s=spent)
        return FakeExecutor(lambda *_: result).run(program, inputs, limits, **options)


def timed(path, seconds, calls, workers=1, **settings):
    """Judge programs that take so long, in calls for more and more of them."""
    problem = Problem("", examples=(TestCase("1\n", "1\n"),))
    sampler = ReplaySampler([f"x{i} = {need}" for i, need in enumerate(seconds)], chunk_size=3)
    run, executor = Run.open(path, problem, {}), Timed()
    for n in calls:
        judge = Judge(problem, executor, SolveConfig(**settings))
        chunks = draw_chunks(problem, sampler, run, n=n, seed=0, watch=Stopwatch("sampling"))
        deque(judge_chunks(chunks, run, judge.on_examples, workers, judge.in_turn), maxlen=0)
    verdicts = [str(judgement.verdict) for _, judgement in run.judgements]
    return verdicts, executor.runs


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ([9, 9, 9, 9, 0.8, 0.01, 0.2], "TLE TLE TLE TLE TLE AC AC"),
        ([9, 9, 0.8, 9, 9, 9, 0.9, 0.01], "TLE TLE AC TLE TLE TLE AC AC"),
        ([9, 9, 9, 9, 0.1, 9, 0.8, 9, 1.1, 0.01], "TLE TLE TLE TLE AC TLE AC TLE AC AC"),
    ],
)
def test_verdicts_follow_from_the_samples_before(tmp_path, seconds, expected):
    n = len(seconds)
    ways = [(1, [n]), (4, [n]), (1, [4, n]), (1, [5, n]), (4, [6, 6, n]), (2, range(1, n + 1))]
    for number, (workers, calls) in enumerate(ways):
        verdicts, _ = timed(tmp_path / str(number), seconds, calls, workers)
        assert " ".join(verdicts) == expected, (workers, calls)


def test_the_whole_limit_may_be_given_later(tmp_path):
    seconds = [9, 9, 9, 9, 0.8, 0.01, 9]
    whole = ["TLE"] * 4 + ["AC", "AC", "TLE"]
    hurried = ["TLE"] * 5 + ["AC", "TLE"]
    assert timed(tmp_path, seconds, [7])[0] == hurried
    for runs in ({"x4 = 0.8": 1, "x6 = 9": 1}, {}):
        assert timed(tmp_path, seconds, [7], cpu_limit=2.0) == (whole, runs)
    assert timed(tmp_path, seconds, [7]) == (hurried, {})

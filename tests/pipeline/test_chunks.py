import re
import threading
from collections import deque
from contextlib import nullcontext
from dataclasses import replace

import pytest

from alphagen.core import (
    Checker,
    ExecutionResult,
    Judgement,
    Problem,
    Program,
    Protocol,
    Rules,
    Status,
    Verdict,
)
from alphagen.core import Language as L
from alphagen.errors import ModelError, SandboxError
from alphagen.pipeline.chunks import AHEAD, SILENT, draw_chunks, judge_chunks
from alphagen.pipeline.progress import Stopwatch
from alphagen.runs import Run
from alphagen.sampling.mixture import MixedSampler
from alphagen.sampling.replay import ReplaySampler

PROBLEM = Problem("Add.", ())
ACCEPTED = Judgement((Verdict.AC,), (), 1)
LOST = Judgement((Verdict.JE,), (), 1)


@pytest.fixture
def run(tmp_path):
    return Run.open(tmp_path, PROBLEM, {})


def programs(n):
    return [f"print({i})" for i in range(n)]


def one_lost(number):
    return lambda program: LOST if program.source == f"print({number})" else ACCEPTED


def draw(run, sources, n=1000, sampler=None):
    sampler = sampler or ReplaySampler(sources, chunk_size=2)
    return draw_chunks(PROBLEM, sampler, run, n=n, seed=0, watch=Stopwatch("sampling"))


def test_the_model_writes_while_programs_run(run):
    drawn = threading.Event()
    overlapped = []

    def sources():
        yield from draw(run, programs(4), n=2)
        drawn.set()

    def judge(_):
        overlapped.append(drawn.wait(timeout=20))
        return ACCEPTED

    deque(judge_chunks(sources(), run, judge, 2), maxlen=0)
    assert overlapped == [True, True]


def test_no_more_than_a_few_chunks_wait(run):
    drawn, judged = [], []

    def counted():
        for chunk in draw(run, programs(40)):
            drawn.append(chunk.index)
            assert len(drawn) - len(judged) <= AHEAD + 1
            yield chunk

    for chunk in judge_chunks(counted(), run, lambda _: ACCEPTED, 2):
        judged.append(chunk.index)
    assert judged == drawn == list(range(20))


def test_samples_without_a_program_are_kept_and_not_judged(run):
    samples = [s for c in ReplaySampler(programs(2)).sample(PROBLEM, 2, seed=0) for s in c]
    samples[1] = replace(samples[1], program=None, failure="no code")
    [chunk] = judge_chunks(draw(run, samples), run, lambda _: ACCEPTED, 1)
    assert chunk.judgements == [ACCEPTED, None]
    assert [sample.failure for sample in run.samples] == ["", "no code"]
    assert list(run.judgements) == [(0, ACCEPTED), (1, None)]


def test_a_machine_that_cannot_judge_is_an_error_and_leaves_no_verdicts(run):
    sampler = ReplaySampler(programs(SILENT), chunk_size=SILENT)
    with pytest.raises(SandboxError, match=f"Not one of {SILENT} programs could be judged"):
        list(judge_chunks(draw(run, [], sampler=sampler), run, lambda _: LOST, 1))
    assert run.judgements.indices() == []
    assert run.samples.indices() == [0]
    judged = list(judge_chunks(draw(run, [], sampler=sampler), run, lambda _: ACCEPTED, 1))
    assert judged[0].judgements == [ACCEPTED] * SILENT


@pytest.mark.parametrize(
    ("sources", "lost", "error"),
    [
        (programs(5), {4}, ""),  # alone in its chunk
        (programs(9), {2, 3, 4, 5, 6, 7}, ""),
        ([*programs(2), *["print(7)"] * 20], {7}, ""),  # but one program
        (programs(SILENT + 2), {*range(2, SILENT + 2)}, f"Not one of {SILENT} programs"),
        (programs(1), {0}, "Not one of 1 programs could be judged (no reason given)"),
        (programs(4), {0, 1, 2, 3}, "Not one of 4 programs could be judged"),
    ],
)
def test_programs_that_cannot_be_judged_end_a_run_only_when_they_are_many(
    run, sources, lost, error
):
    names = {f"print({number})" for number in lost}
    chunks = judge_chunks(
        draw(run, sources), run, lambda p: LOST if p.source in names else ACCEPTED, 1
    )
    with pytest.raises(SandboxError, match=re.escape(error)) if error else nullcontext():
        deque(chunks, maxlen=0)


def test_a_checker_that_does_not_work_is_named(tmp_path):
    checker = Checker(Program("exit(77)", L.PYTHON3), Protocol.TESTLIB)
    run = Run.open(tmp_path, Problem("Add.", (), rules=Rules(checker=checker)), {})
    said = ExecutionResult(Status.JE, stderr="the checker ended with exit code 77")
    lost = Judgement((Verdict.JE,), (said,), 1)
    with pytest.raises(
        SandboxError, match=r"exit code 77\); does the problem's testlib checker work"
    ):
        deque(judge_chunks(draw(run, programs(2)), run, lambda _: lost, 1), maxlen=0)


def test_what_could_not_be_judged_is_tried_again(run):
    asked, lost = [], {"print(1)", "print(4)"}

    def judge(program):
        asked.append(program.source)
        return LOST if program.source in lost else ACCEPTED

    def verdicts(n):
        for _ in judge_chunks(draw(run, sources, n=n), run, judge, 1):
            pass
        return [str(judgement.verdict) for _, judgement in run.judgements]

    sources = [*programs(6), "print(1)", "print(7)", "print(8)", "print(1)"]
    assert verdicts(10) == "AC JE AC AC JE AC JE AC AC JE".split()
    assert asked.count("print(1)") > 1  # for a later chunk
    asked.clear()
    lost.clear()
    assert verdicts(1) == "AC JE AC AC JE AC JE AC AC JE".split()
    assert asked == []
    lost.add("print(4)")
    assert verdicts(5) == "AC AC AC AC JE AC JE AC AC JE".split()
    lost.clear()
    assert verdicts(10) == ["AC"] * 10
    assert asked == ["print(1)", "print(4)", "print(4)"]


def test_verdicts_on_samples_that_were_not_asked_for_are_kept(run):
    deque(judge_chunks(draw(run, programs(2)), run, one_lost(0), 1), maxlen=0)
    deque(judge_chunks(draw(run, programs(2), n=1), run, lambda _: ACCEPTED, 1), maxlen=0)
    assert list(run.judgements) == [(0, ACCEPTED), (1, ACCEPTED)]


def test_a_fault_of_the_judge_is_not_swallowed(run):
    def judge(program):
        raise SandboxError(f"no {program.source}")

    with pytest.raises(SandboxError, match=r"no print\(0\)"):
        list(judge_chunks(draw(run, programs(9)), run, judge, 2))


def test_a_damaged_chunk_is_drawn_and_judged_again(run):
    deque(judge_chunks(draw(run, programs(8)), run, lambda _: ACCEPTED, 1), maxlen=0)
    (run.path / "samples" / "chunk-000001.parquet").write_bytes(b"")
    (run.path / "judgements" / "chunk-000003.parquet").write_bytes(b"")
    asked = []

    def judge(program):
        asked.append(program)
        return ACCEPTED

    chunks = list(judge_chunks(draw(run, programs(8)), run, judge, 1))
    again = [Program(f"print({i})", L.PYTHON3) for i in (2, 3, 6, 7)]
    assert asked == again
    assert [sample.index for sample in run.samples] == list(range(8))
    assert sum(len(chunk.samples) for chunk in chunks) == 8


def test_verdicts_on_samples_that_are_drawn_anew_are_forgotten(run):
    deque(judge_chunks(draw(run, programs(2)), run, lambda _: ACCEPTED, 1), maxlen=0)
    run.samples.remove(0)
    chunks = draw(run, ["other", "others"])
    assert next(chunks).judgements is None
    assert run.judgements.indices() == []


def test_a_chunk_keeps_the_seed_that_it_was_drawn_with(run):
    both = [ReplaySampler(programs(4), chunk_size=2) for _ in range(2)]
    chunks = list(draw(run, [], n=8, sampler=MixedSampler(both, [1, 1])))
    seeds = [run.samples.about(index)["seed"] for index in range(4)]
    assert seeds == [chunk.samples[0].seed for chunk in chunks]


def test_a_sampler_that_loses_count_is_named(run):
    class Careless(ReplaySampler):
        def sample(self, problem, n, *, seed, start=0):
            yield from super().sample(problem, n, seed=seed, start=start % 2)

    careless = Careless(programs(8), chunk_size=2, name="careless")
    deque(draw(run, [], n=2, sampler=careless), maxlen=0)
    with pytest.raises(ModelError, match="careless gave samples out of order in chunk 1"):
        deque(draw(run, [], sampler=careless), maxlen=0)

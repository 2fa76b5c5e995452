import threading
from collections import deque
from dataclasses import replace

import pytest

from alphagen.core import Judgement, Problem, Program, Verdict
from alphagen.core import Language as L
from alphagen.errors import ModelError, SandboxError
from alphagen.pipeline.chunks import AHEAD, draw_chunks, judge_chunks
from alphagen.pipeline.progress import Stopwatch
from alphagen.runs import Run
from alphagen.sampling.mixture import MixedSampler
from alphagen.sampling.replay import ReplaySampler

PROBLEM = Problem("Add.", ())
ACCEPTED = Judgement((Verdict.AC,), (), 1)


@pytest.fixture
def run(tmp_path):
    return Run.open(tmp_path, PROBLEM, {})


def programs(n):
    return [f"print({i})" for i in range(n)]


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
    lost = Judgement((Verdict.JE,), (), 1)
    with pytest.raises(SandboxError, match="Not one of 2 programs could be judged"):
        list(judge_chunks(draw(run, programs(2)), run, lambda _: lost, 1))
    assert run.judgements.indices() == []
    assert run.samples.indices() == [0]
    judged = list(judge_chunks(draw(run, programs(2)), run, lambda _: ACCEPTED, 1))
    assert judged[0].judgements == [ACCEPTED, ACCEPTED]


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

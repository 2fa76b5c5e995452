"""What the user says of the toy contest: the right program is one of the two largest clusters."""

import pytest

from alphagen.config import SolveConfig
from alphagen.core import Care, Status
from alphagen.core import TestCase as Case
from alphagen.errors import RunError
from alphagen.execution import FakeExecutor
from alphagen.pipeline.answers import answered
from alphagen.pipeline.hidden import judge_hidden
from alphagen.pipeline.outcomes import read_outcomes
from alphagen.pipeline.progress import silent
from alphagen.pipeline.report import problem_facts
from alphagen.pipeline.settle import is_whole, read_clusters, resubmit
from alphagen.runs import Answer, Run
from alphagen.runs.lock import sole_writer


@pytest.fixture
def run(toy):
    toy.solve()
    toy.runs.clear()
    return Run.read(toy.path)


def handed(run):
    return [one.program.source for one in run.read_submissions()]


def test_clusters_are_those_that_were_chosen_from(toy, run):
    clusters, sizes = read_clusters(run)
    assert clusters == toy.solve().clusters
    assert sum(sizes.values()) == 12


def test_a_test_leaves_out_what_fails_it(toy, run):
    assert set(handed(run)) == {"n*n", "n**2", "pow", "n+n", "2*n", "4", "shaky"}
    run.answers.add(Answer(Case("70\n", "4900\n")))
    resubmit(run, toy)
    assert set(handed(run)) == {"n*n", "n**2", "pow"}
    assert [one.cluster for one in run.read_submissions()] == [0, 0, 0]
    assert run.about_submissions()["clusters"] == 1
    # The input is none of the generated ones, so every distinct survivor ran on it.
    assert toy.runs == dict.fromkeys(["n*n", "n**2", "pow", "n+n", "2*n", "4", "shaky"], 1)
    resubmit(run, toy)
    assert set(toy.runs.values()) == {1}


def test_a_generated_input_runs_once_for_each_cluster(toy, run):
    text = next(one for one in run.inputs.read(0) if int(one) not in (0, 2))
    run.answers.add(Answer(Case(text, str(2 * int(text)))))
    resubmit(run, toy)
    assert set(handed(run)) == {"n+n", "2*n"}
    assert sum(toy.runs.values()) == 4
    assert len(run.answers.verdicts.read(0)) == 7


def test_a_cluster_named_right_comes_first(toy, run):
    clusters, _ = read_clusters(run)
    four = next(one for one in clusters if one.programs[0].source == "4")
    run.answers.add(Answer(program=four.programs[0].hash))
    resubmit(run, toy)
    assert handed(run)[0] == "4"
    assert len(handed(run)) == 7


def test_answers_count_when_more_is_sampled(toy):
    toy.solve(samples=4)
    run = Run.read(toy.path)
    assert handed(run) == ["n+n", "4", "n*n"]
    run.answers.add(Answer(Case("70", "4900")))
    resubmit(run, toy)
    assert handed(run) == ["n*n"]
    toy.solve(samples=16)
    assert set(handed(run)) == {"n*n", "n**2", "pow"}
    facts = problem_facts(run, "square")
    assert [(one.size, one.programs) for one in facts.clusters] == [(4, 3)]


def test_what_could_not_be_judged_contradicts_nobody(toy, run, monkeypatch):
    real = toy.run

    def failing(program, inputs, limits, **options):
        if list(inputs) == ["70"]:
            return FakeExecutor(lambda *_: Status.JE).run(program, inputs, limits, **options)
        return real(program, inputs, limits, **options)

    monkeypatch.setattr(toy, "run", failing)
    run.answers.add(Answer(Case("70", "4900")))
    resubmit(run, toy)
    assert len(handed(run)) == 7
    monkeypatch.setattr(toy, "run", real)
    resubmit(run, toy)
    assert len(handed(run)) == 3


def test_answers_are_kept_when_withdrawn_and_add_up(toy, run):
    before = run.about_submissions()["sha256"]
    run.answers.add(Answer(Case("70", "4900")))
    run.answers.add(Answer(Case("70", "140")))
    resubmit(run, toy)
    assert handed(run) == []
    assert run.answers.withdraw() == 2
    resubmit(run, toy)
    assert run.about_submissions()["sha256"] == before
    held = run.answers.all()
    assert [one.test.output for one in held] == ["4900", "140"]
    assert all(one.withdrawn and one.created for one in held)


def test_a_lost_shard_of_verdicts_is_made_again(toy, run):
    run.answers.add(Answer(Case("70", "4900")))
    resubmit(run, toy)
    (run.answers.verdicts.path / "chunk-000000.parquet").write_bytes(b"PAR1 not")
    assert len(answered(*read_clusters(run), run)) == 4
    resubmit(run, toy)
    assert set(handed(run)) == {"n*n", "n**2", "pow"}


def test_answers_that_cannot_be_read_are_an_error(toy, run):
    (run.path / "answers.json").write_text('[{"input": "7"}]')
    with pytest.raises(RunError, match=r"Cannot read .*answers\.json .*: mend it"):
        resubmit(run, toy)
    with pytest.raises(RunError, match="mend it"):
        run.answers.add(Answer(Case("70", "4900")))


def test_one_writer_and_a_solved_run(toy, run):
    with sole_writer(run.path), pytest.raises(RunError, match="Another alphagen is at work"):
        resubmit(run, toy)
    fresh = Run.open(toy.path.parent / "fresh", toy.problem, {})
    with pytest.raises(RunError, match="has no submissions yet"):
        resubmit(fresh, toy)


def test_clusters_are_those_of_solve_where_a_survivor_could_not_be_judged(toy, monkeypatch):
    real = toy.run

    def failing(program, inputs, limits, **options):
        if program.source == "pow" and options.get("care") is Care.SHARED:
            return FakeExecutor(lambda *_: Status.JE).run(program, inputs, limits, **options)
        return real(program, inputs, limits, **options)

    monkeypatch.setattr(toy, "run", failing)
    solution = toy.solve()
    clusters, _ = read_clusters(Run.read(toy.path))
    assert clusters == solution.clusters
    assert resubmit(Run.read(toy.path), toy) == solution.submissions


@pytest.mark.parametrize(
    ("stage", "chunk"), [("samples", 1), ("judgements", 3), ("inputs", 0), ("signatures", 0)]
)
def test_damaged_records_are_refused_each_time_until_it_is_solved_again(toy, run, stage, chunk):
    before = handed(run)
    judge_hidden(toy.problem, toy, run, SolveConfig(), silent)
    file = run.path / stage / f"chunk-{chunk:06d}.parquet"
    file.write_bytes(file.read_bytes()[:99])
    for read in [lambda: read_clusters(run), lambda: problem_facts(run, "")] * 2:
        with pytest.raises(RunError, match=r"lacks .*: solve it again"):
            read()
    if stage != "inputs":  # the curves need no texts of inputs
        with pytest.raises(RunError, match=r"lacks .*: solve it again"):
            read_outcomes([run], "")
    with pytest.raises(RunError, match=r"lacks .*: solve it again"):
        resubmit(run, toy, answer=Answer(Case("70", "4900")))
    assert run.answers.all() == []
    assert not is_whole(run.path)
    toy.solve()
    assert is_whole(run.path)
    assert handed(run) == before


def test_no_answer_is_kept_that_was_refused(toy, run):
    with sole_writer(run.path), pytest.raises(RunError, match="Another alphagen is at work"):
        resubmit(run, toy, answer=Answer(Case("70", "4900")))
    assert run.answers.all() == []


def test_settings_are_frozen_as_solve_freezes_them(toy, run):
    before = run.about_submissions()["config"]
    resubmit(run, toy)
    assert run.about_submissions()["config"] == before

"""Copies of the toy contest with one budget: the toy writes programs for all of them."""

import time
from dataclasses import replace

import pytest

from alphagen.config import SolveConfig
from alphagen.errors import ModelError, RunError
from alphagen.pipeline.contest import run_contest, standings
from alphagen.pipeline.progress import silent
from alphagen.pipeline.report import read_report
from alphagen.runs import Contest, Run
from alphagen.runs.lock import sole_writer
from alphagen.selection.budget import Budget, Policy, Standing

CONFIG = SolveConfig(inputs=8, workers=2, chunk_size=4)
RIGHT, WRONG = ["n*n", "n**2"], ["n+1", "crash"]


class Many:
    """A contest whose problems are answered by a toy each."""

    def __init__(self, make_toy, path, *sources):
        self.toys = [make_toy(f"toy{i}", sources=one) for i, one in enumerate(sources)]
        problem = self.toys[0].problem
        names = [f"p{number}" for number in range(len(sources))]
        self.problems = [(name, replace(problem, statement=f"Square {name}.")) for name in names]
        self.contest = Contest.open(path, names, {"models": ["toy"]})
        self.begun = []

    def parts(self, number):
        return self.toys[number], self.toys[number]

    def begin(self, name, standings):
        self.begun.append((name, sum(one.samples for one in standings)))
        return silent

    def run(self, samples=None, seconds=None, policy=Policy.ADAPTIVE, **settings):
        return run_contest(
            self.problems,
            self.contest,
            self.parts,
            self.toys[0],
            CONFIG.merged(**settings),
            Budget(samples, seconds, policy),
            self.begin,
        )

    def drawn(self):
        return [standing.samples for standing in standings(self.contest.steps()).values()]

    def submitted(self):
        return {name: run.read_submissions() for name, run in self.contest.runs()}


@pytest.fixture
def many(make_toy, tmp_path):
    return lambda *sources, name="c": Many(make_toy, tmp_path / name, *sources)


def test_samples_go_where_survivors_are_few(many):
    contest = many(RIGHT * 500, WRONG * 500, name="c")
    assert contest.run(samples=600) == {}
    settled, hopeless = contest.drawn()
    assert settled < 100 < hopeless
    assert settled + hopeless == 600
    first, second = contest.submitted().values()
    assert [one.program.source for one in first] in (["n*n", "n**2"], ["n**2", "n*n"])
    assert second == []
    assert contest.begun[:2] == [("p0", 0), ("p1", 36)]


def test_survivors_that_all_fail_on_generated_inputs_count_as_some(many):
    """They are handed in, for the inputs may be wrong; beside others they do not count."""
    contest = many(["shaky"] * 500, WRONG * 500, [*RIGHT, "shaky"] * 500)
    contest.run(samples=600)
    shaky, nothing, _ = contest.drawn()
    assert shaky < nothing
    held = standings(contest.contest.steps())
    assert held["p0"].sizes == (shaky,)
    assert held["p1"].sizes == ()
    assert len(held["p2"].sizes) == 1


def test_uniform_gives_each_the_same_and_resumes(many):
    contest = many(RIGHT * 500, WRONG * 500)
    contest.run(samples=200, policy=Policy.UNIFORM)
    assert contest.drawn() == [100, 100]
    contest.run(samples=200, policy=Policy.UNIFORM)
    assert len(contest.begun) == 2
    contest.run(samples=300, policy=Policy.UNIFORM)
    assert contest.drawn() == [150, 150]
    assert [len(toy.drawn) for toy in contest.toys] == [150, 150]


def test_a_larger_budget_ends_as_if_it_had_been_given_at_once(many):
    whole, parts = many(RIGHT * 9, WRONG * 99, name="a"), many(RIGHT * 9, WRONG * 99, name="b")
    whole.run(samples=160)
    parts.run(samples=160)
    assert whole.submitted() == parts.submitted()
    assert whole.drawn() == parts.drawn()
    parts.run(samples=200)
    assert sum(parts.drawn()) == 198  # what is left of chunks of 4


def test_a_finished_contest_loads_no_model(many):
    contest = many(RIGHT, WRONG)
    contest.run(samples=64)
    assert standings(contest.contest.steps())["p0"] == replace(
        standings(contest.contest.steps())["p0"], samples=2, sizes=(2,), ended=True
    )

    def none(_):
        raise AssertionError

    contest.parts = none
    assert contest.run(samples=64) == {}


def test_a_problem_that_fails_does_not_stop_the_others(many, monkeypatch):
    contest = many(RIGHT * 9, WRONG * 9)
    real = contest.toys[0].sample

    def broken(*_, **__):
        raise ModelError("The server is away.")

    monkeypatch.setattr(contest.toys[0], "sample", broken)
    assert contest.run(samples=32) == {"p0": "The server is away."}
    assert list(standings(contest.contest.steps())) == ["p1"]
    monkeypatch.setattr(contest.toys[0], "sample", real)
    assert contest.run(samples=64) == {}
    assert contest.submitted()["p0"]


def test_a_budget_of_time_ends_sampling(many, monkeypatch):
    contest = many(WRONG * 50_000, WRONG * 50_000)
    clock = iter(range(10**9))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    contest.run(seconds=200, policy=Policy.UNIFORM)
    held = standings(contest.contest.steps())
    assert [one.seconds >= 100 for one in held.values()] == [True, True]
    assert [one.ended for one in held.values()] == [False, False]
    assert all(0 < one.samples < 1000 for one in held.values())
    assert contest.run(seconds=200, policy=Policy.UNIFORM) == {}
    assert standings(contest.contest.steps()) == held


def test_new_problems_may_be_added(many):
    contest = many(RIGHT * 9)
    contest.run(samples=16)
    again = many(RIGHT * 9, WRONG * 9)
    assert again.contest.manifest["problems"] == ["p0", "p1"]
    again.run(samples=32)
    assert set(again.submitted()) == {"p0", "p1"}


def test_two_processes_do_not_share_a_contest(many):
    contest = many(RIGHT * 9)
    with (
        sole_writer(contest.contest.path),
        pytest.raises(RunError, match=r"Another alphagen is at work in .*: wait until"),
    ):
        contest.run(samples=16)
    assert contest.run(samples=16) == {}


@pytest.mark.parametrize("text", ["{", "{}", '[{"problem": "p0"}]'])
def test_steps_that_cannot_be_read_are_an_error(many, text):
    contest = many(RIGHT * 9)
    contest.run(samples=16)
    before = contest.submitted()
    (contest.contest.path / "steps.json").write_text(text)
    with pytest.raises(RunError, match=r"remove (it|steps\.json) to share"):
        contest.run(samples=16)
    (contest.contest.path / "steps.json").unlink()
    contest.run(samples=16)
    assert contest.submitted() == before
    assert len(contest.toys[0].drawn) == 16


def test_a_problem_whose_records_are_damaged_is_begun_anew(many):
    contest = many(RIGHT * 9, WRONG * 9)
    contest.run(samples=64)
    before = contest.submitted()
    (contest.contest.run_path(0) / "samples" / "chunk-000000.parquet").write_bytes(b"")
    contest.run(samples=64)
    assert contest.submitted() == before
    assert [contest.toys[0].drawn.count(number) for number in (0, 4)] == [2, 1]
    assert read_report(contest.contest.path).problems


def test_a_problem_that_has_changed_since_keeps_no_answer_of_the_old_one(many):
    contest = many(RIGHT * 9, WRONG * 9)
    contest.run(samples=64)
    before, spent = contest.submitted(), contest.drawn()
    name, problem = contest.problems[0]
    contest.problems[0] = (name, replace(problem, statement="Cube it."))
    failures = contest.run(samples=64)
    assert list(failures) == ["p0"]
    assert "changed since" in failures["p0"]
    assert str(contest.contest.run_path(0)) in failures["p0"]
    assert (contest.submitted(), contest.drawn()) == (before, spent)


def test_standings_are_those_of_the_last_step():
    rows = [
        {"problem": "a", "samples": n, "sizes": [n], "seconds": 1.5, "ended": False} for n in (4, 8)
    ]
    assert standings(rows) == {"a": Standing(8, (8,), 1.5)}


def test_the_report_tells_a_contest_from_an_evaluation(many):
    contest = many(RIGHT * 9, WRONG * 9)
    with pytest.raises(RunError, match=r"No problem of .* is done yet: give `alphagen contest`"):
        read_report(contest.contest.path)
    contest.run(samples=64)
    report = read_report(contest.contest.path)
    assert (report.kind, report.single) == ("contest", False)
    assert [one.name for one in report.problems] == ["p0", "p1"]


def test_a_run_has_one_writer(toy):
    toy.solve()
    before = Run.read(toy.path).read_submissions()
    with sole_writer(toy.path), pytest.raises(RunError, match="Another alphagen is at work"):
        toy.solve(samples=4)
    assert Run.read(toy.path).read_submissions() == before

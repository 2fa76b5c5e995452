"""The toy contest, evaluated: the one hidden test, 5, tells right from wrong."""

from dataclasses import replace

import numpy as np
import pytest

from alphagen.config import SolveConfig
from alphagen.core import Problem, Status
from alphagen.core import TestCase as Case
from alphagen.errors import ModelError, ProblemError, RunError
from alphagen.evaluation import NONE, SELECTORS, Loss, loss
from alphagen.evaluation.selectors import cluster_order
from alphagen.execution import FakeExecutor
from alphagen.pipeline.evaluate import benchmark_hash, evaluate
from alphagen.pipeline.hidden import judge_hidden
from alphagen.pipeline.outcomes import evaluated_runs, read_outcomes
from alphagen.pipeline.progress import silent
from alphagen.runs import Evaluation, Run

CONFIG = SolveConfig(samples=100, inputs=8, workers=2)


@pytest.fixture
def solved(toy):
    """The toy contest, solved and judged on its hidden test."""
    toy.solve()
    toy.seen.clear()
    run = Run.read(toy.path)
    judge_hidden(toy.problem, toy, run, CONFIG, silent)
    return run


def test_every_distinct_survivor_is_judged_once(toy, solved):
    accepted = {name: judgement.accepted for name, judgement in solved.hidden}
    programs = {
        sample.program.hash: sample.program.source
        for sample in solved.samples
        if sample.program is not None
    }
    assert {programs[name]: right for name, right in accepted.items()} == {
        "n*n": True,
        "n**2": True,
        "pow": True,
        "n+n": False,
        "2*n": False,
        "4": False,
        "shaky": False,
    }
    assert toy.seen == ["5\n"] * 7
    judge_hidden(toy.problem, toy, solved, CONFIG, silent)
    assert toy.seen == ["5\n"] * 7


def test_outcomes_are_what_solve_saw(toy, solved):
    one = read_outcomes([solved], "square")
    solution = toy.solve()
    assert (one.drawn, one.programs, len(one.survivors)) == (16, 10, 12)
    sources = [sample.program.source for sample in solved.samples]
    assert [sources[i] for i in np.flatnonzero(one.correct)] == ["n*n", "n*n", "n**2", "pow"]
    assert [sources[i] for i in np.flatnonzero(one.unjudged)] == ["lost"]
    assert (one.cluster == NONE).tolist() == (~one.passing).tolist()
    assert one.models == ("",)
    assert np.isnan(one.logprob).all()
    order = cluster_order(one, one.survivors)
    assert [one.signatures[i] for i in order] == [c.signature for c in solution.clusters]
    sizes = np.bincount(one.cluster[one.survivors])
    assert sizes[order].tolist() == [c.size for c in solution.clusters]
    assert one.failing[order].tolist() == [False, False, False, True]
    handed = SELECTORS["cluster"](one, np.arange(16), 10, np.random.default_rng(0))
    chosen = [c.cluster for c in solution.submissions]
    assert [order.tolist().index(one.cluster[i]) for i in handed] == chosen
    first = {one.program[i]: sources[i] for i in range(16)}
    assert [first[p] for p in one.submitted] == [s.program.source for s in solution.submissions]
    assert (loss(one), one.rank) == (Loss.SUBMITTED, 1)


def test_outcomes_end_where_the_submissions_were_chosen_from(toy):
    toy.solve()
    toy.solve(samples=6)
    run = Run.read(toy.path)
    judge_hidden(toy.problem, toy, run, CONFIG, silent)
    assert read_outcomes([run], "square").drawn == 6
    toy.solve()
    judge_hidden(toy.problem, toy, run, CONFIG, silent)
    one = read_outcomes([run], "square")
    assert (one.drawn, int(one.correct.sum())) == (16, 4)


def test_what_could_not_be_judged_is_tried_again(toy, monkeypatch):
    toy.solve()
    run = Run.read(toy.path)
    real = toy.run
    lost = {"n*n", "n+n"}

    def failing(program, inputs, limits, **options):
        if program.source in lost:
            return FakeExecutor(lambda *_: Status.JE).run(program, inputs, limits, **options)
        return real(program, inputs, limits, **options)

    monkeypatch.setattr(toy, "run", failing)
    judge_hidden(toy.problem, toy, run, CONFIG, silent)
    one = read_outcomes([run], "square")
    # Three samples of the two, and the one whose examples could not be judged.
    assert (int(one.unjudged.sum()), int(one.correct.sum())) == (4, 2)
    lost.clear()
    judge_hidden(toy.problem, toy, run, CONFIG, silent)
    one = read_outcomes([run], "square")
    assert (int(one.unjudged.sum()), int(one.correct.sum())) == (1, 4)
    assert len([name for name, _ in run.hidden]) == 7


def test_hidden_tests_need_frozen_submissions(toy):
    run = Run.open(toy.path, toy.problem, {})
    with pytest.raises(RunError, match="has no submissions yet"):
        judge_hidden(toy.problem, toy, run, CONFIG, silent)
    with pytest.raises(RunError, match="no verdicts on hidden tests: make it with `alphagen eval"):
        read_outcomes([run], "square")
    with pytest.raises(ProblemError, match="Square has no hidden tests"):
        judge_hidden(toy.problem.public(), toy, run, CONFIG, silent)
    assert toy.seen == []


def test_verdicts_on_other_tests_are_refused(toy, solved):
    other = replace(toy.problem, hidden=(Case("6", "36"),))
    with pytest.raises(RunError, match="holds verdicts on other hidden tests"):
        judge_hidden(other, toy, solved, CONFIG, silent)


def test_a_run_with_a_lost_shard_is_refused(solved):
    (solved.path / "judgements" / "chunk-000001.parquet").unlink()
    with pytest.raises(RunError, match="lacks samples or verdicts of chunk 1"):
        read_outcomes([solved], "square")


def test_a_pool_is_both_runs_together(make_toy, solved):
    other = make_toy("other", sources=["n*n", "shaky", "n+1"] * 2)
    other.solve()
    second = Run.read(other.path)
    judge_hidden(other.problem, other, second, CONFIG, silent)
    alone = [read_outcomes([run], "square") for run in (solved, second)]
    pool = read_outcomes([solved, second], "square")
    for array in ("passing", "correct", "unjudged"):
        assert getattr(pool, array).sum() == sum(getattr(one, array).sum() for one in alone)
    assert pool.drawn == 22
    # "n*n", "shaky" and "n+1" are in both, and so are their clusters.
    assert (pool.programs, len(pool.failing)) == (10, 4)
    assert pool.submitted == ()
    # The samples are mixed in proportion, so that neither run comes first.
    sources = [[s.program.source for s in run.samples] for run in (solved, second)]
    places = [(place + 0.5) / len(one) for one in sources for place in range(len(one))]
    mixed = [one for _, one in sorted(zip(places, sources[0] + sources[1], strict=True))]
    numbers = {one: number for number, one in enumerate(dict.fromkeys(sources[0]))}
    assert pool.program.tolist() == [numbers[one] for one in mixed]
    third = make_toy("third", sources=["4"])
    third.solve(inputs=3)
    run = Run.read(third.path)
    judge_hidden(third.problem, third, run, CONFIG, silent)
    with pytest.raises(RunError, match="have other generated inputs"):
        read_outcomes([solved, run], "square")


def test_runs_of_other_seeds_are_pooled_without_clusters(make_toy, solved):
    other = make_toy("other")
    other.solve(seed=1)
    run = Run.read(other.path)
    judge_hidden(other.problem, other, run, CONFIG, silent)
    with pytest.raises(RunError, match=r"have other generated inputs.*random,filter,oracle"):
        read_outcomes([solved, run], "square")
    pool = read_outcomes([solved, run], "square", clustered=False)
    assert (pool.drawn, int(pool.correct.sum())) == (32, 8)
    assert (pool.cluster == NONE).all()
    assert len(pool.failing) == 0


def test_runs_with_the_same_samples_are_not_pooled(toy, make_toy, solved):
    fewer = make_toy("fewer")
    fewer.solve(samples=2)
    run = Run.read(fewer.path)
    judge_hidden(toy.problem, fewer, run, CONFIG, silent)
    with pytest.raises(RunError, match="hold the same samples, which count once: draw one of"):
        read_outcomes([solved, run], "square", clustered=False)


def test_runs_of_two_problems_are_not_pooled(toy, make_toy, solved):
    other = make_toy("other")
    problem = replace(toy.problem, statement="Double it.")
    other.solve(problem)
    run = Run.read(other.path)
    judge_hidden(problem, other, run, CONFIG, silent)
    with pytest.raises(RunError, match="hold two problems"):
        read_outcomes([solved, run], "square")


class Contest:
    """Evaluates copies of the toy contest with one toy, whatever the problem."""

    def __init__(self, toy, path, names):
        self.toy = toy
        self.problems = [(n, replace(toy.problem, statement=f"Square {n}.")) for n in names]
        self.evaluation = Evaluation.open(path, names, {"benchmark": "toy"})
        self.loaded = []

    def parts(self, number):
        self.loaded.append(number)
        return self.toy, self.toy

    def evaluate(self, **settings):
        config = CONFIG.merged(**settings)
        return evaluate(self.problems, self.evaluation, self.parts, self.toy, config)


def test_hidden_tests_are_opened_after_the_submissions_are_frozen(toy, tmp_path):
    contest = Contest(toy, tmp_path / "e", ["one"])
    frozen = []
    real = toy.run

    def watching(program, inputs, limits, **options):
        if "5\n" in inputs and tuple(inputs) == ("5\n",):
            frozen.append((contest.evaluation.run_path(0) / "submissions.json").exists())
        return real(program, inputs, limits, **options)

    toy.run = watching
    assert contest.evaluate() == {}
    assert frozen == [True] * 7
    seen = [one for one in toy.seen if isinstance(one, Problem)]
    assert {problem.hidden for problem in seen} == {()}


def test_nothing_is_made_twice(toy, tmp_path):
    contest = Contest(toy, tmp_path / "e", ["one", "two"])
    assert contest.evaluate() == {}
    runs = evaluated_runs(tmp_path / "e")
    digests = {name: run.about_submissions()["sha256"] for name, run in runs.items()}
    toy.seen.clear()
    assert contest.evaluate() == {}
    assert (contest.loaded, toy.seen) == ([0, 1], [])
    assert contest.evaluate(samples=6) == {}
    assert contest.loaded == [0, 1, 0, 1]
    assert contest.evaluate() == {}
    again = evaluated_runs(tmp_path / "e")
    assert {n: run.about_submissions()["sha256"] for n, run in again.items()} == digests


def test_a_problem_that_fails_does_not_stop_the_others(toy, tmp_path, monkeypatch):
    contest = Contest(toy, tmp_path / "e", ["one", "bare", "two"])
    contest.problems[1] = ("bare", contest.problems[1][1].public())
    real = toy.sample

    def broken(problem, n, *, seed, start=0):
        if problem.statement == "Square one.":
            raise ModelError("The server is away.")
        yield from real(problem, n, seed=seed, start=start)

    monkeypatch.setattr(toy, "sample", broken)
    failures = contest.evaluate()
    assert failures["one"] == "The server is away."
    assert failures["bare"].startswith("Square has no hidden tests")
    assert list(evaluated_runs(tmp_path / "e")) == ["two"]
    monkeypatch.setattr(toy, "sample", real)
    assert list(contest.evaluate()) == ["bare"]
    assert list(evaluated_runs(tmp_path / "e")) == ["one", "two"]


def test_what_cannot_be_loaded_ends_the_evaluation(toy, tmp_path):
    contest = Contest(toy, tmp_path / "e", ["one"])

    def none(_):
        raise ModelError("no such model")

    contest.parts = none
    with pytest.raises(ModelError, match="no such model"):
        contest.evaluate()


def test_nothing_survives_and_that_is_an_evaluation_too(make_toy, tmp_path):
    contest = Contest(make_toy("x", sources=["n+1"]), tmp_path / "e", ["one"])
    assert contest.evaluate() == {}
    (run,) = evaluated_runs(tmp_path / "e").values()
    assert run.hidden.read(0) == []
    one = read_outcomes([run], "one")
    assert (one.drawn, loss(one), len(one.failing)) == (1, Loss.NO_SURVIVOR, 0)


def test_a_single_run_is_named_by_its_problem(solved):
    assert list(evaluated_runs(solved.path)) == ["Square"]
    with pytest.raises(RunError, match="is not a run"):
        evaluated_runs(solved.path / "samples")


def test_the_hash_of_a_benchmark_tells_hidden_tests_apart(toy):
    one = [("a", toy.problem)]
    others = [[("b", toy.problem)], [("a", toy.problem.public())], [], one * 2]
    assert benchmark_hash(one) == benchmark_hash([("a", replace(toy.problem))])
    assert len({benchmark_hash(some) for some in [one, *others]}) == 5

from dataclasses import replace

import pytest

from alphagen.config import SolveConfig
from alphagen.core import ExecutionResult, Judgement, Problem, Status, Verdict
from alphagen.core import TestCase as Case
from alphagen.errors import RunError
from alphagen.evaluation import FIGURE_8, Loss
from alphagen.evaluation.report import Growth, render
from alphagen.pipeline.evaluate import evaluate
from alphagen.pipeline.report import problem_facts, read_report
from alphagen.pipeline.solve import asked
from alphagen.runs import Evaluation, Run

OK = ExecutionResult(Status.OK)
SQUARE = Problem(
    "Print the square of n.", (Case("2\n", "4\n"),), hidden=(Case("5\n", "25\n"),), title="Square"
)
CUBE = replace(
    SQUARE, statement="Print the cube of n.", hidden=(Case("5\n", "125\n"),), title="Cube"
)


@pytest.fixture
def run(toy):
    toy.solve()
    return Run.read(toy.path)


def judged(run, right):
    """Judge the submissions: those whose source is in ``right`` pass both of two hidden tests."""
    return {
        one.program.hash: Judgement(
            (Verdict.AC, Verdict.AC if one.program.source in right else Verdict.WA), (OK, OK), 2
        )
        for one in run.read_submissions()
    }


def test_facts_are_those_of_the_run(run):
    facts = problem_facts(run, "square")
    assert (facts.name, facts.title, facts.asked) == ("square", "Square", 100)
    assert (facts.samples, facts.unique, facts.survivors, facts.unjudged) == (16, 10, 12, 1)
    assert facts.verdicts == {"AC": 12, "WA": 2, "RTE": 1, "JE": 1}
    assert [(one.size, one.programs, one.failing) for one in facts.clusters] == [
        (4, 3, False),
        (2, 2, False),
        (1, 1, False),
        (5, 1, True),
    ]
    assert [one.submission for one in facts.submissions] == run.read_submissions()
    assert facts.growth[0] == Growth(0, 0, 0, 0)
    assert facts.growth[-1] == Growth(16, 12, 7, 4)
    assert (facts.characters, facts.tokens) == (60, None)
    assert facts.sha256 == run.about_submissions()["sha256"]


def test_a_cluster_is_told_apart_by_the_shortest_input(run):
    first, second, *_ = problem_facts(run, "square").clusters
    assert first.difference is None
    assert (second.difference.input, second.difference.largest, second.difference.this) == (
        "3\n",
        "9",
        "6",
    )


def test_nothing_is_known_of_hidden_tests_that_nobody_ran(run):
    facts = problem_facts(run, "square")
    assert (facts.loss, facts.rank, facts.right_cluster) == (None, None, None)
    assert {one.right for one in facts.clusters} == {None}
    assert {one.verdict for one in facts.submissions} == {None}


def test_hidden_tests_tell_right_from_wrong(run):
    facts = problem_facts(run, "square", judged(run, {"4", "2*n"}), Loss.SUBMITTED)
    assert [one.right for one in facts.clusters] == [False, True, True, False]
    assert (facts.right_cluster, facts.rank) == (2, 3)
    third = facts.submissions[2]
    assert (third.verdict, third.passed, third.total) == (Verdict.AC, 2, 2)
    assert (facts.submissions[0].verdict, facts.submissions[0].passed) == (Verdict.WA, 1)


def test_a_run_without_survivors_says_what_to_do(make_toy):
    toy = make_toy(sources=["n+1"])
    toy.solve()
    report = read_report(toy.path)
    assert report.problems[0].loss is Loss.NO_SURVIVOR
    assert "no survivor." in render(report)


def test_samples_of_an_earlier_and_longer_question_do_not_count(toy):
    toy.solve()
    toy.solve(samples=4)
    facts = problem_facts(Run.read(toy.path), "square")
    assert (facts.asked, facts.samples, facts.survivors) == (4, 4, 3)
    assert sum(facts.verdicts.values()) == 4
    assert facts.growth[-1].samples == 4


def test_what_may_be_wrong_with_a_problem_is_flagged(toy):
    toy.solve(replace(SQUARE, statement="Print the square of n. Print any of them."))
    (doubt, *_) = problem_facts(Run.read(toy.path), "square").flags
    assert doubt == 'several answers: the statement says "Print any of"'


def test_the_report_of_a_run_renders(toy):
    toy.solve()
    report = read_report(toy.path, shown=1)
    assert (report.title, report.shown, report.single) == ("Square", 1, True)
    assert report.settings["seed"] == 0
    page = render(report)
    assert "6 more programs in the folder of the run" in page
    assert report.problems[0].sha256 in page


def test_what_is_no_solved_run_is_refused(tmp_path, toy):
    with pytest.raises(RunError, match="is not a run"):
        read_report(tmp_path)
    toy.solve()
    (toy.path / "submissions.json").unlink()
    with pytest.raises(RunError, match="solve it first"):
        read_report(toy.path)


@pytest.fixture
def evaluated(toy, tmp_path):
    """An evaluation of a problem that is solved, one that is not, and one that cannot be."""
    problems = [("Square", SQUARE), ("Cube", CUBE), ("Bare", SQUARE.public())]
    folder = tmp_path / "evaluation"
    config = SolveConfig(samples=16, inputs=8, workers=2)
    names = [name for name, _ in problems]
    settings = {"benchmark": "toys", "models": ["toy"]}
    evaluation = Evaluation.open(folder, names, settings, config=asked(config))
    failures = evaluate(problems, evaluation, lambda _: (toy, toy), toy, config)
    assert list(failures) == ["Bare"]
    return folder


def test_an_evaluation_is_read_with_its_curves_and_losses(evaluated):
    report = read_report(evaluated)
    assert (report.title, report.single, report.shown) == ("toys", False, 1)
    square, cube = report.problems
    assert (square.loss, square.rank, square.right_cluster) == (Loss.SUBMITTED, 1, 1)
    assert (cube.loss, cube.rank) == (Loss.UNJUDGED, None)  # "lost" might have been right
    assert cube.right_cluster is None
    assert report.losses() == {Loss.UNJUDGED: 1, Loss.SUBMITTED: 1}
    assert report.notes == ("Not done, and left out: 1 of 3 problems.",)
    assert [point.k for point in report.points if point.selector == "filter"] == [1, 3, 10, 16]
    ends = {point.selector: point.rate for point in report.points if point.k == 16}
    assert ends["cluster"] == ends["oracle"] == 0.5
    assert ends["random"] < ends["oracle"]
    assert report.total("verdicts")["AC"] == 24
    assert "1 of 2 problems" in render(report)


def test_one_problem_of_an_evaluation_has_curves_too(evaluated):
    folder = evaluated / "problems" / "0000-square"
    report = read_report(folder)
    assert (report.title, report.single, report.shown) == ("Square", True, 10)
    assert report.problems[0].loss is Loss.SUBMITTED
    assert {point.selector for point in report.points} == set(FIGURE_8)


def test_an_evaluation_of_nothing_is_refused(tmp_path):
    Evaluation.open(tmp_path / "e", ["a"], {"benchmark": "b"})
    with pytest.raises(RunError, match=r"No problem of .* is done yet"):
        read_report(tmp_path / "e")

import pytest

from alphagen.core import ExecutionResult, Judgement, Status, Verdict
from alphagen.errors import RunError
from alphagen.evaluation import Loss
from alphagen.evaluation.report import Growth, render
from alphagen.pipeline.report import problem_facts, read_report
from alphagen.runs import Run

OK = ExecutionResult(Status.OK)


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

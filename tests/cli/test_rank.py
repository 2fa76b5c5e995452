import json

import pytest
from click.testing import CliRunner

from alphagen.cli import main
from alphagen.core import Judgement, Language, Problem, Program, Submission, Verdict
from alphagen.runs import Evaluation, Run

TABLE = "who,A,B,C\nann,5,20,60\nbob,10,100,\ncyd,13,63+1,\ndee,14+1,,\neve,+4,,\nfay,119,,\n"
SHOWN = """\
board: 2 of 3 problems solved, 6 competitors.

problem  minute  wrong before
A            14             0
B            62             1

              rank  did better    score  penalty
best             2      16.7%        2       20
estimated        2      16.7%        2       96
worst            4      50.0%        2      260
"""
CODEFORCES = {
    "contest": {"id": 7, "type": "CF", "durationSeconds": 7200},
    "problems": [{"index": "A", "points": 500.0}],
    "rows": [],
}


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "board.csv").write_text(TABLE)
    (tmp_path / "odd.csv").write_text('{"a": 1}')
    (tmp_path / "round.json").write_text(json.dumps({"result": CODEFORCES}))

    def invoke(*arguments):
        return CliRunner().invoke(main, ["rank", *arguments])

    return invoke


def test_ranks_are_shown(call):
    result = call("board.csv", "--solved", "A,B:2")
    assert (result.exit_code, result.output) == (0, SHOWN)


def test_json_has_the_same(call):
    found = json.loads(call("board.csv", "--solved", "A,B:2", "--json").output)
    assert (found["contest"], found["competitors"]) == ("board", 6)
    assert found["worst"] == {"rank": 4, "better": 0.5, "score": 2, "penalty": 260}
    assert found["solves"]["B"] == {"minute": 62, "wrong": 1}


def test_rules_change_the_rank(call):
    result = call(
        "board.csv", "--solved", "A", "--wrong-minutes", "90", "--minutes", "10", "--json"
    )
    found = json.loads(result.output)
    assert found["solves"]["A"]["minute"] == 3
    assert found["estimated"]["rank"] == 4
    points = "A:500,B:1000,C:1500"
    result = call(
        "board.csv", "--solved", "C", "--scoring", "codeforces", "--points", points, "--json"
    )
    found = json.loads(result.output)
    assert found["estimated"]["score"] == 1500 - 6 * 14
    assert found["estimated"]["rank"] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["board.csv"], "either --solved A,B:3 or --run FOLDER"),
        (["board.csv", "--solved", "A:first"], "'A:first': which submission was right is a number"),
        (["board.csv", "--solved", "A:0"], "'A:0'"),
        (["board.csv", "--solved", "Z"], "Problem 'Z' is not in board; it has A, B, C."),
        (["none.csv", "--solved", "A"], "Cannot read the scoreboard none.csv"),
        (["board.csv", "--solved", "A", "--points", "A"], "'A': give every problem its points"),
        (["board.csv", "--solved", "A", "--scoring", "codeforces"], "Problem A has no points"),
        (["round.json", "--solved", "A"], "Nobody took part in 7"),
        (["round.json", "--solved", "A", "--minutes", "9"], "leave --minutes away"),
        (["odd.csv", "--solved", "A"], "contest.standings returns; give that JSON"),
        (["board.csv", "--solved", "A", "--minutes", "nan"], "nan is not a finite number"),
        (["board.csv", "--solved", "A", "--minutes", "-5"], "-5.0 is not in the range x>0"),
        (["board.csv", "--solved", "A", "--minutes", "0"], "0.0 is not in the range x>0"),
        (["board.csv", "--solved", "A", "--wrong-minutes", "nan"], "nan is not a finite number"),
        (["board.csv", "--solved", "A", "--wrong-minutes", "-1"], "not in the range x>=0"),
        (["board.csv", "--solved", "A", "--points", "A:nan"], "give every problem its points"),
        (["board.csv", "--solved", "A", "--points", "A:inf"], "give every problem its points"),
    ],
)
def test_wrong_usage_is_said(call, arguments, message):
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in result.output


@pytest.fixture
def evaluated(tmp_path):
    """An evaluation: of A the second submission is right, of B none."""
    evaluation = Evaluation.open(tmp_path / "e", ["A", "B"], {})
    programs = [Program(source, Language.PYTHON3) for source in ("x", "y")]
    for number, right in enumerate(["y", ""]):
        run = Run.open(evaluation.run_path(number), Problem(f"Do {number}.", ()), {})
        submissions = [Submission(rank, one, 0, 1) for rank, one in enumerate(programs, 1)]
        run.write_submissions(submissions, survivors=1000)
        verdicts = {one: Verdict.AC if one.source == right else Verdict.WA for one in programs}
        run.hidden.write(0, [(p.hash, Judgement((v,), (), 1)) for p, v in verdicts.items()])
    return evaluation.path


def test_an_evaluation_is_ranked_and_its_survivors_move_the_minutes(call, evaluated):
    result = call("board.csv", "--run", str(evaluated), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["solves"] == {"A": {"minute": 51.152, "wrong": 1}}


def test_an_evaluation_of_another_contest_is_refused(call, evaluated, tmp_path):
    (tmp_path / "other.csv").write_text("who,X\nann,5\n")
    result = call("other.csv", "--run", str(evaluated))
    assert result.exit_code == 2
    assert "Problem 'A' of" in result.output
    assert "is not on the scoreboard: X." in result.output


def test_a_run_that_is_not_evaluated_is_refused(call, evaluated, tmp_path):
    (tmp_path / "e" / "problems" / "0001-b" / "hidden" / "chunk-000000.parquet").unlink()
    result = call("board.csv", "--run", str(evaluated))
    assert result.exit_code == 1
    assert "0001-b is not evaluated yet: give `alphagen evaluate` again." in result.output
    assert call("board.csv", "--run", str(tmp_path)).exit_code == 1

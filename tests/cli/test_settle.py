import json

import pytest
from click.testing import CliRunner

from alphagen.cli import main
from alphagen.cli.explain import render
from alphagen.execution import check_system
from alphagen.runs.lock import sole_writer

STATEMENT = "Largest\n\nPrint the largest.\n\nSample Input\n1 2 7\n\nSample Output\n7\n"
GOOD = "print(max(map(int, input().split())))"
LAST = "print(input().split()[-1])"
CRASH = "n = input().split()\nassert n == ['1', '2', '7']\nprint(7)"
needs_sandbox = pytest.mark.skipif(bool(check_system()), reason="cannot isolate programs here")


def call(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "largest.txt").write_text(STATEMENT)
    lines = [json.dumps({"source": source}) for source in (LAST, LAST, GOOD, CRASH)]
    (tmp_path / "programs.jsonl").write_text("\n".join(lines))
    solved = call("solve", "largest.txt", "--replay", "programs.jsonl", "--out", "run")
    assert solved.exit_code == 0, solved.output
    return tmp_path / "run"


def first(run):
    return (run / "submissions" / "01.py").read_text()


@needs_sandbox
@pytest.mark.usefixtures("run")
def test_explain_shows_where_the_largest_disagree():
    facts = json.loads(call("explain", "run", "--json").stdout)
    assert (facts["survivors"], facts["total"], facts["answers"]) == (4, 3, 0)
    one, two, three = facts["clusters"]
    assert (one["number"], one["size"], one["share"], one["source"]) == (1, 2, 0.5, LAST)
    assert (two["source"], two["failing"], three["failing"]) == (GOOD, False, True)
    numbers = [int(word) for word in facts["question"]["input"].split()]
    assert facts["question"]["prints"] == [
        {"clusters": [1], "output": str(numbers[-1])},
        {"clusters": [2], "output": str(max(numbers))},
    ]
    shown = call("explain", "run").stdout
    assert shown.startswith("Largest: 4 survivors in 3 clusters.\n\nCluster 1: 2 samples (50%), 1 ")
    assert f"    {GOOD}\n" in shown
    assert "1 distinct program, fails on every generated input; one" in shown
    assert f"cluster 2: {max(numbers)}\n" in shown
    assert "alphagen settle run --cluster 1" in shown
    assert "1 smaller cluster not shown" in call("explain", "run", "--clusters", 2).stdout


@needs_sandbox
def test_a_test_of_the_user_decides(run, tmp_path):
    assert first(run) == LAST
    (tmp_path / "in.txt").write_text("9 4 5\n")
    (tmp_path / "out.txt").write_text("9\n")
    result = call("settle", "run", "--input", "in.txt", "--output", "out.txt")
    assert result.exit_code == 0, result.output
    assert "Answers: 1; 3 survivors contradict them." in result.stdout
    assert [file.name for file in (run / "submissions").iterdir()] == ["01.py"]
    assert first(run) == GOOD
    shown = call("explain", "run").stdout
    assert "Your answers (1) leave out 3 survivors." in shown
    assert "No generated input tells the largest clusters apart." in shown
    undone = call("settle", "run", "--withdraw", "--json")
    assert len(json.loads(undone.stdout)["submissions"]) == 3
    assert first(run) == LAST


@needs_sandbox
def test_a_cluster_named_right_is_kept_by_the_next_solve(run):
    result = call("settle", "run", "--cluster", 2, "--json")
    assert result.exit_code == 0, result.output
    assert first(run) == GOOD
    assert json.loads(result.stdout)["contradicting"] == 0
    again = call("solve", "largest.txt", "--replay", "programs.jsonl", "--out", "run")
    assert again.exit_code == 0
    assert first(run) == GOOD
    held = json.loads((run / "request.json").read_text())
    assert held["sha256"] == json.loads((run / "submissions.json").read_text())["sha256"]


@needs_sandbox
@pytest.mark.usefixtures("run")
def test_when_all_contradict(tmp_path):
    (tmp_path / "in.txt").write_text("9 4 5\n")
    (tmp_path / "out.txt").write_text("nine\n")
    result = call("settle", "run", "--input", "in.txt", "--output", "out.txt")
    assert result.exit_code == 3
    assert "Every survivor contradicts the answers" in result.stderr
    assert "alphagen settle run --withdraw" in result.stderr
    assert call("explain", "run").stdout.startswith("Largest: 4 survivors in 0 clusters.")


@needs_sandbox
def test_an_answer_is_not_kept_while_another_is_at_work(run):
    with sole_writer(run):
        for arguments in (["--cluster", 2], ["--withdraw"]):
            result = call("settle", "run", *arguments)
            assert result.exit_code == 1
            assert "Another alphagen is at work in run" in result.stderr
    assert not (run / "answers.json").exists()


@needs_sandbox
def test_wrong_usage(run, tmp_path):
    before = first(run)
    (tmp_path / "x").write_text("1\n")
    for arguments, message in (
        (["--input", "x"], "give both --input and --output"),
        (["--input", "x", "--output", "x", "--cluster", 1], "one answer at a time"),
        (["--cluster", 9], "There is no cluster 9: run has 3"),
        (["--cluster", 0], "not in the range"),
    ):
        result = call("settle", "run", *arguments)
        assert result.exit_code == 2, result.output
        assert message in result.stderr
    assert not (run / "answers.json").exists()
    assert first(run) == before


def test_what_is_no_run_is_named(tmp_path):
    for command in ("explain", "settle"):
        result = call(command, tmp_path)
        assert result.exit_code == 1
        assert "is not a run" in result.stderr


def test_long_programs_are_cut():
    one = {"number": 1, "size": 1, "share": 1.0, "programs": 1, "failing": False}
    facts = {"title": "T", "run": "r", "survivors": 1, "total": 1, "answers": 0, "question": None}
    facts["clusters"] = [one | {"source": "x\n" * 50}]
    assert "    … 30 more lines" in render(facts)

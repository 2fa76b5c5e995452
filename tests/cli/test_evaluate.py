import csv
import json
import xml.etree.ElementTree as ET

import pytest
from click.testing import CliRunner

from alphagen.cli import evaluate, main
from alphagen.cli.evaluated import render
from alphagen.execution import check_system

GOOD = "print(max(map(int, input().split())))"
LAST = "print(input().split()[-1])"
SEVEN = "print(7)"
LARGEST = {
    "title": "Largest",
    "statement": "Print the largest number.",
    "examples": [{"input": "1 2 7\n", "output": "7\n"}],
    "hidden": [{"input": "3 9 1\n", "output": "9\n"}],
}
ECHO = {
    "title": "Echo",
    "statement": "Print the number.",
    "examples": [{"input": "5\n", "output": "5\n"}],
    "hidden": [{"input": "8\n", "output": "8\n"}],
}
BARE = {**ECHO, "title": "Bare", "hidden": []}
PROGRAMS = [[GOOD, SEVEN, LAST, GOOD, "crash"] * 4, ["print(5)", "print(0)"] * 10]
needs_sandbox = pytest.mark.skipif(bool(check_system()), reason="cannot isolate programs here")


def call(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def contest(tmp_path, monkeypatch):
    """A benchmark of two problems, and programs to replay."""
    monkeypatch.chdir(tmp_path)
    rows = [json.dumps(row) for row in (LARGEST, ECHO)]
    (tmp_path / "two.jsonl").write_text("\n".join(rows) + "\n")
    (tmp_path / "programs").mkdir()
    for number, sources in enumerate(PROGRAMS):
        lines = [json.dumps({"source": source}) for source in sources]
        (tmp_path / "programs" / f"{number:04d}.jsonl").write_text("\n".join(lines))

    def run(*arguments, benchmark="two.jsonl"):
        options = ["--replay", "programs", "--input-model", "none", "--set", "inputs=4"]
        return call("evaluate", "--benchmark", benchmark, *options, *arguments)

    return run


@needs_sandbox
def test_the_tables(contest, tmp_path):
    result = contest("--out", "here", "--submissions", 1, "--k", "1,20,50")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "here: 2 problems"
    assert lines[2].split() == ["1@1", "1@20"]
    # All samples are always the same 20: the right cluster of the first problem is the largest.
    assert [line.split()[0] for line in lines[3:7]] == ["random", "filter", "cluster", "oracle"]
    assert lines[3].split()[1:3] == ["20.0", "%"]
    assert "  50.0 % [0.0, 100.0]" in lines[5]
    assert "     1  none right " in result.stdout
    assert "     1  submitted " in result.stdout
    assert "k = 50 is left out: some problem has 20 samples only" in result.stdout
    held = json.loads((tmp_path / "here" / "evaluation.json").read_text())
    assert held["settings"]["benchmark"] == "two.jsonl"
    assert held["settings"]["models"] == ["replay programs"]
    assert held["config"]["submissions"] == 1
    runs = sorted(path.name for path in (tmp_path / "here" / "problems").iterdir())
    assert runs == ["0000-largest", "0001-echo"]


@needs_sandbox
def test_json_and_the_folder_is_asked_again(contest, tmp_path):
    result = contest("--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["run"].startswith("runs/two-")
    assert report["failed"] == {}
    first, second = report["problems"]
    assert (first["name"], first["samples"], first["survivors"], first["correct"]) == (
        "Largest",
        20,
        16,
        8,
    )
    assert (first["loss"], first["solved_by"], first["first_right_cluster"]) == ("submitted", 1, 1)
    assert (second["loss"], second["solved_by"], second["correct"]) == ("none right", 0, 0)
    frozen = json.loads((tmp_path / first["run"] / "submissions.json").read_text())
    assert first["sha256"] == frozen["sha256"]
    assert {(c["selector"], c["n"], c["k"]) for c in report["curves"]} == {
        (selector, 10, k)
        for selector in ("random", "filter", "cluster", "oracle")
        for k in (10, 20)
    }
    (tmp_path / "programs" / "0000.jsonl").write_text("")  # it is not read again
    again = json.loads(contest("--json").stdout)
    assert again == report
    asked = call("curve", report["run"], "--json")
    assert asked.exit_code == 0, asked.output
    assert json.loads(asked.stdout)["curves"] == report["curves"]


@needs_sandbox
def test_curves_of_several_folders(contest, tmp_path):
    assert contest("--out", "one").exit_code == 0
    assert contest("--out", "two", "--samples", 10).exit_code == 0
    asked = ("--n", 2, "--selectors", "filter,codet", "--json")
    side = json.loads(call("curve", "one", "two", "--k", "5,15", *asked).stdout)
    assert [run["run"] for run in side["runs"]] == ["one", "two"]
    points = {(c["run"], c["selector"], c["k"]) for c in side["curves"]}
    assert points == {
        (run, selector, k)
        for run, k in (("one", 5), ("one", 15), ("two", 5))
        for selector in ("filter", "codet")
    }
    assert side["runs"][1]["notes"] == [
        "k = 15 is left out: some problem has 10 samples only, and nothing is extrapolated."
    ]
    assert contest("--out", "three", "--samples", 10, "--seed", 1).exit_code == 0
    together = ("curve", "one", "three", "--pool", "--n", 2)
    pool = json.loads(call(*together, "--selectors", "random,filter", "--json").stdout)
    assert [row["samples"] for row in pool["problems"]] == [30, 30]
    points = {(c["run"], c["k"]) for c in pool["curves"]}
    assert points == {("one + three", 10), ("one + three", 30)}
    for arguments, why in (
        (together, "generated inputs"),
        (("curve", "one", "two", "--pool"), "same"),
    ):
        refused = call(*arguments)
        assert refused.exit_code == 1
        assert why in refused.stderr
    models = call("curve", "one", "two", "--interval", "models", "--k", 5)
    assert "Mean of one, two" in models.stdout
    (problem,) = (tmp_path / "one" / "problems").glob("0000*")
    single = json.loads(call("curve", problem, "--json").stdout)
    assert [(row["name"], row["correct"]) for row in single["problems"]] == [("Largest", 8)]


@needs_sandbox
def test_files_for_other_programs(contest, tmp_path):
    contest("--out", "here")
    result = call(
        "curve", "here", "--k", 5, "--selectors", "all", "--csv", "a.csv", "--svg", "a.svg"
    )
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text().splitlines()))
    assert [row["selector"] for row in rows] == [
        "random",
        "filter",
        "cluster",
        "cluster-logprob",
        "codet",
        "oracle",
    ]
    assert {(row["run"], row["n"], row["k"]) for row in rows} == {("here", "10", "5")}
    root = ET.parse(tmp_path / "a.svg").getroot()  # noqa: S314 - our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    missing = call("curve", "here", "--csv", "no/such/a.csv")
    assert missing.exit_code == 2
    assert "no/such/a.csv cannot be written" in missing.stderr


@needs_sandbox
def test_a_problem_that_fails_is_named(contest, tmp_path):
    (tmp_path / "three.jsonl").write_text("\n".join(map(json.dumps, (LARGEST, BARE))))
    result = contest("--out", "here", benchmark="three.jsonl")
    assert result.exit_code == 1
    assert "Bare failed: Bare has no hidden tests" in result.stderr
    assert result.stdout.splitlines()[0] == "here: 1 problem"
    assert "Only 1 of the 2 problems of here are evaluated." in result.stdout
    assert contest("--out", "both").exit_code == 0
    side = call("curve", "here", "both", "--k", 5)
    assert "These folders hold different problems" in side.stdout


@needs_sandbox
def test_an_interrupt_says_how_to_go_on(contest, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(evaluate.Parts, "__call__", interrupted)
    result = contest("--out", "here")
    assert result.exit_code == 130
    assert result.stderr.startswith("Interrupted. here keeps what is done")


@needs_sandbox
def test_another_benchmark_in_the_folder_is_an_error(contest):
    assert contest("--out", "here").exit_code == 0
    result = contest("--out", "here", "--problems", 1)
    assert result.exit_code == 1
    assert "here holds another evaluation: sha256 is" in result.stderr


@pytest.mark.parametrize(
    ("low", "high", "cell", "last"),
    [
        (0.5, 0.9, "80.0 % [50.0, 90.0]", "95 % confidence intervals, resampling samples."),
        (0.5, 0.7, "80.0 % [50.0, 70.0]", "Ask for a smaller k."),
        (0.8 + 1e-12, 0.9, "80.0 % [80.0, 90.0]", "resampling samples."),
        (None, None, "filter  80.0 %", "curve --interval samples` gives one over samples."),
    ],
)
def test_what_is_said_of_intervals(low, high, cell, last):
    run = {"run": "here", "problems": 1, "losses": {}, "notes": []}
    point = {"run": "here", "selector": "filter", "n": 1, "k": 9, "rate": 0.8}
    report = {"run": "here", "runs": [run], "n": 1, "interval": "samples"}
    text = render({**report, "curves": [{**point, "low": low, "high": high}]})
    assert text.split("\n\n")[1].endswith(cell)
    assert text.endswith(last)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--selectors", "best"], "There is no selector 'best'"),
        (["--k", "10,many"], "--k 10,many should be numbers"),
        (["--k", "0"], "--k 0 should be numbers of samples, 1 or more"),
        (["--interval", "models"], "--interval models needs two folders"),
    ],
)
def test_wrong_questions(arguments, sentence):
    result = call("curve", "somewhere", *arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_folders_without_verdicts(tmp_path):
    result = call("curve", tmp_path)
    assert result.exit_code == 1
    assert "is not a run" in result.stderr

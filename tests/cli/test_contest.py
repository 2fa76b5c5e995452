import json
import shutil

import pytest
from click.testing import CliRunner

from alphagen.cli import contest as module
from alphagen.cli import contested, main
from alphagen.config import SolveConfig
from alphagen.errors import UsageError
from alphagen.execution import check_system
from alphagen.selection.budget import Budget, Policy

LARGEST = "Largest\n\nPrint the largest.\n\nSample Input\n1 2 7\n\nSample Output\n7\n"
ECHO = {"statement": "Print the number.", "examples": [{"input": "5\n", "output": "5\n"}]}
GOOD = "print(max(map(int, input().split())))"
LAST = "print(input().split()[-1])"
PROGRAMS = [[GOOD, LAST, GOOD] * 20, ["print(1)", "crash"] * 40, ["print(input())"] * 60]
needs_sandbox = pytest.mark.skipif(bool(check_system()), reason="cannot isolate programs here")


@pytest.fixture
def call(tmp_path, monkeypatch):
    """A folder with a statement, a file nobody can read, a folder and a Kattis package."""
    monkeypatch.chdir(tmp_path)
    problems = tmp_path / "round"
    (problems / "C package" / "data" / "sample").mkdir(parents=True)
    (problems / "A.txt").write_text(LARGEST)
    (problems / "B").mkdir()
    (problems / "B" / "problem.json").write_text(json.dumps(ECHO))
    (problems / "C package" / "problem.yaml").write_text("name: Echo\n")
    (problems / "C package" / "problem_statement").mkdir()
    (problems / "C package" / "problem_statement" / "problem.en.tex").write_text("Print it.")
    for ending in ("in", "ans"):
        (problems / "C package" / "data" / "sample" / f"1.{ending}").write_text("hello\n")
    (problems / "D.txt").write_text("Nothing to see.\n")
    (tmp_path / "programs").mkdir()
    for number, sources in enumerate(PROGRAMS):
        lines = [json.dumps({"source": source}) for source in sources]
        (tmp_path / "programs" / f"{number:04d}.jsonl").write_text("\n".join(lines))

    def invoke(*arguments):
        options = ["--replay", "programs", "--input-model", "none", "--set", "inputs=3"]
        return CliRunner().invoke(main, ["contest", "round", *options, *arguments])

    return invoke


@needs_sandbox
def test_a_folder_of_all_kinds(call, tmp_path):
    result = call("--budget", "200", "--out", "here")
    assert result.exit_code == 1, result.output
    assert "Left out D.txt: No example test was found in round/D.txt" in result.stderr
    head, *rows = result.stdout.splitlines()
    assert head.split()[:6] == ["problem", "status", "samples", "survivors", "clusters", "first"]
    assert rows[0].split()[:2] == ["A", "submitted"]
    assert rows[0].endswith("here/A/01.py")
    assert rows[1].startswith("B          nothing passed       80          0         0")
    assert rows[2].split()[:2] == ["C-package", "submitted"]
    assert rows[3].split()[:2] == ["D.txt", "unreadable"]
    assert rows[5].startswith("Submissions for 2 of 4 problems, from ")
    assert (tmp_path / "here" / "A" / "01.py").read_text() == GOOD
    assert (tmp_path / "here" / "A" / "02.py").read_text() == LAST
    assert (tmp_path / "here" / "C-package" / "01.py").read_text() == "print(input())"
    assert not (tmp_path / "here" / "B").exists()
    assert "There are submissions for" in (tmp_path / "here" / "report.html").read_text()


@needs_sandbox
def test_json_and_the_same_command_again(call, tmp_path):
    (tmp_path / "round" / "D.txt").unlink()
    first, second = call("--budget", "120", "--json"), call("--budget", "120", "--json")
    assert first.exit_code == second.exit_code == 0, first.output
    report = json.loads(first.stdout)
    assert first.stdout == second.stdout
    assert [(one["name"], one["status"]) for one in report["problems"]] == [
        ("A", "submitted"),
        ("B", "nothing passed"),
        ("C-package", "submitted"),
    ]
    assert report["contest"].startswith("runs/round-")
    a = report["problems"][0]
    assert a["submissions"][0]["path"] == f"{report['contest']}/A/01.py"
    assert (a["survivors"], a["clusters"]) == (a["samples"], 2)
    assert report["samples"] == sum(one["samples"] for one in report["problems"]) <= 120
    more = json.loads(call("--budget", "200", "--json").stdout)
    assert more["contest"] == report["contest"]
    assert more["samples"] > report["samples"]


@needs_sandbox
def test_each_problem_has_its_own_budget(call, tmp_path):
    (tmp_path / "round" / "D.txt").unlink()
    report = json.loads(call("--per-problem", "30", "--json").stdout)
    assert [one["samples"] for one in report["problems"]] == [30, 30, 30]


@needs_sandbox
def test_other_peoples_files_are_left_alone(call, tmp_path):
    (tmp_path / "here" / "B").mkdir(parents=True)
    for name in ("1.in", "notes.txt", "01.txt"):
        (tmp_path / "here" / "B" / name).write_text("mine")
    (tmp_path / "here" / "B" / "07.py").write_text("an old submission")
    call("--per-problem", "30", "--out", "here")
    left = {path.name for path in (tmp_path / "here" / "B").iterdir()}
    assert left == {"1.in", "notes.txt", "01.txt"}


@needs_sandbox
def test_no_submission_at_all(call, tmp_path):
    for name in ("A.txt", "D.txt"):
        (tmp_path / "round" / name).unlink()
    (tmp_path / "programs" / "0001.jsonl").write_text(json.dumps({"source": "crash"}))
    (tmp_path / "programs" / "0000.jsonl").write_text(json.dumps({"source": "crash"}))
    result = call("--per-problem", "30")
    assert result.exit_code == 3, result.output
    assert "Submissions for 0 of 2 problems" in result.stdout


@needs_sandbox
def test_a_problem_that_fails_is_named(call, tmp_path):
    assert call("--budget", "120", "--out", "here").exit_code == 1
    (tmp_path / "round" / "A.txt").write_text(LARGEST.replace("largest", "greatest"))
    result = call("--budget", "9k", "--out", "here", "--json")
    assert result.exit_code == 1
    a = json.loads(result.stdout)["problems"][0]
    assert a["status"] == "failed"
    assert "have changed since here/problems/0000-a was begun" in a["why"]


@needs_sandbox
def test_a_folder_that_is_lost_comes_back_from_its_copy(call, tmp_path):
    options = (
        "--budget",
        "200",
        "--out",
        "here",
        "--mirror",
        f"memory://{tmp_path.name}",
        "--json",
    )
    first = json.loads(call(*options).stdout)
    files = {file for file in (tmp_path / "here").rglob("*") if file.is_file()}
    shutil.rmtree(tmp_path / "here")
    shutil.rmtree(tmp_path / "programs")
    (tmp_path / "programs").mkdir()  # there is nothing to draw any more
    again = json.loads(call(*options).stdout)
    assert again == first
    assert {file for file in (tmp_path / "here").rglob("*") if file.is_file()} == files


def test_a_copy_that_cannot_be_is_named(call):
    result = call("--out", "here", "--mirror", "s4://bucket/here")
    assert result.exit_code == 2
    assert "--mirror s4://bucket/here cannot be used: Protocol not known: s4" in result.stderr


def test_an_interrupt_says_how_to_go_on(call, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(contested.ContestBars, "__enter__", interrupted)
    result = call("--out", "here")
    assert result.exit_code == 130
    assert "Interrupted. here keeps what is done; the same command" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--budget", "20m", "--per-problem", "5"], "give one of them, not both"),
        (["--policy", "adaptive"], "shares out a --budget: give one"),
        (["--samples", "500"], "give --budget 500 for all problems together"),
        (["--budget", "many"], "'many' is no budget: give samples, as 200k, or time"),
        (["--budget", "0"], "'0' is nothing to spend"),
        (["--budget", "5m samples"], "is no budget"),
        (["--budget", "47"], "--budget 47 is too little for 3 problems: each is given 16 samples"),
        (["--budget", "47"], "at least, so give 48 or more, or smaller chunks (--set chunk_size="),
        (["--budget", "2", "--policy", "uniform"], "3 problems: each is given 1 sample at least"),
        (["--out", "round"], "round would lie among the problems"),
        (["--out", "round/out"], "name a folder elsewhere (--out)"),
    ],
)
def test_wrong_usage(call, arguments, message):
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize(
    ("text", "samples", "seconds"),
    [
        ("20m", None, 1200),
        ("90s", None, 90),
        ("2h", None, 7200),
        ("0.5h", None, 1800),
        ("5 min", None, 300),
        ("200k", 200_000, None),
        ("200000", 200_000, None),
        ("200k samples", 200_000, None),
        (" 1.5K ", 1500, None),
    ],
)
def test_amounts(text, samples, seconds):
    assert contested.parse_amount(text) == Budget(samples, seconds)


def test_amounts_that_are_none():
    for text in ("", "m", "-5", "1e3", "5 m samples", "1h30m", "inf"):
        with pytest.raises(UsageError):
            contested.parse_amount(text)


def test_chunks_suit_the_budget(tmp_path):
    def size(samples, problems, policy=Policy.ADAPTIVE, **settings):
        config = SolveConfig(**settings)
        return module.in_chunks(
            config, tmp_path, Budget(samples, None, policy), problems
        ).chunk_size

    assert [size(n, 10) for n in (100, 3000, 10_000, 10**6)] == [16, 32, 64, 512]
    assert size(3000, 10, Policy.UNIFORM) == size(None, 10) == 512
    assert size(3000, 10, chunk_size=100) == 100


def test_bars_show_the_budget_and_the_problem(capsys, monkeypatch):
    from alphagen.selection.budget import Standing

    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with contested.ContestBars(Budget(samples=1000)) as bars:
        bars("A", [Standing(500)])("running", 3, 10)
        bars("B", [Standing(900)])("running", 30, 60)
    shown = capsys.readouterr().err
    assert "900/1000 sample" in shown
    assert "B: 30/60" in shown

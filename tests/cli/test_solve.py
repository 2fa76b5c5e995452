import json

import pytest
from click.testing import CliRunner

from alphagen.cli import main, solve
from alphagen.core import Judgement, Problem, Verdict
from alphagen.execution import check_system
from alphagen.pipeline import loading
from alphagen.runs import Run
from alphagen.sampling.replay import ReplaySampler

STATEMENT = """\
Largest

Print the largest of n numbers.

Input
The first line holds n, the second line n numbers.

Output
Print one number.

Sample Input
3
1 2 7

Sample Output
7
"""
GOOD = "n = int(input())\nprint(max(map(int, input().split())))\n"
LAST = "n = int(input())\nprint(input().split()[-1])\n"
needs_sandbox = pytest.mark.skipif(bool(check_system()), reason="cannot isolate programs here")


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "largest.txt").write_text(STATEMENT)

    def invoke(*arguments, programs=(GOOD, GOOD + "\n", LAST, "print(1)"), stdin=None):
        lines = [json.dumps({"source": source}) for source in programs]
        (tmp_path / "programs.jsonl").write_text("\n".join(lines))
        replay = [] if "--model" in arguments else ["--replay", "programs.jsonl"]
        return CliRunner().invoke(main, ["solve", *replay, *arguments], input=stdin)

    return invoke


@needs_sandbox
def test_the_report_and_the_files(call, tmp_path):
    result = call("largest.txt", "--out", "here", "--set", "inputs=3")
    assert result.exit_code == 0, result.output
    first, blank, head, *rows = result.stdout.splitlines()
    assert first == "Largest: 4 samples, 4 distinct programs, 3 passed the examples, 2 clusters."
    assert (blank, head) == ("", "rank  cluster  share  file")
    assert rows[0].split() == ["1", "2", "67%", "here/submissions/01.py"]
    assert rows[1].split() == ["2", "1", "33%", "here/submissions/02.py"]
    assert rows[-1].startswith("Time: sampling ")
    assert rows[-1].endswith(" s. Run: here")
    files = sorted((tmp_path / "here" / "submissions").iterdir())
    assert [file.name for file in files] == ["01.py", "02.py", "03.py"]
    assert files[0].read_text() in (GOOD, GOOD + "\n")
    assert files[1].read_text() == LAST


@needs_sandbox
def test_json_is_one_object_and_the_run_is_reused(call, tmp_path):
    result = call("-", "--json", "--set", "inputs=3", stdin=STATEMENT)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["problem"]["title"] == "Largest"
    key = report["problem"]["key"]
    assert report["run"] == f"runs/largest-{key}"
    counts = {name: report[name] for name in ("samples", "unique", "survivors", "clusters")}
    assert counts == {"samples": 4, "unique": 4, "survivors": 3, "clusters": 2}
    first = {"rank": 1, "path": f"runs/largest-{key}/submissions/01.py", "language": "python3"}
    assert report["submissions"][0] == first | {"cluster": 0, "cluster_size": 2}
    assert set(report["seconds"]) == {"sampling", "running", "inputs", "clustering"}
    again = json.loads(call("largest.txt", "--json", "--set", "inputs=3").stdout)
    assert again["submissions"] == report["submissions"]
    fewer = call("largest.txt", "--json", "--set", "inputs=3", "--submissions", "1")
    assert len(json.loads(fewer.stdout)["submissions"]) == 1
    assert len(list((tmp_path / report["run"] / "submissions").iterdir())) == 1


@needs_sandbox
def test_nothing_passes(call):
    result = call("largest.txt", "--json", programs=["print(1)", "crash"])
    assert result.exit_code == 3
    assert json.loads(result.stdout)["submissions"] == []
    assert "No program passed the examples (WA 1, RTE 1)." in result.stderr
    assert "Replay other programs, and check" in result.stderr
    assert "--temperature" not in result.stderr
    assert "alphagen show largest.txt" in result.stderr


@needs_sandbox
def test_another_run_in_the_folder_is_an_error(call):
    assert call("largest.txt", "--out", "here", "--set", "inputs=0").exit_code == 0
    result = call("largest.txt", "--out", "here", "--set", "inputs=0", "--seed", "5")
    assert result.exit_code == 1
    assert "here holds another run: seed is 0 there and 5 here" in result.stderr


def test_wrong_settings_are_usage_errors(call):
    assert call("largest.txt", "--samples", "0").exit_code == 2
    result = call("largest.txt", "--set", "sample=3")
    assert result.exit_code == 2
    assert "did you mean `samples`?" in result.stderr


def test_an_interrupt_says_how_to_go_on(call, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(solve, "make", interrupted)
    result = call("largest.txt", "--out", "here")
    assert result.exit_code == 130
    assert result.stderr == "Interrupted. here keeps what is done; the same command continues it.\n"


@needs_sandbox
def test_a_finished_run_is_shown_without_its_model(call, monkeypatch):
    loaded = []

    def load(name, config):
        loaded.extend(name)
        return ReplaySampler([GOOD], chunk_size=config.chunk_size, name=name[0])

    monkeypatch.setattr(loading, "load_sampler", load)
    arguments = ["largest.txt", "--model", "some", "--input-model", "none", "--set", "inputs=2"]
    first, second = call(*arguments), call(*arguments)
    assert first.exit_code == second.exit_code == 0, first.output
    assert first.stdout == second.stdout
    assert loaded == ["some"]
    assert call(*arguments, "--samples", "2").exit_code == 0
    assert loaded == ["some", "some"]
    (next(iter(solve.Path("runs").iterdir())) / "submissions.json").write_text("{}")
    assert (
        call(*arguments, "--samples", "2").stdout.splitlines()[:-1]
        == (first.stdout.splitlines()[:-1])
    )
    assert loaded == ["some"] * 3


@needs_sandbox
def test_a_finished_run_is_not_shown_for_other_rules_or_without_its_records(
    call, tmp_path, monkeypatch
):
    def load(name, config):
        return ReplaySampler([GOOD], chunk_size=config.chunk_size, name=name[0])

    monkeypatch.setattr(loading, "load_sampler", load)
    problem = {"statement": "Print the largest.", "examples": [{"input": "1\n2\n", "output": "2"}]}
    file = tmp_path / "one.json"
    arguments = ["one.json", "--model", "some", "--input-model", "none", "--out", "here"]
    file.write_text(json.dumps(problem))
    first = call(*arguments)
    assert first.exit_code == 0, first.output
    (tmp_path / "here" / "samples" / "chunk-000000.parquet").write_bytes(b"")
    again = call(*arguments)
    assert again.stdout.splitlines()[:-1] == first.stdout.splitlines()[:-1]
    assert (tmp_path / "here" / "samples" / "chunk-000000.parquet").read_bytes()
    file.write_text(json.dumps(problem | {"rules": {"strict": True}}))
    result = call(*arguments)
    assert result.exit_code == 1
    assert "here holds another run: rules is None there and " in result.stderr


def test_more_time_is_advised_where_programs_ran_out_of_it(tmp_path):
    settings = {"limits": {"python3": [1.5, 0]}}
    run = Run.open(tmp_path, Problem("", ()), settings)
    for verdict, expected in (Verdict.WA, False), (Verdict.TLE, True):
        run.judgements.write(0, [(0, Judgement((verdict,), (), 1))])
        for replay in (None, tmp_path):
            said = solve.advice(run, {"samples": 1}, "p", replay)
            assert ("all of it (--cpu-limit 1.5), and check" in said) is expected


def test_bars_follow_the_stages(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with solve.Bars() as bars:
        bars("sampling", 1, 2)
        bars("running", 1, 2)
        bars("sampling", 2, 2)
    shown = capsys.readouterr().err
    assert "sampling  : 100%" in shown
    assert "running   :  50%" in shown


def test_runs_are_named_after_files_and_titles():
    assert solve.run_name("a/01-Market stall.txt", Problem("", ())) == "01-market-stall"
    assert solve.run_name("-", Problem("", (), title="A. Sum (easy)")) == "a-sum-easy"
    assert solve.run_name("-", Problem("", ())) == "problem"


@needs_sandbox
def test_models_whose_programs_do_not_pass_are_asked_for_more(call, monkeypatch):
    monkeypatch.setattr(loading, "load_sampler", lambda *_: ReplaySampler(["print(1)"]))
    result = call("largest.txt", "--model", "some", "--input-model", "none")
    assert result.exit_code == 3
    assert "--samples 1000 continues this run), a higher --temperature" in result.stderr


@pytest.mark.parametrize(
    ("sandbox", "last"),
    [("bubblewrap", "Time: . Run: here"), ("weak", "Time: . Sandbox: weak. Run: here")],
)
def test_a_sandbox_that_is_not_the_best_is_named(sandbox, last):
    counts = dict.fromkeys(("samples", "unique", "survivors", "clusters", "unjudged"), 0)
    report = {**counts, "failures": {}, "submissions": [], "seconds": {}, "run": "here"}
    shown = solve.render({**report, "problem": {"title": "Sum"}, "sandbox": sandbox})
    assert shown.splitlines()[-1] == last


def test_numbers_out_of_range_begin_no_run(call, tmp_path):
    result = call("largest.txt", "--cpu-limit", "1e300", "--out", "here")
    assert result.exit_code == 2
    assert "`cpu_limit` is 1e+300, but it should be less than or equal to 86400" in result.stderr
    assert not (tmp_path / "here").exists()

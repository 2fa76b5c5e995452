import json
from dataclasses import replace

import pytest

from alphagen.core import (
    Checker,
    ExecutionResult,
    Judgement,
    Language,
    Metadata,
    Problem,
    Program,
    Prompt,
    Protocol,
    Rules,
    Sample,
    Status,
    Submission,
    Verdict,
)
from alphagen.core import TestCase as Case
from alphagen.errors import RunError
from alphagen.runs import Run

PROBLEM = Problem(
    "Add.", (Case("1 2\n", "3\n"),), hidden=(Case("40 2", "secret"),), title="Sum", tags=("math",)
)
SETTINGS = {"seed": 0, "sampler": "replay"}
PROMPT = Prompt("", Metadata(None, (), Language.PYTHON3))


def samples(*indices):
    return [Sample(i, PROMPT, f"print({i})", 0, 1.0) for i in indices]


def test_a_run_is_opened_again_with_the_same_settings(tmp_path):
    run = Run.open(tmp_path / "a" / "b", PROBLEM, SETTINGS)
    run.samples.write(0, samples(0, 1), seed=5)
    again = Run.open(tmp_path / "a" / "b", PROBLEM, dict(reversed(SETTINGS.items())))
    assert again.manifest == run.manifest
    assert again.samples.read(0) == samples(0, 1)
    assert again.samples.about(0) == {"stage": "samples", "chunk": 0, "size": 2, "seed": 5}
    assert Run.read(tmp_path / "a" / "b").problem == PROBLEM.public()


def test_rules_are_kept(tmp_path):
    program = Program("int main() {}", Language.CPP)
    rules = Rules(tolerance=1e-6, checker=Checker(program, Protocol.KATTIS, ("a", "b")))
    problem = replace(PROBLEM, rules=rules)
    assert Run.open(tmp_path, problem, SETTINGS).problem == problem.public()


def test_hidden_tests_are_not_written(tmp_path):
    Run.open(tmp_path, PROBLEM, SETTINGS)
    assert "secret" not in (tmp_path / "manifest.json").read_text()


def test_what_differs_is_named(tmp_path):
    Run.open(tmp_path, PROBLEM, SETTINGS)
    with pytest.raises(RunError, match=r"seed is 0 there and 1 here\. Name another"):
        Run.open(tmp_path, PROBLEM, SETTINGS | {"seed": 1})
    with pytest.raises(RunError, match=r"problem_key is .*; sampler is 'replay' there and None"):
        Run.open(tmp_path, Problem("Subtract.", ()), {"seed": 0})


def test_directories_that_are_no_runs_are_refused(tmp_path):
    with pytest.raises(RunError, match="is not a run: it has no manifest"):
        Run.read(tmp_path)
    (tmp_path / "samples").mkdir()
    with pytest.raises(RunError, match="holds samples but no manifest"):
        Run.open(tmp_path, PROBLEM, SETTINGS)
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match=r"file/manifest\.json \(Not a directory\)"):
        Run.read(tmp_path / "file")
    for content in ("", "[]", "{}"):
        (tmp_path / "manifest.json").write_text(content)
        with pytest.raises(RunError, match="Cannot read"):
            Run.open(tmp_path, PROBLEM, SETTINGS)
    (tmp_path / "manifest.json").write_text('{"format": 99}')
    with pytest.raises(RunError, match="has layout 99"):
        Run.open(tmp_path, PROBLEM, SETTINGS)


def test_a_disk_that_refuses_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match=r"Cannot write .*manifest\.json: "):
        Run.open(tmp_path / "file", PROBLEM, SETTINGS)


def test_shards_are_listed_read_and_replaced(tmp_path):
    run = Run.open(tmp_path, PROBLEM, SETTINGS)
    assert run.samples.indices() == []
    assert run.samples.read(0) is None
    run.samples.write(10, samples(20))
    run.samples.write(2, samples(4, 5))
    run.samples.write(10, samples(20, 21))
    assert run.samples.indices() == [2, 10]
    assert list(run.samples) == samples(4, 5, 20, 21)
    run.samples.remove(2)
    run.samples.remove(3)
    assert run.samples.indices() == [10]
    run.inputs.write(0, ["1 2\n", ""])
    run.signatures.write(0, [("ab", ("1", "<TLE>")), ("cd", ())])
    assert run.inputs.read(0) == ["1 2\n", ""]
    assert run.signatures.read(0) == [("ab", ("1", "<TLE>")), ("cd", ())]
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize("damage", ["empty", "half", "flipped", "renamed", "other"])
def test_a_damaged_shard_is_reported_and_made_again(tmp_path, damage, caplog):
    run = Run.open(tmp_path, PROBLEM, SETTINGS)
    run.samples.write(3, samples(*range(64)))
    file = tmp_path / "samples" / "chunk-000003.parquet"
    content = bytearray(file.read_bytes())
    if damage == "flipped":
        content[len(content) // 8] ^= 1
    changed = {"empty": b"", "half": content[: len(content) // 2], "other": b"PAR1" * 40}
    file.write_bytes(changed.get(damage, content))
    if damage == "renamed":
        file.rename(file.with_name("chunk-000004.parquet"))
    index = 4 if damage == "renamed" else 3
    assert run.samples.read(index) is None
    assert f"chunk-{index:06d}.parquet is damaged" in caplog.text
    assert run.samples.indices() == []
    assert [f.name for f in file.parent.iterdir()] == [f"chunk-{index:06d}.parquet.broken"]
    run.samples.write(3, samples(1))
    assert run.samples.read(3) == samples(1)


def test_submissions_are_frozen(tmp_path):
    run = Run.open(tmp_path, PROBLEM, SETTINGS)
    with pytest.raises(RunError, match="has no submissions yet"):
        run.read_submissions()
    chosen = [Submission(1, Program("print('é')", Language.PYTHON3), 0, 7)]
    digest = run.write_submissions(chosen, samples=100)
    assert run.read_submissions() == chosen
    assert run.about_submissions() == {"samples": 100, "sha256": digest}
    file = tmp_path / "submissions.json"
    held = json.loads(file.read_text())
    assert (held["samples"], held["sha256"]) == (100, digest)
    held["submissions"][0]["source"] = "print(2)"
    file.write_text(json.dumps(held))
    with pytest.raises(RunError, match="its hash does not fit"):
        run.read_submissions()


def test_hidden_verdicts_wait_for_the_submissions(tmp_path):
    run = Run.open(tmp_path, PROBLEM, SETTINGS)
    runs = (
        ExecutionResult(Status.OK, "", "", 0.5, 0.75, 99),
        ExecutionResult(Status.RTE, "", "no"),
    )
    verdicts = [
        ("ab", Judgement((Verdict.AC, Verdict.RTE), runs, 3)),
        ("cd", Judgement((), (), 0)),
    ]
    with pytest.raises(RunError, match="has no submissions yet"):
        run.hidden.write(0, verdicts)
    assert not (tmp_path / "hidden").exists()
    run.write_submissions([])
    run.hidden.write(0, verdicts)
    assert Run.read(tmp_path).hidden.read(0) == verdicts
    content = json.loads((tmp_path / "submissions.json").read_text())
    content["submissions"].append({"rank": 1})
    (tmp_path / "submissions.json").write_text(json.dumps(content))
    with pytest.raises(RunError, match="its hash does not fit"):
        run.hidden.write(1, verdicts)
    assert run.hidden.indices() == [0]

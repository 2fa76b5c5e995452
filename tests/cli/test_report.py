import json

import pytest
from click.testing import CliRunner

from alphagen.cli import main
from alphagen.core import (
    Judgement,
    Language,
    Metadata,
    Problem,
    Program,
    Prompt,
    Sample,
    Submission,
    Verdict,
)
from alphagen.core import TestCase as Case
from alphagen.runs import Run

PROMPT = Prompt("", Metadata(None, (), Language.PYTHON3))


@pytest.fixture
def folder(tmp_path):
    """A run of one sample, which passes the example."""
    problem = Problem("Print 4 <b>times</b>.", (Case("2\n", "4\n"),), title="Four")
    run = Run.open(tmp_path / "run", problem, {"sampler": "by hand"})
    program = Program("print(4)", Language.PYTHON3)
    run.samples.write(0, [Sample(0, PROMPT, "print(4)", 0, 1.0, program=program, tokens=5)])
    run.judgements.write(0, [(0, Judgement((Verdict.AC,), (), 1))])
    run.signatures.write(0, [(program.hash, ())])
    run.write_submissions(
        [Submission(1, program, 0, 1)],
        config={"samples": 1, "max_survivors": 10},
        seconds={"sampling": 1.5},
        sandbox="bubblewrap",
        **dict.fromkeys(("samples", "programs", "unique", "survivors", "clusters"), 1),
        unjudged=0,
        inputs=0,
        failures={},
    )
    return run.path


def call(*arguments):
    return CliRunner().invoke(main, ["report", *map(str, arguments)])


def test_the_page_goes_into_the_folder_of_the_run(folder):
    result = call(folder)
    assert (result.exit_code, result.output) == (0, f"{folder}/report.html\n")
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "<h1>Four</h1>" in page
    assert "Print 4 &lt;b&gt;times&lt;/b&gt;." in page
    assert "<dt>tokens written</dt><dd>5</dd>" in page


def test_another_file_and_json(folder, tmp_path):
    file = tmp_path / "deep" / "page.html"
    result = call(folder, "--out", file, "--programs", 0, "--json")
    assert json.loads(result.output) == {"run": str(folder), "report": str(file), "problems": 1}
    assert "1 more program in the folder of the run" in file.read_text(encoding="utf-8")
    assert not (folder / "report.html").exists()


def test_what_is_no_run_is_refused(tmp_path):
    result = call(tmp_path)
    assert result.exit_code == 1
    assert result.output == f"Error: {tmp_path} is not a run: it has no manifest.json.\n"

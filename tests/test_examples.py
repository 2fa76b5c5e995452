"""The problems in ``examples/`` are whole: their samples, hidden tests and solutions agree."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden" / "examples"
EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))

# Runs a program on many inputs in one interpreter: {"source", "inputs"} in, a list of outputs out.
RUN = """
import contextlib, io, json, sys
job = json.load(sys.stdin)
outputs = []
for text in job["inputs"]:
    sys.stdin = io.StringIO(text)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(job["source"], "solution", "exec"), {"__name__": "__main__"})
    outputs.append(out.getvalue())
json.dump(outputs, sys.stdout)
"""


def golden(example: Path) -> dict[str, list[dict[str, str]]]:
    return json.loads((GOLDEN / f"{example.stem}.json").read_text(encoding="utf-8"))


def outputs(source: str, inputs: list[str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        input=json.dumps({"source": source, "inputs": inputs}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_there_are_ten() -> None:
    assert len(EXAMPLES) == 10
    assert {path.stem for path in GOLDEN.iterdir()} == {path.stem for path in EXAMPLES}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_solution_agrees_with_every_test(example: Path) -> None:
    problem = golden(example)
    tests = problem["examples"] + problem["hidden"]
    source = (GOLDEN / f"{example.stem}.py").read_text(encoding="utf-8")
    assert outputs(source, [test["input"] for test in tests]) == [test["output"] for test in tests]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_hidden_tests_say_more_than_the_examples(example: Path) -> None:
    problem = golden(example)
    hidden = [test["input"] for test in problem["hidden"]]
    assert len(set(hidden)) == len(hidden) >= 8
    assert not set(hidden) & {test["input"] for test in problem["examples"]}
    assert len({test["output"] for test in problem["hidden"]}) > 1


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_samples_stand_in_the_text(example: Path) -> None:
    text = " ".join(example.read_text(encoding="utf-8").split())
    for test in golden(example)["examples"]:
        assert " ".join(test["input"].split()) in text
        assert " ".join(test["output"].split()) in text

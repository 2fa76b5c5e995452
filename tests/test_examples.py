"""The problems in ``examples/`` are whole: their samples, hidden tests and solutions agree."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

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


def golden(example: Path) -> dict[str, Any]:
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


def shown(path: Path) -> dict[str, Any]:
    """Read a problem with ``alphagen show``, in a process that is stopped if it hangs."""
    done = subprocess.run(
        [sys.executable, "-m", "alphagen", "show", "--json", str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def words(tests: list[dict[str, str]]) -> list[tuple[list[str], list[str]]]:
    return [(test["input"].split(), test["output"].split()) for test in tests]


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
def test_text_is_read_as_it_is_meant(example: Path) -> None:
    read, meant = shown(example), golden(example)
    assert read["title"] == meant["title"]
    assert words(read["examples"]) == words(meant["examples"])
    assert read["hidden"] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_golden_file_is_read_whole(example: Path) -> None:
    read, meant = shown(GOLDEN / f"{example.stem}.json"), golden(example)
    assert {key: read[key] for key in meant} == meant

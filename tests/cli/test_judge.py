import json

import pytest
from click.testing import CliRunner

from alphagen.cli import main
from alphagen.core import ExecutionResult, Language, Program, Status
from alphagen.execution import FakeExecutor

PROBLEM = {
    "statement": "Add two numbers.",
    "examples": [{"input": "1 2\n", "output": "3\n"}],
    "hidden": [{"input": "3 4\n", "output": "7\n"}, {"input": "0 0\n", "output": "0\n"}],
}


def behave(program: Program, text: str):
    """Add, print a constant, or fail: the source says which."""
    a, b = map(int, text.split())
    if program.source in Status.__members__:
        return Status(program.source)
    answer = str(a + b) if program.source == "add" else program.source
    return ExecutionResult(Status.OK, answer, "warned", 0.25, 0.5, 3 << 20, 0)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    seen = []

    class Fake(FakeExecutor):
        tier = "none"

        def __init__(self, tier):
            assert tier is None
            super().__init__(behave)

        def run(self, program, inputs, limits, **options):
            seen.append((program, len(inputs), limits))
            return super().run(program, inputs, limits, **options)

    monkeypatch.setattr("alphagen.execution.SandboxExecutor", Fake)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "problem.json").write_text(json.dumps(PROBLEM))
    (tmp_path / "add.py").write_text("add")
    (tmp_path / "three.cpp").write_text("3")
    return seen


def judge(*arguments):
    return CliRunner().invoke(main, ["judge", "problem.json", *arguments])


@pytest.mark.usefixtures("folder")
def test_table():
    result = judge("three.cpp", "add.py")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "WA  three.cpp  (1 of 3 tests)",
        "    test 1    AC     0.250 s     3.0 MiB  warned",
        "    test 2    WA     0.250 s     3.0 MiB  warned",
        "    test 3    WA     0.250 s     3.0 MiB  warned",
        "AC  add.py  (3 of 3 tests)",
        "    test 1    AC     0.250 s     3.0 MiB  warned",
        "    test 2    AC     0.250 s     3.0 MiB  warned",
        "    test 3    AC     0.250 s     3.0 MiB  warned",
        "Sandbox: none.",
    ]


@pytest.mark.usefixtures("folder")
def test_json():
    result = judge("add.py", "three.cpp", "--json", "--stop")
    ac = {"verdict": "AC", "cpu_s": 0.25, "wall_s": 0.5, "memory_bytes": 3 << 20}
    assert json.loads(result.stdout) == [
        {"program": "add.py", "verdict": "AC", "tests": [ac] * 3, "sandbox": "none"},
        {
            "program": "three.cpp",
            "verdict": "WA",
            "tests": [ac, ac | {"verdict": "WA"}],
            "sandbox": "none",
        },
    ]


@pytest.mark.usefixtures("folder")
def test_examples_only():
    assert judge("three.cpp", "--examples-only").stdout.startswith("AC  three.cpp  (1 of 1 tests)")


def test_a_folder_of_thousands_of_programs(folder, tmp_path):
    (tmp_path / "many").mkdir()
    for n in range(2000):
        (tmp_path / "many" / f"{n:04}.py").write_text("add" if n % 2 else "3")
    (tmp_path / "many" / "notes.txt").write_text("no program")
    rows = json.loads(judge("many", "--json", "--examples-only").stdout)
    assert [row["program"] for row in rows] == [f"many/{n:04}.py" for n in range(2000)]
    assert {row["verdict"] for row in rows} == {"AC"}
    assert len(folder) == 2


def test_limits(folder):
    judge("add.py", "three.cpp", "--workers", "1")
    judge("add.py", "three.cpp", "--workers", "1", "--time-limit", "1.5")
    assert [limits.cpu_s for _, _, limits in folder] == [10.0, 2.0, 1.5, 1.5]


def test_language(folder, tmp_path):
    (tmp_path / "three.txt").write_text("3")
    result = judge("three.txt")
    assert result.exit_code == 2
    assert "three.txt: the language is unknown" in result.stderr
    assert judge("three.txt", "--language", "cpp").exit_code == 0
    assert folder[-1][0].language is Language.CPP


@pytest.mark.usefixtures("folder")
def test_what_could_not_be_judged_is_a_failure(tmp_path):
    (tmp_path / "odd.py").write_text("JE")
    result = judge("odd.py", "add.py")
    assert result.exit_code == 1
    assert result.stdout.startswith("JE  odd.py")
    assert "AC  add.py" in result.stdout


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.py"], "nowhere.py: no such file or folder."),
        (["empty"], "empty: no programs in this folder"),
        ([], "Missing argument 'PROGRAM...'"),
        (["add.py", "--time-limit", "0"], "--time-limit"),
        (["add.py", "--time-limit", "nan"], "nan is not a finite number"),
        (["add.py", "--time-limit", "inf"], "0<x<=86400"),
        (["add.py", "--time-limit", "1e10"], "0<x<=86400"),
    ],
)
def test_wrong_usage(tmp_path, arguments, message):
    (tmp_path / "empty").mkdir()
    result = judge(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.usefixtures("folder")
def test_the_problem_may_come_from_standard_input():
    text = json.dumps(PROBLEM)
    result = CliRunner().invoke(main, ["judge", "-", "add.py"], input=text)
    assert result.stdout.startswith("AC  add.py  (3 of 3 tests)")


def test_for_real(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "problem.json").write_text(json.dumps(PROBLEM))
    (tmp_path / "add.py").write_text("print(sum(map(int, input().split())))")
    (tmp_path / "loop.py").write_text("while True:\n    pass")
    result = judge("add.py", "loop.py", "--time-limit", "0.2", "--json")
    assert [row["verdict"] for row in json.loads(result.stdout)] == ["AC", "TLE"]
    assert judge("add.py", "--time-limit", "86400").stdout.startswith("AC")

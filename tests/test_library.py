"""``import alphagen`` is the library: light, typed, complete."""

import ast
from pathlib import Path

import pytest

import alphagen
from alphagen.execution import FakeExecutor

ROOT = Path(__file__).resolve().parent.parent
SQUARE = alphagen.Problem(
    "Print the square.", (alphagen.TestCase("2", "4"),), hidden=(alphagen.TestCase("3", "9"),)
)


def fake(program, text):
    return str(eval(program.source, {"n": int(text)}))  # noqa: S307 - ours


def test_every_name_is_there_and_documented():
    for name in alphagen.__all__:
        value = getattr(alphagen, name)
        assert value.__doc__, name
        assert value.__name__ == name
        assert name in dir(alphagen)


def test_the_stub_names_the_same_homes():
    stub = ast.parse((ROOT / "alphagen" / "__init__.pyi").read_text(encoding="utf-8"))
    homes = {
        alias.name: node.module
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert homes == alphagen._HOME
    listed = next(node.value for node in stub.body if isinstance(node, ast.Assign) and node.targets)
    assert ast.literal_eval(listed) == alphagen.__all__


def test_what_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'alphagen' has no attribute 'sovle'"):
        _ = alphagen.sovle


def test_judge_runs_examples_and_hidden_tests():
    executor = FakeExecutor(fake)
    right = alphagen.judge(SQUARE, "n * n", executor=executor)
    wrong = alphagen.judge(SQUARE, "n + n", executor=executor, stop_at_failure=False)
    assert (right.accepted, right.total) == (True, 2)
    assert [str(verdict) for verdict in wrong.verdicts] == ["AC", "WA"]
    one = alphagen.judge(SQUARE, "n + n", tests=SQUARE.examples, executor=executor)
    assert one.accepted


def test_solve_keeps_nothing_unless_asked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sampler = alphagen.ReplaySampler(["n * n", "n + n", "n * n", "0 * n"])
    parts = {"model": sampler, "input_model": None, "executor": FakeExecutor(fake), "inputs": 4}
    solution = alphagen.solve(SQUARE, **parts)
    assert [one.program.source for one in solution.submissions] == ["n * n", "n + n"]
    assert list(tmp_path.iterdir()) == []
    kept = alphagen.solve(SQUARE, **parts, out="here")
    assert kept.sha256 == solution.sha256
    assert [s.text for s in alphagen.Run.read(Path("here")).samples][:2] == ["n * n", "n + n"]


def test_settings_are_checked():
    with pytest.raises(alphagen.AlphagenError, match="did you mean `samples`"):
        alphagen.solve(SQUARE, sample=3)
    with pytest.raises(alphagen.AlphagenError, match=r"no-such\.txt does not exist"):
        alphagen.solve("no-such.txt")
    with pytest.raises(alphagen.AlphagenError, match="There is no model 'nothing'"):
        alphagen.solve(SQUARE, model="nothing", executor=FakeExecutor(fake))

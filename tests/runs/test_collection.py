import json

import pytest

from alphagen.core import Problem
from alphagen.errors import RunError
from alphagen.runs import Evaluation, Run

SETTINGS = {"benchmark": "toy", "models": ["bundled"]}


def test_an_evaluation_is_opened_again(tmp_path):
    first = Evaluation.open(tmp_path / "e", ["One: Two", "?"], SETTINGS, config={"samples": 10})
    assert first.manifest["versions"]["alphagen"]
    assert (first.manifest["problems"], first.manifest["settings"]) == (["One: Two", "?"], SETTINGS)
    again = Evaluation.open(tmp_path / "e", ["One: Two", "?"], SETTINGS, config={"samples": 20})
    held = json.loads((tmp_path / "e" / "evaluation.json").read_text())
    assert again.manifest == held == first.manifest | {"config": {"samples": 20}}
    assert Evaluation.read(tmp_path / "e").manifest == held


def test_what_differs_is_named(tmp_path):
    Evaluation.open(tmp_path, [], SETTINGS)
    with pytest.raises(
        RunError, match=r"another evaluation: models is \['bundled'\] there and \['x'"
    ):
        Evaluation.open(tmp_path, [], SETTINGS | {"models": ["x"]})
    Run.open(tmp_path / "run", Problem("s", ()), {})
    with pytest.raises(RunError, match="holds a single run"):
        Evaluation.open(tmp_path / "run", [], SETTINGS)
    with pytest.raises(RunError, match=r"is not an evaluation: it has no evaluation\.json"):
        Evaluation.read(tmp_path / "run")


def test_runs_are_named_by_number_and_problem(tmp_path):
    evaluation = Evaluation.open(tmp_path, ["A. Sum (easy)", "?", "c" * 90], SETTINGS)
    paths = [evaluation.run_path(number) for number in range(3)]
    assert [p.name for p in paths] == ["0000-a-sum-easy", "0001", "0002-" + "c" * 40]
    assert list(evaluation.runs()) == []
    Run.open(paths[1], Problem("s", ()), {})
    assert [(name, run.path) for name, run in evaluation.runs()] == [("?", paths[1])]

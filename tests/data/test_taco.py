import json

import pytest

from alphagen.core import Language, Program
from alphagen.core import TestCase as Case
from alphagen.data.benchmarks import read_benchmark
from alphagen.data.taco import read_taco

ROW = {
    "question": "Add.\n\n-----Examples-----\nInput\n1 2\n\nOutput\n3\n",
    "solutions": json.dumps(["print(3)"]),
    "starter_code": "",
    "input_output": json.dumps({"inputs": ["1 2\n", "4 5\n"], "outputs": ["3\n", "9\n"]}),
    "difficulty": "EASY",
    "raw_tags": "['math', 'greedy']",
    "name": "Sum",
    "source": "codeforces",
    "tags": "['Mathematics']",
    "url": "https://example.org/1",
    "time_limit": "2.0 seconds",
    "memory_limit": "256.0 megabytes",
    "date": "2019-12-31",
}


def test_a_row():
    row = read_taco(ROW)
    problem = row.problem
    assert (row.name, row.difficulty) == ("TACO/Sum", "EASY")
    assert row.solutions == (Program("print(3)", Language.PYTHON3),)
    assert (problem.title, problem.tags, problem.date) == ("Sum", ("math", "greedy"), "2019-12-31")
    assert (problem.time_limit_s, problem.memory_limit_bytes) == (2.0, 256_000_000)
    assert problem.hidden == (Case("4 5\n", "9\n"),)


@pytest.mark.parametrize("nothing", [None, "", "unknown", "[unclosed"])
def test_what_is_missing_is_left_out(nothing):
    keys = ("raw_tags", "name", "time_limit", "memory_limit", "date")
    row = read_taco(ROW | dict.fromkeys(keys, nothing))
    assert (row.problem.time_limit_s, row.problem.memory_limit_bytes) == (None, None)
    assert row.problem.tags == ()


def test_a_file_is_told_from_apps(tmp_path):
    path = tmp_path / "train.jsonl"
    path.write_text(json.dumps(ROW) + "\n")
    assert [row.name for row in read_benchmark(str(path))] == ["TACO/Sum"]

import base64
import json
import pickle
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.core import ORDINARY
from alphagen.core import TestCase as Case
from alphagen.data import livecodebench
from alphagen.data.livecodebench import read_livecodebench, unpacked
from alphagen.errors import ProblemError


def packed(value, protocol=4):
    return base64.b64encode(zlib.compress(pickle.dumps(value, protocol))).decode()


def cases(*pairs, kind="stdin"):
    return json.dumps([{"input": a, "output": b, "testtype": kind} for a, b in pairs])


ROW = {
    "question_title": "Sum",
    "question_content": "Add.\n\nSample Input 1\n\n1 2\n\nSample Output 1\n\n3\n",
    "platform": "atcoder",
    "question_id": "abc301_a",
    "contest_id": "abc301",
    "contest_date": "2024-05-13T00:00:00",
    "starter_code": "",
    "difficulty": "easy",
    "public_test_cases": cases(("1 2\n", "3\n")),
    "private_test_cases": packed(cases(("4 5\n", "9\n"))),
    "metadata": "{}",
}


def test_standard_input():
    row = read_livecodebench(ROW)
    problem = row.problem
    assert (row.name, row.difficulty) == ("atcoder/abc301_a", "easy")
    assert (problem.title, problem.date, problem.source) == ("Sum", "2024-05-13", "atcoder abc301")
    assert problem.statement == "Add."
    assert problem.examples == (Case("1 2\n", "3\n"),)
    assert problem.hidden == (Case("4 5\n", "9\n"),)
    assert problem.rules == ORDINARY


def test_functions():
    starter = "class Solution:\n    def add(self, a: int, b: int) -> int:\n        "
    changes = {
        "starter_code": starter,
        "public_test_cases": cases(("1\n2", "3"), kind="functional"),
        "private_test_cases": packed(cases(("4\n5", "9"), kind="functional")),
        "metadata": '{"func_name": "add"}',
    }
    problem = read_livecodebench(ROW | changes).problem
    assert problem.hidden == (Case("4\n5", "9"),)
    assert f"```python\n{starter.rstrip()}\n```" in problem.statement
    assert "'add')" in problem.rules.harness
    with pytest.raises(ProblemError, match="has no func_name"):
        read_livecodebench(ROW | changes | {"metadata": "{}"})


@given(st.text(max_size=300), st.integers(0, 5))
def test_one_pickled_string_is_read(text, protocol):
    if not text.lstrip().startswith("["):
        assert unpacked(packed(text, protocol)) == text


@given(st.lists(st.text()) | st.integers() | st.dictionaries(st.text(), st.text()) | st.binary())
def test_anything_else_is_refused(value):
    with pytest.raises(ValueError, match="the pickle holds"):
        unpacked(packed(value))


class Hostile:
    def __reduce__(self):
        return eval, ("livecodebench.RAN.append(1)",)


@pytest.mark.parametrize("protocol", range(6))
def test_nothing_is_run(protocol, monkeypatch):
    monkeypatch.setattr(livecodebench, "RAN", [], raising=False)
    for value in (Hostile(), [Hostile()], ("text", Hostile())):
        row = ROW | {"private_test_cases": packed(value, protocol)}
        with pytest.raises(ProblemError, match=r"cannot be read .*more than a string"):
            read_livecodebench(row)
    assert livecodebench.RAN == []


@pytest.mark.parametrize(
    "text",
    [
        "no base64!",
        base64.b64encode(b"not compressed").decode(),
        packed("x")[:8],
        base64.b64encode(zlib.compress(b"not a pickle")).decode(),
        base64.b64encode(zlib.compress(b"")).decode(),
        packed("no JSON"),
        packed("[{}]"),
        packed("[3]"),
    ],
)
def test_damage_is_named(text):
    with pytest.raises(ProblemError, match="The tests of atcoder/abc301_a cannot be read"):
        read_livecodebench(ROW | {"private_test_cases": text})


def test_bombs_are_not_unpacked(monkeypatch):
    monkeypatch.setattr(livecodebench, "MOST_BYTES", 1000)
    with pytest.raises(ProblemError, match="more than 1000 bytes"):
        read_livecodebench(ROW | {"private_test_cases": packed("x" * 10_000)})


def test_plain_json_is_read_too():
    held = cases(("4 5\n", "9\n"))
    assert read_livecodebench(ROW | {"private_test_cases": held}) == read_livecodebench(ROW)

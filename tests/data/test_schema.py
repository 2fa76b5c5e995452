import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.core import Checker, Language, Problem, Program, Protocol, Rules, TestCase
from alphagen.data import parse_json, problem_to_json
from alphagen.errors import EmptyProblemError, NoExamplesError, ProblemError

SMALL = {"statement": "Add.", "examples": [{"input": "1 2\n", "output": "3\n"}]}

text = st.text(st.characters(codec="utf-8"), max_size=20)
case = st.builds(TestCase, text, text)
checkers = st.builds(
    Checker,
    st.builds(Program, text, st.sampled_from(Language)),
    st.sampled_from(Protocol),
    st.lists(text, max_size=2).map(tuple),
)
rules = st.builds(
    Rules, st.booleans(), st.none() | st.floats(0, 1), st.none() | checkers, harness=text
)
problems = st.builds(
    Problem,
    statement=st.sampled_from(["Add two numbers.", "Sum\n\nof \u2264 all."]),
    examples=st.lists(case, min_size=1, max_size=3).map(tuple),
    hidden=st.lists(case, max_size=2).map(tuple),
    title=text,
    time_limit_s=st.none() | st.floats(0.001, 100),
    memory_limit_bytes=st.none() | st.integers(1, 2**40),
    rating=st.none() | st.integers(800, 3500),
    tags=st.lists(text, max_size=2).map(tuple),
    source=text,
    date=st.sampled_from(["", "2024-02-29"]),
    rules=rules,
)


@settings(max_examples=60)
@given(problems)
def test_json_round_trip(problem):
    assert parse_json(problem_to_json(problem)) == problem


def test_only_statement_and_examples_are_needed():
    problem = parse_json(json.dumps(SMALL))
    assert problem == Problem("Add.", (TestCase("1 2\n", "3\n"),))


def test_all_faults_are_named_at_once():
    bad = SMALL | {"time_limit_s": "two", "colour": 1, "tags": "math", "rating": 1.5}
    with pytest.raises(ProblemError) as caught:
        parse_json(json.dumps(bad), "p.json")
    message = str(caught.value)
    for part in ("p.json", "time_limit_s", 'unknown key "colour"', "tags", "rating", "'two'"):
        assert part in message


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"examples": [{"input": "1"}]}, "examples.0.output"),
        ({"examples": [{"input": 1, "output": "2"}]}, "examples.0.input"),
        ({"examples": "none"}, "examples"),
        ({"statement": None}, "statement"),
        ({"time_limit_s": -1}, "time_limit_s"),
        ({"time_limit_s": True}, "time_limit_s"),
        ({"time_limit_s": 1e300}, '"time_limit_s": input should be less than or equal to 86400'),
        ({"memory_limit_bytes": 10**26}, "memory_limit_bytes"),
        ({"memory_limit_bytes": "256 MB"}, "memory_limit_bytes"),
        ({"hidden": [3]}, "hidden.0"),
        ({"rules": {"tolerance": -1}}, "rules.tolerance"),
        ({"rules": {"checker": {"protocol": "kattis"}}}, "rules.checker.program"),
    ],
)
def test_each_wrong_key_is_named(change, named):
    with pytest.raises(ProblemError, match=named):
        parse_json(json.dumps(SMALL | change))


@pytest.mark.parametrize("raw", ["{", "[]", "3", '"x"', "[" * 100_000])
def test_what_is_no_object_is_refused(raw):
    with pytest.raises(ProblemError, match="JSON"):
        parse_json(raw)


def test_half_of_a_surrogate_pair_becomes_a_question_mark():
    half = SMALL | {"statement": "Add \U0001f600 \ud83d.", "tags": ["\ude00"]}
    problem = parse_json(json.dumps(half))
    assert (problem.statement, problem.tags) == ("Add \U0001f600 ?.", ("?",))
    assert problem.key


def test_empty_examples_are_an_error_even_when_the_statement_shows_some():
    statement = "Add.\n\nSample Input\n1 2\n\nSample Output\n3\n"
    with pytest.raises(NoExamplesError, match=r'put an object with "input" and "output" there'):
        parse_json(json.dumps({"statement": statement, "examples": []}))


def test_an_empty_statement_is_an_error():
    with pytest.raises(EmptyProblemError):
        parse_json(json.dumps(SMALL | {"statement": " "}))


def test_shown_examples_leave_the_statement():
    statement = "Add.\n\nExamples\n\nInput\n\n1 2\n\nOutput\n\n3\n\nNote\n\n1 + 2 = 3."
    problem = parse_json(json.dumps(SMALL | {"statement": statement}))
    assert problem.statement == "Add.\n\nNote\n\n1 + 2 = 3."


def test_other_examples_stay_in_the_statement():
    statement = "Add.\n\nExamples\n\nInput\n\n5 6\n\nOutput\n\n11"
    assert parse_json(json.dumps(SMALL | {"statement": statement})).statement == statement

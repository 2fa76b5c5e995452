import pytest

from alphagen.core import Language, Problem, Program
from alphagen.core import TestCase as Case
from alphagen.data.codecontests import read_codecontests
from alphagen.data.row import Row
from alphagen.errors import ProblemError

SUM = "print(sum(map(int, input().split())))"
ROW = {
    "name": "1575_A. Adding Numbers",
    "description": "Add them.\n\nExamples\n\nInput\n\n1 2\n\nOutput\n\n3\n\nNote\n\nEasy.",
    "public_tests": {"input": ["1 2\n"], "output": ["3\n"]},
    "private_tests": {"input": ["2 2\n"], "output": ["4\n"]},
    "generated_tests": {"input": ["5 5\n", "0 0\n"], "output": ["10\n", "0\n"]},
    "source": 2,
    "difficulty": 7,
    "solutions": {"language": [3], "solution": [SUM]},
    "incorrect_solutions": {"language": [2, 1], "solution": ["int", "print 1"]},
    "cf_contest_id": 1575,
    "cf_index": "A",
    "cf_points": 0.0,
    "cf_rating": 1100,
    "cf_tags": ["math", ""],
    "is_description_translated": False,
    "untranslated_description": "",
    "time_limit": {"seconds": 1, "nanos": 500_000_000},
    "memory_limit_bytes": 256_000_000,
    "input_file": "",
    "output_file": "",
}


def test_a_row():
    assert read_codecontests(ROW) == Row(
        "1575_A. Adding Numbers",
        Problem(
            "Add them.\n\nNote\n\nEasy.",
            (Case("1 2\n", "3\n"),),
            (Case("2 2\n", "4\n"), Case("5 5\n", "10\n"), Case("0 0\n", "0\n")),
            title="Adding Numbers",
            time_limit_s=1.5,
            memory_limit_bytes=256_000_000,
            rating=1100,
            tags=("math",),
            source="Codeforces",
        ),
        "A",
        solutions=(Program(SUM, Language.PYTHON3),),
        wrong=(Program("int", Language.CPP),),  # Python 2 is none of ours
    )


def test_solutions_in_languages_of_ours():
    held = {"language": [1, 2, 3, 4, 0], "solution": ["py2", "c++", "py3", "java", "?"]}
    named = held | {"language": ["PYTHON", "CPP", "PYTHON3", "JAVA", "UNKNOWN_LANGUAGE"]}
    objects = [{"language": 2, "solution": "c++"}, {"language": "PYTHON3", "solution": "py3"}]
    ours = (Program("c++", Language.CPP), Program("py3", Language.PYTHON3))
    for one in (held, named, objects):
        row = read_codecontests(ROW | {"solutions": one, "incorrect_solutions": one})
        assert (row.solutions, row.wrong) == (ours, ours)


@pytest.mark.parametrize(
    ("held", "difficulty"),
    [(1, "EASY"), (17, "K"), ("HARD", "HARD"), (0, ""), ("UNKNOWN_DIFFICULTY", ""), (18, "")],
)
def test_difficulties_have_numbers_that_are_not_all_agreed_on(held, difficulty):
    assert read_codecontests(ROW | {"difficulty": held}).difficulty == difficulty


def test_what_is_unknown_is_left_out():
    changes = {"time_limit": None, "memory_limit_bytes": 0, "cf_rating": 0, "source": 0}
    problem = read_codecontests(ROW | changes).problem
    known = (problem.time_limit_s, problem.memory_limit_bytes, problem.rating, problem.source)
    assert known == (None, None, None, "")
    assert read_codecontests(ROW | {"time_limit": {"seconds": 0, "nanos": 0}}).problem == (
        read_codecontests(ROW | {"time_limit": None}).problem
    )


@pytest.mark.parametrize(
    ("number", "source"), [("ATCODER", "AtCoder"), (1, "CodeChef"), (5, ""), (7, "")]
)
def test_sources_have_numbers_that_are_not_all_agreed_on(number, source):
    assert read_codecontests(ROW | {"source": number}).problem.source == source


def test_tests_may_be_objects():
    row = ROW | {"public_tests": [{"input": "1 2\n", "output": "3\n"}], "generated_tests": None}
    problem = read_codecontests(row).problem
    assert problem.examples == (Case("1 2\n", "3\n"),)
    assert len(problem.hidden) == 1


def test_names_without_a_number_are_titles():
    assert read_codecontests(ROW | {"name": "p01234 Dr. No"}).problem.title == "p01234 Dr. No"


def test_named_files_are_refused():
    with pytest.raises(ProblemError, match=r"input_file is 'input\.txt'"):
        read_codecontests(ROW | {"input_file": "input.txt"})

import doctest

import pytest

from alphagen.core import Language, Program, TestCase
from alphagen.data import cleaning
from alphagen.data.cleaning import distinct, hopeless, silent, weakness


def test_programs_that_differ_in_white_space_are_one():
    programs = [Program(text, Language.PYTHON3) for text in ("a = 1", "a=1\n", "a = 2")]
    assert [one.source for one in distinct(programs)] == ["a=1\n", "a = 2"]
    other = Program("a = 1", Language.CPP)
    assert other in distinct([*programs, other])


@pytest.mark.parametrize(("talking", "is_silent"), [(0, True), (1, False), (2, False)])
def test_a_test_is_silent_below_a_tenth_of_the_programs(talking, is_silent):
    printed = [[True, number < talking] for number in range(10)]
    assert silent(printed) == ({1} if is_silent else set())
    assert silent([*printed, [True, False]]) == (set() if talking > 1 else {1})


def test_a_program_is_hopeless_below_a_tenth_of_the_tests():
    assert hopeless([])
    assert hopeless([False] * 5)
    assert not hopeless([True, *[False] * 9])
    assert hopeless([True, *[False] * 10])


def test_tests_are_weak_when_they_are_few_or_all_alike():
    tests = [TestCase(str(number), str(number % 2)) for number in range(5)]
    assert weakness(tests) == ""
    assert weakness(tests[:4]) == "4 hidden tests, fewer than 5"
    alike = [TestCase(str(number), "7\n" if number % 2 else "7") for number in range(5)]
    assert weakness(alike) == "5 hidden tests have 1 output, fewer than 2"


def test_the_examples_in_the_docstrings():
    result = doctest.testmod(cleaning)
    assert result.attempted
    assert not result.failed

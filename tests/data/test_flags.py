import doctest

import pytest

from alphagen.core import Checker, Language, Problem, Program, Protocol, Rules
from alphagen.core import TestCase as Case
from alphagen.data import flags as module
from alphagen.data.flags import flags, several_outputs
from alphagen.execution import outputs_match

EXAMPLE = (Case("1", "2"),)
HIDDEN = tuple(Case(f"{n}", f"{n + 1}") for n in range(5))
CHECKER = Checker(Program("", Language.PYTHON3), Protocol.TESTLIB)


def names(statement, **changes):
    problem = Problem(**{"statement": statement, "examples": EXAMPLE, "hidden": HIDDEN} | changes)
    return [flag.partition(":")[0] for flag in flags(problem)]


def test_examples():
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    "statement",
    [
        "If there are multiple solutions, print any of them.",
        "If there are several possible answers,\nyou can output any of them.",
        "When there is more than one optimal path, any will do.",
        "In case of many answers print one of them.",
        "If multiple answers exist, all of them are accepted.",
        "Print any such permutation.",
        "You have to find any valid arrangement of the tiles.",
        "Output any one of the strings.",
        "Any correct answer will be accepted.",
        "Print the numbers of the chosen houses in any order.",
        "The edges can be printed in an arbitrary order.",
        "Multiple answers are accepted.",
        "If there are many possible plans, you may return **any** of them.",
        "Any valid answer that needs at most ten moves will be judged as correct.",
        "If the answer is not unique, output any.",
        "In case the list is not unique, return any good list.",
        "Your task is to reconstruct any permutation that fits.",
        "If multiple optimal plans exist, any one of them is acceptable.",
        "If there are several solutions, print any. In particular, print only one.",
    ],
)
def test_several_answers(statement):
    assert names(f"Some story. {statement} The end.") == ["several answers"]
    assert names(statement, rules=Rules(checker=CHECKER)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "If there are more than one, print the smallest.",
        "If there is more than one solution, then print the one with the smallest first day.",
        "If there are several such words, print the one that occurred first.",
        "The next n lines hold the positions of the birds in any order.",
        "If more than one order gives the sum, output Ambiguous.",
        "If there are several solutions, print the lexicographically minimum one.",
        "Do not print any prompt, and don't output any text besides the answer.",
        "Output any  additional lines nowhere.",
        "Is it possible to reach any of the exits? Print YES or NO.",
        "Answers are accepted within a second of any submission.",
    ],
)
def test_one_answer(statement):
    assert names(statement) == []


def test_the_words_are_quoted():
    [flag] = flags(Problem("Print any  of\nthem.", EXAMPLE, HIDDEN))
    assert flag == 'several answers: the statement says "Print any of"'


def test_interaction_and_images():
    assert names("This is an interactive problem.") == ["interactive"]
    assert names("Look: <image>") == ["image"]
    assert names("Look: ![a cat](cat.png)") == ["image"]


def test_a_tolerance_that_nobody_read():
    statement = "It may have an absolute or relative error of at most 10^-4."
    assert names(statement) == ["tolerance"]
    assert names("Answers within 10^-5 of the actual answer are accepted.") == ["tolerance"]
    assert names("Print the absolute difference.") == []
    assert names(statement, rules=Rules(tolerance=1e-4)) == []
    assert names(statement, rules=Rules(checker=CHECKER)) == []


def test_tests_that_tell_little():
    assert names("", hidden=HIDDEN[:4]) == ["weak tests"]
    assert names("", hidden=()) == []  # nobody claims to judge by them
    same = tuple(Case(f"{n}", " YES\n") for n in range(5))
    assert names("", examples=(Case("9", "YES"),), hidden=same) == ["weak tests"]
    assert names("", examples=()) == ["no examples"]


def test_tests_that_contradict_each_other():
    assert names("", hidden=(*HIDDEN, Case("3", "5"))) == ["contradiction"]
    assert names("", hidden=(*HIDDEN, Case("3", "4\n"))) == []
    assert names("", hidden=(*HIDDEN, Case("3", "5")), rules=Rules(checker=CHECKER)) == []


@pytest.mark.parametrize(
    ("outputs", "several"),
    [
        ([], False),
        ([["1", "1", "2", "3", "4"]], False),
        ([["1", "2", "3", "4", "5"]], True),
        ([["1", "1\n", "2", "2 "]], True),
        ([["a", "A", "b"]], False),
        ([["1"], ["1", "2", "1", "2"]], True),
        ([["0.5", "0.50", "0.5", "0.50"]], False),
        ([["0.5", "0.50", "5e-1", ".5", "0.500001", "1"]], False),
    ],
)
def test_correct_programs_that_disagree(outputs, several):
    assert bool(several_outputs(outputs, outputs_match)) is several

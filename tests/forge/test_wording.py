"""How the input is put in words."""

from random import Random

from alphagen.forge.layout import Block
from alphagen.forge.naming import Names
from alphagen.forge.variables import parse_variable
from alphagen.forge.wording import Wording

NAMES = Names({"a": "a", "b": "b"}, {"a": "a", "b": "b"}, {}, "{name}_{index}")
APART = [Block("line", (parse_variable(name, "int 1 9"),)) for name in "ab"]


def said(blocks, seeds=range(80), **manner):
    wordings = [Wording(NAMES, {}, Random(seed)) for seed in seeds]
    return [wording.input_lines(blocks, **manner) for wording in wordings]


def test_numbers_on_lines_of_their_own_are_sometimes_said_in_one_sentence():
    drawn = said(APART)
    short = [lines[0] for lines in drawn if len(lines) == 1]
    assert 0 < len(short) < len(drawn)
    assert all("two integers on separate lines: a" in line for line in short)
    assert all(line.startswith("The input ") for line in short)


def test_that_sentence_is_about_each_case_where_there_are_several():
    short = [lines[0] for lines in said(APART, several=True) if len(lines) == 1]
    assert all(line.startswith("Each test case ") for line in short)


def test_numbers_on_one_line_are_never_called_separate():
    together = [Block("line", tuple(block.variables[0] for block in APART))]
    assert not any("separate lines" in line for lines in said(together) for line in lines)


def test_half_of_a_number_is_written_as_in_mathematics():
    half = parse_variable("b", "int 1 a//2")
    assert {Wording(NAMES, {}, Random(seed)).bound(half.bounds[1]) for seed in range(9)} == {"a/2"}


def test_each_test_case_has_lines_of_its_own():
    row = [Block("row", (parse_variable("a", "list b int 1 9"),))]
    for blocks in (row, [*APART, *row]):
        for lines in said(blocks, several=True):
            assert "each test case" in lines[0].lower()


def test_lines_of_input_are_not_said_twice():
    assert not any("input line of" in lines[0] for lines in said(APART))

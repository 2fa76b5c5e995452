"""What statements say of outputs and examples."""

from random import Random

import pytest

from alphagen.core import TestCase
from alphagen.forge.flavour import note
from alphagen.forge.naming import Names
from alphagen.forge.statement import output_text

NAMES = Names({}, {}, {}, "{name}_{index}")


@pytest.mark.parametrize("noun", ["the sum, or -1 if there is none", "two numbers: l and r"])
def test_a_long_phrase_about_each_test_case_comes_last(noun):
    drawn = {output_text(noun, NAMES, Random(seed), several=True) for seed in range(40)}
    assert drawn == {f"For each test case, print {noun}."}


def test_a_short_phrase_about_each_test_case_stands_anywhere():
    drawn = {output_text("the sum", NAMES, Random(seed), several=True) for seed in range(40)}
    assert len(drawn) == 3
    assert all("test case" in text for text in drawn)


@pytest.mark.parametrize(
    ("test", "shown", "never"),
    [
        (TestCase("1 2\n", "3\n"), "1 2", "Nothing"),
        (TestCase("7 " * 40, "3\n"), "3", "7 7"),  # cut in the middle it would be another input
        (TestCase("7 " * 40, "\n"), "", "Note"),
    ],
)
def test_a_note_tells_whole_examples(test, shown, never):
    drawn = [note([test], Random(seed)) for seed in range(300)]
    assert any(shown in text for text in drawn)
    assert not any(never in text for text in drawn)

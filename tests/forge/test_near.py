from dataclasses import replace

from alphagen.forge import load_families
from alphagen.forge.family import Telling
from alphagen.forge.near import near

FAMILY = replace(
    load_families()[0],
    name="mine",
    tellings=(
        Telling("Once {person} bought {n} red apples at the market, and ate them.", "", {}),
        Telling("Nothing of this kind.", "", {}),
    ),
)


def test_what_stands_word_for_word_is_found():
    problems = {
        "other": "Completely different words are used in this text of another author.",
        "same": "Yesterday Bob bought 5 red apples. RED APPLES AT THE MARKET, and ate bread.",
    }
    (found,) = near([FAMILY], problems, 5)
    assert (found.family, found.telling, found.problem) == ("mine", 0, "same")
    assert (found.length, found.words) == (7, "red apples at the market and ate")
    assert near([FAMILY], problems, 8) == []

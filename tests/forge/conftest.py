from types import MappingProxyType

import pytest

from alphagen.forge.family import load_groups, parse_family

ENTRY = MappingProxyType(
    {
        "name": "sum-with-bonus",
        "tags": ["math"],
        "rating": "900",
        "vars": {"n": "int 1 100", "a": "list n int 1 1000"},
        "constants": {"K": "int 2 9"},
        "variants": [[{"BEST": "max", "word": "largest"}, {"BEST": "min", "word": "smallest"}]],
        "tellings": [
            {"text": "Take the {word} of {n} numbers {a} and add {K}.", "output": "the sum"},
            {"text": "{person} sees {n} {thing}. Add {K} to the {word} {a_i}.", "output": "it"},
        ],
        "solutions": ["print(BEST(a) + K)", "x = BEST(a)\nx += K\nprint(x)"],
    }
)


@pytest.fixture
def family():
    """Make a family that is a small good one but for the changes."""

    def make(**changes):
        return parse_family({**ENTRY, **changes}, load_groups())

    return make

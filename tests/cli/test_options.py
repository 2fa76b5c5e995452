import doctest

import pytest

from alphagen.cli import options


def test_examples():
    assert doctest.testmod(options).failed == 0


@pytest.mark.parametrize("text", ["0.7", "-1", "1e-3", "hot", "", "-"])
def test_what_is_no_range_is_one_temperature(text):
    assert options.temperatures(text) == {"temperature": text}


def test_nothing_given_sets_nothing():
    assert options.temperatures(None) == options.language_shares(None) == {}

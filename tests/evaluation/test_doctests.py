"""The worked examples in the docstrings are true."""

import doctest

from alphagen.evaluation import estimators


def test_examples():
    result = doctest.testmod(estimators)
    assert result.attempted > 2
    assert result.failed == 0

"""The worked examples in the docstrings are true."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["objectives", "rows"])
def test_examples(name):
    result = doctest.testmod(importlib.import_module(f"alphagen.training.{name}"))
    assert result.attempted > 0
    assert result.failed == 0

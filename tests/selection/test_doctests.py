"""The worked examples in the docstrings are true."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["budget", "clustering", "filtering", "settle", "submit"])
def test_examples(name):
    result = doctest.testmod(importlib.import_module(f"alphagen.selection.{name}"))
    assert result.attempted > 0
    assert result.failed == 0

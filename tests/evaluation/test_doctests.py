"""The worked examples in the docstrings are true."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "name", ["estimators", "published", "ranking", "scoreboard", "drawing", "report.page"]
)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(f"alphagen.evaluation.{name}"))
    assert result.attempted > 0
    assert result.failed == 0

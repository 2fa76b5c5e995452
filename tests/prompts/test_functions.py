import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.core import Language, Metadata, Problem, Program, Rules
from alphagen.core import TestCase as Case
from alphagen.prompts import chat_prompt, completion_prompt, functions, read_function
from alphagen.prompts.extraction import REASONS

CODE = "def f(x):\n    return x\n"
PYTHON = Language.PYTHON3


def test_examples():
    result = doctest.testmod(functions)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        f"Sure:\n```python\n{CODE}```\n",
        f"```\n{CODE}```\nFor example:\n```python\nprint(f(3))\n```\n",
        f"```python\nx = 3\n```\n```python\n{CODE}```\n```\n3\n```\n",
        f"<think>def g(): pass</think>\n{CODE}",
        f"{CODE}\nThis function returns what it gets, and that's all.\n",
        f"```python\n{CODE}",
    ],
)
def test_a_function_is_found(text):
    assert read_function(text, PYTHON) == Program(CODE, PYTHON)


def test_classes_and_what_comes_with_them_are_kept():
    code = "import math\n\n\nclass Solution:\n    def f(self):\n        return math.pi\n"
    assert read_function(f"```python\n{code}```", PYTHON).source == code
    assert read_function("async def f(): pass", PYTHON).source == "async def f(): pass\n"


@pytest.mark.parametrize(
    ("text", "ended", "reason"),
    [
        ("", True, "no code"),
        ("I cannot.", True, "no code"),
        ("```python\ndef f(:\n```", True, "syntax error"),
        ("```rust\nfn f() {}\n```", True, "no code"),
        ("def f(:\n    return 1\n", True, "syntax error"),
        (CODE, False, "no end"),
        (f"```python\n{CODE}", False, "no end"),
        ("<think>well", False, "unfinished reasoning"),
    ],
)
def test_why_there_is_none(text, ended, reason):
    assert read_function(text, PYTHON, ended=ended) == reason
    assert reason in REASONS


@given(st.text(alphabet="`def f():\n 1<think/>ython", max_size=60), st.booleans())
def test_any_text_can_be_read(text, ended):
    read = read_function(text, PYTHON, ended=ended)
    assert isinstance(read, Program) or read in REASONS


def test_models_are_asked_for_a_function():
    metadata = Metadata(None, (), PYTHON)
    program = Problem("Add.", (Case("1", "2"),))
    function = Problem("Add.", (Case("1", "2"),), rules=Rules(harness="run(PROGRAM)"))
    assert "reads no input and prints nothing" in chat_prompt(function, metadata).text
    assert "standard input" not in chat_prompt(function, metadata).text
    assert "standard input" in chat_prompt(program, metadata).text
    ending = "# The Python 3 function or class that is asked for:\n\n"
    assert completion_prompt(function, metadata).text.endswith(ending)
    assert "standard input" in completion_prompt(program, metadata).text

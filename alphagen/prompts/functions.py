"""From what a model wrote to a function, for problems that ask for one instead of a program."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from alphagen.core import Program
from alphagen.prompts.blocks import TAGS, fenced_blocks
from alphagen.prompts.completion import SYNTAX, UNENDED, parse_python
from alphagen.prompts.extraction import NO_CODE, UNFINISHED_REASONING, clean, without_thoughts
from alphagen.prompts.recognition import looks_like_code, tidy

if TYPE_CHECKING:
    from alphagen.core import Language

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def read_function(text: str, language: Language, *, ended: bool = True) -> Program | str:
    r"""Read the code out of what a model wrote: the last block that defines a function or class.

    Without blocks it is the text itself, as far as it is code.

    >>> from alphagen.core import Language
    >>> said = "So:\n```python\ndef f(x):\n    return x\n```\nTry it: `f(1)`."
    >>> read_function(said, Language.PYTHON3).source
    'def f(x):\n    return x\n'

    Args:
        text: what the model wrote.
        language: what it was asked to write in.
        ended: whether it came to an end; otherwise it was cut off at a limit.

    Returns:
        The program, or why there is none, as ``read_completion`` says it.
    """
    text, unfinished = without_thoughts(clean(text))
    if unfinished and not ended:
        return UNFINISHED_REASONING
    blocks, _ = fenced_blocks(text)
    own = [block for block in blocks if block.tag in TAGS[language] or block.untagged]
    for block in reversed(own):
        source = tidy(block.body)
        if (block.closed or ended) and _defines(source):
            return Program(source, language)
    if not ended:
        return UNENDED
    if blocks:
        return SYNTAX if own else NO_CODE
    lines = text.split("\n")
    while lines:
        source = tidy("\n".join(lines))
        if _defines(source):
            return Program(source, language)
        lines.pop()
    return SYNTAX if looks_like_code(text) else NO_CODE


def _defines(source: str) -> bool:
    try:
        return any(isinstance(node, _DEFINITIONS) for node in parse_python(source).body)
    except SyntaxError:
        return False

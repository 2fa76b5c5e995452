"""Calls with their values, as statements and docstrings show them."""

from __future__ import annotations

import ast
import doctest
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from alphagen.data.text import split_examples

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARROW = re.compile(
    r"(?:\s*(?:==+>?|=>|-?->|\u279e|\u2192|=|#|:"
    r"|,?\s*(?:the\s+)?(?:result\s+|output\s+)?(?:returns?|should\s+(?:return|be)|is|gives?)\b))+\s*"
)
_GOES_ON = re.compile(r"\w|\s*[-+*/%=<>^|&]|\.\d")
_LONGEST_VALUE = 200
_WORDS = {"true": True, "false": False, "null": None}
_FAULTS = (ValueError, TypeError, SyntaxError, AttributeError, MemoryError, RecursionError)


class Call(NamedTuple):
    """A call with literal arguments, in order, and its value."""

    arguments: list[Any]
    value: Any


def find_calls(text: str, name: str) -> list[Call]:
    r"""Find calls of a function: examples of doctest, arrows of any kind, inputs with outputs.

    >>> find_calls("f(1, 2) -> 3, and f(k=[4]) => true.\n", "f")
    [Call(arguments=[1, 2], value=3), Call(arguments=[[4]], value=True)]
    >>> find_calls("Input: nums = [1, 2], k = 3\nOutput: 4\n", "f")
    [Call(arguments=[[1, 2], 3], value=4)]
    """
    text = re.sub("\"{3}|'{3}", "\n", text)  # a docstring ends, and so does its last example
    found: list[Call] = []
    for call in (*_doctests(text, name), *_arrows(text, name), *_labelled(text, name)):
        if all(call.arguments != one.arguments for one in found):
            found.append(call)
    return found


def _doctests(text: str, name: str) -> Iterator[Call]:
    try:
        examples = doctest.DocTestParser().get_examples(text)
    except ValueError:  # laid out in another way
        return
    for example in examples:
        yield from _call(example.source, name, example.want)


def _arrows(text: str, name: str) -> Iterator[Call]:
    for match in re.finditer(rf"\b{re.escape(name)}\(", text):
        line = text[match.start() :].split("\n", 1)[0][:2000]
        ends = (at for at, character in enumerate(line, 1) if character == ")")
        end = next((at for at in ends if _arguments(line[:at], name) is not None), None)
        arrow = _ARROW.match(line, end) if end else None
        if end is None or arrow is None:
            continue
        rest = line[arrow.end() :].strip().strip("`")[:_LONGEST_VALUE]
        for at in range(len(rest), 0, -1):
            if rest[at - 1] in ".," or _GOES_ON.match(rest, at):
                continue
            call = next(_call(line[:end], name, rest[:at]), None)
            if call is not None:
                yield call
                break


def _labelled(text: str, name: str) -> Iterator[Call]:
    for left, right in split_examples(text)[1]:
        yield from _call(f"{name}({' '.join(left.split())})", name, right)


def _call(source: str, name: str, value: str) -> Iterator[Call]:
    """Read a call and a value, where they are literals."""
    arguments = _arguments(source.strip(), name)
    value = value.strip()
    if arguments is None:
        return
    try:
        read = _WORDS[value] if value in _WORDS else ast.literal_eval(value)
    except _FAULTS:
        return
    yield Call(arguments, read)


def _arguments(source: str, name: str) -> list[Any] | None:
    """Read the arguments of a call of the function, in order; None where it is none."""
    try:
        call: Any = ast.parse(source, mode="eval").body
        if call.func.id != name:
            return None
        given = [*call.args, *(one.value for one in call.keywords)]
        return [ast.literal_eval(one) for one in given]
    except _FAULTS:
        return None

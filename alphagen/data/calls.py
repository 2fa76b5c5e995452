"""What runs a program that only defines functions: one call, read from standard input.

This file is copied into the sandbox behind the program (:mod:`alphagen.data.harness`), and runs
there under a Python that may be older than ours and has nothing of alphagen. ``encode`` is used on
both sides: expected values are written as the harness would print them.
"""

import io
import json
import sys
from contextlib import suppress
from numbers import Number
from types import CodeType
from typing import Any


def encode(value: Any) -> Any:
    """Turn a value into what JSON can hold, equal where the values are equal in Python.

    >>> encode((1, {2.0: {3}}))
    {'tuple': [1, {'dict': [[2.0, {'set': [3]}]]}]}
    """
    if getattr(value, "shape", None) == ():  # numbers and truth values of numpy
        value = value.item()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, list):
        return [encode(one) for one in value]
    if isinstance(value, tuple):
        return {"tuple": [encode(one) for one in value]}
    if isinstance(value, (set, frozenset)):
        return {"set": sorted((encode(one) for one in value), key=json.dumps)}
    if isinstance(value, dict):
        pairs = ([encode(key), encode(one)] for key, one in value.items())
        return {"dict": sorted(pairs, key=json.dumps)}
    if hasattr(value, "__index__"):
        return int(value.__index__())
    number = plain(value) if isinstance(value, Number) else None
    if number is not None:
        return number
    return {"repr": f"{type(value).__name__} {value!r}"}


def plain(value: Any) -> int | float | None:
    """Return the int or float that equals a fraction or a decimal; None where there is none."""
    for kind in (int, float):
        with suppress(TypeError, ValueError, OverflowError):
            number = kind(value)
            if number == value:
                return number
    return None


def run(program: str, prelude: str, name: str) -> None:
    """Define what the program defines, make the call, and print its value as JSON.

    What the program itself prints goes to standard error, and its ``__main__`` part does not run.

    Args:
        program: its source; what only continues the prelude, as the body of its last function, is
            taken for that.
        prelude: runs first, in the same names: imports, and functions that are given.
        name: the function, perhaps a method of ``Solution``, whose arguments are read as JSON, one
            on a line. If empty, a Python expression is read instead, or statements that fail when
            they do not hold.
    """
    text = sys.stdin.read()
    printed = sys.stdout
    sys.stdin, sys.stdout = io.StringIO(), sys.stderr
    module = type(sys)("solution")
    sys.modules["solution"] = module  # where data classes look for it
    names = module.__dict__
    exec(prelude, names)  # noqa: S102 - this is what we are for
    exec(compiled(program, prelude), names)  # noqa: S102
    if name:
        value = function(names, name)(*(json.loads(line) for line in text.split("\n") if line))
    else:
        value = encode(evaluate(text, names))
    getattr(sys, "set_int_max_str_digits", int)(0)
    sys.stdout = printed
    print(json.dumps(value, default=encode))  # noqa: T201


def compiled(program: str, prelude: str) -> CodeType:
    """Compile a program, or the prelude with the program as its end."""
    try:
        return compile(program, "solution.py", "exec", dont_inherit=True)
    except SyntaxError as fault:
        try:
            return compile(f"{prelude.rstrip()}\n{program}", "solution.py", "exec")
        except SyntaxError:
            raise fault from None


def function(names: dict[str, Any], name: str) -> Any:
    """Find the function, or the method of ``Solution``."""
    owner = names.get("Solution")
    return getattr(owner(), name) if owner and hasattr(owner, name) else names[name]


def evaluate(text: str, names: dict[str, Any]) -> object:
    """Return the value of an expression; True for statements that ran through."""
    try:
        code = compile(text, "test", "eval", dont_inherit=True)
    except SyntaxError:
        exec(text, names)  # noqa: S102
        return True
    value: object = eval(code, names)  # noqa: S307
    return value

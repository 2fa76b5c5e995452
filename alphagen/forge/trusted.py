"""Runs the families' own code, which ships with alphagen, in this process.

Programs of models never come here: they go through ``execution``.
"""

import contextlib
import io
from collections.abc import Mapping
from functools import lru_cache
from types import CodeType
from typing import Any


@lru_cache(maxsize=8192)
def compiled(source: str) -> CodeType:
    """Compile a program once."""
    return compile(source, "<family>", "exec")


def run_trusted(source: str, stdin: str) -> str:
    """Run a family's own program and return what it prints."""
    stream = io.StringIO(stdin)
    output = io.StringIO()
    scope: dict[str, Any] = {
        "__name__": "__main__",
        "input": lambda: _read_line(stream),
        "STDIN": stream,
    }
    with contextlib.redirect_stdout(output):
        exec(compiled(source.replace("sys.stdin", "STDIN")), scope)  # noqa: S102 - see above
    return output.getvalue()


def run_snippet(source: str, scope: dict[str, Any]) -> None:
    """Run a family's ``generate`` code in a scope."""
    exec(compiled(source), scope)  # noqa: S102 - see above


def holds(condition: str, scope: Mapping[str, Any]) -> bool:
    """Evaluate a family's ``where`` condition in a scope."""
    return bool(eval(condition, dict(scope)))  # noqa: S307 - see above


def _read_line(stream: io.StringIO) -> str:
    line = stream.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")

"""Runs the families' own code, which ships with alphagen, in this process.

Programs of models never come here: they go through ``execution``.
"""

import contextlib
import io
import signal
import threading
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any, NoReturn

from alphagen.errors import ForgeError

LIMIT_S = 10.0  # of what should take milliseconds; a family's loop may have no end
_watched = False  # whether the timer runs; it is this process's one


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Raise a ForgeError after a while; elsewhere than in a main thread, do not.

    Setting the timer costs as much as a short program does: around many, one limit for all.
    """
    global _watched
    if _watched or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> NoReturn:
        raise ForgeError(f"a program of the family still runs after {LIMIT_S:g} s.")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LIMIT_S)
    _watched = True
    try:
        yield
    finally:
        _watched = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@lru_cache(maxsize=8192)
def compiled(source: str) -> CodeType:
    """Compile a program once."""
    return compile(source, "<family>", "exec")


def run_trusted(source: str, stdin: str) -> str:
    """Run a family's own program and return what it prints.

    Raises:
        ForgeError: it runs for too long; whatever else it raises passes through.
    """
    stream = io.StringIO(stdin)
    output = io.StringIO()
    scope: dict[str, Any] = {
        "__name__": "__main__",
        "input": lambda: _read_line(stream),
        "STDIN": stream,
    }
    with contextlib.redirect_stdout(output), limited():
        exec(compiled(source.replace("sys.stdin", "STDIN")), scope)  # noqa: S102 - see above
    return output.getvalue()


def run_snippet(source: str, scope: dict[str, Any]) -> None:
    """Run a family's ``generate`` code in a scope."""
    with limited():
        exec(compiled(source), scope)  # noqa: S102 - see above


def holds(condition: str, scope: Mapping[str, Any]) -> bool:
    """Evaluate a family's ``where`` condition in a scope."""
    return bool(eval(condition, dict(scope)))  # noqa: S307 - see above


def _read_line(stream: io.StringIO) -> str:
    line = stream.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")

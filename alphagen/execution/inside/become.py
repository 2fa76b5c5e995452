"""How a fork of the server becomes a Python program, and ends as one.

The interpreter is not started again, so what it does when a program begins and ends is done here,
in the order of ``Py_RunMain`` and ``Py_FinalizeEx``. Everything the ending needs is bound before
the program runs, which may change any module it likes.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import _thread
import atexit
import contextlib
import gc
import io
import os
import sys
import threading
from typing import TYPE_CHECKING, NoReturn

from alphagen.execution.inside.confine import LIBC
from alphagen.execution.inside.wire import PROGRAM_PATH

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, TracebackType

PATH = f"{PROGRAM_PATH}.py"
RECURSION_LIMIT = sys.getrecursionlimit()
DEEPEST = """
def f(n):
    global deepest
    deepest = n
    f(n + 1)
try:
    f(1)
except RecursionError:
    pass
"""
UNFLUSHED = 120  # the interpreter's exit code when standard output cannot be flushed
INTERRUPTED = -1  # ends by SIGINT

_exit, _collect, _flush_c = os._exit, gc.collect, LIBC.fflush
_wait_for_threads: Callable[[], None] = threading._shutdown  # type: ignore[attr-defined]
_run_exit_functions = atexit._run_exitfuncs
_threads, _exit_functions = _thread._count, atexit._ncallbacks
_raw_signal, _kill, _getpid = _signal.signal, os.kill, os.getpid


def standard_stream(number: int, name: str, mode: str, errors: str) -> io.TextIOWrapper:
    """Open a standard stream as the interpreter does when it starts."""
    raw = io.FileIO(number, mode, closefd=False)
    raw.name = name
    buffer = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    stream = io.TextIOWrapper(buffer, "utf-8", errors, "\n", line_buffering=number == 2)
    stream.mode = mode  # type: ignore[misc]
    return stream


def open_streams() -> None:
    """Give the interpreter new standard streams."""
    streams = {
        "stdin": standard_stream(0, "<stdin>", "r", "strict"),
        "stdout": standard_stream(1, "<stdout>", "w", "strict"),
        "stderr": standard_stream(2, "<stderr>", "w", "backslashreplace"),
    }
    vars(sys).update(streams, **{f"__{name}__": stream for name, stream in streams.items()})


def open_main() -> None:
    """Make an empty ``__main__``."""
    module = sys.modules["__main__"] = type(sys)("__main__")
    names = module.__dict__
    names["__file__"] = PATH
    names["__builtins__"] = sys.modules["builtins"]


def prepare() -> None:
    """Make the server look as if it had just been started with a program, as far as it can be."""
    open_streams()
    sys.argv = [PATH]
    sys.orig_argv = [sys.executable, PATH]
    _raw_signal(_signal.SIGINT, _signal.default_int_handler)  # pid 1 itself blocks it


def allow_recursion(frames: int) -> None:
    """Let programs recurse as deep as in an interpreter of their own.

    Args:
        frames: how many more there will be above a program than above what is run here.
    """
    names: dict[str, int] = {}
    exec(DEEPEST, names)  # noqa: S102 - our own
    missing = RECURSION_LIMIT - 1 - names["deepest"]
    sys.setrecursionlimit(RECURSION_LIMIT + missing + frames)


def become_program(text: bytes) -> NoReturn:
    """Run a program in this fork of a server that is prepared."""
    open_main()  # here, for a collection does not look into what there was before the fork
    gc.enable()
    finish(run(lambda: compile(text, PATH, "exec", dont_inherit=True)))


def run(compiled: Callable[[], CodeType]) -> int:
    """Run a program in ``__main__`` and return what it would exit with."""
    try:
        code = compiled()
    except BaseException as error:
        return _report(error, None)
    try:
        exec(code, vars(sys.modules["__main__"]))  # noqa: S102 - this is what we are for
    except SystemExit as error:
        return _exit_code(error)
    except BaseException as error:
        trace = error.__traceback__
        return _report(error, trace.tb_next if trace else None)
    return 0


def _exit_code(error: SystemExit) -> int:
    code = error.code
    if code is None:
        return 0
    if isinstance(code, int):
        return int(code) & 0xFF if -(1 << 63) <= code < 1 << 63 else 0xFF
    with contextlib.suppress(BaseException):  # nobody is left to tell
        sys.stderr.write(f"{code}\n")
        sys.stderr.flush()
    return 1


def _report(error: BaseException, trace: TracebackType | None) -> int:
    """Print an uncaught exception, without our own frame."""
    kind = type(error)
    try:
        sys.stdout.flush()
        sys.excepthook(kind, error.with_traceback(trace), trace)
    except SystemExit as other:
        return _exit_code(other)
    except BaseException:
        sys.__excepthook__(kind, error, trace)
    return INTERRUPTED if issubclass(kind, KeyboardInterrupt) else 1


def finish(code: int) -> NoReturn:
    """End as the interpreter does: threads, exit functions, output, what the program left."""
    for needed, step in ((_threads, _wait_for_threads), (_exit_functions, _run_exit_functions)):
        if needed():
            with contextlib.suppress(BaseException):  # they are printed, and change nothing
                step()
    flushed = flush()
    drop_main()
    flush()  # where this fails, the interpreter does not tell either: it is letting streams go
    _flush_c(None)
    if code == INTERRUPTED:
        _raw_signal(_signal.SIGINT, _signal.SIG_DFL)
        _kill(_getpid(), _signal.SIGINT)
    _exit(code if flushed else UNFLUSHED)


def flush() -> bool:
    """Flush the standard streams; false when that fails."""
    done = True
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name, None)
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except BaseException:
            done = False
    return done


def drop_main() -> None:
    """Let go of ``__main__``, and of streams the program put in place of ours; run finalisers."""
    for name in ("stdin", "stdout", "stderr"):
        vars(sys)[name] = vars(sys).get(f"__{name}__")
    sys.modules.pop("__main__", None)
    _collect()

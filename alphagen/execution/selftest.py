"""A dozen programs, good and hostile, that show whether a sandbox holds on this machine."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagen.core import ExecutionResult, Language, Limits, Program, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagen.execution.executor import Executor

LIMITS = Limits(cpu_s=0.5, wall_s=2.0, memory_bytes=128 << 20, output_bytes=1 << 20)
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Check:
    """A program and what is to become of it.

    Attributes:
        name: what it does, as a person would say it.
        source: the program; a hostile one prints ``refused`` when it was.
        sound: how its run may end.
        language: what it is written in.
    """

    name: str
    source: str
    sound: tuple[Status, ...]
    language: Language = Language.PYTHON3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one."""

    check: Check
    result: ExecutionResult
    passed: bool


def _attempt(statement: str) -> str:
    return (
        f"import os, socket\ntry:\n    {statement}\nexcept OSError:\n    print('{REFUSED}')\n"
        "else:\n    print('ESCAPED')\n"
    )


_CONTAINED = (Status.OK, Status.SV, Status.RTE)

CHECKS = (
    Check("prints a sum", "print(sum(map(int, input().split())))", (Status.OK,)),
    Check("prints when it ends", "import atexit\natexit.register(print, 5)", (Status.OK,)),
    Check("uses threads", "import threading\nthreading.Thread(target=print).start()", (Status.OK,)),
    Check("fails", "1 / 0", (Status.RTE,)),
    Check("never ends", "while True:\n    pass", (Status.TLE,)),
    Check("sleeps", "import time\ntime.sleep(60)", (Status.TLE,)),
    Check("takes all memory", "x = []\nwhile True:\n    x.append(bytes(1 << 24))", (Status.MLE,)),
    Check("prints for ever", "while True:\n    print('x' * 9999)", (Status.OLE,)),
    Check("starts a process", _attempt("os.fork()"), _CONTAINED),
    Check("opens a connection", _attempt("socket.socket()"), _CONTAINED),
    Check("reads /etc/passwd", _attempt("open('/etc/passwd')"), _CONTAINED),
    # One without a name, so that nothing is left where it can.
    Check("writes a file", _attempt("os.open('/tmp', os.O_TMPFILE | os.O_RDWR)"), _CONTAINED),
    Check("kills its server", "import os\nos.kill(os.getppid(), 9)", _CONTAINED),
    Check("prints a sum again", "print(sum(map(int, input().split())))", (Status.OK,)),
)
CPP = Check(
    "is C++", "#include <iostream>\nint main() { std::cout << 5; }", (Status.OK,), Language.CPP
)


def self_test(executor: Executor) -> Iterator[Outcome]:
    """Run every check; C++ where there is a compiler.

    Args:
        executor: the sandbox.

    Yields:
        What became of each.
    """
    for check in (*CHECKS, *([CPP] if shutil.which("g++") else [])):
        program = Program(check.source, check.language)
        result = executor.run(program, ["2 3\n"], LIMITS)[0]
        passed = result.status in check.sound and "ESCAPED" not in result.stdout
        yield Outcome(check, result, passed)

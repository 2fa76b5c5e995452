"""What a forked process does to itself before a program runs in it."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import ctypes
import resource
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alphagen.execution.inside.wire import Allowance

LIBC = ctypes.PyDLL(None)  # keeps the interpreter's lock: there is one thread
_setsid, _getppid = LIBC.setsid, LIBC.getppid
_set_signals, _set_limit = LIBC.sigprocmask, LIBC.setrlimit

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_CHILD_SUBREAPER = 36
LANDLOCK_RESTRICT_SELF = 446
SECCOMP_MODE_FILTER = 2
OPEN_FILES = 64
ANY_FILES = 1024


Bound = tuple[int, "ctypes.Array[ctypes.c_ulong]"]
"""A resource, and ``struct rlimit``: its soft and hard limit."""

NO_SIGNALS = (ctypes.c_ulong * 16)()


class Filter(ctypes.Structure):
    """A seccomp filter as prctl(2) wants it: ``struct sock_fprog``."""

    _fields_ = (("count", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def make_filter(instructions: bytes) -> Filter | None:
    """Prepare a filter; None when there is none."""
    return Filter(len(instructions) // 8, instructions) if instructions else None


def set_dumpable(value: bool) -> None:
    """Let processes of the same user look at this one, or not."""
    _prctl(PR_SET_DUMPABLE, int(value), 0)


def _prctl(option: int, first: object, second: object) -> None:
    # Variadic: what is not given would be whatever the registers hold.
    if LIBC.prctl(option, ctypes.c_ulong(first) if isinstance(first, int) else first, second, 0, 0):
        raise OSError(f"prctl {option} failed")


def bounds(allowance: Allowance, open_files: int) -> list[Bound]:
    """List the resource limits of a program, within those we have; soft and hard ones are equal."""
    processes = allowance.processes + 2 if allowance.processes else resource.RLIM_INFINITY
    wanted = {
        # The main thread's stack is part of the address space and may grow as far as that does.
        resource.RLIMIT_STACK: resource.getrlimit(resource.RLIMIT_STACK)[1],
        resource.RLIMIT_CPU: allowance.cpu_us // 1_000_000 + 2,
        resource.RLIMIT_FSIZE: allowance.output + 1,
        resource.RLIMIT_NOFILE: open_files,
        # This one, and the server; where others of the user's would count, there is no bound.
        resource.RLIMIT_NPROC: processes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_AS: allowance.address_space,
    }
    found = []
    for which, value in wanted.items():
        hard = resource.getrlimit(which)[1]
        if value == resource.RLIM_INFINITY or (hard != resource.RLIM_INFINITY and hard < value):
            value = hard
        found.append(
            (which, (ctypes.c_ulong * 2)(value, value))
        )  # infinity is -1, the largest of all
    return found


def adopt_orphans() -> None:
    """Become the parent of what a child leaves behind."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1, 0)


def confine(limits: Iterable[Bound], filter_: Filter | None, rules: int) -> None:
    """Give up what a program is not to have; with no filter, it keeps what the cell allows.

    Args:
        limits: resource limits.
        filter_: seccomp filter.
        rules: Landlock's, -1 where a mount namespace takes their place.
    """
    _setsid()
    if _getppid() != 1:  # without a namespace, whose end would be everybody's
        _prctl(PR_SET_PDEATHSIG, _signal.SIGKILL, 0)
    _set_signals(_signal.SIG_SETMASK, NO_SIGNALS, None)
    for which, both in limits:
        if _set_limit(which, both):
            raise OSError(f"setrlimit {which} failed")
    if filter_ is not None:
        if rules >= 0 and LIBC.syscall(LANDLOCK_RESTRICT_SELF, rules, 0):
            raise OSError("Landlock refuses its rules")
        _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filter_))

"""Wait for a program, and end it when it is over a limit."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import ctypes
import os
import resource
import time
from typing import TYPE_CHECKING

from alphagen.execution.inside import wire
from alphagen.execution.inside.confine import LIBC

if TYPE_CHECKING:
    from alphagen.execution.inside.wire import Allowance

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.004, 0.02


# Filled by the kernel. Each object that is touched after a fork is a page to be copied, and what
# Python's own functions return has twenty fields: plain arrays save a fiftieth of a short run.
_wait, _wait_for_signal, _kill = LIBC.wait4, LIBC.sigtimedwait, LIBC.kill
_child_ended = (ctypes.c_ulong * 16)(1 << (_signal.SIGCHLD - 1))  # a set of signals
_pause = (ctypes.c_long * 2)()  # seconds, nanoseconds
_status = (ctypes.c_int * 1)()
_usage = (ctypes.c_long * 18)()  # user and system time in seconds and microseconds, kilobytes, ...


def supervise(allowance: Allowance, pid: int) -> tuple[int, int, float, float, int]:
    """Wait for the program to end, or end it, and all that it has left.

    Returns:
        Its wait status, the limit it was killed for or 0, CPU seconds, elapsed seconds, and how
        many kilobytes were resident.
    """
    begun = time.monotonic()
    pause, reason = FIRST_PAUSE_S, 0
    while True:
        _pause[1] = int(pause * 1e9)
        _wait_for_signal(_child_ended, None, _pause)
        ended = _wait(pid, _status, os.WNOHANG, _usage)
        wall_s = time.monotonic() - begun
        if ended:
            break
        reason = overrun(allowance, pid, wall_s)
        if reason:
            _kill(pid, _signal.SIGKILL)
            _wait(pid, _status, 0, _usage)
            break
        pause = min(pause * 2, LONGEST_PAUSE_S)
    status, resident_kb = _status[0], _usage[4]
    return status, reason, _cpu_s() + sweep(pid), wall_s, resident_kb


def _cpu_s() -> float:
    return float(_usage[0] + _usage[2] + (_usage[1] + _usage[3]) / 1e6)


def overrun(allowance: Allowance, pid: int, wall_s: float) -> int:
    """Say which limit a running program is over, or 0."""
    if time.clock_gettime((~pid << 3) | 2) * 1e6 > allowance.cpu_us:  # another process's clock
        return wire.KILLED_CPU
    wall_limit_s = allowance.wall_us / 1e6
    if wall_s > wall_limit_s:
        if wall_s - queued_s(pid) > wall_limit_s:
            return wire.KILLED_WALL
        if wall_s > wire.PATIENCE * wall_limit_s:
            return wire.STARVED
    resident = int(first_line(f"/proc/{pid}/statm").split()[1]) * resource.getpagesize()
    return wire.KILLED_MEMORY if resident > allowance.memory else 0


def queued_s(pid: int) -> float:
    """Tell how long a process was ready to run while a busy machine ran others."""
    try:
        return int(first_line(f"/proc/{pid}/schedstat").split()[1]) / 1e9
    except OSError:  # a kernel without scheduler statistics
        return 0.0


def first_line(path: str) -> bytes:
    """Read a small file of the kernel's."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(file, 200)
    finally:
        os.close(file)


def sweep(pid: int) -> float:
    """Kill and reap everything else in the cell; return the CPU seconds it used.

    Without a namespace of our own, that is the group of the process that has ended.
    """
    seconds = 0.0
    everybody = -1 if os.getpid() == 1 else -pid
    while _kill(everybody, _signal.SIGKILL) == 0:
        _wait(-1, _status, 0, _usage)
        seconds += _cpu_s()
    return seconds

"""Wait for a program, and end it when it is over a limit."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import os
import resource
import time
from typing import TYPE_CHECKING

from alphagen.execution.inside import wire
from alphagen.execution.inside.confine import LIBC

if TYPE_CHECKING:
    from alphagen.execution.inside.wire import Allowance

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.004, 0.02


def supervise(allowance: Allowance, pid: int) -> tuple[int, resource.struct_rusage, float, int]:
    """Wait for the program to end, or end it.

    Returns:
        Its wait status, its rusage, elapsed seconds, and the limit it was killed for, or 0.
    """
    begun = time.monotonic()
    pause, reason = FIRST_PAUSE_S, 0
    while True:
        _signal.sigtimedwait((_signal.SIGCHLD,), pause)
        found, status, usage = os.wait4(pid, os.WNOHANG)
        wall_s = time.monotonic() - begun
        if found:
            break
        reason = overrun(allowance, pid, wall_s)
        if reason:
            os.kill(pid, _signal.SIGKILL)
            _, status, usage = os.wait4(pid, 0)
            break
        pause = min(pause * 2, LONGEST_PAUSE_S)
    return status, usage, wall_s, reason


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
    while LIBC.kill(everybody, _signal.SIGKILL) == 0:  # os.kill() would raise most of the time
        _, _, usage = os.wait4(-1, 0)
        seconds += usage.ru_utime + usage.ru_stime
    return seconds

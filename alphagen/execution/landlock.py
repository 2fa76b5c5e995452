"""Walls where namespaces are refused: Landlock, seccomp and limits, without any privilege.

A program sees the same process and network identifiers as everybody, but can open no file except
the system's own to read, no socket, and signal nobody but itself. That files exist is no secret
here. The weak kind leaves Landlock out: any file the user can read, a program can read.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alphagen.execution import inside
from alphagen.execution.inside.launch import CREATE_RULESET
from alphagen.execution.process import Child
from alphagen.execution.walls import (
    ENVIRONMENT,
    WRITING,
    Room,
    Tier,
    Users,
    descriptors,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagen.execution.groups import Group
    from alphagen.execution.languages import Interpreter

ASK_VERSION = 1
SIGNALS_SCOPED = 6
"""Version of Landlock that keeps signals inside."""

_READABLE = """
    /usr /lib /lib32 /lib64 /libx32 /bin /sbin /nix/store /gnu/store
    /etc/ld.so.cache /etc/alternatives
""".split()
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def landlock_version() -> int:
    """Ask the kernel; 0 where it has no Landlock."""
    nothing = ctypes.c_size_t(0)
    version: int = ctypes.CDLL(None).syscall(CREATE_RULESET, None, nothing, ASK_VERSION)
    return max(0, version)


class LandlockWalls:
    """Cells that are ordinary processes with next to no rights."""

    def __init__(self, interpreter: Interpreter, *, weak: bool = False) -> None:
        self.tier = Tier.WEAK if weak else Tier.LANDLOCK
        self._interpreter = interpreter
        self._users = Users()
        self._version = 0 if weak else landlock_version()
        self.holds_files = False
        self.private_users = os.geteuid() == 0
        self.signals = self._version >= SIGNALS_SCOPED

    def python(self) -> str:
        """Return the path of the interpreter."""
        return str(self._interpreter.host)

    def headers(self, folder: Path) -> str:
        """Return the path inside of a folder of precompiled headers."""
        return str(folder)

    @contextmanager
    def open(self, room: Room, group: Group) -> Iterator[Child]:
        """Start a cell in a control group."""
        launcher = Path(inside.__file__).with_name("launch.py").read_bytes()
        with self._users.lend() as uid, _scratch(room, uid) as scratch:
            with descriptors(room.filter, launcher, room.code, room.content) as fds:
                plan = self._plan(room, fds, scratch)
                start = [self.python(), "-I", "-S", f"/proc/self/fd/{fds[1]}", json.dumps(plan)]
                child = Child(start, files=fds, uid=uid, outer=group.enter())
            with child:
                yield child

    def _plan(self, room: Room, fds: list[int], scratch: list[str]) -> dict[str, object]:
        read = [*_READABLE, *([str(room.headers)] if room.headers else [])]
        if self._interpreter.prefix is not None:
            read.append(str(self._interpreter.prefix))
        environment = {**ENVIRONMENT, "HOME": "/", **({"TMPDIR": scratch[0]} if scratch else {})}
        return {
            "landlock": self._version,
            "read": read,
            "devices": _DEVICES,
            "write": scratch,
            "filter": fds[0],
            "command": room.payload(self.python(), f"/proc/self/fd/{fds[2]}"),
            "environment": environment,
        }


@contextmanager
def _scratch(room: Room, uid: int | None) -> Iterator[list[str]]:
    """Make a folder for a compiler or a checker, its user's own; it goes with all that is in it."""
    if room.server not in WRITING:
        yield []
        return
    folder = tempfile.mkdtemp(prefix="alphagen-")
    try:
        if uid is not None:
            os.chown(folder, uid, uid)
        yield [folder]
    finally:
        shutil.rmtree(folder, ignore_errors=True)

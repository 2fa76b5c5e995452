"""What encloses a cell: the seam between the conversation with it and the means of isolation."""

from __future__ import annotations

import contextlib
import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Protocol

from alphagen.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alphagen.execution.groups import Group
    from alphagen.execution.process import Child

FIRST_UID, UIDS = 61000, 184
"""Host users for cells when we are root: numbers no distribution hands out (61000 to 61183)."""

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/box",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONIOENCODING": "utf-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
    "PYTHONSAFEPATH": "1",
}


class Tier(StrEnum):
    """How well programs are kept from everything else, the best first."""

    BUBBLEWRAP = "bubblewrap"  # namespaces, a file system of their own, seccomp, limits
    LANDLOCK = "landlock"  # no namespaces: Landlock, seccomp, limits
    WEAK = "weak"  # seccomp and limits: files can be read


class Server(Enum):
    """What serves in a cell."""

    PYTHON = "python"  # forks into programs, with the standard library loaded
    NUMPY = "numpy"  # the same, with numpy as well
    PLAIN = "plain"  # loads nothing: it executes what it runs
    COMPILER = "compiler"  # the same, with a writable /tmp
    BINARY = "binary"  # no Python: it runs compiled programs
    CHECKER = "checker"  # executes checkers, in a writable folder


FORKING = (Server.PYTHON, Server.NUMPY)
"""Servers that fork into Python programs."""

KEPT = (*FORKING, Server.BINARY, Server.CHECKER)
"""Servers whose cells are kept for other programs; the others serve one."""

WRITING = (Server.COMPILER, Server.CHECKER)
"""Servers with a writable folder, in which they stand."""


@dataclass(frozen=True, slots=True)
class Room:
    """What there is to be in a cell.

    Attributes:
        server: what serves in it.
        code: the program that does, a Python archive or a binary.
        filter: the seccomp filter that holds for all of it.
        path: where a program has its file, empty for none.
        content: that file.
        headers: a folder of precompiled headers.
    """

    server: Server
    code: bytes
    filter: bytes
    path: str = ""
    content: bytes = b""
    headers: Path | None = None

    def payload(self, python: str, code: str) -> list[str]:
        """Write the command that starts its server, given the paths of both inside."""
        if self.server is Server.BINARY:
            return [code]
        if self.server in FORKING:
            return [python, code, *(["numpy"] if self.server is Server.NUMPY else [])]
        return [python, "-I", "-S", code, "plain"]  # it becomes no program, so it needs no site.py


class Walls(Protocol):
    """Starts cells."""

    tier: Tier

    private_users: bool
    """Whether the processes of a cell's user are all in the cell, so that they can be counted."""

    signals: bool
    """Whether a signal reaches processes of the same cell alone."""

    holds_files: bool
    """Whether a program can have a file of its own in the cell."""

    def open(self, room: Room, group: Group) -> contextlib.AbstractContextManager[Child]:
        """Start a cell in a control group; it is gone when the context ends."""
        ...

    def python(self) -> str:
        """Return the path of the interpreter inside."""
        ...

    def headers(self, folder: Path) -> str:
        """Return the path inside of a folder of precompiled headers."""
        ...


def memory_file(content: bytes) -> int:
    """Put bytes in a file without a name; the descriptor stands at its start."""
    fd = os.memfd_create("alphagen")
    view = memoryview(content)
    while view:
        view = view[os.write(fd, view) :]
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


@contextmanager
def descriptors(*contents: bytes) -> Iterator[list[int]]:
    """Hold the contents in files without names."""
    with contextlib.ExitStack() as stack:
        fds = []
        for content in contents:
            fds.append(memory_file(content))
            stack.callback(os.close, fds[-1])
        yield fds


class Users:
    """Host users for the cells of this process, each lent to one cell at a time."""

    def __init__(self) -> None:
        """Start with all of them free, in an order of our own."""
        shift = os.getpid() % UIDS
        self._free = [FIRST_UID + (shift + n) % UIDS for n in range(UIDS)]
        self._lock = threading.Lock()

    @contextmanager
    def lend(self) -> Iterator[int | None]:
        """Lend a user; None when we are not root and cells run as ourselves.

        bubblewrap started by root leaves its payload root's files and kernel settings, so root
        gives its rights up before bubblewrap starts.
        """
        if os.geteuid() != 0:
            yield None
            return
        with self._lock:
            if not self._free:
                raise SandboxError(f"More than {UIDS} sandboxes at once: use fewer workers.")
            uid = self._free.pop()
        try:
            yield uid
        finally:
            with self._lock:
                self._free.insert(0, uid)

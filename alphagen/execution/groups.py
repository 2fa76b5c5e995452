"""Control groups: the kernel's own bound on the memory and the processes of a whole cell.

They are used where we may make them, as root mostly, on top of the limits of each process: memory
that no process of a cell counts as its own, and what is used before we look, are within them.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagen.core import Limits

MEMORY_SLACK = 128 << 20
"""Bytes beyond a program's limit: the server, and files without names for input and output."""

SERVERS = 8
"""Processes beyond a program's."""

PATIENCE_S = 2.0
"""Seconds we wait for the last process of a group to be gone."""

_NAME = "alphagen"
_serial = itertools.count()


@dataclass(frozen=True, slots=True)
class Controller:
    """What bounds one resource.

    Attributes:
        home: our own group, below which those of cells are made.
        limit: name of the file with the bound.
        events: name of the file that counts killed processes, empty for none.
    """

    home: Path
    limit: str
    events: str = ""


class Group:
    """The groups of one cell, one for each controller."""

    def __init__(self, controllers: dict[str, Controller]) -> None:
        name = f"{_NAME}-{os.getpid()}-{next(_serial)}"
        self._controllers = controllers
        self._folders = {kind: one.home / name for kind, one in controllers.items()}
        self._limits: Limits | None = None
        self._killed = 0

    def make(self) -> None:
        """Make the folders.

        Raises:
            OSError: we may not.
        """
        for folder in self._folders.values():
            folder.mkdir()

    def enter(self) -> list[str]:
        """Return a command that runs the command after it in the group."""
        files = [str(folder / "cgroup.procs") for folder in self._folders.values()]
        if not files:
            return []
        moves = 'echo 0 > "$1"; shift; ' * len(files)
        return ["/bin/sh", "-c", f'set -e; {moves}exec "$@"', "sh", *files]

    def allow(self, limits: Limits) -> None:
        """Bound what the next program may use, and the rest of the cell with it."""
        if limits == self._limits:
            return
        self._limits = limits
        values = {"memory": limits.memory_bytes + MEMORY_SLACK, "pids": limits.processes + SERVERS}
        for kind, folder in self._folders.items():
            with contextlib.suppress(OSError):  # it uses more than that already, and is not ours
                (folder / self._controllers[kind].limit).write_text(str(values[kind]))

    def killed(self) -> bool:
        """Say whether the kernel killed anything for want of memory since this was last asked."""
        before, self._killed = self._killed, 0
        for kind, folder in self._folders.items():
            if events := self._controllers[kind].events:
                counts = dict(line.split() for line in (folder / events).read_text().splitlines())
                self._killed = int(counts.get("oom_kill", 0))
        return self._killed > before

    def remove(self) -> None:
        """Remove the folders, once what was in them is gone."""
        deadline = time.monotonic() + PATIENCE_S
        for folder in self._folders.values():
            while not _remove(folder) and time.monotonic() < deadline:
                time.sleep(0.001)


@contextmanager
def make_group() -> Iterator[Group]:
    """Make the groups of a cell, as many as we may."""
    group = Group(controllers())
    group.make()
    try:
        yield group
    finally:
        group.remove()


@functools.cache
def controllers() -> dict[str, Controller]:
    """Find what can be used here; the groups of processes that are gone are removed."""
    found: dict[str, Controller] = {}
    for kind, one in _known():
        with contextlib.suppress(OSError, ValueError):
            for folder in one.home.glob(f"{_NAME}-*"):
                if not Path(f"/proc/{folder.name.split('-')[1]}").exists():
                    _remove(folder)
            trial = one.home / f"{_NAME}-{os.getpid()}-trial"
            trial.mkdir()
            try:
                (trial / one.limit).write_text(str(1 << 22))  # a number that either may have
                with (trial / "cgroup.procs").open("w"):
                    found[kind] = one
            finally:
                trial.rmdir()
    return found


def _known() -> Iterator[tuple[str, Controller]]:
    """Yield what bounds memory and processes, in either version of control groups."""
    with contextlib.suppress(OSError, ValueError):
        mounts = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
        ours = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
        for mount in mounts:
            kind, options = mount[mount.index("-") + 1], mount[-1].split(",")
            for _, names, path in ours:
                home = Path(mount[4], os.path.relpath(path, mount[3]))
                if kind == "cgroup2" and not names:
                    yield from _second(home)
                elif kind == "cgroup" and names in options and names == "memory":
                    yield names, Controller(home, "memory.limit_in_bytes", "memory.oom_control")
                elif kind == "cgroup" and names in options and names == "pids":
                    yield names, Controller(home, "pids.max")


def _second(home: Path) -> Iterator[tuple[str, Controller]]:
    """Yield the controllers of version two that our group hands down."""
    switch = home / "cgroup.subtree_control"
    for kind, events in (("memory", "memory.events"), ("pids", "")):
        if kind not in switch.read_text().split():
            with contextlib.suppress(OSError):  # as a rule not where there are processes in it
                switch.write_text(f"+{kind}")
        if kind in switch.read_text().split():
            yield kind, Controller(home, f"{kind}.max", events)


def _remove(folder: Path) -> bool:
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:  # somebody is still in it
        return False
    return True

"""Walls of bubblewrap: namespaces and a file system that holds next to nothing."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

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
    from collections.abc import Iterator, Mapping

    from alphagen.execution.groups import Group
    from alphagen.execution.languages import Interpreter

SERVER_PATH = "/box/server"
SCRATCH_BYTES = 256 << 20
"""Size of the writable /tmp of a compiler or a checker."""

HEADERS = "/box/headers"
PORCH = "/mnt"
_LIBRARIES = ("/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")
_READ_ONLY = ("/etc/ld.so.cache", "/etc/alternatives", "/nix/store", "/gnu/store")
_DEVICES = ("null", "zero", "full", "random", "urandom")


class BubblewrapWalls:
    """Cells in namespaces of their own, as unprivileged users of the host."""

    tier = Tier.BUBBLEWRAP
    private_users = signals = holds_files = True

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self._users = Users()

    def python(self) -> str:
        """Return the path of the interpreter inside."""
        return self._interpreter.command

    def headers(self, folder: Path) -> str:  # noqa: ARG002 - wherever it is outside
        """Return the path inside of a folder of precompiled headers."""
        return HEADERS

    @contextmanager
    def open(self, room: Room, group: Group) -> Iterator[Child]:
        """Start a cell in a control group; its server is pid 1."""
        files = {SERVER_PATH: room.code} | ({room.path: room.content} if room.path else {})
        outer = [*group.enter(), *_porch(_hidden(self._interpreter))]
        with self._users.lend() as uid:
            with descriptors(room.filter, *files.values()) as fds:
                places = dict(zip(files, fds[1:], strict=True))
                command = _command(self._interpreter, room, fds[0], places)
                child = Child(command, files=fds, uid=uid, outer=outer)
            with child:
                yield child


def _command(
    interpreter: Interpreter, room: Room, filter_fd: int, files: Mapping[str, int]
) -> list[str]:
    """Write the command line of a cell.

    The root is an empty file system that becomes read-only once it is filled.

    Args:
        interpreter: the Python inside.
        room: what else there is.
        filter_fd: descriptor with its seccomp filter.
        files: path inside and descriptor of the content; all are executable.
    """
    payload = room.payload(interpreter.command, SERVER_PATH)
    command = [_bwrap()]
    for namespace in ("user", "ipc", "pid", "net", "uts", "cgroup-try"):
        command.append(f"--unshare-{namespace}")
    command += ["--disable-userns", "--die-with-parent", "--new-session", "--as-pid-1"]
    command += ["--cap-drop", "ALL", "--seccomp", str(filter_fd), "--clearenv"]
    for name, value in {**ENVIRONMENT, **interpreter.environment}.items():
        command += ["--setenv", name, value]
    command += _system_files(interpreter)
    command += ["--proc", "/proc"]
    for device in _DEVICES:
        command += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        command += ["--symlink", f"/proc/self/fd/{number}", f"/dev/{name}"]
    command += ["--symlink", "/proc/self/fd", "/dev/fd"]
    if room.headers is not None:
        command += ["--ro-bind", str(room.headers), HEADERS]
    for path, fd in files.items():
        command += ["--perms", "0755", "--file", str(fd), path]
    if room.server in WRITING:
        command += ["--perms", "0700", "--size", str(SCRATCH_BYTES), "--tmpfs", "/tmp"]  # noqa: S108
    where = "/tmp" if room.server in WRITING else "/box"  # noqa: S108
    return [*command, "--remount-ro", "/", "--chdir", where, "--", *payload]


def _system_files(interpreter: Interpreter) -> list[str]:
    command = ["--ro-bind", "/usr", "/usr"]
    for path in _LIBRARIES:
        if Path(path).is_symlink():
            command += ["--symlink", str(Path(path).readlink()), path]
        else:
            command += ["--ro-bind-try", path, path]
    for path in _READ_ONLY:
        command += ["--ro-bind-try", path, path]
    hidden = _hidden(interpreter)
    for inside, outside in interpreter.shown.items():
        command += ["--ro-bind", hidden.get(outside, str(outside)), inside]
    return command


def _hidden(interpreter: Interpreter) -> dict[Path, str]:
    """List what the user of a cell could not walk to, as in root's home, and where to put it."""
    if os.geteuid() != 0:
        return {}
    hidden = [
        path
        for path in interpreter.shown.values()
        if any(not one.stat().st_mode & 0o001 for one in (path, *path.parents))
    ]
    return {path: f"{PORCH}/{number}" for number, path in enumerate(hidden)}


def _porch(hidden: Mapping[Path, str]) -> list[str]:
    """Write a command line that makes such folders visible to what it starts.

    It runs as root in a mount namespace of its own; all it starts is the change to an unprivileged
    user and then the cell.
    """
    if not hidden:
        return []
    command = [_bwrap(), "--die-with-parent", "--dev-bind", "/", "/", "--tmpfs", PORCH]
    for path, place in hidden.items():
        command += ["--ro-bind", str(path), place]
    return [*command, "--"]


def _bwrap() -> str:
    return shutil.which("bwrap") or "/usr/bin/bwrap"

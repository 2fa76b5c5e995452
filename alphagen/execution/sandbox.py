"""The walls of a cell: how bubblewrap is called, and what this machine needs for it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alphagen.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alphagen.execution.languages import Interpreter

INSTALL = "apt-get install bubblewrap libseccomp2 g++"
FIRST_UID, UIDS = 61000, 184
"""Host users for cells when we are root: numbers no distribution hands out (61000 to 61183)."""

HEADERS = "/box/headers"
PORCH = "/mnt/python"
_LIBRARIES = ("/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")
_READ_ONLY = ("/etc/ld.so.cache", "/etc/alternatives", "/nix/store", "/gnu/store")
_DEVICES = ("null", "zero", "full", "random", "urandom")
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/box",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONIOENCODING": "utf-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
    "PYTHONSAFEPATH": "1",
}


def check_system() -> list[str]:
    """Name what this machine lacks, each as one sentence; an empty list when it lacks nothing.

    Only what can be seen without starting a sandbox is looked at: creating a
    :class:`BubblewrapExecutor` also tries one.
    """
    if not sys.platform.startswith("linux"):
        return [f"Programs can only be isolated on Linux, not on {sys.platform}: use a Linux VM."]
    missing = []
    if shutil.which("bwrap") is None:
        missing.append("bubblewrap is not installed: `apt-get install bubblewrap`.")
    try:
        ctypes.CDLL("libseccomp.so.2")
    except OSError:
        missing.append("libseccomp.so.2 is not installed: `apt-get install libseccomp2`.")
    if shutil.which("g++") is None:
        missing.append("g++ is not installed, so C++ cannot be judged: `apt-get install g++`.")
    return missing


def require_isolation() -> None:
    """Refuse a machine without bubblewrap or libseccomp.

    Raises:
        SandboxError: something is missing; the sentence says what, and how to install it.
    """
    missing = [line for line in check_system() if not line.startswith("g++")]
    if missing:
        raise SandboxError(
            f"{' '.join(missing)} All at once: `{INSTALL}`. Programs are never run unprotected."
        )


def bubblewrap(
    interpreter: Interpreter,
    filter_fd: int,
    files: Mapping[str, int],
    payload: Sequence[str],
    *,
    scratch_bytes: int = 0,
    headers: Path | None = None,
) -> list[str]:
    """Write the command line of a cell.

    The root is an empty file system that becomes read-only once it is filled.

    Args:
        interpreter: the Python inside.
        filter_fd: descriptor with the seccomp filter of the cell.
        files: path inside and descriptor of the content; all are executable.
        payload: what runs as pid 1.
        scratch_bytes: size of a writable /tmp; 0 for none.
        headers: a folder that appears as ``HEADERS``.
    """
    command = [_bwrap()]
    for namespace in ("user", "ipc", "pid", "net", "uts", "cgroup-try"):
        command.append(f"--unshare-{namespace}")
    command += ["--disable-userns", "--die-with-parent", "--new-session", "--as-pid-1"]
    command += ["--cap-drop", "ALL", "--seccomp", str(filter_fd), "--clearenv"]
    for name, value in {**_ENVIRONMENT, **interpreter.environment}.items():
        command += ["--setenv", name, value]
    command += _system_files(interpreter)
    command += ["--proc", "/proc"]
    for device in _DEVICES:
        command += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        command += ["--symlink", f"/proc/self/fd/{number}", f"/dev/{name}"]
    command += ["--symlink", "/proc/self/fd", "/dev/fd"]
    if headers is not None:
        command += ["--ro-bind", str(headers), HEADERS]
    for path, fd in files.items():
        command += ["--perms", "0755", "--file", str(fd), path]
    if scratch_bytes:
        command += ["--perms", "0700", "--size", str(scratch_bytes), "--tmpfs", "/tmp"]  # noqa: S108
    return [*command, "--remount-ro", "/", "--chdir", "/box", "--", *payload]


def _system_files(interpreter: Interpreter) -> list[str]:
    command = ["--ro-bind", "/usr", "/usr"]
    for path in _LIBRARIES:
        if Path(path).is_symlink():
            command += ["--symlink", str(Path(path).readlink()), path]
        else:
            command += ["--ro-bind-try", path, path]
    for path in _READ_ONLY:
        command += ["--ro-bind-try", path, path]
    if interpreter.prefix is not None:
        source = PORCH if needs_porch(interpreter) else str(interpreter.prefix)
        command += ["--ro-bind", source, "/python"]
    return command


def needs_porch(interpreter: Interpreter) -> bool:
    """Say whether the user of a cell could not walk to the interpreter, as in root's home."""
    if interpreter.prefix is None or os.geteuid() != 0:
        return False
    return any(
        not p.stat().st_mode & 0o001 for p in (interpreter.prefix, *interpreter.prefix.parents)
    )


def porch(interpreter: Interpreter) -> list[str]:
    """Write a command line that makes such an interpreter visible to what it starts.

    It runs as root in a mount namespace of its own, where the prefix lies at ``PORCH``; all it
    starts is the change to an unprivileged user and then the cell.
    """
    return [
        *(_bwrap(), "--die-with-parent", "--dev-bind", "/", "/", "--tmpfs", "/mnt"),
        *("--ro-bind", str(interpreter.prefix), PORCH, "--"),
    ]


def _bwrap() -> str:
    return shutil.which("bwrap") or "/usr/bin/bwrap"


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

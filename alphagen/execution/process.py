"""The only file that starts processes: a child with two pipes, answered within a deadline."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Self, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHUNK = 1 << 20

_LONGEST_WAIT_S = 3600.0
"""Seconds of one call of poll, which counts milliseconds in 31 bits."""


@functools.cache
def _starter() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="starter")


class ChildError(Exception):
    """A child went away or did not answer in time; not meant for people."""


class OutOfMemoryError(ChildError):
    """The kernel took the child for want of memory in its group."""


class Child:
    """A child process that is spoken to through its standard input and output.

    Its environment is empty. A context manager: whatever happens, the child is gone afterwards.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        files: Sequence[int] = (),
        uid: int | None = None,
        outer: Sequence[str] = (),
    ) -> None:
        """Start the child.

        Args:
            command: an absolute path and arguments.
            files: descriptors it inherits, under the same numbers.
            uid: the user and group it becomes before it starts, without any others.
            outer: a command that starts the change of user, as the user we are.

        Raises:
            ChildError: there is no setpriv, and only it can change the user after ``outer``.
        """
        setpriv = shutil.which("setpriv") if uid is not None else None
        if setpriv:  # a large parent forks slowly, and Popen(user=...) cannot use vfork
            command = [setpriv, f"--reuid={uid}", f"--regid={uid}", "--clear-groups", *command]
            uid = None
        elif outer and uid is not None:
            raise ChildError("setpriv is not installed: `apt-get install util-linux`")
        command = [*outer, *command]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        try:
            # A child that is to die with us dies with the thread that started it: this one stays.
            self._process = (
                _starter()
                .submit(
                    subprocess.Popen,
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._errors,
                    bufsize=0,
                    env={},
                    cwd="/",
                    pass_fds=files,
                    user=uid,
                    group=uid,
                    extra_groups=None if uid is None else [],
                    start_new_session=True,  # a group to kill, and no business of the terminal's
                )
                .result()
            )
        except BaseException:
            self._errors.close()
            raise
        with contextlib.suppress(OSError):  # programs are large, and pipes small
            fcntl.fcntl(self._pipes()[0], fcntl.F_SETPIPE_SZ, _CHUNK)

    def __enter__(self) -> Self:
        """Return the child itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill the child if it lives, and reap it."""
        stdin, stdout = self._pipes()
        with contextlib.suppress(OSError):
            stdin.close()
        self._kill()
        stdout.close()
        self._errors.close()

    def write(self, data: bytes) -> None:
        """Send bytes.

        Raises:
            ChildError: the child is gone.
        """
        file = self._pipes()[0].fileno()
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(file, view[:_CHUNK]) :]
        except BrokenPipeError as error:
            raise ChildError(self.complaint()) from error

    def read(self, count: int, deadline: float) -> bytes:
        """Receive exactly ``count`` bytes before ``time.monotonic()`` passes the deadline.

        Raises:
            ChildError: the child is gone, or late.
        """
        file = self._pipes()[1].fileno()
        poll = select.poll()
        poll.register(file, select.POLLIN)
        parts: list[bytes] = []
        while count:
            left = deadline - time.monotonic()
            if left <= 0:
                raise ChildError("the sandbox did not answer in time")
            if not poll.poll(min(left, _LONGEST_WAIT_S) * 1000):
                continue
            part = os.read(file, min(count, _CHUNK))
            if not part:
                raise ChildError(self.complaint())
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def complaint(self) -> str:
        """Say what the child wrote to standard error before it went away."""
        self._kill()
        self._errors.seek(0)
        said = self._errors.read(4000).decode(errors="replace").strip()
        return said or f"the sandbox ended with status {self._process.returncode}"

    def _kill(self) -> None:
        """Kill the child and what it has started; a half-built cell does not end by itself."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _pipes(self) -> tuple[_Pipe, _Pipe]:
        return cast("_Pipe", self._process.stdin), cast("_Pipe", self._process.stdout)


if TYPE_CHECKING:
    from typing import IO

    _Pipe = IO[bytes]

"""A cell: walls, the server in them, and the conversation with it."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import signal
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alphagen.execution import inside
from alphagen.execution.groups import make_group
from alphagen.execution.inside import wire
from alphagen.execution.process import ChildError, OutOfMemoryError
from alphagen.execution.seccomp import cell_filter
from alphagen.execution.verdicts import Report
from alphagen.execution.walls import KEPT, Room, Server

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagen.core import Limits
    from alphagen.execution.walls import Walls

ADDRESS_SLACK = 1 << 30
"""Bytes of address space beyond the memory limit: thread stacks and the like, mostly untouched."""

ANSWER_SLACK_S = 20.0
"""Seconds a cell may be late, on a busy machine, before it is given up."""

MAIN = b"from alphagen.execution.inside.zygote import main\nmain()\n"


@dataclass(frozen=True, slots=True)
class Task:
    """A program as a cell gets it.

    Attributes:
        limits: what each run may use.
        content: the source, or the binary.
        filter: the seccomp filter that is laid on it, empty for none.
        command: how it is executed; empty forks into Python.
        path: where its file is in a cell that runs nothing else; empty sends it to the server.
    """

    limits: Limits
    content: bytes
    filter: bytes
    command: tuple[str, ...] = ()
    path: str = ""

    def message(self, *, counted: bool) -> bytes:
        """Write it down for the server.

        Args:
            counted: the processes of its user are all its own, so that they can be bounded.
        """
        limits, command = self.limits, "\0".join(self.command).encode()
        content = b"" if self.path else self.content
        allowance = wire.Allowance(
            cpu_us=int(limits.cpu_s * 1e6),
            wall_us=int(limits.wall_limit_s * 1e6),
            memory=limits.memory_bytes,
            address_space=limits.memory_bytes + ADDRESS_SLACK,
            output=limits.output_bytes,
            processes=limits.processes if counted else 0,
        )
        parts = (self.filter, content, command)
        header = wire.HEADER.pack(wire.ALLOWANCE.pack(*allowance), *map(len, parts))
        return b"".join((wire.MESSAGE.pack(wire.PROGRAM, 0), header, *parts))


class Cell:
    """One enclosed process, the server, which runs one program after another."""

    def __init__(
        self, walls: Walls, server: Server, task: Task, *, code: bytes, headers: Path | None = None
    ) -> None:
        """Start it.

        Args:
            walls: what encloses it.
            server: what serves in it.
            task: what it is opened for; its file goes into the cell if it has a path.
            code: the program that serves.
            headers: folder of precompiled headers for a compiler.

        Raises:
            ChildError: it cannot be started.
        """
        self.runs = 0
        self._task: Task | None = None
        content = task.content if task.path else b""
        filter_ = cell_filter(kept=server in KEPT)
        self._counted = walls.private_users
        room = Room(server, code, filter_, task.path, content, headers)
        with contextlib.ExitStack() as stack:
            self._group = stack.enter_context(make_group())
            self._child = stack.enter_context(walls.open(room, self._group))
            self._stack = stack.pop_all()

    def run(self, task: Task, data: bytes) -> Report:
        """Run a program on one input.

        Raises:
            ChildError: the cell broke.
        """
        return self.run_each(task, [data])[0]

    def run_each(self, task: Task, inputs: Sequence[bytes]) -> list[Report]:
        """Run a program on inputs, each in a process of its own.

        All are sent at once, so that the cell need not wait for us; several must fit in a pipe.

        Raises:
            ChildError: the cell broke.
        """
        self._ask(task, b"".join(wire.MESSAGE.pack(wire.INPUT, len(one)) + one for one in inputs))
        return [self._answer(task) for _ in inputs]

    def run_together(self, task: Task, inputs: Sequence[bytes]) -> Report:
        """Run a program on all inputs in one process; its output ends with the size of each.

        Raises:
            ChildError: the cell broke.
        """
        sizes = [wire.SIZE.pack(len(data)) for data in inputs]
        self._ask(task, b"".join((wire.MESSAGE.pack(wire.INPUTS, len(inputs)), *sizes, *inputs)))
        return self._answer(task)

    def _ask(self, task: Task, question: bytes) -> None:
        if task is not self._task:
            self._group.allow(task.limits)
            question = task.message(counted=self._counted) + question
            self._task = task
        self._child.write(question)

    def _answer(self, task: Task) -> Report:
        self.runs += 1
        deadline = time.monotonic() + wire.PATIENCE * task.limits.wall_limit_s + ANSWER_SLACK_S
        try:
            fields = wire.REPORT.unpack(self._child.read(wire.REPORT.size, deadline))
        except ChildError as error:
            # The kernel does not always choose the program, least of all one whose first thread
            # has ended.
            if self._group.killed():
                raise OutOfMemoryError(str(error)) from error
            raise
        reason, status, cpu_us, wall_us, resident_kb, printed, output, errors = fields
        if not reason and os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            reason = wire.KILLED_MEMORY if self._group.killed() else reason
        return Report(
            reason,
            status,
            cpu_us / 1e6,
            wall_us / 1e6,
            resident_kb * 1024,
            printed,
            self._child.read(output, deadline),
            self._child.read(errors, deadline),
        )

    def close(self) -> None:
        """End everything in the cell."""
        self._stack.close()


@functools.cache
def python_server() -> bytes:
    """Pack what serves in a cell into an archive that Python runs."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("__main__.py", MAIN)
        for package in ("alphagen", "alphagen/execution"):
            archive.writestr(f"{package}/__init__.py", b"")
        for path in sorted(Path(inside.__file__).parent.glob("*.py")):
            archive.writestr(f"alphagen/execution/inside/{path.name}", path.read_bytes())
    return packed.getvalue()

"""A cell: bubblewrap, the server in it, and the conversation with them."""

from __future__ import annotations

import contextlib
import functools
import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from alphagen.execution import inside
from alphagen.execution.inside import wire
from alphagen.execution.process import Child
from alphagen.execution.sandbox import Users, bubblewrap, descriptors, needs_porch, porch
from alphagen.execution.seccomp import cell_filter
from alphagen.execution.verdicts import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagen.core import Limits
    from alphagen.execution.languages import Interpreter

ADDRESS_SLACK = 1 << 30
"""Bytes of address space beyond the memory limit: thread stacks and the like, mostly untouched."""

ANSWER_SLACK_S = 20.0
"""Seconds a cell may be late, on a busy machine, before it is given up."""

SCRATCH_BYTES = 256 << 20
"""Size of the writable /tmp of a compiler."""

SERVER_PATH = "/box/server"
SERVE = b"""import sys
sys.path.insert(0, "/box")
from alphagen.execution.inside.zygote import main
main()
"""


class Server(Enum):
    """What serves in a cell as pid 1. The value is what it loads before the first program."""

    PYTHON = ()  # the standard library
    NUMPY = ("numpy",)  # numpy as well
    PLAIN = ("plain",)  # nothing: it executes, and does not fork into, what it runs
    COMPILER = ("plain", "")  # the same, with a writable /tmp
    BINARY = (None,)  # no Python: it runs compiled programs


FORKING = (Server.PYTHON, Server.NUMPY)
"""Servers that fork into Python programs."""

KEPT = (*FORKING, Server.BINARY)
"""Servers whose cells are kept for other programs; the others serve one."""


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

    def message(self) -> bytes:
        """Write it down for the server."""
        limits, command = self.limits, "\0".join(self.command).encode()
        content = b"" if self.path else self.content
        header = wire.Header(
            cpu_us=int(limits.cpu_s * 1e6),
            wall_us=int(limits.wall_limit_s * 1e6),
            memory=limits.memory_bytes,
            address_space=limits.memory_bytes + ADDRESS_SLACK,
            output=limits.output_bytes,
            processes=limits.processes,
            filter_size=len(self.filter),
            content_size=len(content),
            command_size=len(command),
        )
        opening = wire.MESSAGE.pack(wire.PROGRAM, 0) + wire.HEADER.pack(*header)
        return b"".join((opening, self.filter, content, command))


class Cell:
    """One bubblewrap process and the server in it, which runs one program after another."""

    def __init__(
        self,
        interpreter: Interpreter,
        users: Users,
        server: Server,
        *,
        runner: bytes = b"",
        headers: Path | None = None,
        task: Task | None = None,
    ) -> None:
        """Start it.

        Args:
            interpreter: the Python inside.
            users: lends the user it runs as.
            server: what serves in it.
            runner: the server for ``Server.BINARY``.
            headers: folder of precompiled headers for ``Server.COMPILER``.
            task: what it is opened for; its file goes into the cell if it has a path.

        Raises:
            ChildError: it cannot be started.
        """
        self.runs = 0
        self._task: Task | None = None
        if server is Server.BINARY:
            payload, sources = [SERVER_PATH], {SERVER_PATH: runner}
        else:
            executes = server in (Server.PLAIN, Server.COMPILER)
            lean = ["-I", "-S"] if executes else []  # what forks into programs has read site.py
            payload = [interpreter.command, *lean, SERVER_PATH, *filter(None, server.value)]
            sources = server_files()
        if task is not None and task.path:
            sources = {**sources, task.path: task.content}
        walls = cell_filter(kept=server in KEPT)
        scratch = SCRATCH_BYTES if server is Server.COMPILER else 0
        with contextlib.ExitStack() as stack:
            uid = stack.enter_context(users.lend())
            with contextlib.ExitStack() as start:
                fds = start.enter_context(descriptors(walls, *sources.values()))
                files = dict(zip(sources, fds[1:], strict=True))
                wall = bubblewrap(
                    interpreter, fds[0], files, payload, scratch_bytes=scratch, headers=headers
                )
                outer = porch(interpreter) if needs_porch(interpreter) else []
                self._child = stack.enter_context(Child(wall, files=fds, uid=uid, outer=outer))
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
            question = task.message() + question
            self._task = task
        self._child.write(question)

    def _answer(self, task: Task) -> Report:
        self.runs += 1
        deadline = time.monotonic() + wire.PATIENCE * task.limits.wall_limit_s + ANSWER_SLACK_S
        fields = wire.REPORT.unpack(self._child.read(wire.REPORT.size, deadline))
        reason, status, cpu_us, wall_us, resident_kb, printed, output, errors = fields
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
def server_files() -> dict[str, bytes]:
    """Map paths in a cell to the content of the files that serve there."""
    folder = Path(inside.__file__).parent
    package = Path("/box/alphagen/execution")
    found = {str(path / "__init__.py"): b"" for path in (package.parent, package)}
    found[SERVER_PATH] = SERVE
    for path in sorted(folder.glob("*.py")):
        found[str(package / "inside" / path.name)] = path.read_bytes()
    return found

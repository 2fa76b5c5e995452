"""A cell: bubblewrap, the reaper in it, and the conversation with them."""

from __future__ import annotations

import contextlib
import functools
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from alphagen.core import ExecutionResult, Limits, Status
from alphagen.execution import reaper
from alphagen.execution.process import Child, ChildError
from alphagen.execution.sandbox import Users, bubblewrap, descriptors, needs_porch, porch
from alphagen.execution.seccomp import cell_filter, program_filter
from alphagen.execution.verdicts import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alphagen.execution.languages import Interpreter

ADDRESS_SLACK = 1 << 30
"""Bytes of address space beyond the memory limit: thread stacks and the like, mostly untouched."""

ANSWER_SLACK_S = 20.0
"""Seconds a cell may be late, on a busy machine, before it is given up."""

SCRATCH_BYTES = 256 << 20
"""Size of the writable /tmp of a compiler."""

REAPER_PATH = "/box/reaper"

COMPILE_REAPER = f"""
import importlib.util, marshal
code = compile(open({REAPER_PATH!r}).read(), "reaper.py", "exec", optimize=2)
print((importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code)).hex())
"""
"""A program that prints the reaper as the interpreter in the cell would store it."""


class Cell:
    """One bubblewrap process and the reaper in it."""

    def __init__(
        self,
        interpreter: Interpreter,
        users: Users,
        limits: Limits,
        command: Sequence[str],
        *,
        reaper_code: bytes | None = None,
        program: tuple[str, bytes] | None = None,
        artefact: str = "",
    ) -> None:
        lean = ["-I", "-S"] if command[0] else []  # it is not lean when it becomes the program
        payload = [interpreter.command, *lean, REAPER_PATH, artefact, *command]
        with contextlib.ExitStack() as stack:
            self._limits = limits
            uid = stack.enter_context(users.lend())
            with contextlib.ExitStack() as start:
                contents = [cell_filter(), reaper_code or _reaper_source()] + (
                    [program[1]] if program else []
                )
                fds = start.enter_context(descriptors(*contents))
                files = {REAPER_PATH: fds[1]} | ({program[0]: fds[2]} if program else {})
                scratch = SCRATCH_BYTES if artefact else 0
                wall = bubblewrap(interpreter, fds[0], files, payload, scratch_bytes=scratch)
                outer = porch(interpreter) if needs_porch(interpreter) else []
                self._child = stack.enter_context(Child(wall, files=fds, uid=uid, outer=outer))
            filter_ = b"" if artefact else program_filter(executes=bool(command[0]))
            self._child.write(_header(limits, filter_))
            self._stack = stack.pop_all()

    def run(self, data: bytes) -> Report:
        """Run the program on one input.

        Raises:
            ChildError: the cell broke.
        """
        self._child.write(reaper.INPUT.pack(len(data)) + data)
        deadline = time.monotonic() + reaper.PATIENCE * self._limits.wall_limit_s + ANSWER_SLACK_S
        fields = reaper.REPORT.unpack(self._child.read(reaper.REPORT.size, deadline))
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


class Session:
    """A cell that is opened when it is needed, and again when it breaks."""

    def __init__(self, open_cell: Callable[[], Cell]) -> None:
        self._open = open_cell
        self._cell: Cell | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def run(self, data: bytes, limits: Limits) -> ExecutionResult:
        """Run once and say how it ended."""
        report = self.report(data, limits)
        return report if isinstance(report, ExecutionResult) else report.result(limits)

    def report(self, data: bytes, limits: Limits) -> Report | ExecutionResult:
        """Run once, twice if the first could not be judged; JE if neither could."""
        why = ""
        for _ in range(2):
            try:
                self._cell = self._cell or self._open()
                report = self._cell.run(data)
            except (ChildError, OSError) as error:
                why = str(error)
                self._close()
                continue
            if report.status(limits) is not Status.JE:
                return report
            starved = report.reason == reaper.STARVED
            why = (
                "the machine is too busy to time programs"
                if starved
                else report.errors.decode(errors="replace")
            )
            self._close()
        return ExecutionResult(Status.JE, stderr=why)

    def _close(self) -> None:
        if self._cell is not None:
            self._cell.close()
            self._cell = None


@functools.cache
def _reaper_source() -> bytes:
    return Path(reaper.__file__).read_bytes()


def _header(limits: Limits, filter_: bytes) -> bytes:
    fields = (
        int(limits.cpu_s * 1e6),
        int(limits.wall_limit_s * 1e6),
        limits.memory_bytes,
        limits.memory_bytes + ADDRESS_SLACK,
        limits.output_bytes,
        limits.processes,
        0,  # no limit on the stack but the address space
        len(filter_),
    )
    return reaper.HEADER.pack(*fields) + filter_

"""Cells that are kept for the next program, and what is done when one breaks."""

from __future__ import annotations

import contextlib
import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Self

from alphagen.core import ExecutionResult, Status
from alphagen.execution.inside import wire
from alphagen.execution.process import ChildError, OutOfMemoryError
from alphagen.execution.walls import KEPT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alphagen.execution.cell import Cell, Task
    from alphagen.execution.verdicts import Report
    from alphagen.execution.walls import Server

RECYCLED_AFTER = 20_000
"""Runs after which a cell is replaced, in case something grows in it."""

ATTEMPTS = 2
"""Times a run is tried, each in a cell of its own, before it is given up."""

IN_A_PIPE = 32 << 10
"""Bytes that are sent without waiting for an answer; a pipe holds more on every system."""


class Cells:
    """Open cells by what serves in them. Safe to use from several threads."""

    def __init__(
        self, open_cell: Callable[[Server, Task], Cell], canary: Callable[[Server], Task | None]
    ) -> None:
        """Start with none.

        Args:
            open_cell: opens one for a program.
            canary: names a program that ends well wherever any does, see :func:`sings`.
        """
        self._open = open_cell
        self.canary = canary
        self._idle: dict[Server, list[Cell]] = defaultdict(list)
        self._lock = threading.Lock()
        self._closed = False

    def take(self, server: Server, task: Task) -> Cell:
        """Return a cell for a program that nobody else uses, the one used last if any is kept."""
        with self._lock:
            idle = self._idle[server]
            if idle:
                return idle.pop()
        return self._open(server, task)

    def give_back(self, server: Server, cell: Cell) -> None:
        """Keep a cell for the next program, or close it."""
        with self._lock:
            if server in KEPT and cell.runs < RECYCLED_AFTER and not self._closed:
                self._idle[server].append(cell)
                return
        cell.close()

    def close(self) -> None:
        """Close the idle cells, and each other one when it is given back."""
        with self._lock:
            self._closed = True
            idle = [cell for cells in self._idle.values() for cell in cells]
            self._idle.clear()
        for cell in idle:
            cell.close()


class Session:
    """The runs of one program: in one cell if all goes well."""

    def __init__(self, cells: Cells, server: Server, task: Task) -> None:
        self._cells = cells
        self._server = server
        self.task = task
        self._cell: Cell | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and kind is not GeneratorExit:
            self._drop()  # it may have answers left that nobody has read
        elif self._cell is not None:
            self._cells.give_back(self._server, self._cell)

    def run(self, data: bytes) -> ExecutionResult:
        """Run once and say how it ended."""
        report = self.report(lambda cell: cell.run(self.task, data))
        return report if isinstance(report, ExecutionResult) else report.result(self.task.limits)

    def run_each(self, inputs: Sequence[bytes]) -> list[ExecutionResult]:
        """Run on several inputs, each in a process of its own; small ones without a pause.

        One canary after all of them is enough: damage to a cell stays.
        """
        limits = self.task.limits
        if len(inputs) > 1 and sum(map(len, inputs)) < IN_A_PIPE:
            try:
                self._cell = self._cell or self._cells.take(self._server, self.task)
                reports = self._cell.run_each(self.task, inputs)
                found = {report.status(limits) for report in reports}
                if found == {Status.OK} or (
                    Status.JE not in found and sings(self._cell, self._cells.canary(self._server))
                ):
                    return [report.result(limits) for report in reports]
            except (ChildError, OSError):
                pass
            self._drop()
        return [self.run(data) for data in inputs]

    def run_together(self, inputs: Sequence[bytes]) -> list[ExecutionResult] | None:
        """Run on all inputs in one process; None when they need one each."""
        report = self.report(lambda cell: cell.run_together(self.task, inputs))
        if isinstance(report, ExecutionResult):
            return None
        return report.results(self.task.limits, len(inputs))

    def report(self, ask: Callable[[Cell], Report]) -> Report | ExecutionResult:
        """Run once, in another cell if the first broke; a result where nothing could be judged.

        A cell is believed that a program did not end well only while it runs the canary well.
        """
        fault: ExecutionResult | None = None
        for _ in range(ATTEMPTS):
            try:
                self._cell = self._cell or self._cells.take(self._server, self.task)
                report = ask(self._cell)
                status = report.status(self.task.limits)
                if status is Status.JE:
                    fault = ExecutionResult(Status.JE, stderr=_reason(report))
                elif status is Status.OK or sings(self._cell, self._cells.canary(self._server)):
                    return report
                else:
                    why = "twice, the sandbox was damaged when this program had run"
                    fault = ExecutionResult(Status.SV, stderr=why)
            except OutOfMemoryError:  # a cell holds one program at a time: this one used it up
                fault = ExecutionResult(Status.MLE, memory_bytes=self.task.limits.memory_bytes)
            except (ChildError, OSError) as error:
                fault = ExecutionResult(Status.JE, stderr=str(error))
            self._drop()
        return fault or ExecutionResult(Status.JE)

    def _drop(self) -> None:
        if self._cell is not None:
            with contextlib.suppress(OSError):
                self._cell.close()
            self._cell = None


def sings(cell: Cell, canary: Task | None) -> bool:
    """Say whether a cell still runs a program that adds two numbers; also where there is none."""
    if canary is None:
        return True
    report = cell.run(canary, b"2 3\n")
    return report.status(canary.limits) is Status.OK and report.output == b"5\n"


def _reason(report: Report) -> str:
    if report.reason == wire.STARVED:
        return "the machine is too busy to time programs"
    return report.errors.decode(errors="replace")

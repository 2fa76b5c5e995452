"""What a cell's report says about a program."""

from __future__ import annotations

import os
import signal
import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alphagen.core import ExecutionResult, Status
from alphagen.execution.inside import wire

if TYPE_CHECKING:
    from alphagen.core import Limits

OUT_OF_MEMORY = ("MemoryError", "std::bad_alloc", "bad_array_new_length", "can't start new thread")
NEARLY_ALL = 0.9
"""Part of the memory limit from which a crash counts as running out of memory."""


@dataclass(frozen=True, slots=True)
class Report:
    """One run as pid 1 of the cell saw it.

    Attributes:
        reason: 0, why there is nothing to judge, or the limit the program was killed for.
        wait_status: as wait(2) gives it.
        cpu_s: user and system time.
        wall_s: elapsed time.
        memory_bytes: peak resident memory.
        printed_bytes: size of standard output or standard error, whichever is larger.
        output: standard output, or the file that was asked for.
        errors: end of standard error.
    """

    reason: int
    wait_status: int
    cpu_s: float
    wall_s: float
    memory_bytes: int
    printed_bytes: int
    output: bytes
    errors: bytes

    def result(self, limits: Limits) -> ExecutionResult:
        """Decide how the run ended."""
        signalled = os.WIFSIGNALED(self.wait_status)
        return ExecutionResult(
            status=self.status(limits),
            stdout=self.output[: limits.output_bytes].decode(errors="backslashreplace"),
            stderr=self.errors.decode(errors="replace"),
            cpu_s=self.cpu_s,
            wall_s=self.wall_s,
            memory_bytes=self.memory_bytes,
            exit_code=None if signalled else os.waitstatus_to_exitcode(self.wait_status),
            signal=os.WTERMSIG(self.wait_status) if signalled else None,
        )

    def results(self, limits: Limits, count: int) -> list[ExecutionResult] | None:
        """Divide the output of runs that shared a process; None when one did not end well.

        Time is divided evenly, and the peak of memory is that of all of them.
        """
        sizes_at = len(self.output) - wire.SIZE.size * count
        if self.status(limits) is not Status.OK or sizes_at < 0:
            return None
        sizes = struct.unpack_from(f"<{count}Q", self.output, sizes_at)
        if sum(sizes) != sizes_at:
            return None
        results, start = [], 0
        for size in sizes:
            part = self.output[start : start + size]
            start += size
            share = replace(
                self, output=part, errors=b"", cpu_s=self.cpu_s / count, wall_s=self.wall_s / count
            )
            results.append(share.result(limits))
        return results

    def status(self, limits: Limits) -> Status:
        """Name the end of the run; what a program cannot help is asked last."""
        killed_by = os.WTERMSIG(self.wait_status) if os.WIFSIGNALED(self.wait_status) else 0
        ends = (
            (Status.JE, self.reason in (wire.PRELUDE_FAILED, wire.STARVED)),
            (Status.MLE, self.reason == wire.KILLED_MEMORY),
            (Status.SV, killed_by == signal.SIGSYS),
            (Status.TLE, self.reason in (wire.KILLED_CPU, wire.KILLED_WALL)),
            (Status.TLE, killed_by == signal.SIGXCPU or self.cpu_s > limits.cpu_s),
            (Status.OLE, killed_by == signal.SIGXFSZ or self.printed_bytes > limits.output_bytes),
            (Status.MLE, self.memory_bytes > limits.memory_bytes),
            (Status.OK, self.wait_status == 0),
            (Status.MLE, self._ran_out_of_memory(limits)),
        )
        return next((status for status, holds in ends if holds), Status.RTE)

    def _ran_out_of_memory(self, limits: Limits) -> bool:
        if self.memory_bytes >= NEARLY_ALL * limits.memory_bytes:
            return True
        lines = self.errors.decode(errors="replace").strip().splitlines()
        return any(word in line for line in lines[-3:] for word in OUT_OF_MEMORY)

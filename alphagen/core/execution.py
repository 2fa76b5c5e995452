"""What became of a program when it ran."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The judge's word on one test."""

    AC = "AC"  # accepted
    WA = "WA"  # wrong answer
    TLE = "TLE"  # time limit exceeded
    MLE = "MLE"  # memory limit exceeded
    OLE = "OLE"  # output limit exceeded
    RTE = "RTE"  # run-time error: a signal or a non-zero exit
    CE = "CE"  # does not compile
    SV = "SV"  # security violation
    JE = "JE"  # we could not judge; never counted against the program


class Status(StrEnum):
    """How one run ended. All but ``OK`` are verdicts of the same name."""

    OK = "OK"
    TLE = "TLE"
    MLE = "MLE"
    OLE = "OLE"
    RTE = "RTE"
    CE = "CE"
    SV = "SV"
    JE = "JE"


class Care(StrEnum):
    """What the runs of a program may have in common.

    The outcome is to be the same with each; what differs is the price, and who is trusted.
    """

    SHARED = "shared"  # one start for all inputs, where no difference to fresh ones shows
    FRESH = "fresh"  # a fresh process for each input, forked from one that runs no program itself
    ALONE = "alone"  # a sandbox for this program alone, and an interpreter started for each input


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use.

    Attributes:
        cpu_s: seconds of CPU time; decides TLE.
        wall_s: seconds of wall time, the backstop; None is three times ``cpu_s`` and a second.
        memory_bytes: bytes of memory.
        output_bytes: bytes of standard output.
        processes: processes and threads.
    """

    cpu_s: float = 2.0
    wall_s: float | None = None
    memory_bytes: int = 256 * 1024 * 1024
    output_bytes: int = 16 * 1024 * 1024
    processes: int = 64

    @property
    def wall_limit_s(self) -> float:
        """Seconds of wall time after which a run is stopped."""
        return 3 * self.cpu_s + 1 if self.wall_s is None else self.wall_s


@dataclass(frozen=True, slots=True)
class ExecutionResult:
    """One run of one program on one input, as its parent saw it.

    Attributes:
        status: how it ended.
        stdout: what it printed, at most ``Limits.output_bytes`` long.
        stderr: the end of what it wrote to standard error, or the compiler's message.
        cpu_s: user and system time of the program, seconds.
        wall_s: elapsed time, seconds.
        memory_bytes: peak resident memory.
        exit_code: as given to exit(); None when a signal ended it.
        signal: number of the signal that ended it; None when it exited.
    """

    status: Status
    stdout: str = ""
    stderr: str = ""
    cpu_s: float = 0.0
    wall_s: float = 0.0
    memory_bytes: int = 0
    exit_code: int | None = None
    signal: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts of one program over a list of tests.

    Attributes:
        verdicts: one for each test that was run, in order; a judge that stops at the first
            failure leaves the rest out.
        results: the runs behind the verdicts, in the same order.
        total: number of tests there were.
    """

    verdicts: tuple[Verdict, ...]
    results: tuple[ExecutionResult, ...]
    total: int

    @property
    def accepted(self) -> bool:
        """Whether every test was run and accepted."""
        return len(self.verdicts) == self.total and all(v is Verdict.AC for v in self.verdicts)

    @property
    def verdict(self) -> Verdict:
        """The first verdict that is not AC, or AC."""
        return next((v for v in self.verdicts if v is not Verdict.AC), Verdict.AC)

    def counts(self) -> Counter[Verdict]:
        """Count the verdicts."""
        return Counter(self.verdicts)

"""What the supervisor and pid 1 of a cell say to each other, over two pipes.

To the cell: ``PROGRAM``, a ``HEADER``, then filter, content and command; it stays until the next
one. ``INPUT`` and its bytes: run once. ``INPUTS``: one text that holds
several, preceded by their sizes; run on all of them in one process. From the cell, for each run:
one ``REPORT``, the output, the end of standard error.

The C++ server in ``runner.cpp`` speaks the same.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

PROGRAM, INPUT, INPUTS = 1, 2, 3
MESSAGE = struct.Struct("<QQ")
"""A kind, and a size: of the input, or the number of inputs. Of a program, 0."""

SIZE = struct.Struct("<Q")
ALLOWANCE = struct.Struct("<6Q")
HEADER = struct.Struct(f"<{ALLOWANCE.size}s3Q")
"""An ``Allowance``, and the sizes of filter, content and command."""

REPORT = struct.Struct("<8Q")
"""Reason, wait status, CPU microseconds, elapsed microseconds, resident kilobytes, bytes printed,
and the sizes of the output and of the error text that follow."""


class Allowance(NamedTuple):
    """What a run may use: bytes and microseconds."""

    cpu_us: int
    wall_us: int
    memory: int
    address_space: int
    output: int
    processes: int


PRELUDE_FAILED = 1  # the program was never started: nothing to judge
KILLED_CPU = 2
KILLED_WALL = 3
KILLED_MEMORY = 4
STARVED = 5  # it got no processor for so long that there is nothing to judge

PATIENCE = 10
"""Times the limit on elapsed time that we wait for a program that waits for a processor."""

STDERR_KEPT = 2048
PROGRAM_PATH = "/box/main"
CONTENT_PATH = "/proc/self/fd/3"
"""Where a program finds it that is executed without such a file."""

ARTEFACT = "artefact"
"""Begins the command of a compiler: a path in the cell follows, whose file is sent back in place of
what the compiler prints."""

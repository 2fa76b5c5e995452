"""One writer at a time for a folder, without a file that a killed writer would leave behind.

The lock is the kernel's, on the folder itself, and goes with the process. Readers need none: every
file is whole or absent. Where a file system has no locks, nothing is locked.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from alphagen.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def sole_writer(path: Path) -> Iterator[None]:
    """Hold the right to write in a folder that exists.

    Raises:
        RunError: another process holds it, or the folder cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as fault:
        raise RunError(f"Cannot open {path}: {fault.strerror}.") from fault
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise RunError(
                f"Another alphagen is at work in {path}: wait until it is done, or name another "
                "directory (--out)."
            ) from fault
        except OSError:
            pass  # a file system without locks
        yield
    finally:
        os.close(descriptor)

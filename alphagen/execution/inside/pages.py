"""Put the interpreter's code on huge pages, so that forks need not find it page by page.

A forked process has none of its code until it runs it: a fault for every sixteen pages, about fifty
in a short Python program, and all those pages are let go again at its end. A huge page of anonymous
memory is one entry, and copied by the fork. That saves a tenth of the time of a short program.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from typing import TYPE_CHECKING

from alphagen.execution.inside.confine import LIBC

if TYPE_CHECKING:
    from collections.abc import Iterator

HUGE = 2 << 20
READ, WRITE, EXECUTE = 1, 2, 4
MAP_PRIVATE_ANONYMOUS = 0x22
MADV_HUGEPAGE = 14
MREMAP_MAYMOVE_FIXED = 3

_Pointer, _Size = ctypes.c_void_p, ctypes.c_size_t


def use_huge_pages() -> int:
    """Move the interpreter's code and constants to huge pages, as much as fills whole ones.

    Returns:
        How many bytes were moved: 0 where the kernel has no huge pages for us.
    """
    if os.uname().machine != "x86_64":  # others may want the instruction cache flushed
        return 0
    LIBC.mmap.restype = LIBC.mremap.restype = _Pointer
    moved = 0
    with contextlib.suppress(OSError):
        for start, end in list(_code()):
            start, end = -(-start // HUGE) * HUGE, end // HUGE * HUGE
            moved += _move(start, end - start) if start < end else 0
    return moved


def _code() -> Iterator[tuple[int, int]]:
    """Yield where the file that holds the interpreter is in memory and cannot be written."""
    inside = ctypes.cast(ctypes.pythonapi.Py_RunMain, _Pointer).value or 0
    parts = []
    for line in _lines("/proc/self/maps"):
        place, rights, *_, name = line.split(maxsplit=5)
        start, end = (int(number, 16) for number in place.split("-"))
        parts.append((start, end, rights, name))
    ours = [name for start, end, _, name in parts if start <= inside < end]
    begun = ended = 0
    for start, end, rights, name in parts:
        if name not in ours or not rights.startswith("r-"):
            continue
        if start != ended:
            yield begun, ended
            begun = start
        ended = end
    yield begun, ended


def _move(start: int, size: int) -> int:
    """Put huge pages with the same bytes in the place of the pages there; return how many bytes."""
    room = LIBC.mmap(None, _Size(size + HUGE), READ | WRITE, MAP_PRIVATE_ANONYMOUS, -1, _Size(0))
    if room == _Pointer(-1).value:
        return 0
    copy, end, before = -(-room // HUGE) * HUGE, room + size + HUGE, _on_huge_pages()
    LIBC.madvise(_Pointer(copy), _Size(size), MADV_HUGEPAGE)
    ctypes.memmove(copy, start, size)
    huge = _on_huge_pages() - before >= size  # small ones would make forks slower
    if huge and not LIBC.mprotect(_Pointer(copy), _Size(size), READ | EXECUTE):
        to = _Pointer(start)
        LIBC.mremap(_Pointer(copy), _Size(size), _Size(size), MREMAP_MAYMOVE_FIXED, to)
    else:
        size = 0
    LIBC.munmap(_Pointer(room), _Size(copy - room))
    LIBC.munmap(_Pointer(copy + size), _Size(end - copy - size))
    return size


def _on_huge_pages() -> int:
    """Return how many bytes of ours are on huge pages."""
    lines = (line.split() for line in _lines("/proc/self/smaps_rollup"))
    return sum(int(line[1]) << 10 for line in lines if line[0] == "AnonHugePages:")


def _lines(path: str) -> list[str]:
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - programs seldom need pathlib
        return file.read().splitlines()

"""The interpreter goes on as before when its code has moved."""

import json
import os
import subprocess
import sys

import pytest

from alphagen.execution.inside import pages

SCRIPT = """
import json, re
from alphagen.execution.inside import pages
def anonymous():
    total = 0
    for line in pages._lines("/proc/self/maps"):
        place, rights, *_, inode = line.split()[:5]
        start, end = (int(number, 16) for number in place.split("-"))
        total += (end - start) * (rights == "rw-p" and inode == "0")
    return total
before, used = pages._on_huge_pages(), anonymous()
moved = pages.use_huge_pages()
grown = pages._on_huge_pages() - before
left = anonymous() - used
worked = re.sub("[a-c]+", lambda m: m[0].upper(), "abcde") + str(sorted(map(str, range(12)))[-1])
print(json.dumps([moved, grown, worked, left]))
"""


def moved():
    # A process of its own, as the kernel puts the pieces together again only when it ends.
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_whole_pages_are_moved_and_nothing_else_changes():
    size, grown, worked, left = moved()
    assert size % pages.HUGE == 0
    assert grown == size
    assert worked == "ABCde9"
    assert left < pages.HUGE  # what the copy did not need was as large as this


def test_small_pages_are_left_alone(monkeypatch):
    monkeypatch.setattr(pages, "_on_huge_pages", lambda: 0)
    monkeypatch.setattr(pages.LIBC, "mremap", lambda *_: pytest.fail("moved"))
    assert pages.use_huge_pages() == 0


def test_no_proc_no_move(monkeypatch):
    def refuse(path):
        raise PermissionError(path)

    monkeypatch.setattr(pages, "_lines", refuse)
    assert pages.use_huge_pages() == 0

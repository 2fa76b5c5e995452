"""A hundred thousand runs: what is left of them."""

import os
import tempfile
from pathlib import Path

import pytest

from alphagen.core import Language, Limits, Program, Status
from alphagen.execution import SandboxExecutor, walls

RUNS = 100_000
LIMITS = Limits(cpu_s=1.0, output_bytes=1 << 16)
SOURCES = {
    "print(sum(map(int, input().split())))": Status.OK,
    "import collections, random\nprint(collections.Counter(random.sample([1, 2], 2)))": Status.OK,
    "x = [0] * 100_000\nprint(len(x))": Status.OK,
    "1 / 0": Status.RTE,
    "while True:\n    print('x' * 999)": Status.OLE,
    "import os\nos.fork()": Status.RTE,
    "import threading\nt = threading.Thread(target=print)\nt.start()": Status.OK,
}


def family(pid):
    """A process and its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


def resident_kb(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def snapshot(executor):
    """Memory of this process and of the cell, open files, processes, temporary files."""
    (idle,) = executor._cells._idle[walls.Server.PYTHON]
    cell = family(idle._child._process.pid)
    files = [len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in (os.getpid(), cell[-1])]
    memory = [resident_kb(os.getpid()), sum(map(resident_kb, cell))]
    return memory, (files, len(cell), len(list(Path(tempfile.gettempdir()).iterdir())))


@pytest.mark.slow
def test_nothing_grows(monkeypatch):
    monkeypatch.setattr("alphagen.execution.cells.RECYCLED_AFTER", 10 * RUNS)  # the same cell
    executor = SandboxExecutor()
    sources = list(SOURCES.items())
    before = None
    for number in range(RUNS):
        source, status = sources[number % len(sources)]
        program = Program(f"{source}\n# {number}", Language.PYTHON3)
        assert executor.run(program, ["2 3"], LIMITS)[0].status is status
        if number == RUNS // 10:
            before = snapshot(executor)
    after = snapshot(executor)
    assert after[1] == before[1]
    assert all(new < old + 4096 for old, new in zip(before[0], after[0], strict=True)), (
        before,
        after,
    )

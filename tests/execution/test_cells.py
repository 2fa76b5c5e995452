"""Cells that break, and cells that are kept: the real ones."""

import contextlib
import gc
import random
import threading
import time
from pathlib import Path

import pytest

from alphagen.core import Care, Language, Limits, Program, Status
from alphagen.execution import SandboxExecutor, cell, cells, sandboxed, walls
from alphagen.execution.process import ChildError

LIMITS = Limits(cpu_s=2)
SUM = "print(sum(map(int, input().split())))"


def python(source):
    return Program(source, Language.PYTHON3)


def run_one(sandbox, source, text="2 3\n", limits=LIMITS):
    return sandbox.run(python(source), [text], limits)[0]


def alive(group):
    """Whether a process of the group does anything; what is dead may wait for init to notice."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, _, its_group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                return True
    return False


class TestCellsThatBreak:
    """What happens when we, not the program, fail."""

    @pytest.fixture
    def broken(self, monkeypatch):
        times = {"left": 0}
        original = cell.Cell.run

        def run(self, task, data):
            if times["left"]:
                times["left"] -= 1
                raise ChildError("the cell broke")
            return original(self, task, data)

        monkeypatch.setattr(cell.Cell, "run", run)
        return times

    def test_once_is_mended(self, sandbox, broken):
        broken["left"] = 1
        assert [r.stdout for r in sandbox.run(python(SUM), ["1 1", "2 2"], LIMITS)] == [
            "2\n",
            "4\n",
        ]

    def test_twice_is_not_judged(self, sandbox, broken):
        broken["left"] = 2
        first, second = sandbox.run(python(SUM), ["1 1", "2 2"], LIMITS)
        assert (first.status, first.stderr) == (Status.JE, "the cell broke")
        assert second.stdout == "4\n"

    def test_a_cell_that_dies_is_noticed(self, monkeypatch):
        """Pid 1 is killed from outside while the program runs, both times."""
        opened = []
        original = cell.Cell.__init__

        def remember(self, *args, **kwargs):
            original(self, *args, **kwargs)
            opened.append(self)
            threading.Timer(0.5, self._child._process.kill).start()

        executor = SandboxExecutor()
        executor._cells.take(walls.Server.PYTHON, None).close()
        monkeypatch.setattr(cell.Cell, "__init__", remember)
        result = run_one(executor, "import time\ntime.sleep(100)", limits=Limits(wall_s=50))
        assert result.status is Status.JE
        assert len(opened) == 2

    @pytest.mark.parametrize("source", [SUM, "int main() {}"])
    def test_a_prelude_that_fails_is_not_the_programs_fault(self, sandbox, monkeypatch, source):
        monkeypatch.setattr(sandboxed, "program_filter", lambda **_: b"\xff" * 16)
        language = Language.PYTHON3 if source is SUM else Language.CPP
        result = sandbox.run(Program(source, language), [""], LIMITS)[0]
        assert result.status is Status.JE
        assert "prctl" in result.stderr

    def test_late_answers_are_given_up(self, sandbox, monkeypatch):
        monkeypatch.setattr(cell, "ANSWER_SLACK_S", -9.9)
        result = run_one(sandbox, "import time\ntime.sleep(2)", limits=Limits(wall_s=1.0))
        assert (result.status, result.stderr) == (
            Status.JE,
            "the sandbox did not answer in time",
        )

    def test_a_late_answer_is_not_taken_for_another(self, monkeypatch):
        """A cell that was given up in the middle of several inputs is not asked again."""
        executor = SandboxExecutor()
        monkeypatch.setattr(cell, "ANSWER_SLACK_S", -19.0)  # of 20 seconds, one is left
        source = "import time, signal\nn = int(input())\ntime.sleep(1.9 * (n == 1))\nprint(n)"
        program = python(source)  # of which each input runs in a process of its own
        options = {"care": Care.SHARED}
        results = executor.run(program, [str(n) for n in range(4)], Limits(wall_s=2.0), **options)
        assert [r.stdout for r in results if r.status is Status.OK] == ["0\n", "2\n", "3\n"]
        assert results[1].status is Status.JE

    def test_a_cell_that_was_never_finished_leaves_nothing(self, sandbox):
        """The outer process is killed while it builds; what it has started would wait for ever."""
        rng = random.Random(3)
        groups = []
        for _ in range(40):
            one = sandbox._cells._open(walls.Server.PYTHON, sandboxed.python_canary())
            time.sleep(rng.uniform(0, 0.006))
            one._child._process.kill()
            one.close()
            groups.append(one._child._process.pid)
        assert not [group for group in groups if alive(group)]

    def test_a_session_that_is_interrupted_drops_its_cell(self, sandbox):
        task = sandboxed.python_canary()
        session = cells.Session(sandbox._cells, walls.Server.PYTHON, task)
        with contextlib.suppress(KeyboardInterrupt), session:
            session.run(b"1")
            one = session._cell
            raise KeyboardInterrupt
        assert one._child._process.poll() is not None

    def test_a_failure_is_believed_only_of_a_cell_that_is_well(self, sandbox, monkeypatch):
        songs = [False, True]
        monkeypatch.setattr(cells, "sings", lambda *_: songs.pop(0))
        assert run_one(sandbox, "1 / 0").status is Status.RTE
        assert songs == []

    def test_a_program_that_damages_its_cell_twice(self, sandbox, monkeypatch):
        monkeypatch.setattr(cells, "sings", lambda *_: False)
        result = run_one(sandbox, "1 / 0")
        assert (result.status, result.signal) == (Status.SV, None)
        assert "damaged" in result.stderr

    def test_the_canary(self, sandbox):
        sick = cell.Task(Limits(output_bytes=2), b"print(12345)", b"")
        one = sandbox._cells.take(walls.Server.PYTHON, sick)
        assert one.run(sick, b"").status(sick.limits) is Status.OLE
        assert cells.sings(one, sandboxed.python_canary())
        monkey = cell.Task(Limits(), b"print(6)", sandboxed.python_canary().filter)
        assert not cells.sings(one, monkey)
        one.close()

    def test_one_canary_for_many_failures(self, sandbox, monkeypatch):
        songs = []
        real = cells.sings
        monkeypatch.setattr(cells, "sings", lambda *them: songs.append(1) or real(*them))
        program = python("import signal\nprint(10 // int(input()))")  # which needs a process each
        texts = [str(n % 3) for n in range(40)]
        results = sandbox.run(program, texts, LIMITS, care=Care.SHARED)
        expected = [Status.RTE if text == "0" else Status.OK for text in texts]
        assert [result.status for result in results] == expected
        assert 0 < len(songs) <= 9

    def test_failures_of_a_damaged_cell_are_tried_again(self, sandbox, monkeypatch):
        songs = [False] + [True] * 40
        monkeypatch.setattr(cells, "sings", lambda *_: songs.pop(0))
        program = python("import signal\nprint(10 // int(input()))")
        results = sandbox.run(program, ["1", "2", "0", "5"], LIMITS, care=Care.SHARED)
        assert [result.stdout for result in results] == ["10\n", "5\n", "", "2\n"]

    def test_few_runs_of_a_slow_program_are_made_ahead(self, sandbox):
        asked = []
        sandbox.run(
            python("import signal\nwhile True: pass"),
            ["1"] * 50,
            Limits(cpu_s=0.1),
            care=Care.SHARED,
            keep_going=lambda index, _: asked.append(index) or index < 2,
        )
        assert asked == [0, 1, 2]

    def test_the_canary_of_compiled_programs(self, sandbox):
        canary = sandbox._cells.canary(walls.Server.BINARY)
        one = sandbox._cells.take(walls.Server.BINARY, canary)
        assert cells.sings(one, canary)
        assert one.run(canary, b"2 4\n").output == b"6\n"
        assert one.run(canary, b"2").status(LIMITS) is Status.RTE
        one.close()

    def test_a_compiled_program_that_damages_its_cell(self, sandbox, monkeypatch):
        sung = []
        monkeypatch.setattr(cells, "sings", lambda _, canary: sung.append(canary))
        program = Program("int main() { return 1; }", Language.CPP)
        assert sandbox.run(program, [""], LIMITS)[0].status is Status.SV
        assert sung == [sandbox._cells.canary(walls.Server.BINARY)] * 2

    def test_a_cell_that_serves_one_program_has_no_canary(self, sandbox):
        assert sandbox._cells.canary(walls.Server.PLAIN) is None
        assert cells.sings(None, None)

    def test_workers_are_killed_all_the_time(self):
        """Whatever is killed and whenever, every program gets its own right verdict."""
        executor = SandboxExecutor()
        stop = threading.Event()

        def kill():
            rng = random.Random(1)
            while not stop.wait(rng.uniform(0.05, 0.5)):
                for one in list(live):
                    one._child._process.kill()

        live, original = [], executor._cells.take

        def take(server, task):
            one = original(server, task)
            live[:] = [one]
            return one

        executor._cells.take = take
        killer = threading.Thread(target=kill)
        killer.start()
        try:
            results = [run_one(executor, f"print({n})") for n in range(400)]
        finally:
            stop.set()
            killer.join()
        for n, result in enumerate(results):
            judged = result.status is not Status.JE
            assert (result.status, result.stdout) == (Status.OK, f"{n}\n") or not judged
        assert sum(r.status is Status.OK for r in results) > 300
        assert run_one(executor, SUM).stdout == "5\n"


class TestCellsThatAreKept:
    """Cells outlive programs."""

    def test_one_cell_serves_many_programs(self):
        executor = SandboxExecutor()
        one = executor._cells.take(walls.Server.PYTHON, None)
        executor._cells.give_back(walls.Server.PYTHON, one)
        before = one.runs
        for n in range(5):
            run_one(executor, f"print({n})")
        assert one.runs == before + 5

    def test_cells_are_replaced_in_time(self, monkeypatch):
        monkeypatch.setattr(cells, "RECYCLED_AFTER", 3)
        executor = SandboxExecutor()
        seen = set()
        for n in range(6):
            run_one(executor, f"print({n})")
            seen |= {id(one) for one in executor._cells._idle[walls.Server.PYTHON]}
        assert len(executor._cells._idle[walls.Server.PYTHON]) <= 1

    def test_closing_ends_them(self):
        executor = SandboxExecutor()
        one = executor._cells._idle[walls.Server.PYTHON][0]
        executor.close()
        assert one._child._process.poll() is not None

    def test_they_end_with_the_executor(self):
        executor = SandboxExecutor()
        one = executor._cells._idle[walls.Server.PYTHON][0]
        del executor
        gc.collect()
        assert one._child._process.poll() is not None

    def test_the_next_program_finds_nothing(self):
        """Nothing of the one before is in its memory: no source, no input, no output."""
        executor = SandboxExecutor()
        secret = "s3cr" + "3t"
        run_one(executor, "print(input()[::-1])  # " + secret, secret)
        look = """
import re
own, places = "0wn" + "3d", []
for line in open("/proc/self/maps"):
    span, mode = line.split()[:2]
    if "r" not in mode or "[v" in line:
        continue
    start, end = (int(x, 16) for x in span.split("-"))
    with open("/proc/self/mem", "rb") as memory:
        memory.seek(start)
        data = memory.read(end - start)
    places += re.findall(rb"s3cr[3]t|t3rc[3]s|0wn[3]d", data)
print(sorted({str(p) for p in places}))
"""
        result = run_one(executor, look)
        assert (result.status, result.stdout) == (Status.OK, "[\"b'0wn3d'\"]\n"), result

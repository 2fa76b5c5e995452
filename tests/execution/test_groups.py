"""The kernel's bound on a whole cell, where this machine lets us have one."""

import os
import time
from pathlib import Path

import pytest

from alphagen.core import Language, Limits, Program, Status
from alphagen.execution import SandboxExecutor, groups
from alphagen.execution.walls import Server

TOUCH = """
import mmap
m = mmap.mmap(-1, 200 << 20)
for i in range(0, len(m), 4096):
    m[i] = 1
print("all")
"""

everywhere = pytest.mark.skipif(not groups.controllers(), reason="no groups can be made here")
memory = pytest.mark.skipif("memory" not in groups.controllers(), reason="none for memory here")


def run(executor, source, **limits):
    return executor.run(Program(source, Language.PYTHON3), [""], Limits(cpu_s=5, **limits))[0]


def ours():
    name = f"alphagen-{os.getpid()}-*"
    return {str(one) for c in groups.controllers().values() for one in c.home.glob(name)}


@everywhere
def test_a_cell_has_its_own_which_go_with_it():
    before = ours()
    executor = SandboxExecutor()
    made = ours() - before
    assert len(made) == len(groups.controllers())
    for folder in made:
        members = Path(folder, "cgroup.procs").read_text().split()
        assert len(members) >= 2  # what builds the cell, and its server
    executor.close()
    assert ours() == before


@memory
def test_memory_is_bounded_by_the_limit_of_the_program(monkeypatch):
    executor = SandboxExecutor()
    assert run(executor, TOUCH).stdout == "all\n"
    monkeypatch.setattr(groups, "MEMORY_SLACK", -100 << 20)
    result = run(executor, TOUCH, memory_bytes=250 << 20)
    assert (result.status, result.signal) == (Status.MLE, 9)
    assert result.memory_bytes < 200 << 20
    assert run(executor, "print(1)", memory_bytes=250 << 20).stdout == "1\n"
    monkeypatch.undo()
    assert run(executor, TOUCH).stdout == "all\n"
    executor.close()


@memory
def test_a_program_that_makes_the_kernel_take_its_server(change_server):
    """As it may where the first thread of the program has ended and others use memory."""
    executor = SandboxExecutor()
    executor._cells.take(Server.PYTHON, None).close()
    change_server("supervise.py", "begun = time.monotonic()", "begun, _ = 0, b'1' * (600 << 20)")
    assert run(executor, "print(1)").status is Status.MLE
    executor.close()


@memory
def test_what_a_program_does_to_itself_is_no_lack_of_memory(sandbox):
    result = run(sandbox, "import os\nos.kill(os.getpid(), 9)")
    assert (result.status, result.signal) == (Status.RTE, 9)


@everywhere
def test_those_of_the_dead_are_removed():
    process = os.fork()
    if process == 0:
        os._exit(0)
    os.waitpid(process, 0)
    left = [c.home / f"alphagen-{process}-0" for c in groups.controllers().values()]
    for folder in left:
        folder.mkdir()
    groups.controllers.cache_clear()
    assert groups.controllers()
    assert not any(folder.exists() for folder in left)


def test_a_machine_without(monkeypatch):
    monkeypatch.setattr(groups, "controllers", dict)
    executor = SandboxExecutor()
    assert run(executor, "print(1)").stdout == "1\n"
    with groups.make_group() as group:
        assert group.enter() == []
        group.allow(Limits())
        assert not group.killed()
    executor.close()


@pytest.mark.parametrize(
    ("handed_down", "found"),
    [("cpu memory pids", ["memory", "pids"]), ("pids", ["pids"]), ("", [])],
)
def test_the_second_version(tmp_path, monkeypatch, handed_down, found):
    (tmp_path / "cgroup.subtree_control").write_text(handed_down)

    def refuse(*_):
        raise OSError(16, "there are processes in it")

    monkeypatch.setattr(Path, "write_text", refuse)
    assert [kind for kind, _ in groups._second(tmp_path)] == found


def test_a_group_that_is_not_empty_is_waited_for(tmp_path, monkeypatch):
    group = groups.Group({"pids": groups.Controller(tmp_path, "pids.max")})
    group.make()
    [folder] = tmp_path.iterdir()
    (folder / "somebody").touch()
    monkeypatch.setattr(groups, "PATIENCE_S", 0.05)
    begun = time.monotonic()
    group.remove()
    assert time.monotonic() - begun >= 0.05
    (folder / "somebody").unlink()
    group.remove()
    group.remove()
    assert not folder.exists()

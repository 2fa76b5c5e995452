"""Which walls are chosen, and what is said where there are none."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alphagen.core import Care, Language, Limits, Program, Status
from alphagen.errors import SandboxError
from alphagen.execution import SandboxExecutor, Tier, bubblewrap, check_system, tiers, walls

LIMITS = Limits(cpu_s=2)
SUM = "print(sum(map(int, input().split())))"


def python(source):
    return Program(source, Language.PYTHON3)


def cpp(source):
    return Program(source, Language.CPP)


@pytest.fixture
def no_landlock(monkeypatch):
    monkeypatch.setattr(tiers, "landlock_version", lambda: 0)


@pytest.fixture
def no_bubblewrap(monkeypatch):
    original = shutil.which
    monkeypatch.setattr(
        shutil, "which", lambda name, **kw: None if name == "bwrap" else original(name, **kw)
    )


@pytest.fixture
def no_namespaces(monkeypatch, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "_bwrap", lambda: str(fake))


def test_the_best_is_taken(sandbox):
    assert sandbox.tier == Tier.BUBBLEWRAP
    assert sandbox.reasons == ()


@pytest.mark.usefixtures("no_bubblewrap")
def test_no_bubblewrap(enclosed):
    assert any("apt-get install bubblewrap" in line for line in check_system())
    executor = SandboxExecutor()
    assert executor.tier == enclosed.tier
    assert executor.run(python(SUM), ["1 2"], LIMITS)[0].stdout == "3\n"
    with pytest.raises(SandboxError, match="apt-get install bubblewrap libseccomp2"):
        SandboxExecutor(tier=Tier.BUBBLEWRAP)


@pytest.mark.usefixtures("no_namespaces")
def test_namespaces_refused(enclosed):
    executor = SandboxExecutor()
    assert executor.tier == enclosed.tier
    assert "refuses user namespaces" in executor.reasons[0]
    with pytest.raises(SandboxError, match="refuses user namespaces"):
        SandboxExecutor(tier=Tier.BUBBLEWRAP)


@pytest.mark.usefixtures("no_landlock")
class TestNothingIsLeft:
    """Refuse, and say what to install."""

    @pytest.mark.usefixtures("no_bubblewrap")
    def test_no_bubblewrap(self):
        with pytest.raises(SandboxError, match="apt-get install bubblewrap libseccomp2"):
            SandboxExecutor()

    @pytest.mark.usefixtures("no_namespaces")
    def test_no_namespaces(self):
        with pytest.raises(SandboxError, match="refuses user namespaces"):
            SandboxExecutor()

    def test_no_landlock(self):
        with pytest.raises(SandboxError, match="no Landlock"):
            SandboxExecutor(tier=Tier.LANDLOCK)

    def test_no_libseccomp(self, monkeypatch):
        def refuse(name):
            raise OSError(name)

        monkeypatch.setattr(tiers.ctypes, "CDLL", refuse)
        with pytest.raises(SandboxError, match=r"libseccomp\.so\.2 is not installed"):
            SandboxExecutor()

    def test_not_linux(self, monkeypatch):
        monkeypatch.setattr(sys, "platform", "darwin")
        for tier in (None, *Tier):
            with pytest.raises(SandboxError, match="only be isolated on Linux"):
                SandboxExecutor(tier=tier)


def test_no_compiler(monkeypatch):
    original = shutil.which
    monkeypatch.setattr(
        shutil, "which", lambda name, **kw: None if name == "g++" else original(name, **kw)
    )
    assert any("C++ cannot be judged" in line for line in check_system())
    executor = SandboxExecutor()
    assert executor.run(python(SUM), ["1 2"], LIMITS)[0].stdout == "3\n"
    with pytest.raises(SandboxError, match=r"apt-get install g\+\+"):
        executor.run(cpp("int main() {}"), [""], LIMITS)


class TestEnclosed:
    """Landlock, where there are no namespaces; the hostile suite runs there as well."""

    @pytest.mark.parametrize("care", Care)
    def test_both_languages_with_every_care(self, enclosed, care):
        text = "#include <bits/stdc++.h>\nint main() { int a; std::cin >> a; std::cout << a; }"
        for program in (python("print(input(), end='')"), cpp(text)):
            results = enclosed.run(program, ["1", "2", "3", "4"], LIMITS, care=care)
            assert [r.stdout for r in results] == ["1", "2", "3", "4"]

    def test_programs_signal_nobody(self, enclosed):
        """Neither the server nor us."""
        source = f"""
import os
for pid in (os.getppid(), {os.getpid()}, 1):
    try:
        os.kill(pid, 9)
    except PermissionError:
        print("refused")
"""
        result = enclosed.run(python(source), [""], LIMITS)[0]
        assert result.stdout == "refused\n" * 3

    def test_without_scoped_signals_none_is_sent(self, enclosed, monkeypatch):
        monkeypatch.setattr(enclosed._walls, "signals", False)
        source = (
            "import os\ntry:\n    os.kill(os.getpid(), 9)\nexcept PermissionError:\n    print(5)"
        )
        assert enclosed.run(python(source), [""], LIMITS)[0].stdout == "5\n"

    def test_a_compiler_leaves_nothing(self, enclosed, tmp_path, monkeypatch):
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        tmp_path.chmod(0o755)
        tmp_path.parent.chmod(0o755)
        assert enclosed.run(cpp("int main() {}"), [""], LIMITS)[0].status is Status.OK
        assert list(tmp_path.iterdir()) == []


def test_the_weak_one_is_only_taken_when_asked_for():
    executor = SandboxExecutor(tier=Tier.WEAK)
    assert executor.tier == Tier.WEAK
    assert executor.run(python(SUM), ["1 2"], LIMITS)[0].stdout == "3\n"
    fork = "import os\ntry:\n    os.fork()\nexcept OSError:\n    print(5)"
    assert executor.run(python(fork), [""], LIMITS)[0].stdout == "5\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has other users to lend")
def test_root_lends_each_cell_a_user_of_its_own():
    users = walls.Users()
    with users.lend() as first, users.lend() as second:
        assert first != second
        assert {first, second} <= set(range(61000, 61184))


def test_users_are_few(monkeypatch):
    monkeypatch.setattr(walls.os, "geteuid", lambda: 0)
    users = walls.Users()
    users._free.clear()
    with pytest.raises(SandboxError, match="More than 184"), users.lend():
        pass


SOLVER = """
import sys
from alphagen.core import Language, Limits, Program
from alphagen.execution import SandboxExecutor, Tier
executor = SandboxExecutor(tier=Tier(sys.argv[1]))
print("ready", flush=True)
loop = Program("while True: pass" if sys.argv[2] == "python3" else "int main() { for (;;); }",
               Language(sys.argv[2]))
executor.run(loop, ["", ""], Limits(cpu_s=30))
"""


@pytest.mark.parametrize("tier", [Tier.BUBBLEWRAP, Tier.LANDLOCK])
@pytest.mark.parametrize("language", Language)
def test_nothing_outlives_us(sandbox, enclosed, tier, language):
    """We are killed while a program runs; it ends with us."""
    assert sandbox
    assert enclosed
    command = [sys.executable, "-c", SOLVER, str(tier), str(language)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as solver:
        assert solver.stdout.readline() == "ready\n"
        deadline = time.monotonic() + 20
        while not (running := burning(solver.pid)) and time.monotonic() < deadline:
            time.sleep(0.1)
        solver.kill()
    assert running
    deadline = time.monotonic() + 5
    while burning() & running and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not burning() & running


def burning(ancestor=None):
    """Processes of cells' users that have used half a second of CPU time, of an ancestor or any."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            ours = folder.stat().st_uid == os.geteuid() and os.geteuid() != 0
            lent = walls.FIRST_UID <= folder.stat().st_uid < walls.FIRST_UID + walls.UIDS
            busy = fields[0] in "RS" and int(fields[11]) > 50
            process = int(folder.name)
            if (ours or lent) and busy and ancestor in (None, *ancestors(process)):
                found.add(process)
    return found


def ancestors(process):
    """The process, its parent, and so on up to the first."""
    while process > 0:
        yield process
        stat = Path(f"/proc/{process}/stat").read_text()
        process = int(stat.rpartition(")")[2].split()[1])

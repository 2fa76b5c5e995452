"""A cluster of two machines, of which one fails: every sample is judged, and none twice.

The machines are network namespaces with a wire between them, so that one can be cut off. Where
none can be made, the second machine is another raylet here, and cannot be cut off.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from alphagen.core import Language, Program
from alphagen.execution import canonical, check_system
from alphagen.execution.on_ray import NOTICE
from alphagen.runs import Run

psutil = pytest.importorskip("psutil")
pytest.importorskip("ray", reason="Ray is not installed: pip install 'alphagen[ray]'")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(check_system()), reason="cannot isolate programs here"),
]

ROOT = Path(__file__).resolve().parents[2]
HEAD, OTHER = "10.231.7.1", "10.231.7.2"
PORT = 6397
SAMPLES, CHUNK = 300, 15
PATIENCE_S = 300
PROBLEM = """\
Sum

Input
Two numbers.

Output
Their sum.

Sample Input
2 3

Sample Output
5
"""
SLOW = """\
import time
tag = {n}  # makes the programs differ
time.sleep(0.04)
a, b = map(int, input().split())
print(a + b * {m})
"""


class Machines:
    """Two nodes of Ray, with one processor each."""

    def __init__(self, folder):
        self.folder = folder
        self.name = f"alphagen{os.getpid()}"
        self.wire = f"ag{os.getpid() % 100000}"
        self.namespaces = self._namespaces()
        self.head, self.other = (HEAD, OTHER) if self.namespaces else ("127.0.0.1", "127.0.0.1")
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"},
            **NOTICE,
            "PYTHONPATH": str(ROOT),
            "RAY_AUTH_MODE": "disabled",
        }
        self.nodes = []

    @property
    def address(self):
        return f"{self.head}:{PORT}"

    def start(self):
        common = ["--num-cpus=1", "--disable-usage-stats", "--block", f"--temp-dir={self.folder}"]
        head = [f"--node-ip-address={self.head}", "--head", f"--port={PORT}"]
        self._ray("start", *head, "--include-dashboard=false", *common)
        other = [f"--node-ip-address={self.other}", f"--address={self.address}"]
        inside = ["ip", "netns", "exec", self.name] if self.namespaces else []
        time.sleep(3)
        self._ray("start", *other, *common[:-1], inside=inside)
        until = time.monotonic() + 60
        while self._processors() < 2:
            assert time.monotonic() < until, "the second node does not join"
            time.sleep(1)

    def kill_other(self):
        """Kill all of the second machine, as when its power fails."""
        kill_family(self.nodes.pop())

    def cut_off(self):
        """Pull the wire out of it; nothing there is told."""
        ip("link", "set", self.wire, "down")

    def workers(self):
        """Return the processes that judge."""
        found = []
        for node in self.nodes:
            for one in psutil.Process(node.pid).children(recursive=True):
                with contextlib.suppress(psutil.Error):  # it has just ended
                    found += [one] if "ray::Actor" in " ".join(one.cmdline()) else []
        return found

    def stop(self):
        while self.nodes:
            kill_family(self.nodes.pop())
        if self.namespaces:
            subprocess.run(["ip", "link", "del", self.wire], check=False)
            subprocess.run(["ip", "netns", "del", self.name], check=False)

    def _ray(self, *arguments, inside=()):
        command = [*inside, sys.executable, "-m", "ray.scripts.scripts", *arguments]
        with (self.folder / f"node{len(self.nodes)}.log").open("w") as log:
            node = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        self.nodes.append(node)

    def _processors(self):
        code = (
            f"import ray; ray.init({self.address!r}, logging_level='ERROR', log_to_driver=False); "
            "print(ray.cluster_resources().get('CPU', 0))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return float(done.stdout.split()[-1]) if done.returncode == 0 else 0

    def _namespaces(self):
        if os.geteuid() != 0 or shutil.which("ip") is None:
            return False
        try:
            ip("netns", "add", self.name)
            ip("link", "add", self.wire, "type", "veth", "peer", "name", "wire", "netns", self.name)
            ip("addr", "add", f"{HEAD}/24", "dev", self.wire)
            ip("link", "set", self.wire, "up")
            ip("-n", self.name, "addr", "add", f"{OTHER}/24", "dev", "wire")
            ip("-n", self.name, "link", "set", "wire", "up")
            ip("-n", self.name, "link", "set", "lo", "up")
        except subprocess.CalledProcessError:
            subprocess.run(["ip", "netns", "del", self.name], check=False, capture_output=True)
            return False
        return True


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def kill_family(node):
    """Kill a process, and all that it started and they."""
    for one in [*psutil.Process(node.pid).children(recursive=True), node]:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()
    node.wait(20)


@pytest.fixture
def machines():
    folder = Path(tempfile.mkdtemp(prefix="ag", dir="/tmp"))  # names of sockets are short
    machines = Machines(folder)
    try:
        machines.start()
        yield machines
    finally:
        machines.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """The run on this machine."""
    folder = tmp_path_factory.mktemp("local")
    done = solve(folder, os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.wait(PATIENCE_S) == 0
    return outcome(folder)


def solve(folder, environment, *options):
    """Start the command on samples of which two in three are right."""
    (folder / "sum.txt").write_text(PROBLEM)
    sources = [SLOW.format(n=n, m=1 if n % 3 else 2) for n in range(SAMPLES)]
    assert len({canonical(Program(source, Language.PYTHON3)) for source in sources}) == SAMPLES
    lines = [json.dumps({"source": source}) for source in sources]
    (folder / "programs.jsonl").write_text("\n".join(lines))
    command = [
        *(sys.executable, "-m", "alphagen", "solve", "sum.txt", "--replay", "programs.jsonl"),
        *("--samples", str(SAMPLES), "--set", f"chunk_size={CHUNK}", "--set", "inputs=2"),
        *("--out", "run", *options),
    ]
    with (folder / "log.txt").open("a") as log:
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)


def on_cluster(folder, machines):
    options = ("--executor", "ray", "--ray-address", machines.address, "--workers", "2")
    return solve(folder, machines.environment, *options)


def shards(folder):
    """Return when each file of verdicts was written."""
    files = (folder / "run" / "judgements").rglob("*.parquet")
    return {file: file.stat().st_mtime_ns for file in files}


def wait_for_shards(folder, command, n=4):
    until = time.monotonic() + PATIENCE_S
    while len(shards(folder)) < n:
        assert command.poll() is None, (folder / "log.txt").read_text()
        assert time.monotonic() < until
        time.sleep(0.02)


def outcome(folder):
    """Return the verdicts by sample, as often as they were written, and the choice."""
    run = Run.read(folder / "run")
    rows = [row for index in run.judgements.indices() for row in run.judgements.read(index)]
    return [(index, judgement.verdicts) for index, judgement in rows], [
        (one.rank, one.program.hash, one.cluster_size) for one in run.read_submissions()
    ]


def finish(folder, command, expected, fault):
    begun = time.monotonic()
    assert command.wait(PATIENCE_S) == 0, (folder / "log.txt").read_text()
    verdicts, submissions = outcome(folder)
    distinct = {index for index, _ in verdicts}
    lost, twice = SAMPLES - len(distinct), len(verdicts) - len(distinct)
    spent = time.monotonic() - begun
    sys.stdout.write(f"{fault}: {lost} lost, {twice} judged twice, {spent:.0f} s to the end\n")
    assert (lost, twice) == (0, 0)
    assert (verdicts, submissions) == expected


def test_a_machine_is_killed(machines, tmp_path, expected):
    command = on_cluster(tmp_path, machines)
    wait_for_shards(tmp_path, command)
    machines.kill_other()
    finish(tmp_path, command, expected, "machine killed")


def test_a_machine_is_cut_off(machines, tmp_path, expected):
    if not machines.namespaces:
        pytest.skip("no network namespaces can be made here")
    command = on_cluster(tmp_path, machines)
    wait_for_shards(tmp_path, command)
    machines.cut_off()
    finish(tmp_path, command, expected, "machine cut off")


def test_the_workers_are_killed(machines, tmp_path, expected):
    command = on_cluster(tmp_path, machines)
    for n in (3, 6, 9):
        wait_for_shards(tmp_path, command, n)
        machines.workers()[0].kill()
    finish(tmp_path, command, expected, "three workers killed")


def test_the_command_is_killed_and_given_again(machines, tmp_path, expected):
    command = on_cluster(tmp_path, machines)
    wait_for_shards(tmp_path, command)
    command.send_signal(signal.SIGKILL)
    command.wait(20)
    before = shards(tmp_path)
    finish(tmp_path, on_cluster(tmp_path, machines), expected, "command killed")
    after = shards(tmp_path)
    assert {file: after[file] for file in before} == before
    assert len(after) > len(before)

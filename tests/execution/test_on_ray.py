"""Judging on a Ray of our own, on this machine: two actors, real sandboxes."""

import contextlib
import os
import signal
import socket
import time
from pathlib import Path

import pytest

from alphagen.core import Language, Limits, Program, TestCase
from alphagen.errors import SandboxError, UsageError
from alphagen.execution import check_system, judge_all, on_ray
from alphagen.execution.on_ray import LOCAL, TRIES, RayExecutor

pytest.importorskip("ray", reason="Ray is not installed: pip install 'alphagen[ray]'")

ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits()
TESTS = [TestCase("2 3\n", "5\n"), TestCase("4 4\n", "8\n")]
SOURCES = [
    "print({n} + sum(map(int, input().split())))",
    "a, b = map(int, input().split())\nprint(a + b if a < {n} else 5)",
    "print({n}",
    "print(1 // ({n} - {n}))",
]
PROGRAMS = [Program(SOURCES[n % 4].format(n=n // 4), Language.PYTHON3) for n in range(120)]
CPP = Program('#include <cstdio>\nint main() { puts("5"); }', Language.CPP)


@pytest.fixture(scope="module")
def ray():
    if check_system():
        pytest.skip(" ".join(check_system()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv("RAY_AUTH_MODE", "disabled")  # no token in the home of who runs the tests
        patch.delenv("RAY_ADDRESS", raising=False)
        for name, value in on_ray.NOTICE.items():
            patch.setenv(name, value)
        with RayExecutor(LOCAL, workers=2) as executor:
            yield executor


def judged(executor, programs):
    """Judge them; times are left out."""
    found = list(judge_all(executor, programs, TESTS, LIMITS, workers=2))
    assert sorted(index for index, _ in found) == list(range(len(programs)))
    return {
        index: [
            (v, r.stdout, r.stderr, r.exit_code) for v, r in zip(j.verdicts, j.results, strict=True)
        ]
        for index, j in found
    }


def process(executor):
    return executor.call(lambda _: __import__("os").getpid())


def test_judgements_are_those_of_this_machine(ray, sandbox):
    there = judged(ray, [*PROGRAMS, CPP])
    assert there == judged(sandbox, [*PROGRAMS, CPP])
    assert {verdict for runs in there.values() for verdict, *_ in runs} == {"AC", "WA", "RTE"}
    assert ray.tier == sandbox.tier


def test_it_works_in_other_processes(ray):
    assert process(ray) != os.getpid()


def test_a_killed_worker_costs_no_judgement(ray, sandbox):
    before, victim = ray.repeated, process(ray)
    stream = judge_all(ray, PROGRAMS, TESTS, LIMITS)
    found = dict(next(stream) for _ in range(10))
    os.kill(victim, signal.SIGKILL)
    rest = list(stream)
    assert sorted([*found, *(index for index, _ in rest)]) == list(range(len(PROGRAMS)))
    expected = dict(judge_all(sandbox, PROGRAMS, TESTS, LIMITS))
    for index, judgement in [*found.items(), *rest]:
        assert judgement.verdicts == expected[index].verdicts
    assert ray.repeated > before


def test_a_call_is_made_again_where_its_worker_died(ray, tmp_path):
    def die_once(_, flag):
        import os
        import signal

        if not os.path.exists(flag):  # noqa: PTH110 - travels by value
            open(flag, "w").close()  # noqa: PTH123
            os.kill(os.getpid(), signal.SIGKILL)
        return "alive"

    assert ray.call(die_once, str(tmp_path / "flag")) == "alive"


def test_a_call_that_kills_every_worker_is_given_up(ray):
    def die(_):
        import os
        import signal

        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(SandboxError, match=f"{TRIES} workers on the Ray cluster were lost"):
        ray.call(die)
    assert process(ray) != os.getpid()


def test_nothing_outlives_a_worker(ray):
    def family(executor, program):
        import os
        from pathlib import Path

        from alphagen.core import Limits

        executor.run(program, ["2 3\n"], Limits())
        tasks = Path("/proc/self/task").glob("*/children")
        return os.getpid(), [int(pid) for task in tasks for pid in task.read_text().split()]

    worker, children = ray.call(family, PROGRAMS[0])
    assert children
    os.kill(worker, signal.SIGKILL)
    until = time.monotonic() + 20
    while any(alive(pid) for pid in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert [pid for pid in children if alive(pid)] == []


def alive(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_errors_come_back_as_they_are(ray):
    def fail(_):
        raise SandboxError("No g++ here.")

    with pytest.raises(SandboxError, match=r"^No g\+\+ here\.$"):
        ray.call(fail)


def test_what_cannot_be_sent_is_an_error_of_the_caller(ray):
    with pytest.raises(TypeError, match="pickle"):
        ray.call(lambda _, lock: lock, __import__("threading").Lock())
    assert ray.call(lambda _, value: value, 3) == 3


def test_too_few_workers_are_refused():
    with pytest.raises(UsageError, match="workers is 0"):
        RayExecutor(LOCAL, workers=0)


def test_a_cluster_that_does_not_answer_is_named(monkeypatch):
    for name, value in on_ray.NOTICE.items():
        monkeypatch.setenv(name, value)
    with socket.socket() as taken:  # bound, and not listened to
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(SandboxError, match=f"No Ray cluster answers at {address}.*refused"):
            RayExecutor(address)


def test_another_version_on_a_machine_is_refused():
    with pytest.raises(SandboxError, match=r"has alphagen 0\.0 and this one"):
        on_ray._check_version("0.0")

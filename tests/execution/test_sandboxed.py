"""Properties of the real sandbox that a verdict alone does not show."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from alphagen.core import Care, ExecutionResult, Language, Limits, Program, Status
from alphagen.errors import UsageError
from alphagen.execution import SandboxExecutor
from alphagen.execution.builds import Binaries, NotBuiltError

LIMITS = Limits(cpu_s=2)
SUM = "print(sum(map(int, input().split())))"


def python(source):
    return Program(source, Language.PYTHON3)


def cpp(source):
    return Program(source, Language.CPP)


def run_one(sandbox, source, text="2 3\n", limits=LIMITS):
    return sandbox.run(python(source), [text], limits)[0]


def test_a_result_is_complete(sandbox):
    result = run_one(sandbox, "import sys\nprint('out')\nprint('err', file=sys.stderr)\nexit(3)")
    assert result.status is Status.RTE
    assert (result.stdout, result.stderr) == ("out\n", "err\n")
    assert (result.exit_code, result.signal) == (3, None)
    assert 0 < result.cpu_s < 2
    assert 0 < result.wall_s < 7
    assert 1 << 20 < result.memory_bytes < 100 << 20


def test_a_signal_is_reported(sandbox):
    result = run_one(sandbox, "import os\nos.abort()")
    assert (result.exit_code, result.signal) == (None, 6)


def test_cpu_time_is_measured(sandbox):
    result = run_one(sandbox, "import time\nwhile time.process_time() < 0.3:\n    pass")
    assert 0.29 < result.cpu_s < 0.6


def test_sleeping_costs_no_cpu_time(sandbox):
    result = run_one(sandbox, "import time\ntime.sleep(0.3)")
    assert result.cpu_s < 0.2 < result.wall_s


def test_a_starved_program_is_not_judged(change_server):
    change_server("supervise.py", "return wire.KILLED_WALL", "return wire.STARVED")
    executor = SandboxExecutor()
    result = run_one(executor, "import time\ntime.sleep(9)", limits=Limits(wall_s=0.2))
    assert (result.status, result.stderr) == (Status.JE, "the machine is too busy to time programs")


def test_memory_is_measured(sandbox):
    result = run_one(sandbox, "x = bytearray(b'1') * (64 << 20)")
    assert 64 << 20 < result.memory_bytes < 100 << 20


def test_memory_is_measured_for_each_input(sandbox):
    source = "n = int(input())\nx = bytearray(b'1') * n"
    first, second = sandbox.run(python(source), [str(64 << 20), "1"], LIMITS)
    assert second.memory_bytes < 32 << 20 < first.memory_bytes


def test_the_end_of_standard_error_is_kept(sandbox):
    result = run_one(sandbox, "import sys\nsys.stderr.write('a' * 9999 + 'end')")
    assert len(result.stderr) == 2048
    assert result.stderr.endswith("end")


def test_inputs_run_in_order(sandbox):
    assert [r.stdout for r in sandbox.run(python(SUM), ["1 2", "3 4"], LIMITS)] == ["3\n", "7\n"]


def test_keep_going_ends_the_run(sandbox):
    seen = []

    def keep_going(index, result):
        seen.append((index, result.stdout))
        return index < 1

    results = sandbox.run(python(SUM), ["1 1"] * 5, LIMITS, keep_going=keep_going)
    assert len(results) == 2
    assert seen == [(0, "2\n"), (1, "2\n")]


def test_no_inputs(sandbox):
    assert sandbox.run(python(SUM), [], LIMITS) == []


def test_a_failed_input_does_not_spoil_the_next(sandbox):
    source = "x = int(input())\nwhile x == 1:\n    pass\nassert x != 2\nprint(x)"
    results = sandbox.run(python(source), ["0", "1", "2", "3"], Limits(cpu_s=0.3))
    assert [r.status.value for r in results] == ["OK", "TLE", "RTE", "OK"]


def test_nothing_is_left_for_the_next_input(sandbox):
    source = """
import glob, os
print(sorted(glob.glob("/*") + glob.glob("/box/*") + glob.glob("/dev/*")))
print(os.listdir("/proc/1/task"))
for path in ("/box/left", "/tmp/left", "/dev/shm/left"):
    try:
        open(path, "w").write("x")
    except OSError:
        continue
    print("wrote", path)
"""
    first, second = sandbox.run(python(source), ["", ""], LIMITS)
    assert "wrote" not in first.stdout
    assert first.stdout == second.stdout


def test_large_input_and_output(sandbox):
    text = "x" * (5 << 20)
    result = run_one(sandbox, "print(input())", text)
    assert result.stdout == text + "\n"


def test_output_is_cut_at_the_limit(sandbox):
    limits = Limits(cpu_s=2, output_bytes=1000)
    assert run_one(sandbox, "print('x' * 999)", limits=limits).status is Status.OK
    result = run_one(sandbox, "print('x' * 1000)", limits=limits)
    assert result.status is Status.OLE
    assert len(result.stdout) == 1000


def test_output_that_is_no_text_stays_distinguishable(sandbox):
    outputs = {
        run_one(sandbox, f"import os\nos.write(1, bytes([{byte}]))").stdout for byte in (254, 255)
    }
    assert outputs == {"\\xfe", "\\xff"}


def test_unicode_in_and_out(sandbox):
    assert run_one(sandbox, "print(input()[::-1])", "žß€\n").stdout == "€ßž\n"


def test_line_ends_of_the_input_are_kept(sandbox):
    program = python("import sys\nprint(repr(input()), repr(sys.stdin.read()))")
    for care in Care:
        results = sandbox.run(program, ["a\r\nb\rc\n"] * 4, LIMITS, care=care)
        assert {result.stdout for result in results} == {"'a\\r' 'b\\rc\\n'\n"}, care


def test_a_lone_surrogate_is_no_error_of_ours(sandbox):
    for care in Care:
        for program in (python("print('\ud800')"), cpp("int main() { return 1; } // \ud800")):
            results = sandbox.run(program, ["\ud800"] * 4, LIMITS, care=care)
            assert {result.status for result in results} == {Status.RTE}


def test_hashes_are_the_same_in_every_run(sandbox):
    results = sandbox.run(python("print(hash('alphagen'), set('abcdefgh'))"), ["", ""], LIMITS)
    assert results[0].stdout == results[1].stdout


def test_a_fork_can_recurse_as_deep_as_an_interpreter_of_its_own(sandbox):
    source = """
def f(n):
    global deepest
    deepest = n
    f(n + 1)
try:
    f(1)
except RecursionError:
    print(deepest)
"""
    found = {sandbox.run(python(source), [""] * 4, LIMITS, care=care)[0].stdout for care in Care}
    assert len(found) == 1


def test_many_threads_of_ours(sandbox):
    def one(n):
        return run_one(sandbox, SUM, f"{n} 1").stdout

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(24))) == [f"{n + 1}\n" for n in range(24)]


def test_nothing_is_left_running_or_open(sandbox):
    run_one(sandbox, SUM)
    before = len(list(Path("/proc/self/fd").iterdir()))
    run_one(sandbox, "import os\nos.kill(os.getpid(), 9)")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_the_compiler_explains_itself(sandbox):
    results = sandbox.run(cpp("int main() { return x; }"), ["", ""], LIMITS)
    assert [r.status for r in results] == [Status.CE, Status.CE]
    assert "was not declared in this scope" in results[0].stderr


def test_identical_sources_are_compiled_once(monkeypatch):
    executor = SandboxExecutor()
    compiled = []
    original = executor._compiler.build

    def build(source, *rest):
        compiled.append(source)
        return original(source, *rest)

    monkeypatch.setattr(executor._compiler, "build", build)
    program = cpp('#include <cstdio>\nint main() { puts("once"); }')
    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(lambda _: executor.run(program, [""], LIMITS)[0], range(3)))
    assert {r.stdout for r in results} == {"once\n"}
    assert compiled.count(program.source) == 1


def test_the_cache_of_binaries_is_bounded():
    cache = Binaries(100)
    builds = []

    def build(name):
        return cache.get(name, lambda: builds.append(name) or b"x" * 60)

    for name in "aabba":
        build(name)
    assert builds == ["a", "b", "a"]


def test_a_failure_to_compile_is_kept_but_a_failure_to_judge_is_not():
    cache = Binaries(10000)
    builds = []

    def build(status):
        def fail():
            builds.append(status)
            raise NotBuiltError(ExecutionResult(status))

        with pytest.raises(NotBuiltError):
            cache.get(status, fail)

    for status in (Status.CE, Status.CE, Status.JE, Status.JE):
        build(status)
    assert builds == ["CE", "JE", "JE"]


def test_another_interpreter():
    """The Python that runs the tests lies where other users may not be able to look."""
    executor = SandboxExecutor(python=sys.executable)
    result = run_one(executor, "import sys, json\nprint(sys.version_info[:2])\nprint('5')")
    assert result.stdout == f"{sys.version_info[:2]}\n5\n"


def test_an_interpreter_that_is_not_there():
    with pytest.raises(UsageError, match="no such Python"):
        SandboxExecutor(python="/nowhere/python3")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
def test_the_user_is_not_root_outside(sandbox):
    source = "print(open('/proc/self/uid_map').read().split(), open('/proc/self/status').read())"
    text = run_one(sandbox, source).stdout
    assert "CapEff:\\t0000000000000000" in text or "CapEff:\t0000000000000000" in text
    assert "NoNewPrivs:\t1" in text
    assert "Seccomp:\t2" in text

"""What isolation costs: our sandbox beside what others do, in one run of this script.

Every way of running takes its turn in each round, and what counts is the ratio within a round, so
the ratios hold on a machine that is busy with other things; the absolute times do not.

    python scripts/bench/sandbox.py --quick
    python scripts/bench/sandbox.py --json > sandbox.json
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import json
import multiprocessing
import os
import platform
import shutil
import statistics
import subprocess  # noqa: TID251 - what alphagen is compared with
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from alphagen.core import Care, Language, Limits, Program, TestCase
from alphagen.execution import SandboxExecutor, judge_all, run_all

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT, ANSWER = "2 3\n", "5\n"
TESTS = (1, 3, 10, 50)
OFTEN = 10
ONE_TEST = "trivial: ours, fresh, 1 tests"
TRIVIAL = "print(sum(map(int, input().split())))\n"
REALISTIC = """
import sys
from collections import defaultdict, deque
import heapq


class Grid:
    def __init__(self, height, width):
        self.height, self.width = height, width
        self.cells = [[0] * width for _ in range(height)]

    def neighbours(self, row, column):
        for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            if 0 <= row + down < self.height and 0 <= column + right < self.width:
                yield row + down, column + right


def shortest(grid, start, end):
    seen = {start: 0}
    heap = [(0, start)]
    while heap:
        cost, place = heapq.heappop(heap)
        if place == end:
            return cost
        for other in grid.neighbours(*place):
            new = cost + 1
            if new < seen.get(other, 10**9):
                seen[other] = new
                heapq.heappush(heap, (new, other))
    return -1


def main():
    a, b = map(int, sys.stdin.readline().split())
    grid = Grid(a + 2, b + 2)
    counts = defaultdict(int)
    for word in "the quick brown fox jumps over the lazy dog".split():
        counts[word] += len(word)
    queue = deque(sorted(counts.items()))
    while len(queue) > 1:
        queue.popleft()
    print(shortest(grid, (0, 0), (a, b)))


main()
"""
CPP = """#include <bits/stdc++.h>
using namespace std;
struct Edge { int to; long long weight; };
int main() {
  long long a, b;
  cin >> a >> b;
  vector<vector<Edge>> graph(8);
  for (int i = 0; i < 8; i++) graph[i].push_back({(i + 1) % 8, i});
  priority_queue<pair<long long, int>, vector<pair<long long, int>>, greater<>> queue;
  vector<long long> distance(8, LLONG_MAX);
  queue.push({distance[0] = 0, 0});
  while (!queue.empty()) {
    auto [so_far, place] = queue.top();
    queue.pop();
    if (so_far > distance[place]) continue;
    for (auto &edge : graph[place])
      if (distance[edge.to] > so_far + edge.weight)
        queue.push({distance[edge.to] = so_far + edge.weight, edge.to});
  }
  map<string, int> names;
  for (auto one : distance) names[to_string(one)]++;
  sort(distance.begin(), distance.end());
  cout << a + b + (names.size() > 9) << endl;
}
"""
FORKS = """#include <sys/wait.h>
#include <unistd.h>
int main() { for (int i = 0; i < 200; i++) { if (!fork()) _exit(0); wait(nullptr); } }
"""


@dataclass(frozen=True)
class Way:
    """A way to run: what to call, and how many runs of a program that makes."""

    call: Callable[[], object]
    runs: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few rounds: under a minute")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        found = ways(Path(folder), few=options.quick)
        rounds = measure(found, 5 if options.quick else 25)
    ratios = {name: statistics.median(values) for name, values in compared(rounds).items()}
    if options.json:
        print(json.dumps({**ratios, **machine()}, indent=1))
        return
    for name in found:
        middle = statistics.median(one[name] for one in rounds)
        print(f"{name:44} {middle * 1000:9.3f} ms a run")
    for name, value in ratios.items():
        print(f"{name:44} {value:9.2f}")


def ways(folder: Path, *, few: bool) -> dict[str, Way]:
    """Name each way to run the programs."""
    executor = SandboxExecutor()
    found: dict[str, Way] = {}
    sources = {"trivial": TRIVIAL} if few else {"trivial": TRIVIAL, "realistic": REALISTIC}
    for name, source in sources.items():
        path = folder / f"{name}.py"
        path.write_text(source)
        plain = [python(), "-I", str(path)]
        walled = [*bare(folder), python(), "-I", f"/programs/{name}.py"]
        found[f"{name}: subprocess"] = often(partial(run, plain))
        found[f"{name}: bubblewrap"] = often(partial(run, walled))
        found[f"{name}: in process"] = often(partial(in_process, source))
        for tests in (1, 50) if few else TESTS:
            for care in (Care.FRESH, Care.SHARED) if tests > 1 else (Care.FRESH,):
                call = ours(executor, source, tests, care)
                found[f"{name}: ours, {care}, {tests} tests"] = Way(call, tests * call.programs)
    if shutil.which("g++"):
        found.update(compiled(executor, folder))
    for name, way in list(found.items()):
        # "In process" forks, which a process with threads should not.
        if name == ONE_TEST or not (few or "in process" in name):
            found[f"{name}, 2 workers"] = Way(partial(at_once, way.call, 2), 2 * way.runs)
    count = 150 if few else 400
    for workers in (1, 2):
        found[f"judge_all, {workers} workers"] = Way(
            partial(judged, executor, count, workers), count
        )
    return found


def often(call: Callable[[], object]) -> Way:
    """Run several times in a row, so that all ways find the caches as warm."""

    def repeat() -> None:
        for _ in range(OFTEN):
            call()

    return Way(repeat, OFTEN)


def at_once(call: Callable[[], object], workers: int) -> None:
    """Do the same in several threads, as :func:`run_all` does."""
    for _ in run_all(lambda _: call(), range(workers), workers):
        pass


class ours:
    """Judge distinct programs that differ in a comment."""

    serial = itertools.count()

    def __init__(self, executor: SandboxExecutor, source: str, tests: int, care: Care) -> None:
        self.executor, self.source, self.care = executor, source, care
        self.inputs = [TEXT] * tests
        self.programs = max(1, 50 // tests)

    def __call__(self) -> None:
        """Judge a few."""
        for _ in range(self.programs):
            program = Program(f"{self.source}# {next(self.serial)}", Language.PYTHON3)
            for result in self.executor.run(program, self.inputs, Limits(), care=self.care):
                assert result.stdout == ANSWER  # noqa: S101 - an invariant of the benchmark


def compiled(executor: SandboxExecutor, folder: Path) -> dict[str, Way]:
    """Name the ways to compile C++ and to run it."""
    source, binary = folder / "main.cpp", folder / "main"
    source.write_text(CPP)
    compile_plainly = ["g++", "-O2", "-o", str(binary), str(source)]
    run(compile_plainly, "")
    (folder / "forks.cpp").write_text(FORKS)
    run(["g++", "-O2", "-static", "-o", str(folder / "forks"), str(folder / "forks.cpp")], "")
    serial = itertools.count()
    known = Program(CPP, Language.CPP)
    times = 50

    def compile_ours() -> None:
        executor.run(Program(f"{CPP}// {next(serial)}", Language.CPP), [], Limits())

    def run_ours() -> None:
        for result in executor.run(known, [TEXT] * times, Limits(), care=Care.SHARED):
            assert result.stdout == ANSWER  # noqa: S101 - an invariant of the benchmark

    return {
        "C++: g++ -O2": Way(partial(run, compile_plainly, ""), 1),
        "C++: ours, compile": Way(compile_ours, 1),
        "C++: subprocess": often(partial(run, [str(binary)])),
        "C++: bubblewrap": often(partial(run, [*bare(folder), "/programs/main"])),
        "C++: ours, run": Way(run_ours, times),
        "fork and exit": Way(partial(run, [str(folder / "forks")], ""), 200),
    }


def python() -> str:
    """Return the interpreter that all ways use."""
    return "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable


def bare(folder: Path) -> list[str]:
    """Return a bubblewrap command that unshares every namespace and shows little but /usr."""
    command = [shutil.which("bwrap") or "bwrap", "--unshare-all", "--die-with-parent"]
    command += ["--new-session", "--cap-drop", "ALL", "--clearenv", "--ro-bind", "/usr", "/usr"]
    for path in ("/bin", "/lib", "/lib64"):
        command += ["--symlink", f"usr{path}", path]
    command += ["--proc", "/proc", "--dev", "/dev", "--chdir", "/"]
    return [*command, "--ro-bind", str(folder), "/programs", "--"]


def run(command: list[str], answer: str = ANSWER) -> None:
    """Run a command that is expected to work."""
    done = subprocess.run(command, input=TEXT, capture_output=True, text=True, check=True)  # noqa: S603 - our own commands
    assert done.stdout == answer, done  # noqa: S101 - an invariant of the benchmark


def in_process(source: str) -> None:
    """Run as evaluation harnesses do that execute code in a forked process of their own."""
    context = multiprocessing.get_context("fork")
    with context.Manager() as manager:
        results = manager.list()
        process = context.Process(target=execute, args=(source, results))
        process.start()
        process.join(timeout=5)
        assert list(results) == [ANSWER]  # noqa: S101 - an invariant of the benchmark


def execute(source: str, results: list[str]) -> None:
    """Execute a program with its streams replaced."""
    sys.stdin = io.StringIO(TEXT)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(source, {"__name__": "__main__"})  # noqa: S102 - a program of this file
    results.append(output.getvalue())


def judged(executor: SandboxExecutor, count: int, workers: int) -> None:
    """Judge programs that are distinct, not in looks alone, with a number of workers."""
    run_number = next(ours.serial)
    sources = (f"{TRIVIAL}x = {run_number}, {n}\n" for n in range(count))
    programs = (Program(source, Language.PYTHON3) for source in sources)
    tests = [TestCase(TEXT, ANSWER)]
    for _, judgement in judge_all(executor, programs, tests, Limits(), workers=workers):
        assert judgement.accepted  # noqa: S101 - an invariant of the benchmark


def measure(found: dict[str, Way], rounds: int) -> list[dict[str, float]]:
    """Take turns, after one unmeasured round; return the seconds a run took, for each round."""
    measured = []
    for number in tqdm(range(rounds + 1), unit="round"):
        seconds = {}
        for name, way in found.items():
            begun = time.perf_counter()
            way.call()
            seconds[name] = (time.perf_counter() - begun) / way.runs
        if number:
            measured.append(seconds)
    return measured


def compared(rounds: list[dict[str, float]]) -> dict[str, list[float]]:
    """Divide what others take by what ours takes, round by round."""
    pairs = {
        "python_1_test_over_subprocess": ("trivial: subprocess", ONE_TEST),
        "python_1_test_over_bwrap": ("trivial: bubblewrap", ONE_TEST),
        "python_1_test_over_in_process": ("trivial: in process", ONE_TEST),
        "python_50_inputs_over_subprocess": (
            "trivial: subprocess",
            "trivial: ours, shared, 50 tests",
        ),
        "realistic_1_test_over_subprocess": (
            "realistic: subprocess",
            "realistic: ours, fresh, 1 tests",
        ),
        "realistic_50_inputs_over_subprocess": (
            "realistic: subprocess",
            "realistic: ours, shared, 50 tests",
        ),
        "cpp_run_over_bwrap": ("C++: bubblewrap", "C++: ours, run"),
        "cpp_compile_over_gpp": ("C++: g++ -O2", "C++: ours, compile"),
        "two_workers_over_one": (ONE_TEST, f"{ONE_TEST}, 2 workers"),
        "judge_all_two_workers_over_one": ("judge_all, 1 workers", "judge_all, 2 workers"),
    }
    return {
        name: [one[other] / one[mine] for one in rounds]
        for name, (other, mine) in pairs.items()
        if other in rounds[0] and mine in rounds[0]
    }


def machine() -> dict[str, str | int | None]:
    """Say where this was measured."""
    return {
        "python": platform.python_version(),
        "kernel": platform.release(),
        "processors": os.cpu_count(),
        "date": time.strftime("%Y-%m-%d"),
    }


if __name__ == "__main__":
    main()

"""What isolation costs: a trivial Python program without a sandbox, with bare bubblewrap, and ours.

Everything is measured in one run of this script, in turns, so the ratios hold on a machine that is
busy with other things; the absolute times do not. Times are elapsed time per program run.

    python scripts/bench/sandbox.py --quick
    python scripts/bench/sandbox.py --json > sandbox.json
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess  # noqa: TID251 - what alphagen is compared with
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from alphagen.core import Language, Limits, Program, TestCase
from alphagen.execution import BubblewrapExecutor, judge_all

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = "print(sum(map(int, input().split())))\n"
CPP_SOURCE = (
    "#include <iostream>\nint main() { long a, b; std::cin >> a >> b; std::cout << a + b; }"
)
TEXT = "2 3\n"
INPUTS = 50
BASE = "plain subprocess"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few rounds, for a first impression")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "main.py"
        path.write_text(SOURCE)
        seconds = measure(variants(path), rounds=5 if options.quick else 40)
    rate = judged_per_second(40 if options.quick else 400)
    if options.json:
        print(json.dumps({"seconds": seconds, "judged_per_second": rate, **machine()}, indent=1))
        return
    for name, value in seconds.items():
        print(f"{name:34} {value * 1000:8.2f} ms {value / seconds[BASE]:7.2f} x {BASE}")
    print(f"{'distinct programs judged':34} {rate:8.1f} a second, with {os.cpu_count()} workers")


def variants(path: Path) -> dict[str, tuple[Callable[[], object], int]]:
    """Name each way to run the program: what to call, and how many runs that makes."""
    executor = BubblewrapExecutor()
    limits = Limits()
    program, binary = Program(SOURCE, Language.PYTHON3), Program(CPP_SOURCE, Language.CPP)
    python = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
    plain = [python, str(path)]
    bare = [shutil.which("bwrap") or "bwrap", "--unshare-all", "--ro-bind", "/", "/"]
    bare += ["--proc", "/proc", "--dev", "/dev"]
    found: dict[str, tuple[Callable[[], object], int]] = {
        BASE: (lambda: run(plain), 1),
        "bare bubblewrap": (lambda: run([*bare, *plain]), 1),
        "ours, one input": (lambda: executor.run(program, [TEXT], limits), 1),
        f"ours, {INPUTS} inputs": (lambda: executor.run(program, [TEXT] * INPUTS, limits), INPUTS),
    }
    if shutil.which("g++"):
        found[f"ours, C++, {INPUTS} inputs"] = (
            lambda: executor.run(binary, [TEXT] * INPUTS, limits),
            INPUTS,
        )
    return found


def run(command: list[str]) -> None:
    """Run a command that is expected to work."""
    done = subprocess.run(command, input=TEXT, capture_output=True, text=True, check=True)  # noqa: S603 - our own commands
    assert done.stdout == "5\n"  # noqa: S101 - an invariant of the benchmark


def measure(found: dict[str, tuple[Callable[[], object], int]], rounds: int) -> dict[str, float]:
    """Take turns, after one unmeasured round, and return the median seconds per run."""
    seconds: dict[str, list[float]] = {name: [] for name in found}
    for round_ in range(rounds + 1):
        for name, (call, runs) in found.items():
            begun = time.perf_counter()
            call()
            if round_:
                seconds[name].append((time.perf_counter() - begun) / runs)
    return {name: statistics.median(values) for name, values in seconds.items()}


def judged_per_second(count: int) -> float:
    """Judge distinct programs with every worker."""
    executor = BubblewrapExecutor()
    programs = (Program(f"{SOURCE}# {n}", Language.PYTHON3) for n in range(count))
    begun = time.perf_counter()
    for _, judgement in judge_all(executor, programs, [TestCase(TEXT, "5\n")], Limits()):
        assert judgement.accepted  # noqa: S101 - an invariant of the benchmark
    return count / (time.perf_counter() - begun)


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

"""What a Ray cluster costs: two Ray workers beside two local ones, on the same programs.

Both judge a part of the programs in turn, and what counts is the ratio within a pair, so the
ratios hold on a machine that is busy with other things; the rates do not.

    python scripts/bench/on_ray.py --quick
    python scripts/bench/on_ray.py --json > on_ray.json
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from itertools import islice
from typing import TYPE_CHECKING, Any

from sandbox import machine
from tqdm import tqdm

from alphagen.core import Language, Limits, Program, TestCase
from alphagen.execution import SandboxExecutor, judge_all
from alphagen.execution.on_ray import LOCAL, RayExecutor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagen.execution import Executor

WORKERS = 2
TESTS = [TestCase(f"{n} 3\n", f"{n + 3}\n") for n in range(3)]
WRONG_IN = 4
"""One in so many programs passes; the others end at the first test, as most samples do."""

TRIVIAL = "a, b = map(int, input().split())\nprint(a + b + {wrong}, {n} and '')"
WORKING = """
a, b = map(int, input().split())
seen = dict()
for i in range({loops}):
    seen[i * 7 % 1009] = seen.get(i % 1009, 0) + 1
print(a + b + {wrong}, {n} and '')
"""
"""Some 5 to 10 ms of work, as programs of contests do on their examples."""


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description="Two Ray workers beside two local ones.")
    parser.add_argument("--quick", action="store_true", help="5 pairs, not 21")
    parser.add_argument("--address", default=LOCAL, help="a cluster; our own unless set")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    pairs = 5 if arguments.quick else 21
    os.environ.setdefault("RAY_worker_niceness", "0")  # Ray's 15 would lose to other work here
    local = SandboxExecutor()
    with RayExecutor(arguments.address, workers=WORKERS) as ray:
        found = {
            "trivial": compare(local, ray, programs(TRIVIAL), pairs, 400),
            "working": compare(local, ray, programs(WORKING), pairs, 200),
        }
    report: dict[str, Any] = {**found, "workers": WORKERS, **machine()}
    if arguments.json:
        print(json.dumps(report, indent=2))
        return
    for name, one in found.items():
        ratios = one["ratios"]
        low, high = ratios[len(ratios) // 4], ratios[-len(ratios) // 4]
        print(
            f"{name}: Ray judges {one['ray_over_local']:.2f} times as many programs as the local "
            f"pool (half of them {low:.2f} to {high:.2f}), {one['ray_per_s']:.0f} "
            f"for {one['local_per_s']:.0f} a second"
        )


def programs(template: str) -> Iterator[Program]:
    """Yield programs that all differ, in turn right and wrong."""
    n = 0
    while True:
        n += 1
        text = template.format(n=n, wrong=int(n % WRONG_IN != 0), loops=20_000)
        yield Program(text, Language.PYTHON3)


def compare(
    local: Executor, ray: Executor, source: Iterator[Program], pairs: int, size: int
) -> dict[str, Any]:
    """Let both judge ``size`` programs ``pairs`` times, now one first and now the other."""
    rates: list[tuple[float, float]] = []
    for number in tqdm(range(pairs + 1), disable=None, leave=False):
        part = list(islice(source, size))
        order = (local, ray) if number % 2 else (ray, local)
        spent = {id(one): judged(one, part) for one in order}
        if number:  # the first warms up
            rates.append((size / spent[id(local)], size / spent[id(ray)]))
    ratios = sorted(far / near for near, far in rates)
    return {
        "ray_over_local": statistics.median(ratios),
        "ratios": ratios,
        "local_per_s": statistics.median(near for near, _ in rates),
        "ray_per_s": statistics.median(far for _, far in rates),
    }


def judged(executor: Executor, part: list[Program]) -> float:
    """Return how many seconds it takes to judge some programs."""
    begun = time.perf_counter()
    found = dict(judge_all(executor, part, TESTS, Limits(), workers=WORKERS))
    spent = time.perf_counter() - begun
    if sum(one.accepted for one in found.values()) != len(part) // WRONG_IN:
        raise SystemExit("The verdicts are wrong.")
    return spent


if __name__ == "__main__":
    main()

"""What it costs that programs are judged while a model still writes others.

First on one machine, where the bundled model and the sandbox share the processors: the wall time
of a solve beside the sum of sampling alone and judging alone. Then with a server that takes its
time elsewhere: beside the larger of the two. Everything takes turns in one run::

    python scripts/bench/pipeline.py --samples 6000 --rounds 1 --json

The server is a process that hands out the same programs after a pause; the pause is chosen so that
sampling alone takes about as long as judging alone, where overlap matters most. No two pauses are
alike, as answers of a model differ in length. Nothing can be judged before the first answer, so a
run of few samples gains less.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess  # noqa: TID251 - the server
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from alphagen.config import SolveConfig
from alphagen.data import load_problem
from alphagen.execution import SandboxExecutor
from alphagen.inputgen import MutationInputGenerator
from alphagen.pipeline.loading import load_sampler
from alphagen.pipeline.solve import open_run, solve
from alphagen.sampling.replay import ReplaySampler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagen.core import Sample
    from alphagen.sampling.base import Sampler

EXAMPLE = Path(__file__).parents[2] / "examples" / "05-egg-boxes.txt"
AT_ONCE = 16
"""Requests that a server is given at a time, by default, and samples in each."""

PER_REQUEST = 32


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--samples", type=int, default=1500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--serve", nargs=2, metavar=("FILE", "SECONDS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(Path(options.serve[0]), float(options.serve[1]))
        return
    found = Bench(options.samples).measure(options.rounds)
    print(json.dumps(found, indent=1) if options.json else "\n".join(map(str, found.items())))


class Bench:
    """A problem, samples for it, and what times their ways."""

    def __init__(self, samples: int) -> None:
        # Grouping comes after, and has nothing to overlap with.
        self.config = SolveConfig(samples=samples, temperature=1.0, inputs=0)
        self.problem = load_problem(EXAMPLE).public()
        self.executor = SandboxExecutor()
        self.own = load_sampler(["bundled"], self.config)
        self.drawn = self.draw(self.own)

    def measure(self, rounds: int) -> dict[str, Any]:
        """Return seconds and ratios, the medians of some rounds."""
        replay = ReplaySampler(self.drawn, chunk_size=self.own.chunk_size)
        judging = self.solved(replay)
        requests = -(-self.config.samples // PER_REQUEST)
        pause = judging / -(-requests // AT_ONCE)
        rows = []
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "programs.json")
            file.write_text(json.dumps([sample.text for sample in self.drawn]), "utf-8")
            with server(file, pause) as url:
                remote = load_sampler([f"{url}#m"], self.config)
                for _ in range(rounds):
                    sampling, both = timed(self.draw, self.own), self.solved(self.own)
                    far, far_both = timed(self.draw, remote), self.solved(remote)
                    rows.append((sampling, self.solved(replay), both, far, far_both))
        names = ("sampling", "judging", "both", "server sampling", "server both")
        found: dict[str, Any] = {
            f"{name}, s": round(statistics.median(column), 3)
            for name, column in zip(names, zip(*rows, strict=True), strict=True)
        }
        found["both_over_sum"] = statistics.median(b / (s + j) for s, j, b, _, _ in rows)
        found["server_both_over_larger"] = statistics.median(
            b / max(s, j) for _, j, _, s, b in rows
        )
        return found | {
            "samples": self.config.samples,
            "processors": os.cpu_count(),
            "machine": platform.processor() or platform.machine(),
            "date": time.strftime("%Y-%m-%d"),
        }

    def draw(self, sampler: Sampler) -> list[Sample]:
        """Sample and judge nothing."""
        n, seed = self.config.samples, self.config.seed
        return [one for chunk in sampler.sample(self.problem, n, seed=seed) for one in chunk]

    def solved(self, sampler: Sampler) -> float:
        """Solve the problem in a new run; return how many seconds that took."""
        inputs = MutationInputGenerator()
        with tempfile.TemporaryDirectory() as folder:
            run = open_run(Path(folder), self.problem, sampler, inputs, self.config)
            return timed(solve, self.problem, sampler, self.executor, inputs, run, self.config)


def timed(function: Any, *arguments: Any) -> float:
    """Return how many seconds a call takes."""
    begun = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - begun


@contextmanager
def server(file: Path, pause: float) -> Iterator[str]:
    """Run a server of programs in a process of its own; yield its address."""
    command = [sys.executable, __file__, "--serve", str(file), str(pause)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ourselves
        assert process.stdout is not None  # noqa: S101 - for the type checker
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def serve(file: Path, pause: float) -> None:
    """Hand out programs one after the other, each request after a pause."""
    texts, lock = cycle(json.loads(file.read_text("utf-8"))), threading.Lock()
    pauses = Random(0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.answer({"data": [{"id": "m"}]})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                wait = pauses.uniform(0.5, 1.5) * pause
            time.sleep(wait)
            with lock:
                given = [f"```python\n{next(texts)}\n```" for _ in range(body.get("n", 1))]
            self.answer(
                {
                    "choices": [
                        {"index": i, "finish_reason": "stop", "message": {"content": text}}
                        for i, text in enumerate(given)
                    ]
                }
            )

        def answer(self, content: object) -> None:
            data = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128  # with 5, some connections are made seconds later

    http = Server(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{http.server_port}/v1", flush=True)
    http.serve_forever()


if __name__ == "__main__":
    main()

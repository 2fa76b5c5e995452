"""A toy contest: print the square of a number. The one example, 2, tells little."""

import threading
from collections import Counter

import pytest

from alphagen.config import SolveConfig
from alphagen.core import Care, Problem, Status
from alphagen.core import TestCase as Case
from alphagen.execution import FakeExecutor
from alphagen.inputgen import MutationInputGenerator
from alphagen.pipeline.solve import open_run, solve
from alphagen.sampling.replay import ReplaySampler

PROBLEM = Problem(
    "Print the square of n.", (Case("2\n", "4\n"),), hidden=(Case("5\n", "25\n"),), title="Square"
)
BEHAVIOUR = {
    "n*n": lambda n: n * n,
    "n**2": lambda n: n**2,
    "pow": lambda n: pow(n, 2),
    "n+n": lambda n: n + n,
    "2*n": lambda n: 2 * n,
    "4": lambda _: 4,
    "n+1": lambda n: n + 1,
    "crash": lambda _: Status.RTE,
    "shaky": lambda n: 4 if n == 2 else Status.RTE,
    "lost": lambda _: Status.JE,
}
SOURCES = ["n+n", "4", "n*n", "crash", "shaky", "n*n", "n+1", "2*n", "n**2", "shaky", "shaky"]
SOURCES += ["shaky", "shaky", "n+1", "pow", "lost"]


class Toy:
    """Solves the toy contest, and counts what was asked of its parts."""

    name = "toy"

    def __init__(self, path, sources=SOURCES, chunk_size=4):
        self.path = path
        self.problem = PROBLEM
        self.runs = Counter()
        self.drawn = []
        self.inputs_asked = 0
        self.seen = []
        self.sampler = ReplaySampler(sources, chunk_size=chunk_size)
        self.chunk_size = chunk_size
        self._lock = threading.Lock()

    def sample(self, problem, n, *, seed, start=0):
        self.seen.append(problem)
        for chunk in self.sampler.sample(problem, n, seed=seed, start=start):
            self.drawn += [sample.index for sample in chunk]
            yield chunk

    def generate(self, problem, n, *, seed):
        self.seen.append(problem)
        self.inputs_asked += 1
        return MutationInputGenerator().generate(problem, n, seed=seed)

    tier = "none"

    def run(self, program, inputs, limits, **options):
        def behave(program, text):
            with self._lock:
                if options.get("care") is not Care.ALONE:
                    self.runs[program.source] += 1
                self.seen.append(text)
            answer = BEHAVIOUR[program.source](int(text))
            return answer if isinstance(answer, Status) else str(answer)

        return FakeExecutor(behave).run(program, inputs, limits, **options)

    def solve(self, problem=PROBLEM, **settings):
        """Solve with the toy itself as sampler, executor and input generator."""
        config = SolveConfig(**{"samples": 100, "inputs": 8, "workers": 2} | settings)
        run = open_run(self.path, problem, self, self, config)
        return solve(problem, self, self, self, run, config)


@pytest.fixture
def toy(tmp_path):
    return Toy(tmp_path / "run")


@pytest.fixture
def make_toy(tmp_path):
    """Make toys; they share a run unless they are given another name."""
    return lambda name="run", **options: Toy(tmp_path / name, **options)

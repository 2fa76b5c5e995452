"""The whole method with real programs in the real sandbox."""

import pytest

from alphagen.config import SolveConfig
from alphagen.core import Language, Problem, Program
from alphagen.core import TestCase as Case
from alphagen.execution import SandboxExecutor, check_system
from alphagen.pipeline.solve import open_run, solve
from alphagen.sampling.replay import ReplaySampler

PROBLEM = Problem("Print the largest of n numbers.", (Case("3\n1 2 7\n", "7\n"),))
LARGEST = [
    "input(); print(max(map(int, input().split())))",
    "n = int(input()); a = sorted(map(int, input().split())); print(a[-1])",
]
LAST = ["input(); print(input().split()[-1])"]
WRONG = ["print(1)", "raise SystemExit(1)", "def", "input(); print(min(input().split()))"]
CPP = """#include <iostream>
#include <algorithm>
int main() { int n, m = -1000000000, x; std::cin >> n;
  while (n--) { std::cin >> x; m = std::max(m, x); } std::cout << m; }
"""


class Fixed:
    """An input generator that knows three inputs."""

    name = "fixed"

    def generate(self, problem, n, *, seed):  # noqa: ARG002 - part of the seam
        return ["2\n5 3\n", "3\n4 4 1\n", "1\n9\n"][:n]


@pytest.mark.skipif(bool(check_system()), reason="this machine cannot isolate programs")
def test_programs_are_filtered_and_grouped_by_what_they_do(tmp_path):
    sampler = ReplaySampler([*WRONG, *LAST, *LARGEST, Program(CPP, Language.CPP)], chunk_size=3)
    config = SolveConfig()
    run = open_run(tmp_path, PROBLEM, sampler, Fixed(), config)
    solution = solve(PROBLEM, sampler, SandboxExecutor(), Fixed(), run, config)
    assert (solution.counts.samples, solution.counts.survivors) == (8, 4)
    assert solution.counts.unjudged == 0
    groups = [(c.signature, {p.source for p in c.programs}) for c in solution.clusters]
    assert groups == [(("5", "4", "9"), {*LARGEST, CPP}), (("3", "1", "9"), set(LAST))]
    assert [s.cluster for s in solution.submissions] == [0, 1, 0, 0]
    verdicts = [str(judgement.verdict) for _, judgement in run.judgements]
    assert verdicts == ["WA", "RTE", "RTE", "WA", "AC", "AC", "AC", "AC"]

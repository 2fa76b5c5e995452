"""The whole method with real programs in the real sandbox."""

import pytest

from alphagen.config import SolveConfig
from alphagen.core import Checker, Language, Problem, Program, Protocol, Rules
from alphagen.core import TestCase as Case
from alphagen.data.functions import read_mbpp
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


pytestmark = pytest.mark.skipif(bool(check_system()), reason="this machine cannot isolate programs")


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


class Calls:
    """An input generator that knows calls."""

    name = "calls"

    def generate(self, problem, n, *, seed):  # noqa: ARG002 - part of the seam
        return ["double(5)\n", "double([1])\n"]


def test_functions_are_filtered_and_grouped_by_their_values(tmp_path):
    row = {"task_id": 1, "text": "Double.", "test_list": ["assert double(2) == 4"]}
    problem = read_mbpp(row).problem
    sources = ["return 2 * x", "return x + x", "return x ** 2", "return 5", "print(4)"]
    programs = [f"def double(x):\n    {line}\n" for line in sources]
    sampler = ReplaySampler([*programs, Program("int main() {}", Language.CPP)])
    config = SolveConfig()
    run = open_run(tmp_path, problem, sampler, Calls(), config)
    solution = solve(problem, sampler, SandboxExecutor(), Calls(), run, config)
    groups = [(c.signature, [p.source for p in c.programs]) for c in solution.clusters]
    assert groups == [(("10", "[1, 1]"), programs[:2]), (("25", "<RTE>"), [programs[2]])]
    verdicts = [str(judgement.verdict) for _, judgement in run.judgements]
    assert verdicts == ["AC", "AC", "AC", "WA", "WA", "CE"]


def test_a_checker_filters(tmp_path):
    source = (
        "import sys\nsys.exit(0 if sum(map(int, open(sys.argv[2]).read().split())) == 7 else 1)"
    )
    rules = Rules(checker=Checker(Program(source, Language.PYTHON3), Protocol.TESTLIB))
    problem = Problem("Two numbers whose sum is n.", (Case("7\n", "3 4\n"),), rules=rules)
    sampler = ReplaySampler(["print(1, 6)", "print(7, 0)", "print(3, 5)", "print(input())"])
    config = SolveConfig()
    run = open_run(tmp_path, problem, sampler, Fixed(), config)
    solution = solve(problem, sampler, SandboxExecutor(), Fixed(), run, config)
    assert solution.counts.survivors == 3
    assert run.manifest["settings"]["rules"] == rules.hash

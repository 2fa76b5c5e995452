"""Clean a problem of a data set by running the programs that come with it (paper, appendix B.2).

Tests on which hardly any program prints anything go, and so do programs that pass hardly any test.
Beyond the paper, so do tests that no "correct" program passes, then "correct" programs that fail a
test and "incorrect" ones that pass all. Inputs of the tests are mutated, and become tests where
all correct programs agree on the output, if these are enough (paper, section 3.2.1). A problem that
is left without a correct program, or with tests that prove little, is dropped.

What could not be judged counts neither for a program nor against it: that program is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from alphagen.core import Problem, Status, TestCase, Verdict
from alphagen.data.cleaning import AGREEING, MOST_TESTS, distinct, hopeless, silent, weakness
from alphagen.data.flags import several_outputs
from alphagen.execution import accepts, at_once, judge_all, limits_for, run_all
from alphagen.inputgen import MutationInputGenerator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagen.core import Judgement, Program
    from alphagen.data.row import Row
    from alphagen.execution import Executor

CANDIDATES = 3
"""Mutated inputs to try for each test that is wanted: the programs refuse many."""

LONGEST = 2_000
"""Characters of an input that is mutated."""


@dataclass(frozen=True, slots=True)
class Thoroughness:
    """How much is done for a problem.

    Attributes:
        programs: correct ones that are run at most, and incorrect ones; the others are left out.
        agree: correct ones that it takes to make a test of a mutated input; all have to agree.
        tests: hidden tests up to which mutated ones are added; 0 adds none.
        seed: of the mutations.
    """

    programs: int = 100
    agree: int = AGREEING
    tests: int = MOST_TESTS
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A problem after cleaning.

    Attributes:
        row: what is left of it.
        counts: hidden tests and programs, by what became of them.
        dropped: why the whole problem is to go; empty when it stays.
        doubts: what else speaks against verdicts on it; empty for nothing.
    """

    row: Row
    counts: dict[str, int]
    dropped: str = ""
    doubts: str = ""


def clean(
    row: Row, executor: Executor, wanted: Thoroughness, *, workers: int | None = None
) -> Cleaned:
    """Run a problem's programs, and keep what they bear out.

    Args:
        row: the problem, with its programs.
        executor: where they run.
        wanted: how much is done.
        workers: programs at the same time; None is one for each processor.
    """
    problem = row.problem
    bench = _Bench(executor, problem, workers)
    right = distinct(row.solutions)[: wanted.programs]
    wrong = [one for one in distinct(row.wrong) if one not in right][: wanted.programs]
    judged = bench.judge(right + wrong, problem.examples + problem.hidden)
    in_statement = range(len(problem.examples))  # which keeps them, whatever programs do
    faulty = _faulty(judged, right).difference(in_statement)
    accepted = {
        program: [v is Verdict.AC for at, v in enumerate(one.verdicts) if at not in faulty]
        for program, one in judged.items()
    }
    hidden = tuple(
        test for at, test in enumerate(problem.hidden, len(problem.examples)) if at not in faulty
    )
    passing = {one for one, verdicts in accepted.items() if all(verdicts)}
    correct = [one for one in right if one in passing]
    suspects = [one for one in wrong if one in passing]
    caught = [one for one in wrong if one in accepted and one not in passing]
    caught = [one for one in caught if not hopeless(accepted[one])]
    added = bench.agreed_tests(correct, hidden, wanted)
    again = bench.judge(suspects, added) if added else {}
    failing = [one for one, judgement in again.items() if not judgement.accepted]
    kept = replace(
        row,
        problem=replace(problem, hidden=hidden + added),
        solutions=tuple(correct),
        wrong=(*caught, *failing),
    )
    counts = {
        "tests_before": len(problem.hidden),
        "tests_removed": len(problem.hidden) - len(hidden),
        "tests_added": len(added),
        "correct_before": len(row.solutions),
        "correct_removed": len(row.solutions) - len(kept.solutions),
        "incorrect_before": len(row.wrong),
        "incorrect_removed": len(row.wrong) - len(kept.wrong),
        "incorrect_passing_old_tests": len(suspects),
        "incorrect_failing_new_tests": len(failing),
        "unjudged": len(right) + len(wrong) - len(judged),
    }
    why = "" if correct else "no correct program that passes its tests"
    outputs = [
        [run.stdout for run in test if run.status is Status.OK]
        for test in zip(*(judged[one].results for one in right if one in judged), strict=True)
    ]
    rules = problem.rules
    doubts = "" if rules.checker else several_outputs(outputs, partial(accepts, rules))
    return Cleaned(kept, counts, why or weakness(kept.problem.hidden), doubts)


def _faulty(judged: dict[Program, Judgement], right: Sequence[Program]) -> set[int]:
    """Find the tests on which hardly any program prints anything, or no correct one is accepted."""
    correct = [judged[one].verdicts for one in right if one in judged]
    if not correct:
        return set()
    refused = {at for at, found in enumerate(zip(*correct, strict=True)) if Verdict.AC not in found}
    return refused | silent(
        [[bool(run.stdout.strip()) for run in one.results] for one in judged.values()]
    )


@dataclass(frozen=True, slots=True)
class _Bench:
    """A problem, and where its programs run."""

    executor: Executor
    problem: Problem
    workers: int | None

    def judge(
        self, programs: Sequence[Program], tests: Sequence[TestCase]
    ) -> dict[Program, Judgement]:
        """Judge programs on all of the tests; those are left out that we could not judge."""
        found = judge_all(
            self.executor,
            programs,
            tests,
            lambda program: limits_for(self.problem, program.language),
            workers=self.workers,
            rules=self.problem.rules,
            stop_at_failure=False,
        )
        by_number = dict(found)
        return {
            program: by_number[number]
            for number, program in enumerate(programs)
            if Verdict.JE not in by_number[number].verdicts
        }

    def agreed_tests(
        self, programs: Sequence[Program], hidden: Sequence[TestCase], wanted: Thoroughness
    ) -> tuple[TestCase, ...]:
        """Mutate inputs of tests, and keep those on which all correct programs agree.

        A checker accepts several outputs and a harness makes calls of inputs: no tests are added
        to such a problem.
        """
        missing = wanted.tests - len(hidden)
        rules = self.problem.rules
        if missing <= 0 or len(programs) < wanted.agree or rules.checker or rules.harness:
            return ()
        tests = [*self.problem.examples, *hidden]
        short = tuple(test for test in tests if len(test.input) <= LONGEST)
        known = {test.input.strip() for test in tests}
        drawn = MutationInputGenerator().generate(
            replace(self.problem, examples=short), CANDIDATES * missing, seed=wanted.seed
        )
        inputs = [text for text in drawn if text.strip() not in known]
        first, *others = programs
        expected = self._outputs(first, inputs)
        left = list(expected)  # what one program refuses, the others need not see
        agreed = set(left)
        workers = at_once(self.executor, self.workers)
        for _, found in run_all(lambda one: self._outputs(one, left), others, workers):
            agreed &= {
                text for text, output in found.items() if accepts(rules, expected[text], output)
            }
        kept = [TestCase(text, expected[text]) for text in left if text in agreed]
        return tuple(kept[:missing])

    def _outputs(self, program: Program, inputs: Sequence[str]) -> dict[str, str]:
        """Run a program, and keep what it prints where it ends well and prints something."""
        limits = limits_for(self.problem, program.language)
        results = self.executor.run(program, inputs, limits)
        return {
            text: result.stdout
            for text, result in zip(inputs, results, strict=True)
            if result.status is Status.OK and result.stdout.strip()
        }

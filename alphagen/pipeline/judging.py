"""How the programs of one problem are judged, as its statement and the settings say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from alphagen.core import DEFAULT_TIME_LIMIT_S, Care
from alphagen.execution import judge_all, judge_briefly, limits_for
from alphagen.pipeline.patience import Patience

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alphagen.config import SolveConfig
    from alphagen.core import Judgement, Language, Limits, Problem, Program, Rules, TestCase
    from alphagen.execution import Executor


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges programs of one problem; what they print is not kept."""

    problem: Problem
    executor: Executor
    config: SolveConfig
    patience: Patience = field(default_factory=Patience)

    def limits(self, language: Language) -> Limits:
        """Return what one run may use."""
        cpu_s = cpu_limit(self.problem, self.config)
        return limits_for(self.problem, language, cpu_s=cpu_s)

    def on_examples(self, program: Program, care: Care = Care.FRESH) -> Judgement:
        """Judge one of many programs on the examples; see :mod:`alphagen.pipeline.patience`.

        One that runs ``ALONE``, and all where the settings say how long, may take the whole limit.
        """
        allowed, rules = self.limits(program.language), rules_of(self.problem, self.config)
        hurried = care is not Care.ALONE and self.config.cpu_limit is None
        if hurried:
            allowed = replace(allowed, cpu_s=self.patience.allowance(allowed.cpu_s))
        tests = self.problem.examples
        judgement = judge_briefly(self.executor, program, tests, allowed, rules=rules, care=care)
        if hurried:
            self.patience.learn(judgement)
        return replace(judgement, results=tuple(replace(r, stdout="") for r in judgement.results))

    def on_test(
        self, programs: Sequence[Program], test: TestCase
    ) -> Iterator[tuple[int, Judgement]]:
        """Yield the position of each program and its judgement on one more test."""
        return judge_all(
            self.executor,
            programs,
            [test],
            lambda program: self.limits(program.language),
            workers=self.config.workers,
            rules=rules_of(self.problem, self.config),
        )


def rules_of(problem: Problem, config: SolveConfig) -> Rules:
    """Return how outputs are judged: as the problem says, as text if the settings say so."""
    return replace(problem.rules, strict=problem.rules.strict or config.strict)


def cpu_limit(problem: Problem, config: SolveConfig) -> float:
    """Return the CPU seconds of one run: the problem's own limit, with no allowance for Python.

    What is handed in has to keep it at a judge that makes none.
    """
    return config.cpu_limit or problem.time_limit_s or DEFAULT_TIME_LIMIT_S

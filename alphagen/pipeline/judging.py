"""How the programs of one problem are judged, as its statement and the settings say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from alphagen.core import DEFAULT_TIME_LIMIT_S, Care
from alphagen.execution import judge_all, judge_briefly, limits_for
from alphagen.pipeline.patience import Patience, had_less, within

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
    _patience: Patience = field(default_factory=Patience)  # of the programs whose turn it was
    _hunch: Patience = field(default_factory=Patience)  # of those too that happen to be done

    def limits(self, language: Language) -> Limits:
        """Return what one run may use."""
        cpu_s = cpu_limit(self.problem, self.config)
        return limits_for(self.problem, language, cpu_s=cpu_s)

    def on_examples(self, program: Program, care: Care = Care.FRESH) -> Judgement:
        """Judge one of many programs on the examples, for as long as seems enough.

        One that runs ``ALONE``, and all where the settings say how long, may take the whole limit.
        The last word on the others has ``in_turn``.
        """
        if care is Care.ALONE:
            return self._on_examples(program, self.limits(program.language), care)
        judgement = self._on_examples(program, self._hurried(program, self._hunch), care)
        self._hunch.learn(judgement)
        return judgement

    def in_turn(self, program: Program, judgement: Judgement) -> Judgement:
        """Return the verdict on a program; to be called in the order of the samples.

        It is what the program gets in the time that follows from the programs before it: see
        :mod:`alphagen.pipeline.patience`.

        Args:
            program: one that was not judged yet in this order.
            judgement: on the examples, from now or from an earlier call.
        """
        allowed = self._hurried(program, self._patience)
        if had_less(judgement, allowed):
            judgement = self._on_examples(program, allowed, Care.FRESH)
        judgement = within(judgement, allowed.cpu_s)
        self._patience.learn(judgement)
        self._hunch.catch_up(self._patience)
        return judgement

    def _hurried(self, program: Program, patience: Patience) -> Limits:
        limits = self.limits(program.language)
        if self.config.cpu_limit is not None:
            return limits
        # Only CPU time is cut: elapsed time says more about the machine than about a program.
        cpu_s = patience.allowance(limits.cpu_s)
        return replace(limits, cpu_s=cpu_s, wall_s=limits.wall_limit_s)

    def _on_examples(self, program: Program, limits: Limits, care: Care) -> Judgement:
        tests, rules = self.problem.examples, rules_of(self.problem, self.config)
        judgement = judge_briefly(self.executor, program, tests, limits, rules=rules, care=care)
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

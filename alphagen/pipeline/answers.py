"""What the user's answers make of the clusters of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagen.core import ORDINARY, Verdict
from alphagen.pipeline.judging import rules_of
from alphagen.selection.settle import settle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alphagen.core import Cluster, Judgement, Program, TestCase
    from alphagen.pipeline.judging import Judge
    from alphagen.runs import Run

UNREFUTED = {Verdict.AC, Verdict.JE}
"""Verdicts that do not contradict the user; we could not judge is nobody's fault."""


def answered(
    clusters: Sequence[Cluster],
    sizes: Mapping[Program, int],
    run: Run,
    judge: Judge | None = None,
) -> list[Cluster]:
    """Return the clusters without what contradicts the answers, those named right first.

    Args:
        clusters: of all survivors.
        sizes: samples behind each program.
        run: knows the answers and, of tests, the verdicts so far.
        judge: judges what has no verdict yet, which goes to disk; None goes without.
    """
    refuted: set[str] = set()
    chosen: set[str] = set()
    for number, answer in enumerate(run.answers.all()):
        if answer.withdrawn:
            continue
        if answer.test is None:
            chosen.add(answer.program)
            continue
        verdicts = dict(run.answers.verdicts.read(number) or ())
        if judge is not None:
            found = _missing(clusters, verdicts, answer.test, run, judge)
            verdicts |= found
            if found:
                kept = [(name, one) for name, one in verdicts.items() if one.verdict != Verdict.JE]
                run.answers.verdicts.write(number, kept)
        refuted |= {name for name, one in verdicts.items() if one.verdict not in UNREFUTED}
    if not refuted and not chosen:
        return list(clusters)
    return settle(clusters, sizes, refuted, chosen)


def _missing(
    clusters: Sequence[Cluster],
    known: Mapping[str, Judgement],
    test: TestCase,
    run: Run,
    judge: Judge,
) -> dict[str, Judgement]:
    """Judge the programs without a verdict on a test, those that are known to agree once."""
    # The programs of a cluster print the same on a generated input, up to case and white space.
    alike = rules_of(judge.problem, judge.config) == ORDINARY and test.input in _inputs(run)
    groups = [
        group
        for one in clusters
        for group in ([one.programs] if alike else [(program,) for program in one.programs])
        if any(program.hash not in known for program in group)
    ]
    found: dict[str, Judgement] = {}
    for place, judgement in judge.on_test([group[0] for group in groups], test):
        found |= dict.fromkeys((program.hash for program in groups[place]), judgement)
    return found


def _inputs(run: Run) -> list[str]:
    return run.inputs.read(0) or []

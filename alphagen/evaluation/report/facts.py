"""What a report shows, as values; ``pipeline.report`` reads them from a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from alphagen.evaluation.losses import NEXT_STEP, Loss

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alphagen.core import Problem, Submission, Verdict
    from alphagen.evaluation.curves import Point


@dataclass(frozen=True, slots=True)
class Difference:
    """A generated input on which a cluster prints something else than the largest one."""

    input: str
    largest: str
    this: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterFacts:
    """One cluster of survivors.

    Attributes:
        number: 1 for the largest.
        size: samples in it.
        programs: distinct programs in it.
        failing: whether it failed on every generated input.
        right: whether a program of it passes all hidden tests; None where that is not known.
        difference: what tells it from the largest cluster; None for that one.
    """

    number: int
    size: int
    programs: int
    failing: bool = False
    right: bool | None = None
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """A submission, and what the hidden tests said afterwards.

    Attributes:
        submission: as it was frozen.
        verdict: on the hidden tests; None where there are none, or nobody ran them.
        passed: hidden tests that were passed.
        total: hidden tests there are.
    """

    submission: Submission
    verdict: Verdict | None = None
    passed: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Growth:
    """How far the samples had come at one moment; all are totals.

    Attributes:
        samples: drawn so far.
        survivors: how many of them passed the examples.
        programs: distinct programs among the survivors.
        clusters: distinct behaviours among the survivors.
    """

    samples: int
    survivors: int
    programs: int
    clusters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemFacts:
    """One problem, and what became of the samples for it.

    Attributes:
        name: unique in the report.
        problem: what a contestant sees of it.
        asked: samples that were asked for; fewer come when sampling is stopped early.
        samples: samples that were drawn.
        programs: samples that hold a program.
        unique: distinct programs.
        survivors: samples that pass all examples.
        unjudged: samples that could not be judged.
        failures: why samples hold no program, and how many of them.
        verdicts: samples by their first failure on the examples, or AC.
        inputs: generated inputs.
        clusters: largest first.
        submissions: by rank.
        growth: by rising number of samples; empty where nobody needs it.
        seconds: elapsed time by stage, of the last call.
        cpu_s: CPU time of the programs on the examples.
        tokens: tokens the model wrote; None where some are not known.
        characters: characters the model wrote.
        sandbox: what programs were isolated by.
        sha256: hash of the submissions, as frozen.
        loss: where it was lost; None where no hidden tests are known.
        doubts: what in the problem itself may make verdicts wrong, a sentence each.
    """

    name: str
    problem: Problem
    asked: int
    samples: int
    programs: int
    unique: int
    survivors: int
    unjudged: int
    failures: Mapping[str, int]
    verdicts: Mapping[str, int]
    inputs: int
    clusters: tuple[ClusterFacts, ...]
    submissions: tuple[SubmissionFacts, ...]
    growth: tuple[Growth, ...] = ()
    seconds: Mapping[str, float]
    cpu_s: float
    tokens: int | None
    characters: int
    sandbox: str
    sha256: str
    loss: Loss | None = None
    doubts: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Title of the problem, or its name where it has none."""
        return self.problem.title or self.name

    @property
    def next_step(self) -> str:
        """What the loss suggests to do, in one sentence; empty where there is none."""
        return "" if self.loss in (None, Loss.SUBMITTED) else NEXT_STEP[self.loss]

    @property
    def rank(self) -> int | None:
        """Rank of the first right submission, from 1; None where none is known to be right."""
        right = (one for one in self.submissions if one.verdict == "AC")
        return next((one.submission.rank for one in right), None)

    @property
    def right_cluster(self) -> int | None:
        """Number of the first right cluster, from 1; None where none is known to be right."""
        return next((one.number for one in self.clusters if one.right), None)

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader should know before believing the rest."""
        return self.doubts + tuple(sentence for applies, sentence in self._flags() if applies)

    def _flags(self) -> tuple[tuple[object, str], ...]:
        examples = len(self.problem.examples)
        empty = sum(self.failures.values())
        return (
            (
                self.unjudged,
                f"{self.unjudged:,} of the samples could not be judged; they count neither as "
                "right nor as wrong.",
            ),
            (self.sandbox == "weak", "The programs ran without isolation (--sandbox weak)."),
            (
                self.samples < self.asked,
                f"Sampling stopped after {self.samples:,} of {self.asked:,} samples.",
            ),
            (
                2 * empty > self.samples,
                f"{empty:,} of {self.samples:,} samples hold no program.",
            ),
            (
                examples == 1 and self.survivors,
                "There is one example test, which tells little: many survivors may be wrong.",
            ),
            (
                self.survivors and not self.inputs,
                "There were no generated inputs, so all survivors count as one cluster.",
            ),
            (
                self.clusters and self.clusters[0].failing,
                "Every cluster fails on all generated inputs; the inputs may be malformed.",
            ),
            (
                any(one.verdict == "JE" for one in self.submissions),
                "Some submissions could not be judged on the hidden tests.",
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report: one run, or the runs of an evaluation or a contest.

    Attributes:
        title: what it is about.
        problems: one for a single run.
        points: measured n@k, by any selectors; empty where no hidden tests are known.
        models: what wrote the samples.
        created: when the runs were begun, ISO date and time.
        settings: what decides the content of the runs.
        versions: of the packages in use, by name.
        host: facts about the machine.
        notes: what a reader should know before believing the rest.
        shown: submissions whose programs are shown, for each problem; a right one always is.
        kind: ``one run``, ``evaluation`` or ``contest``.
    """

    title: str
    problems: tuple[ProblemFacts, ...]
    points: tuple[Point, ...] = ()
    models: tuple[str, ...] = ()
    created: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    versions: Mapping[str, object] = field(default_factory=dict)
    host: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    shown: int = 10
    kind: str = "one run"

    @property
    def single(self) -> bool:
        """Whether it is about one run."""
        return self.kind == "one run"

    def losses(self) -> dict[Loss, int]:
        """Count the problems by their loss, in the order of the stages, where it is known."""
        found = Counter(one.loss for one in self.problems)
        return {loss: found[loss] for loss in Loss if found[loss]}

    def total(self, name: Literal["seconds", "verdicts", "failures"]) -> dict[str, float]:
        """Add up a count of each problem, by what is counted."""
        found: dict[str, float] = {}
        for one in self.problems:
            for key, count in getattr(one, name).items():
                found[key] = found.get(key, 0) + count
        return found

"""Read what a report shows from the records of a run."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from alphagen.core import Verdict
from alphagen.data.flags import flags
from alphagen.errors import RunError
from alphagen.evaluation import FIGURE_8, Loss, loss, points, rates
from alphagen.evaluation.report import (
    ClusterFacts,
    Difference,
    Growth,
    ProblemFacts,
    Report,
    SubmissionFacts,
)
from alphagen.execution import canonical
from alphagen.pipeline.answers import answered
from alphagen.pipeline.hidden import judged
from alphagen.pipeline.outcomes import evaluated_runs, read_outcomes
from alphagen.pipeline.settle import read_clusters
from alphagen.runs import Contest, Evaluation, Run
from alphagen.selection import failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from alphagen.core import Cluster, Judgement, Sample, Signature
    from alphagen.evaluation import Outcomes, Point
    from alphagen.runs import Collection

COMMAND = {"evaluation": "evaluate", "contest": "contest"}
"""What goes on with a collection that is not done."""

MOMENTS = 60
"""Points of the chart that shows how survivors came with the samples."""


def read_report(path: Path, shown: int | None = None) -> Report:
    """Read a report from the folder of a run, of an evaluation or of a contest.

    Args:
        path: the folder.
        shown: submissions whose programs are shown for each problem; None for the usual number.

    Raises:
        RunError: it is none of these, or it has no submissions yet.
    """
    if (path / Evaluation.FILE).exists():
        evaluation, ready = Evaluation.read(path), list(evaluated_runs(path).items())
        title = str(evaluation.manifest["settings"].get("benchmark", path.name))
        return _of_many(evaluation, ready, title, 1 if shown is None else shown)
    if (path / Contest.FILE).exists():
        contest = Contest.read(path)
        ready = [(name, run) for name, run in contest.runs() if run.is_solved]
        title = str(contest.manifest.get("title", path.name))
        return _of_many(contest, ready, title, 3 if shown is None else shown)
    run = Run.read(path)
    name = run.problem.title or path.name
    facts, points, notes = _read([(name, run)])
    return Report(
        title=facts[0].title,
        problems=facts,
        points=points,
        notes=notes,
        models=(str(run.manifest["settings"].get("sampler", "")),),
        settings={**run.about_submissions()["config"], **run.manifest["settings"]},
        shown=10 if shown is None else shown,
        **_origin(run.manifest),
    )


def _of_many(
    collection: Collection, ready: list[tuple[str, Run]], title: str, shown: int
) -> Report:
    if not ready:
        raise RunError(
            f"No problem of {collection.path} is done yet: give "
            f"`alphagen {COMMAND[collection.NOUN]}` again."
        )
    facts, points, notes = _read(ready)
    settings = collection.manifest["settings"]
    total = len(collection.manifest["problems"])
    if total > len(ready):
        missing = f"{total - len(ready):,} of {total:,} problems"
        notes += (f"Not done, and left out: {missing}.",)
    return Report(
        title=title,
        problems=facts,
        points=points,
        notes=notes,
        models=tuple(map(str, settings.get("models", ()))),
        settings={**ready[0][1].about_submissions()["config"], **settings},
        shown=shown,
        kind=collection.NOUN,
        **_origin(collection.manifest),
    )


def _origin(manifest: Mapping[str, Any]) -> dict[str, Any]:
    created = str(manifest["created"])[:16].replace("T", " ") + " UTC"
    return {"created": created, "versions": manifest["versions"], "host": manifest["host"]}


def _read(
    runs: list[tuple[str, Run]],
) -> tuple[tuple[ProblemFacts, ...], tuple[Point, ...], tuple[str, ...]]:
    """Return what became of each problem, the curves over all of them, and notes on these."""
    abouts = [run.about_submissions() for _, run in runs]
    if not all(run.hidden.indices() for _, run in runs):
        return tuple(problem_facts(run, name) for name, run in runs), (), ()
    lost: list[Loss] = []

    def outcomes() -> Iterator[Outcomes]:
        for name, run in runs:
            one = read_outcomes([run], name)
            lost.append(loss(one))
            yield one

    fewest = min(about["samples"] for about in abouts)
    n = abouts[0]["config"]["submissions"]
    found = rates(outcomes(), FIGURE_8, n, _steps(fewest))
    facts = tuple(
        problem_facts(run, name, dict(run.hidden), lost[place])
        for place, (name, run) in enumerate(runs)
    )
    return facts, tuple(points(found)), tuple(found.notes)


def _steps(fewest: int) -> list[int]:
    """Return the numbers of samples of a curve: 1, 3, 10, 30 and so on, and all there are.

    >>> _steps(250)
    [1, 3, 10, 30, 100, 250]
    """
    powers = (digit * 10**power for power in range(len(str(fewest))) for digit in (1, 3))
    return [*(k for k in powers if k < fewest), fewest]


def problem_facts(
    run: Run,
    name: str,
    hidden: Mapping[str, Judgement] | None = None,
    lost: Loss | None = None,
) -> ProblemFacts:
    """Return what became of the samples of one problem.

    Args:
        run: with frozen submissions.
        name: unique in the report.
        hidden: judgements on the hidden tests by hash of the program, where there are any.
        lost: where the problem was lost, if that is known.

    Raises:
        RunError: it has no submissions yet, or its records cannot be read.
    """
    hidden = hidden or {}
    about, submissions = run.about_submissions(), run.read_submissions()
    pairs = list(judged(run))
    behaviour = dict(run.signatures)
    groups = answered(*read_clusters(run, pairs), run)
    inputs = run.inputs.read(0) or []
    tokens = [sample.tokens for sample, _ in pairs]
    return ProblemFacts(
        name=name,
        problem=run.problem,
        asked=about["config"]["samples"],
        **{field: about[field] for field in ("samples", "programs", "unique", "survivors")},
        unjudged=about["unjudged"],
        failures=about["failures"],
        verdicts=Counter(str(judgement.verdict) for _, judgement in pairs if judgement),
        inputs=about["inputs"],
        clusters=tuple(_cluster_facts(groups, inputs, hidden)),
        submissions=tuple(
            SubmissionFacts(one, *_hidden_verdict(hidden.get(one.program.hash)))
            for one in submissions
        ),
        growth=tuple(_growth(pairs, behaviour)),
        seconds=about["seconds"],
        cpu_s=_cpu_s(pairs),
        tokens=None if None in tokens else sum(count or 0 for count in tokens),
        characters=sum(len(sample.text) for sample, _ in pairs),
        sandbox=about["sandbox"],
        sha256=about["sha256"],
        loss=lost if about["survivors"] or lost else Loss.NO_SURVIVOR,
        doubts=tuple(flags(run.problem)),
    )


def _cluster_facts(
    groups: list[Cluster], inputs: list[str], hidden: Mapping[str, Judgement]
) -> Iterator[ClusterFacts]:
    for number, group in enumerate(groups, 1):
        known = [hidden[one.hash] for one in group.programs if one.hash in hidden]
        yield ClusterFacts(
            number=number,
            size=group.size,
            programs=len(group.programs),
            failing=failed(group.signature),
            right=any(one.accepted for one in known) if known else None,
            difference=_difference(groups[0], group, inputs),
        )


def _difference(largest: Cluster, this: Cluster, inputs: list[str]) -> Difference | None:
    """Return the shortest input on which two clusters differ; None where they do not."""
    found = [
        Difference(text, ours, theirs)
        for text, ours, theirs in zip(inputs, largest.signature, this.signature, strict=False)
        if ours != theirs
    ]
    return min(found, key=lambda one: len(one.input), default=None)


def _hidden_verdict(judgement: Judgement | None) -> tuple[Verdict | None, int, int]:
    if judgement is None:
        return None, 0, 0
    return judgement.verdict, judgement.counts()[Verdict.AC], judgement.total


def _growth(
    pairs: list[tuple[Sample, Judgement | None]], behaviour: Mapping[str, Signature]
) -> Iterator[Growth]:
    step = max(1, len(pairs) // MOMENTS)
    programs: set[str] = set()
    found: set[Signature] = set()
    passed = 0
    yield Growth(0, 0, 0, 0)
    for position, (sample, judgement) in enumerate(pairs, 1):
        if sample.program is not None and judgement is not None and judgement.accepted:
            passed += 1
            programs.add(sample.program.hash)
            if sample.program.hash in behaviour:
                found.add(behaviour[sample.program.hash])
        if position % step == 0 or position == len(pairs):
            yield Growth(position, passed, len(programs), len(found))


def _cpu_s(pairs: list[tuple[Sample, Judgement | None]]) -> float:
    """Add up the CPU time on the examples; programs that only look different ran once."""
    spent: dict[Any, float] = {}
    seen: set[str] = set()
    for sample, judgement in pairs:
        if sample.program is None or judgement is None or sample.program.hash in seen:
            continue
        seen.add(sample.program.hash)
        cpu_s = sum(result.cpu_s for result in judgement.results)
        spent.setdefault(canonical(sample.program), cpu_s)
    return sum(spent.values())

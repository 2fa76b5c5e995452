"""From the records of evaluated runs to the arrays that curves are computed from."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from alphagen.core import Verdict
from alphagen.errors import RunError
from alphagen.evaluation import NONE, Outcomes
from alphagen.pipeline.hidden import judged
from alphagen.pipeline.settle import lacking
from alphagen.runs import Evaluation, Run
from alphagen.selection import failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alphagen.core import Signature

_Row = tuple[float, bool, bool, bool, int, int, float, int]
"""Place in the pool, then the arrays of ``Outcomes`` from ``passing`` to ``model``."""


class _Numbers(dict[str, int]):
    """Gives each new key the next number."""

    def __missing__(self, key: str) -> int:
        self[key] = number = len(self)
        return number


def read_outcomes(runs: Sequence[Run], name: str, *, clustered: bool = True) -> Outcomes:
    """Read what the samples of one problem came to.

    Several runs are pooled, as the paper ensembles models (appendix C.1): their samples are
    interleaved in proportion, so that none comes first, and programs and clusters are one where
    they are equal. Of a pool, no submissions were frozen.

    Args:
        runs: of one problem; one for each model, or each seed, that is pooled.
        name: of the problem.
        clustered: whether clusters are needed. A pool of runs with other generated inputs, as
            other seeds give, has none.

    Raises:
        RunError: a run is not evaluated, or its records are not all there; or pooled runs have
            other problems, the same samples, or other generated inputs where clusters are needed.
    """
    _check(runs)
    comparable = _same_inputs(runs)
    if clustered and not comparable:
        paths = " and ".join(str(run.path) for run in runs)
        raise RunError(
            f"{paths} have other generated inputs, so their clusters cannot be compared: ask for "
            "`--selectors random,filter,oracle`, which need none, or give both the same --seed and "
            "--input-model."
        )
    models, programs = _Numbers(), _Numbers()
    clusters: dict[Signature, int] = {}
    rows: list[_Row] = []
    for run in runs:
        rows += _rows(run, models, programs, clusters if comparable else None)
    rows.sort(key=lambda row: row[0])
    columns = list(zip(*rows, strict=True)) or [()] * 8
    frozen = runs[0].read_submissions() if len(runs) == 1 else []
    limits = {run.about_submissions()["config"]["max_survivors"] for run in runs}
    return Outcomes(
        name=name,
        passing=np.array(columns[1], dtype=np.bool_),
        correct=np.array(columns[2], dtype=np.bool_),
        unjudged=np.array(columns[3], dtype=np.bool_),
        program=np.array(columns[4], dtype=np.int32),
        cluster=np.array(columns[5], dtype=np.int32),
        logprob=np.array(columns[6], dtype=np.float64),
        model=np.array(columns[7], dtype=np.int32),
        models=tuple(models),
        failing=np.array([failed(behaviour) for behaviour in clusters], dtype=np.bool_),
        signatures=tuple(clusters),
        submitted=tuple(programs[one.program.hash] for one in frozen),
        max_survivors=max(limits),
    )


def evaluated_runs(path: Path) -> dict[str, Run]:
    """Return the evaluated runs in a folder by the name of the problem.

    Args:
        path: an evaluation, of which problems that are not evaluated yet are left out; or a run.

    Raises:
        RunError: it is neither.
    """
    if (path / "evaluation.json").exists():
        return {name: run for name, run in Evaluation.read(path).runs() if run.hidden.indices()}
    run = Run.read(path)
    return {run.problem.title or path.resolve().name: run}


def _check(runs: Sequence[Run]) -> None:
    for run in runs:
        if not run.hidden.indices():
            raise RunError(
                f"{run.path} has no verdicts on hidden tests: make it with `alphagen evaluate`."
            )
        if run.problem.key != runs[0].problem.key:
            raise RunError(f"{run.path} and {runs[0].path} hold two problems: do not pool them.")
    for one, other in combinations(runs, 2):
        if _same_samples(one, other):
            raise RunError(
                f"{one.path} and {other.path} hold the same samples, which count once: draw one of "
                "them with another --seed, or do not pool them."
            )


def _same_samples(one: Run, other: Run) -> bool:
    """Tell whether two runs begin with the same samples, as one model and one seed give them."""
    first, second = (
        [(s.model, s.seed, s.temperature, s.prompt, s.text) for s in run.samples.read(0) or ()]
        for run in (one, other)
    )
    least = min(len(first), len(second))
    return least > 0 and first[:least] == second[:least]


def _same_inputs(runs: Sequence[Run]) -> bool:
    known = [inputs for run in runs if (inputs := run.inputs.read(0)) is not None]
    return all(inputs == known[0] for inputs in known)


def _rows(
    run: Run, models: _Numbers, programs: _Numbers, clusters: dict[Signature, int] | None
) -> Iterator[_Row]:
    about = run.about_submissions()
    behaviour = {name: one for name, one in run.signatures if len(one) == about["inputs"]}
    groups: dict[str, int] = {}
    if clusters is not None:
        groups = {k: clusters.setdefault(one, len(clusters)) for k, one in behaviour.items()}
    right = {name: judgement.accepted for name, judgement in run.hidden}
    grouped = about["config"]["max_survivors"]
    for sample, judgement in judged(run):
        passing = judgement is not None and judgement.accepted
        lost = judgement is not None and judgement.verdict is Verdict.JE
        name = sample.program.hash if sample.program is not None else ""
        if passing and grouped > 0 and name not in behaviour:
            raise lacking(run)
        grouped -= passing
        yield (
            (sample.index + 0.5) / about["samples"],
            passing,
            passing and right.get(name, False),
            lost or (passing and name not in right),
            programs[name] if name else NONE,
            groups.get(name, NONE) if passing else NONE,
            np.nan if sample.logprob is None else sample.logprob,
            models[sample.model],
        )

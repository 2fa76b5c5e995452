"""The clusters of a run as they stand, and new submissions after the user has said more."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from alphagen.config import SolveConfig, parse_config
from alphagen.core import Care
from alphagen.errors import RunError
from alphagen.execution.pool import default_workers
from alphagen.pipeline.answers import answered
from alphagen.pipeline.finalists import hand_in
from alphagen.pipeline.hidden import judged
from alphagen.pipeline.judging import Judge
from alphagen.pipeline.solve import asked, seed_of_choice
from alphagen.runs import Run
from alphagen.runs.lock import sole_writer
from alphagen.selection import cluster, survivors, tally

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from alphagen.core import Cluster, Judgement, Program, Sample, Submission
    from alphagen.execution import Executor
    from alphagen.runs import Answer


def read_clusters(
    run: Run, samples: Iterable[tuple[Sample, Judgement | None]] | None = None
) -> tuple[list[Cluster], dict[Program, int]]:
    """Return the clusters that the submissions were chosen from, and the samples behind a program.

    Answers of the user are not applied: see ``answers.answered``.

    Args:
        run: with frozen submissions.
        samples: those of the run with their judgements, where they were read already.

    Raises:
        RunError: it has no submissions yet, or its records are not all there.
    """
    about = run.about_submissions()
    limit = about["config"]["max_survivors"]
    sizes = tally(survivors(judged(run) if samples is None else samples, limit))
    behaviour = {name: one for name, one in run.signatures if len(one) == about["inputs"]}
    whole = len(run.inputs.read(0) or ()) == about["inputs"]
    if sizes and not (whole and all(program.hash in behaviour for program in sizes)):
        raise lacking(run)
    return cluster((p, behaviour[p.hash], n) for p, n in sizes.items()), sizes


def lacking(run: Run) -> RunError:
    """Say that the generated inputs are not there, or not what each survivor prints on them."""
    return RunError(
        f"{run.path} lacks generated inputs, or what survivors print on them: solve it again."
    )


def is_whole(path: Path) -> bool:
    """Say whether a run is solved and has all the records that its submissions follow from."""
    try:
        read_clusters(Run.read(path))
    except RunError:
        return False
    return True


def resubmit(
    run: Run, executor: Executor, *, withdraw: bool = False, answer: Answer | None = None
) -> list[Submission]:
    """Choose the submissions again from the answers of the user, and freeze them.

    Nothing is sampled. Survivors are run on the user's tests, and what is handed in once more on
    the examples, as ``solve`` does.

    Args:
        run: with frozen submissions.
        executor: runs the programs.
        withdraw: let no answer count that was given before.
        answer: one more, which is written down.

    Raises:
        RunError: the run was not solved yet, its records are not all there, or another process is
            at work on it. Then the answers are as they were.
    """
    with sole_writer(run.path):
        about = run.about_submissions()
        config = parse_config(SolveConfig, about.pop("config"), origin=str(run.path))
        del about["sha256"]
        judge = Judge(run.problem, executor, config)
        clusters, sizes = read_clusters(run)
        if withdraw:
            run.answers.withdraw()
        if answer is not None:
            run.answers.add(answer)
        clusters = answered(clusters, sizes, run, judge)
        submissions = hand_in(
            clusters,
            config.submissions,
            seed_of_choice(run.problem, config),
            partial(judge.on_examples, care=Care.ALONE),
            config.workers or default_workers(),
        )
        about["clusters"] = len(clusters)
        run.write_submissions(submissions, config=asked(config), **about)
        return submissions

"""The clusters of a run as they stand, and new submissions after the user has said more."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from alphagen.config import SolveConfig, parse_config
from alphagen.core import Care
from alphagen.execution.pool import default_workers
from alphagen.pipeline.answers import answered
from alphagen.pipeline.finalists import hand_in
from alphagen.pipeline.hidden import judged
from alphagen.pipeline.judging import Judge
from alphagen.pipeline.solve import seed_of_choice
from alphagen.runs.lock import sole_writer
from alphagen.selection import cluster, survivors, tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alphagen.core import Cluster, Judgement, Program, Sample, Submission
    from alphagen.execution import Executor
    from alphagen.runs import Run


def read_clusters(
    run: Run, samples: Iterable[tuple[Sample, Judgement | None]] | None = None
) -> tuple[list[Cluster], dict[Program, int]]:
    """Return the clusters that the submissions were chosen from, and the samples behind a program.

    Answers of the user are not applied: see ``answers.answered``.

    Args:
        run: with frozen submissions.
        samples: those of the run with their judgements, where they were read already.

    Raises:
        RunError: it has no submissions yet, or its records cannot be read.
    """
    limit = run.about_submissions()["config"]["max_survivors"]
    sizes = tally(survivors(judged(run) if samples is None else samples, limit))
    behaviour = dict(run.signatures)
    groups = cluster((p, behaviour[p.hash], n) for p, n in sizes.items() if p.hash in behaviour)
    return groups, sizes


def resubmit(run: Run, executor: Executor) -> list[Submission]:
    """Choose the submissions again, after an answer was added or withdrawn, and freeze them.

    Nothing is sampled. Survivors are run on the user's tests, and what is handed in once more on
    the examples, as ``solve`` does.

    Raises:
        RunError: the run was not solved yet, or another process is at work on it.
    """
    with sole_writer(run.path):
        about = run.about_submissions()
        config = parse_config(SolveConfig, about.pop("config"), origin=str(run.path))
        del about["sha256"]
        judge = Judge(run.problem, executor, config)
        clusters, sizes = read_clusters(run)
        clusters = answered(clusters, sizes, run, judge)
        submissions = hand_in(
            clusters,
            config.submissions,
            seed_of_choice(run.problem, config),
            partial(judge.on_examples, care=Care.ALONE),
            config.workers or default_workers(),
        )
        about["clusters"] = len(clusters)
        run.write_submissions(submissions, config=config.model_dump(mode="json"), **about)
        return submissions

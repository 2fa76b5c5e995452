"""``alphagen settle``: what the user knows decides which clusters are handed in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alphagen.cli import NOTHING_FOUND
from alphagen.cli.options import chosen_tier, sandbox_option

if TYPE_CHECKING:
    from alphagen.runs import Answer, Run


@click.command("settle")
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--input",
    "input_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with an input, such as the one that `alphagen explain` shows.",
)
@click.option(
    "--output",
    "output_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with the right output for it.",
)
@click.option(
    "--cluster", type=click.IntRange(1), help="The number of the right cluster, from `explain`."
)
@click.option("--withdraw", is_flag=True, help="Let no earlier answer count any more.")
@sandbox_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(
    context: click.Context,
    /,
    run: Path,
    input_file: Path | None,
    output_file: Path | None,
    cluster: int | None,
    withdraw: bool,
    tier: str | None,
    as_json: bool,
) -> None:
    """Tell what is right for RUN, a solved problem, and choose its submissions again.

    A test, given by --input and --output, is run on every survivor, and those that fail it are
    left out; a --cluster named right is handed in first. Answers add up, are kept in the run, and
    count whenever it is solved with more samples. Without one, the submissions are chosen again
    from the answers there are. The exit code is 3 when every survivor contradicts them.

    Example: alphagen settle runs/07-frost-report-4ca2e440167d --cluster 2
    """
    from alphagen.cli.explain import explain
    from alphagen.cli.solve import render, write_files
    from alphagen.errors import UsageError
    from alphagen.execution import SandboxExecutor
    from alphagen.pipeline.settle import resubmit
    from alphagen.runs import Run

    if (input_file is None) != (output_file is None):
        raise UsageError("A test is an input and the right output: give both --input and --output.")
    held = Run.read(run)
    before = held.about_submissions()["sha256"]
    answer = read_answer(held, input_file, output_file, cluster)
    executor = SandboxExecutor(tier=chosen_tier(tier))
    resubmit(held, executor, withdraw=withdraw, answer=answer)
    keep_request(held, before)
    report, facts = write_files(held), explain(held, 1)
    report |= {key: facts[key] for key in ("answers", "contradicting")}
    if as_json:
        click.echo(json.dumps(report))
    else:
        click.echo(render(report))
        click.echo(
            f"Answers: {report['answers']}; {report['contradicting']} survivors contradict them."
        )
    if not report["submissions"]:
        click.echo(
            "Every survivor contradicts the answers: sample more, or take them back with "
            f"`alphagen settle {run} --withdraw`.",
            err=True,
        )
        context.exit(NOTHING_FOUND)


def read_answer(
    run: Run, input_file: Path | None, output_file: Path | None, cluster: int | None
) -> Answer | None:
    """Read what the user says; None when nothing new is said.

    Raises:
        UsageError: both a test and a cluster are given, or there is no such cluster.
        ProblemError: a file is not text.
    """
    from alphagen.core import TestCase
    from alphagen.data.folder import decode_test
    from alphagen.errors import UsageError
    from alphagen.pipeline.answers import answered
    from alphagen.pipeline.settle import read_clusters
    from alphagen.runs import Answer

    if cluster is None:
        if input_file is None or output_file is None:
            return None
        return Answer(TestCase(decode_test(input_file), decode_test(output_file)))
    if input_file is not None:
        raise UsageError("Give a test, or a --cluster: one answer at a time.")
    clusters = answered(*read_clusters(run), run)
    if cluster > len(clusters):
        raise UsageError(
            f"There is no cluster {cluster}: {run.path} has {len(clusters)}; see `alphagen explain "
            f"{run.path}`."
        )
    return Answer(program=clusters[cluster - 1].programs[0].hash)


def keep_request(run: Run, before: str) -> None:
    """Let `alphagen solve` know the new submissions, where it knew the old ones."""
    from alphagen.runs.manifest import write_json

    file = run.path / "request.json"
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if isinstance(held, dict) and held.get("sha256") == before:
        write_json(file, held | {"sha256": run.about_submissions()["sha256"]})

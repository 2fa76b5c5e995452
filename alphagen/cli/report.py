"""``alphagen report``: what came of a run, as a page to read."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("report")
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), help="The file; report.html in the folder unless set."
)
@click.option(
    "--programs",
    type=click.IntRange(min=0),
    help="Submissions to show for each problem; 10 for one run and 1 for an evaluation unless set. "
    "The first right one is always shown.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(run: Path, out: Path | None, programs: int | None, as_json: bool) -> None:
    """Write a page about RUN, the folder of a solved problem or of an evaluation.

    The page is one HTML file that needs nothing else, shows its programs without JavaScript, and
    can be sent to others: curves with the paper's beside them, the problems and where they were
    lost, clusters, submissions, cost, and the hashes of what was frozen.

    Example: alphagen report runs/07-frost-report-4ca2e440167d
    """
    from alphagen.evaluation.report import render
    from alphagen.pipeline.report import read_report
    from alphagen.runs.shards import write_whole

    report = read_report(run, programs)
    file = out or run / "report.html"
    write_whole(file, render(report).encode())
    if as_json:
        facts = {"run": str(run), "report": str(file), "problems": len(report.problems)}
        click.echo(json.dumps(facts))
    else:
        click.echo(file)

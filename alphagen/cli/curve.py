"""``alphagen curve``: any n, any k and any selector, from samples that were drawn once."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alphagen.cli.evaluated import examine, question, question_options, render

if TYPE_CHECKING:
    from alphagen.evaluation import Point

COLUMNS = ("run", "selector", "n", "k", "rate", "low", "high")


@click.command("curve")
@click.argument("folders", nargs=-1, required=True, metavar="RUN...")
@click.option("--n", type=click.IntRange(1), default=10, show_default=True, help="Submissions.")
@question_options
@click.option(
    "--interval",
    type=click.Choice(["problems", "samples", "models"]),
    default="problems",
    show_default=True,
    help="What the confidence intervals resample: problems; k samples of each; or the folders, "
    "as models whose rates are averaged.",
)
@click.option("--pool", is_flag=True, help="Put the samples of all folders together.")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Write the points here.")
@click.option("--svg", "svg_file", type=click.Path(path_type=Path), help="Draw the curves here.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    folders: tuple[str, ...],
    n: int,
    ks: str | None,
    selectors: str | None,
    subsamples: int,
    interval: str,
    pool: bool,
    csv_file: Path | None,
    svg_file: Path | None,
    as_json: bool,
) -> None:
    """Ask each RUN how many problems n submissions out of k samples would have solved.

    RUN is a folder that `alphagen evaluate` made, or the folder of one problem in it. Nothing is
    sampled or judged again: sub-samples of what was drawn are selected from anew. Several folders
    are laid side by side; with --pool, their samples are put together as if one model had drawn
    them all, which is how the paper ensembles models. A k beyond what was drawn is left out.

    Selectors: random takes no notice of the examples; filter keeps what passes them; cluster hands
    in one of each group that prints the same on generated inputs, largest first; cluster-logprob
    lets log-probability decide between equals; codet orders the groups by how much the others
    agree with them (CodeT, on outputs seen among the survivors); oracle knows what is right.

    Example: alphagen curve runs/forge-1a2b3c4d --n 10 --k 10,100,1000
    """
    from alphagen.errors import UsageError

    paths = [Path(folder) for folder in folders]
    if interval == "models" and (pool or len(set(paths)) < 2):
        raise UsageError("--interval models needs two folders or more, and no --pool.")
    asked = question(n, ks, selectors, subsamples, interval)
    report = examine([paths] if pool else [[path] for path in paths], asked)
    if csv_file:
        write(csv_file, as_csv(report))
    if svg_file:
        write(svg_file, as_svg(report))
    click.echo(json.dumps(report) if as_json else render(report))


def as_csv(report: dict[str, Any]) -> str:
    """Lay the points out as CSV, one in a line."""
    import io

    text = io.StringIO()
    rows = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    rows.writeheader()
    rows.writerows(report["curves"])
    return text.getvalue()


def as_svg(report: dict[str, Any]) -> str:
    """Draw the curves; the legend names the folder where there are several."""
    from alphagen.evaluation import Point
    from alphagen.evaluation.drawing import draw_svg
    from alphagen.evaluation.published import references

    curves: dict[str, list[Point]] = {}
    several = len({one["run"] for one in report["curves"]}) > 1
    for one in report["curves"]:
        label = f"{one['run']}, {one['selector']}" if several else one["selector"]
        values = {name: one[name] for name in COLUMNS[1:]}
        curves.setdefault(label, []).append(Point(**values))
    return draw_svg(curves, f"{report['n']}@k", references(report["n"]))


def write(file: Path, text: str) -> None:
    """Write a file that a user has named.

    Raises:
        UsageError: it cannot be written.
    """
    from alphagen.errors import UsageError

    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror}): name another.") from None

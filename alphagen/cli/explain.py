"""``alphagen explain``: the clusters of a run, and an input that tells the largest ones apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alphagen.core import plural

if TYPE_CHECKING:
    from alphagen.core import Cluster
    from alphagen.runs import Run

LINES = 20


@click.command("explain")
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--clusters",
    "most",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="Clusters to show at most.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(run: Path, most: int, as_json: bool) -> None:
    """Show the clusters of RUN, the folder of a solved problem, and where they disagree.

    Each cluster is shown with its size and one of its programs. Then comes the shortest generated
    input on which the two largest disagree, with what each prints (capitals and white space
    aside). Whoever knows which is right says so with `alphagen settle`. Nothing is run.

    Example: alphagen explain runs/07-frost-report-4ca2e440167d
    """
    from alphagen.runs import Run

    facts = explain(Run.read(run), most)
    click.echo(json.dumps(facts) if as_json else render(facts))


def explain(run: Run, most: int) -> dict[str, Any]:
    """Describe the clusters of a run for ``--json``."""
    from alphagen.pipeline.answers import answered
    from alphagen.pipeline.settle import read_clusters
    from alphagen.selection.settle import question

    groups, sizes = read_clusters(run)
    clusters = answered(groups, sizes, run)
    inputs = run.inputs.read(0) or []
    asked = question(clusters, inputs, most)
    survivors = sum(sizes.values())
    answers = [one for one in run.answers.all() if not one.withdrawn]
    return {
        "run": str(run.path),
        "title": run.problem.title,
        "survivors": survivors,
        "contradicting": survivors - sum(one.size for one in clusters),
        "answers": len(answers),
        "inputs": len(inputs),
        "total": len(clusters),
        "clusters": [
            _cluster(number, one, survivors) for number, one in enumerate(clusters[:most], 1)
        ],
        "question": asked
        and {
            "input": asked.input,
            "prints": [
                {"clusters": [place + 1 for place in places], "output": output}
                for output, places in asked.groups
            ],
        },
    }


def _cluster(number: int, cluster: Cluster, survivors: int) -> dict[str, Any]:
    from alphagen.selection import failed

    shortest = min(cluster.programs, key=lambda one: (len(one.source), one.source))
    return {
        "number": number,
        "size": cluster.size,
        "share": cluster.size / survivors,
        "programs": len(cluster.programs),
        "failing": failed(cluster.signature),
        "language": shortest.language.value,
        "source": shortest.source,
    }


def render(facts: dict[str, Any]) -> str:
    """Lay the clusters out for a terminal."""
    title = facts["title"] or facts["run"]
    lines = [
        f"{title}: {plural(facts['survivors'], 'survivor')} in {plural(facts['total'], 'cluster')}."
    ]
    if facts["answers"]:
        lines.append(
            f"Your answers ({facts['answers']}) leave out {facts['contradicting']} survivors."
        )
    for one in facts["clusters"]:
        failing = ", fails on every generated input" if one["failing"] else ""
        lines += [
            "",
            f"Cluster {one['number']}: {plural(one['size'], 'sample')} ({one['share']:.0%}), "
            f"{plural(one['programs'], 'distinct program')}{failing}; one of them:",
            *_indented(one["source"]),
        ]
    if facts["total"] > len(facts["clusters"]):
        smaller = plural(facts["total"] - len(facts["clusters"]), "smaller cluster")
        lines += ["", f"{smaller} not shown."]
    return "\n".join([*lines, "", *_question(facts)])


def _question(facts: dict[str, Any]) -> list[str]:
    asked = facts["question"]
    if asked is None:
        return ["No generated input tells the largest clusters apart."]
    lines = ["The two largest clusters disagree on this input:", *_indented(asked["input"]), ""]
    for one in asked["prints"]:
        noun = "cluster" if len(one["clusters"]) == 1 else "clusters"
        lines.append(
            f"{noun} {', '.join(map(str, one['clusters']))}: {one['output'] or '(nothing)'}"
        )
    return [
        *lines,
        "",
        "If you know which is right:",
        f"  alphagen settle {facts['run']} --cluster {asked['prints'][0]['clusters'][0]}",
        f"  alphagen settle {facts['run']} --input FILE --output FILE",
    ]


def _indented(text: str) -> list[str]:
    lines = text.rstrip("\n").split("\n")
    more = [f"    … {len(lines) - LINES} more lines"] if len(lines) > LINES else []
    return [*(f"    {line}" for line in lines[:LINES]), *more]

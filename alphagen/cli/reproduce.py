"""``alphagen reproduce``: tables of the paper, trained and measured anew in small."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alphagen.cli.options import sandbox_option
from alphagen.cli.reproduced import Bench, against, aligned, cell, mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from alphagen.training.ablation import Row

    Measure = Callable[[list[Row], Bench], dict[str, Any]]
    LayOut = Callable[[dict[str, Any]], list[str]]

DEFAULTS = {"tiny": (6, 2, 10), "small": (1000, 90, 100), "medium": (1200, 40, 100)}
"""Steps, problems and samples of each scale, unless they are given."""


@click.command("reproduce")
@click.argument("table", type=click.Choice(["table6", "table8", "figure8"]))
@click.option(
    "--scale",
    type=click.Choice(list(DEFAULTS)),
    default="small",
    show_default=True,
    help="Size of the networks: tiny ones learn nothing and show that everything runs, small ones "
    "learn 30 easy families, medium ones the whole forge.",
)
@click.option("--steps", type=click.IntRange(2), help="Optimiser steps of each network.")
@click.option("--problems", type=click.IntRange(1), help="Problems to solve.")
@click.option("--samples", type=click.IntRange(1), help="Programs to sample for each problem.")
@click.option(
    "--submissions", type=click.IntRange(1), default=10, show_default=True, help="The n of n@k."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of everything.")
@sandbox_option
@click.option("--out", type=click.Path(path_type=Path), help="Folder of networks and evaluations.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    table: str,
    scale: str,
    steps: int | None,
    problems: int | None,
    samples: int | None,
    submissions: int,
    seed: int,
    tier: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Train the networks of a table or figure of the paper in small, and evaluate them.

    table6 compares multi-query with multi-head attention, in networks of about as many parameters:
    how fast they write programs, and what they solve. table8 adds the parts of the recipe one after
    another: masked tokens, tempering, tags and ratings, the value head, GOLD, clustering. figure8
    asks the samples of one network for the curves of four ways to choose submissions, and draws
    them.

    Each network is trained for as many steps on the forge's problems, and solves fresh problems of
    the families it was trained on. Our numbers stand beside the paper's, which are of networks of
    1B parameters and more on other problems: compare the order of the rows, not the numbers. A
    difference shows where 95 % intervals lie apart; they resample problems, not training runs.

    The same command goes on where it was interrupted, and what one table has trained and sampled
    serves the others.

    Example: alphagen reproduce table8 --scale tiny
    """
    from alphagen.cli.benchmarks import load_benchmark
    from alphagen.config import SolveConfig
    from alphagen.training.ablation import SCALES, table8

    given = (steps, problems, samples)
    number = [own if own is not None else usual
              for own, usual in zip(given, DEFAULTS[scale], strict=True)]  # fmt: skip
    folder = out or Path("runs") / f"reproduce-{scale}-{number[0]}-{seed}"
    families = SCALES[scale]["data"].get("families")  # type: ignore[index]
    benchmark = f"forge:easy-{families}" if families else "forge:seen"
    bench = Bench(
        benchmark,
        load_benchmark(benchmark, number[1], seed),
        SolveConfig(
            samples=number[2],
            submissions=submissions,
            seed=seed,
            chunk_size=min(number[2], 512),  # a chunk is drawn whole, whatever is asked for
        ),
        tier,
        folder,
    )
    rows = table8(scale, number[0], str(folder), seed)  # type: ignore[arg-type]
    head = {
        "table": table,
        "scale": scale,
        "steps": number[0],
        "problems": f"{len(bench.problems)} of {benchmark}",
        "samples": number[2],
        "n": submissions,
    }
    measure, lay_out = TABLES[table]
    report = head | measure(rows, bench)
    click.echo(json.dumps(report) if as_json else "\n".join([*title(report), *lay_out(report)]))


def title(report: dict[str, Any]) -> list[str]:
    """Say what was measured."""
    return [
        f"{report['table']}: ours on {report['problems']}, {report['scale']} networks of "
        f"{report['steps']} steps; the paper's on CodeContests. Per cent solved, with 95 % "
        "intervals.",
        "",
    ]


def build_up(rows: list[Row], bench: Bench) -> dict[str, Any]:
    """Measure table 8: the recipe, part by part."""
    from alphagen.evaluation.published import TABLE_8

    found = []
    for row, paper in zip(rows, TABLE_8, strict=True):
        points = [{"n": paper.n, "k": one.k, "rate": one.rate, "low": one.low, "high": one.high}
                  for one in paper.points]  # fmt: skip
        found.append(
            {
                "row": row.label,
                "selector": row.selector,
                "temperature": row.temperature,
                "ours": bench.rate(row),
                "paper": points,
            }
        )
    return {"rows": found}


def lay_out_build_up(report: dict[str, Any]) -> list[str]:
    """Lay our numbers out beside the paper's, and compare each row with the one above."""
    rows = report["rows"]
    paper = [one["k"] for one in rows[0]["paper"][:3]]
    table = [["", f"ours {report['n']}@{report['samples']}", *(f"paper 10@{k}" for k in paper)]]
    for above, row in zip([rows[0], *rows], rows, strict=False):
        points = [(above["ours"], row["ours"])]
        points += list(zip(above["paper"], row["paper"][:3], strict=False))
        signs = [against(*pair) if row is not rows[0] else " " for pair in points]
        table.append(
            [
                row["row"],
                *(f"{cell(one)} {sign}" for (_, one), sign in zip(points, signs, strict=True)),
            ]
        )
    lines = aligned(table)
    return [*lines, "", "+ and - differ from the row above; = does not: the intervals overlap."]


def attention(rows: list[Row], bench: Bench) -> dict[str, Any]:
    """Measure table 6: what attention costs in speed, and buys in problems."""
    from alphagen.evaluation.published import TABLE_6
    from alphagen.training.ablation import matrices, table6

    variants = table6(rows)
    rates, tokens = bench.speeds(variants)
    seed = bench.config.seed
    found: list[dict[str, Any]] = []
    for number, (row, published) in enumerate(zip(variants, TABLE_6, strict=False)):
        model = row.config.model
        found.append(
            {
                "row": row.label,
                "key_value_heads": model.num_key_value_heads,
                "ffn_fan_out": model.ffn_fan_out,
                "parameters": matrices(model),
                "samples_per_s": mean(rates[number], seed),
                "tokens_per_sample": tokens[number],
                "ours": bench.rate(row),
                "paper": published._asdict(),
            }
        )
    ratios = [one / many for one, many in zip(*rates, strict=True)]
    absent = [published._asdict() for published in TABLE_6[len(variants) :]]
    return {"rows": found, "speed_ratio": mean(ratios, seed), "only_in_the_paper": absent}


def lay_out_attention(report: dict[str, Any]) -> list[str]:
    """Lay speeds and rates out, and say whether the paper's effect shows."""
    table = [["", "parameters", "ours samples/s", f"ours {report['n']}@{report['samples']}",
              "paper samples/s", "paper 10@10000"]]  # fmt: skip
    for row in report["rows"]:
        ours = (f"{row['parameters']:,}", cell(row["samples_per_s"], 1), cell(row["ours"]))
        table.append([row["row"], *ours, *_published(row["paper"])])
    for paper in report["only_in_the_paper"]:
        table.append([paper["system"], "-", "-", "-", *_published(paper)])
    one, many = report["rows"]
    ratio = one["paper"]["samples_per_s"] / many["paper"]["samples_per_s"]
    solved = {"+": "more problems", "-": "fewer problems", "=": "no more and no fewer problems"}
    return [
        *aligned(table),
        "",
        f"Multi-query attention writes {cell(report['speed_ratio'], 1)} times as many programs a "
        f"second as multi-head; in the paper {ratio:.1f} times, on TPUs. It solves "
        f"{solved[against(many['ours'], one['ours'])]} as far as the intervals tell.",
        "The paper's decoder-only network has no counterpart here: ours all have an encoder.",
    ]


def _published(paper: dict[str, Any]) -> list[str]:
    return [f"{paper['samples_per_s']:.2f}", f"{100 * paper['rate']:.1f}"]


def selection(rows: list[Row], bench: Bench) -> dict[str, Any]:
    """Measure figure 8: four ways to choose from the samples of the network with the whole recipe.

    The curves are written beside the networks, as CSV and SVG.
    """
    from dataclasses import asdict

    from alphagen.cli.curve import as_csv, as_svg, write
    from alphagen.evaluation.published import FIGURE_8_SHAPE, references

    asked = bench.ask(rows[-1], None, None)
    files = {"csv": bench.folder / "figure8.csv", "svg": bench.folder / "figure8.svg"}
    write(files["csv"], as_csv(asked))
    write(files["svg"], as_svg(asked))
    return {
        "curves": asked,
        "paper": {
            "shape": FIGURE_8_SHAPE,
            "table5": [asdict(curve) for curve in references(bench.config.submissions)],
        },
        "files": {kind: str(path) for kind, path in files.items()},
    }


def lay_out_selection(report: dict[str, Any]) -> list[str]:
    """Lay the curves out, and compare each selector with the one before at the largest k."""
    from alphagen.cli.evaluated import render

    curves = report["curves"]["curves"]
    last = {one["selector"]: one for one in curves}  # by rising k
    first = {one["selector"]: one for one in reversed(curves)}
    shape = report["paper"]["shape"]
    lines = [render(report["curves"]), "", "The paper's figure 8 prints no numbers; its shape:"]
    before = ""
    for name, words in shape.items():
        if before:
            than = f"{before}: {against(last[before], last[name])}"
        else:
            than = f"k = {first[name]['k']}: {against(first[name], last[name])}"
        lines.append(f"  {name:<8} {words}; ours at k = {last[name]['k']} against {than}")
        before = name
    for curve in report["paper"]["table5"]:
        points = ", ".join(f"10@{one['k']} {100 * one['rate']:.1f}" for one in curve["points"])
        lines.append(f"  AlphaCode {curve['system']}, {curve['problems']} (table 5): {points} %")
    lines.append("+ and - differ; = does not: the intervals overlap.")
    return [*lines, f"Written: {', '.join(report['files'].values())}"]


TABLES: dict[str, tuple[Measure, LayOut]] = {
    "table6": (attention, lay_out_attention),
    "table8": (build_up, lay_out_build_up),
    "figure8": (selection, lay_out_selection),
}

"""``alphagen reproduce``: tables of the paper, trained and measured anew in small."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alphagen.cli.options import chosen_tier, sandbox_option

if TYPE_CHECKING:
    from alphagen.config import SolveConfig
    from alphagen.core import Problem
    from alphagen.evaluation.published import PublishedCurve
    from alphagen.training.ablation import Row

DEFAULTS = {"tiny": (6, 2, 10), "small": (1000, 90, 100), "medium": (1200, 40, 100)}
"""Steps, problems and samples of each scale, unless they are given."""


@click.command("reproduce")
@click.argument("table", type=click.Choice(["table8"]))
@click.option(
    "--scale",
    type=click.Choice(list(DEFAULTS)),
    default="small",
    show_default=True,
    help="Size of the networks; tiny ones learn nothing and show that everything runs.",
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
    """Train the networks of a table of the paper in small, and evaluate them.

    table8 adds the parts of the recipe one after another: masked tokens, tempering, tags and
    ratings, the value head, GOLD, clustering. Each row's network is trained for as many steps on
    the forge's problems, and solves fresh problems of the families it was trained on. Our numbers
    stand beside the paper's, which are of networks of 1B parameters on other problems: compare the
    order of the rows, not the numbers.

    The same command goes on where it was interrupted.

    Example: alphagen reproduce table8 --scale tiny
    """
    from alphagen.cli.benchmarks import load_benchmark
    from alphagen.config import SolveConfig
    from alphagen.evaluation.published import TABLE_8
    from alphagen.training.ablation import table8

    wanted = (steps, problems, samples)
    number = [own if own is not None else usual
              for own, usual in zip(wanted, DEFAULTS[scale], strict=True)]  # fmt: skip
    folder = out or Path("runs") / f"{table}-{scale}-{number[0]}-{seed}"
    rows = table8(scale, number[0], str(folder), seed)  # type: ignore[arg-type]
    families = rows[0].config.data.families
    benchmark = f"forge:easy-{families}" if families else "forge:seen"
    chosen = load_benchmark(benchmark, number[1], seed)
    config = SolveConfig(samples=number[2], submissions=submissions, seed=seed)
    measured = [
        _measure(row, benchmark, chosen, config, tier, folder / "tokenizer.json") for row in rows
    ]
    report = {
        "table": table,
        "scale": scale,
        "steps": number[0],
        "problems": f"{len(chosen)} of {benchmark}",
        "samples": number[2],
        "n": submissions,
        "rows": [_row(row, ours, paper)
                 for row, ours, paper in zip(rows, measured, TABLE_8, strict=True)],
    }  # fmt: skip
    click.echo(json.dumps(report) if as_json else render(report))


def _measure(
    row: Row,
    benchmark: str,
    chosen: list[tuple[str, Problem]],
    config: SolveConfig,
    tier: str | None,
    tokenizer: Path,
) -> dict[str, Any]:
    """Train and evaluate one row, or take what its folder holds."""
    from alphagen.cli.evaluate import Bar
    from alphagen.cli.evaluated import examine, question
    from alphagen.cli.parts import Parts
    from alphagen.errors import RunError
    from alphagen.execution import SandboxExecutor
    from alphagen.pipeline.evaluate import benchmark_hash, evaluate
    from alphagen.pipeline.solve import asked
    from alphagen.runs import Evaluation
    from alphagen.training import train

    own = Path(row.config.out) / "tokenizer.json"
    if tokenizer.exists() and not own.exists():  # one for all rows, or losses could not be compared
        own.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(tokenizer, own)
    bundle = train(row.config)["sampler"]
    if not tokenizer.exists():
        shutil.copy(own, tokenizer)
    drawing = config.merged(temperature=row.temperature)
    settings = {
        "benchmark": benchmark,
        "sha256": benchmark_hash(chosen),
        "models": [str(bundle)],
        "input_model": "bundled",
    }
    folder = Path(row.config.out) / "evaluation"
    names = [name for name, _ in chosen]
    evaluation = Evaluation.open(folder, names, settings, config=asked(drawing))
    executor = SandboxExecutor(tier=chosen_tier(tier))
    with Bar(len(chosen)) as bar:
        parts = Parts(settings, None, drawing, executor)
        failures = evaluate(chosen, evaluation, parts, executor, drawing, bar)
    if failures:
        name, reason = next(iter(failures.items()))
        raise RunError(f"{row.label}: {name} failed: {reason}")
    asks = question(config.submissions, str(config.samples), row.selector, 20)
    found: dict[str, Any] = examine([[folder]], asks)["curves"][0]
    return found


def _row(row: Row, ours: dict[str, Any], paper: PublishedCurve) -> dict[str, Any]:
    return {
        "row": row.label,
        "selector": row.selector,
        "temperature": row.temperature,
        "ours": {key: ours[key] for key in ("n", "k", "rate", "low", "high")},
        "paper": [
            {"n": paper.n, "k": one.k, "rate": one.rate, "low": one.low, "high": one.high}
            for one in paper.points
        ],
    }


def render(report: dict[str, Any]) -> str:
    """Lay our numbers out beside the paper's."""
    paper = [one["k"] for one in report["rows"][0]["paper"][:3]]
    heads = [f"ours {report['n']}@{report['samples']}"] + [f"paper 10@{k}" for k in paper]
    lines = [
        f"{report['table']}: ours on {report['problems']}, {report['scale']} networks of "
        f"{report['steps']} steps; the paper's 1B network on CodeContests validation. Per cent "
        "solved, with 95 % intervals.",
        "",
        f"{'':<18}" + "".join(f"{head:>20}" for head in heads),
    ]
    for row in report["rows"]:
        cells = [_cell(row["ours"]), *(_cell(one) for one in row["paper"][:3])]
        lines.append(f"{row['row']:<18}" + "".join(f"{cell:>20}" for cell in cells))
    return "\n".join(lines)


def _cell(point: dict[str, float]) -> str:
    rate, low, high = (100 * point[key] for key in ("rate", "low", "high"))
    return f"{rate:.1f} ({low:.1f}-{high:.1f})"

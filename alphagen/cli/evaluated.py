"""Evaluated folders, as ``evaluate`` and ``curve`` show them."""

from __future__ import annotations

import textwrap
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from alphagen.evaluation import Outcomes, Point
    from alphagen.evaluation.curves import Over
    from alphagen.runs import Run

ROUNDING = 1e-9
"""A rate and an interval that are the same number may differ by less than this."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the samples.

    Attributes:
        n: submissions at most.
        ks: numbers of samples; empty for the powers of ten up to what was drawn, and all of it.
        selectors: names of the selectors.
        subsamples: sub-samples that are clustered anew for each k.
        interval: what the confidence intervals resample.
        seed: of sub-samples and intervals.
    """

    n: int
    ks: tuple[int, ...]
    selectors: tuple[str, ...]
    subsamples: int
    interval: str
    seed: int = 0


def question_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that ``question`` reads."""
    options = (
        click.option(
            "--k",
            "ks",
            metavar="K,...",
            help="Numbers of samples; unless set, the powers of ten up to all there are.",
        ),
        click.option(
            "--selectors",
            metavar="NAME,...",
            help="random, filter, cluster, cluster-logprob, codet, oracle or all; unless set, "
            "random,filter,cluster,oracle, as in figure 8 of the paper.",
        ),
        click.option(
            "--subsamples",
            type=click.IntRange(1),
            default=20,
            show_default=True,
            help="Sub-samples that are clustered anew for each k.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def question(
    n: int, ks: str | None, selectors: str | None, subsamples: int, interval: str = "problems"
) -> Question:
    """Read the options into a question.

    Raises:
        UsageError: a number or a selector makes no sense.
    """
    from alphagen.errors import UsageError
    from alphagen.evaluation import FIGURE_8, SELECTORS

    names = tuple(selectors.split(",")) if selectors else FIGURE_8
    names = tuple(SELECTORS) if names == ("all",) else names
    if unknown := [name for name in names if name not in SELECTORS]:
        raise UsageError(f"There is no selector '{unknown[0]}'; name some of {tuple(SELECTORS)}.")
    try:
        numbers = tuple(int(k) for k in ks.split(",")) if ks else ()
    except ValueError:
        raise UsageError(f"--k {ks} should be numbers, as 10,100,1000.") from None
    if any(k < 1 for k in numbers):
        raise UsageError(f"--k {ks} should be numbers of samples, 1 or more.")
    return Question(n, numbers, names, subsamples, interval)


def examine(groups: Sequence[Sequence[Path]], asked: Question) -> dict[str, Any]:
    """Ask evaluated folders, and put everything together for ``--json``.

    Args:
        groups: folders that lie side by side; those of one group are pooled.
        asked: the question.

    Raises:
        RunError: a folder is not evaluated, or cannot be pooled with the others.
    """
    from alphagen.evaluation import mean_points, points, rates
    from alphagen.evaluation.curves import CLOSED_FORM, REDRAWS

    over: Over = "samples" if asked.interval == "samples" else "problems"
    clustered = any(name not in CLOSED_FORM for name in asked.selectors)
    tables, runs, problems, curves, tested = [], [], [], [], []
    for paths in groups:
        name = " + ".join(map(str, paths))
        rows: list[dict[str, Any]] = []
        pooled, ks, notes = _pooled(paths)
        found = rates(
            _read(pooled, rows, clustered),
            asked.selectors,
            asked.n,
            asked.ks or ks,
            subsamples=asked.subsamples,
            redraws=REDRAWS if over == "samples" else 0,
            seed=asked.seed,
        )
        tables.append(found)
        if unjudged := sum(row["unjudged"] for row in rows):
            notes.append(f"{unjudged} samples could not be judged, and are not counted as right.")
        runs.append(_about(name, paths, rows) | {"notes": notes + found.notes})
        problems += rows
        tested.append(rows)
        if asked.interval != "models":
            curves += _rows(name, points(found, over=over, seed=asked.seed))
    if len({frozenset(row["key"] for row in rows) for rows in tested}) > 1:
        runs[-1]["notes"].append("These folders hold different problems, so rates differ for that.")
    together = ", ".join(run["run"] for run in runs)
    if asked.interval == "models":
        curves = _rows(together, mean_points(tables, seed=asked.seed))
    return {
        "run": together,
        "n": asked.n,
        "interval": asked.interval,
        "subsamples": asked.subsamples,
        "problems": problems,
        "curves": curves,
        "runs": runs,
    }


def _pooled(paths: Sequence[Path]) -> tuple[dict[str, list[Run]], tuple[int, ...], list[str]]:
    """Find the problems that all of the folders have, and the numbers of samples to ask for."""
    from alphagen.pipeline.outcomes import evaluated_runs
    from alphagen.runs import Evaluation

    folders = [evaluated_runs(path) for path in paths]
    notes = []
    for path, folder in zip(paths, folders, strict=True):
        if (path / "evaluation.json").exists():
            total = len(Evaluation.read(path).manifest["problems"])
            if len(folder) < total:
                notes.append(f"Only {len(folder)} of the {total} problems of {path} are evaluated.")
    pooled = {
        name: [folder[name] for folder in folders]
        for name in folders[0]
        if all(name in folder for folder in folders)
    }
    if missing := len({name for folder in folders for name in folder}) - len(pooled):
        notes.append(f"{missing} problems are left out: not all of the folders have them.")
    drawn = [sum(run.about_submissions()["samples"] for run in runs) for runs in pooled.values()]
    fewest = min(drawn, default=0)
    powers = [10**exponent for exponent in range(1, 10) if 10**exponent < fewest]
    return pooled, (*powers, *([fewest] if fewest else [])), notes


def _read(
    pooled: dict[str, list[Run]], rows: list[dict[str, Any]], clustered: bool
) -> Iterator[Outcomes]:
    """Yield the outcomes of one problem after another, and describe each on the way."""
    from alphagen.evaluation import first_right_cluster, loss
    from alphagen.pipeline.outcomes import read_outcomes

    for name, runs in pooled.items():
        one = read_outcomes(runs, name, clustered=clustered)
        row: dict[str, Any] = {
            "name": name,
            "run": ", ".join(str(run.path) for run in runs),
            "key": runs[0].problem.key,
            "samples": one.drawn,
            "survivors": len(one.survivors),
            "correct": int(one.correct.sum()),
            "unjudged": int(one.unjudged.sum()),
            "programs": one.programs,
            "clusters": len(one.failing),
            "first_right_cluster": first_right_cluster(one),
        }
        if len(runs) == 1:
            row |= {"loss": loss(one).value, "solved_by": one.rank}
            row["sha256"] = runs[0].about_submissions()["sha256"]
        rows.append(row)
        yield one


def _about(name: str, paths: Sequence[Path], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Describe a folder, or a pool of them."""
    from alphagen.evaluation import Loss
    from alphagen.runs import Evaluation

    manifests = [
        Evaluation.read(path).manifest for path in paths if (path / "evaluation.json").exists()
    ]
    counts = {}
    if len(paths) == 1:
        counts = {one.value: sum(row["loss"] == one for row in rows) for one in Loss}
    return {"run": name, "problems": len(rows), "losses": counts, "evaluations": manifests}


def _rows(run: str, points: Sequence[Point]) -> list[dict[str, Any]]:
    return [{"run": run, **asdict(point)} for point in points]


def render(report: dict[str, Any]) -> str:
    """Lay the curves and the losses out for a terminal."""
    parts = []
    for run in report["runs"]:
        noun = "problem" if run["problems"] == 1 else "problems"
        parts.append(f"{run['run']}: {run['problems']} {noun}")
        own = [one for one in report["curves"] if one["run"] == run["run"]]
        parts += [_table(own, report["n"])] if own else []
        parts += [_losses(run["losses"])] if any(run["losses"].values()) else []
        parts += run["notes"]
    if report["interval"] == "models":
        parts += [f"Mean of {report['run']}", _table(report["curves"], report["n"])]
    return "\n\n".join([*parts, *_about_intervals(report)])


def _about_intervals(report: dict[str, Any]) -> Iterator[str]:
    """Say what the intervals are over, and where they are not what they should be."""
    shown = [one for one in report["curves"] if one["low"] is not None]
    if len(shown) < len(report["curves"]):
        yield (
            "A single problem has no interval over problems: `alphagen curve --interval samples` "
            "gives one over samples."
        )
    if shown:
        yield f"In brackets: 95 % confidence intervals, resampling {report['interval']}."
    if any(not one["low"] - ROUNDING <= one["rate"] <= one["high"] + ROUNDING for one in shown):
        yield (
            "Some rates lie outside their interval, which says little there: with k near the "
            "number of samples, drawing with replacement gives fewer different ones. Ask for a "
            "smaller k."
        )


def _table(curves: list[dict[str, Any]], n: int) -> str:
    ks = sorted({one["k"] for one in curves})
    cells = {(one["selector"], one["k"]): _cell(one) for one in curves}
    names = list(dict.fromkeys(one["selector"] for one in curves))
    wide = max([len(cell) for cell in cells.values()], default=0)
    first = max(map(len, names), default=0)
    head = " " * first + "".join(f"  {f'{n}@{k}':>{wide}}" for k in ks)
    lines = [
        f"{name:<{first}}" + "".join(f"  {cells[name, k]:>{wide}}" for k in ks) for name in names
    ]
    return "\n".join([head, *lines])


def _cell(point: dict[str, Any]) -> str:
    rate = f"{100 * point['rate']:.1f} %"
    if point["low"] is None:
        return rate
    return f"{rate} [{100 * point['low']:.1f}, {100 * point['high']:.1f}]"


def _losses(losses: dict[str, int]) -> str:
    from alphagen.evaluation import NEXT_STEP, Loss

    lines = ["Problems by what became of them:"]
    for name, count in losses.items():
        if count:
            step = textwrap.fill(NEXT_STEP[Loss(name)], 96, subsequent_indent=" " * 26)
            lines.append(f"{count:>7}  {name:<15}  {step}")
    return "\n".join(lines)

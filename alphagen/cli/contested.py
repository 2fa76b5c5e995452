"""A contest on the terminal: its budget, its bars, its table."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alphagen.pipeline.progress import Progress
    from alphagen.runs import Contest
    from alphagen.selection.budget import Budget, Standing

_AMOUNT = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>s|m|min|h|k)?\s*(?P<noun>samples?)?")
LONGEST_REASON = 60
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600}


def parse_amount(text: str) -> Budget:
    """Read an amount of samples or of time.

    >>> parse_amount("200k samples"), parse_amount("1.5h")
    (Budget(samples=200000, seconds=None), Budget(samples=None, seconds=5400.0))

    Raises:
        UsageError: it is neither.
    """
    from alphagen.errors import UsageError
    from alphagen.selection.budget import Budget

    match = _AMOUNT.fullmatch(text.strip().lower())
    unit = match["unit"] if match else None
    if match is None or (match["noun"] and unit in _SECONDS):
        raise UsageError(f"'{text}' is no budget: give samples, as 200k, or time, as 90s, 20m, 2h.")
    number = float(match["number"])
    budget = Budget(samples=round(number * (1000 if unit == "k" else 1)))
    if unit in _SECONDS:
        budget = Budget(seconds=number * _SECONDS[unit])
    if not (budget.samples or budget.seconds):
        raise UsageError(f"'{text}' is nothing to spend: give more than 0.")
    return budget


class ContestBars:
    """Shows on standard error how much of the budget is spent, and the problem at hand."""

    def __init__(self, budget: Budget) -> None:
        from tqdm import tqdm

        self._budget = budget
        timed = budget.samples is None
        self._whole = tqdm(
            total=budget.seconds if timed else budget.samples,
            desc="contest",
            unit="s" if timed else "sample",
            bar_format="{l_bar}{bar}| {n:.0f}/{total:.0f} {unit} [{elapsed}]",
            disable=None,
            position=0,
        )
        self._problem = tqdm(disable=None, position=1, bar_format="{desc}: {n}/{total} {postfix}")

    def __enter__(self) -> ContestBars:
        return self

    def __exit__(self, *_: object) -> None:
        self._problem.close()
        self._whole.close()

    def __call__(self, name: str, standings: Sequence[Standing]) -> Progress:
        """Begin with a problem; return what is told how far it has come."""
        timed = self._budget.samples is None
        spent = sum(one.seconds if timed else one.samples for one in standings)
        self._whole.update(spent - self._whole.n)

        def progress(stage: str, done: int, total: int) -> None:
            self._problem.set_description_str(name, refresh=False)
            self._problem.total = total
            self._problem.n = done
            self._problem.set_postfix_str(stage)

        return progress


def describe(
    contest: Contest,
    names: Sequence[str],
    failures: Mapping[str, str],
    left_out: Sequence[tuple[str, str]],
) -> dict[str, Any]:
    """Write the submissions and the report into the folder, and describe the contest for `--json`.

    Args:
        contest: where everything is.
        names: of the problems that could be read, in order.
        failures: what went wrong, by the name of the problem.
        left_out: problems that could not be read, and why.
    """
    from alphagen.cli.solve import remove_files, write_files
    from alphagen.errors import RunError
    from alphagen.pipeline.contest import standings

    runs = dict(contest.runs())
    rows: list[dict[str, Any]] = []
    for name in names:
        folder = contest.path / name
        row: dict[str, Any] = {"name": name, "status": "not begun", "why": failures.get(name, "")}
        row |= {"samples": 0, "survivors": 0, "clusters": 0, "submissions": []}
        if name in runs and runs[name].is_solved:
            try:
                found = write_files(runs[name], folder)
            except RunError as error:
                row["why"] = str(error)
            else:
                row |= {key: found[key] for key in ("samples", "survivors", "clusters", "run")}
                row["submissions"] = found["submissions"]
                row["status"] = "submitted" if found["submissions"] else "nothing passed"
        if not row["submissions"]:
            remove_files(folder)
            with suppress(OSError):  # absent, or somebody else's files are in it
                folder.rmdir()
        if row["why"]:
            row["status"] = "failed"
        rows.append(row)
    empty = {"samples": 0, "survivors": 0, "clusters": 0, "submissions": []}
    rows += [{"name": row, "status": "unreadable", "why": why, **empty} for row, why in left_out]
    seconds = sum(one.seconds for one in standings(contest.steps()).values())
    return {
        "contest": str(contest.path),
        "problems": rows,
        "samples": sum(row["samples"] for row in rows),
        "seconds": round(seconds, 3),
        "report": _page(contest) if any("run" in row for row in rows) else None,
    }


def _page(contest: Contest) -> str:
    from alphagen.evaluation.report import render as render_page
    from alphagen.pipeline.report import read_report
    from alphagen.runs.shards import write_whole

    file = contest.path / "report.html"
    write_whole(file, render_page(read_report(contest.path)).encode())
    return str(file)


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST_REASON else sentence[:LONGEST_REASON] + "…"


def render(report: dict[str, Any]) -> str:
    """Lay the outcome out for a terminal."""
    wide = max([len("problem"), *(len(row["name"]) for row in report["problems"])])
    lines = [f"{'problem':<{wide}}  {'status':<14}  samples  survivors  clusters  first to hand in"]
    for row in report["problems"]:
        first = row["submissions"][0]["path"] if row["submissions"] else _short(row["why"])
        lines.append(
            f"{row['name']:<{wide}}  {row['status']:<14}  {row['samples']:>7}  "
            f"{row['survivors']:>9}  {row['clusters']:>8}  {first}".rstrip()
        )
    done = sum(bool(row["submissions"]) for row in report["problems"])
    lines += [
        "",
        f"Submissions for {done} of {len(report['problems'])} problems, from "
        f"{report['samples']:,} samples in {report['seconds']:.0f} s. Folder: {report['contest']}",
    ]
    if report["report"]:
        lines.append(f"Report: {report['report']}")
    return "\n".join(lines)

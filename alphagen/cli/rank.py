"""``alphagen rank``: the place that submissions would have had in a contest."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alphagen.cli.options import Number

if TYPE_CHECKING:
    from alphagen.evaluation.ranking import Ranking
    from alphagen.evaluation.scoreboard import Scoreboard

ICPC, CODEFORCES = "icpc", "codeforces"


@click.command("rank")
@click.argument("scoreboard", type=click.Path(path_type=Path))
@click.option(
    "--solved",
    metavar="NAME[:SUBMISSION],...",
    help="Problems that are solved, and which submission was right: A,B:3.",
)
@click.option(
    "--run",
    type=click.Path(path_type=Path),
    help="Folder of an evaluation, whose problems are named as on the scoreboard, such as that of "
    "a benchmark A.json, B.json and so on.",
)
@click.option(
    "--scoring",
    type=click.Choice([ICPC, CODEFORCES]),
    help="How a table counts: solved problems and penalty, or points; icpc unless set.",
)
@click.option("--points", metavar="NAME:POINTS,...", help="What problems are worth: A:500,B:1000.")
@click.option(
    "--minutes", type=Number(0, min_open=True), help="Length of the contest; 120 unless set."
)
@click.option(
    "--wrong-minutes",
    type=Number(0),
    help="What a wrong attempt costs under icpc; 20 unless set.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    scoreboard: Path,
    solved: str | None,
    run: Path | None,
    as_json: bool,
    **rules: Any,
) -> None:
    """Place submissions on SCOREBOARD, at best, by estimate, and at worst.

    SCOREBOARD is a CSV table with a row for each competitor and a column for each problem, whose
    cells are the minute of the right submission and the wrong ones before it (14, or 62+3), or
    the JSON of Codeforces's contest.standings. One program is taken to be handed in when a tenth
    of the time is over, up to five at half time, and the rest when nine tenths are, as in
    appendix D of the paper; the best rank has all in minute 0, the worst all in the last minute.

    Example: alphagen rank scoreboard.csv --solved A,B:3
    """
    from alphagen.errors import UsageError
    from alphagen.evaluation.ranking import rank

    if (solved is None) == (run is None):
        raise UsageError("Say what is solved: either --solved A,B:3 or --run FOLDER.")
    board = read_board(scoreboard, **rules)
    survivors: dict[str, int] = {}
    if run is not None:
        first_correct, survivors = evaluated(run, board)
    else:
        first_correct = read_solved(solved or "")
    ranking = rank(board, first_correct, survivors)
    if as_json:
        click.echo(json.dumps({"contest": board.contest, **asdict(ranking)}))
    else:
        click.echo(render(board, ranking))


def read_board(
    path: Path,
    scoring: str | None,
    points: str | None,
    minutes: float | None,
    wrong_minutes: float | None,
) -> Scoreboard:
    """Read a scoreboard from a file.

    Raises:
        UsageError: it cannot be read, or a rule is given that the file itself holds.
    """
    from alphagen.errors import UsageError
    from alphagen.evaluation.scoreboard import ContestRules, read_codeforces, read_csv

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"Cannot read the scoreboard {path}: {fault}.") from fault
    given: dict[str, Any] = {
        name: value
        for name, value in {
            "scoring": scoring,
            "minutes": minutes,
            "wrong_minutes": wrong_minutes,
            "points": read_points(points) if points else None,
        }.items()
        if value is not None
    }
    if not text.lstrip().startswith("{"):
        return read_csv(text, path.stem, ContestRules(**given))
    if given:
        names = ", ".join("--" + name.replace("_", "-") for name in given)
        raise UsageError(f"{path} says itself how it counts; leave {names} away.")
    return read_codeforces(text)


def evaluated(path: Path, board: Scoreboard) -> tuple[dict[str, int], dict[str, int]]:
    """Return which submission of each solved problem was right, and the numbers of survivors.

    Raises:
        RunError: it is no evaluation, or one that is not done.
        UsageError: a problem of it is not on the scoreboard.
    """
    from alphagen.errors import RunError, UsageError
    from alphagen.runs import Evaluation

    first_correct, survivors = {}, {}
    for name, run in Evaluation.read(path).runs():
        if name not in board.problems:
            known = ", ".join(board.problems)
            raise UsageError(f"Problem '{name}' of {path} is not on the scoreboard: {known}.")
        if not run.hidden.indices():
            raise RunError(f"{run.path} is not evaluated yet: give `alphagen evaluate` again.")
        right = {program for program, judgement in run.hidden if judgement.accepted}
        survivors[name] = run.about_submissions()["survivors"]
        ranks = [one.rank for one in run.read_submissions() if one.program.hash in right]
        if ranks:
            first_correct[name] = min(ranks)
    return first_correct, survivors


def read_solved(text: str) -> dict[str, int]:
    """Read the value of ``--solved``.

    >>> read_solved("A, B:3")
    {'A': 1, 'B': 3}

    Raises:
        UsageError: a submission is no number from 1 on.
    """
    from alphagen.errors import UsageError

    found = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, number = part.partition(":")
        if number and not (number.isdecimal() and int(number) > 0):
            raise UsageError(f"'{part}': which submission was right is a number, as in {name}:3.")
        found[name] = int(number or 1)
    return found


def read_points(text: str) -> tuple[tuple[str, float], ...]:
    """Read the value of ``--points``.

    >>> read_points("A:500,B:1000")
    (('A', 500.0), ('B', 1000.0))

    Raises:
        UsageError: a problem has no number.
    """
    from alphagen.errors import UsageError

    worth = Number(0)
    try:
        pairs = [part.rsplit(":", 1) for part in text.split(",")]
        return tuple((name.strip(), worth.convert(points, None, None)) for name, points in pairs)
    except (ValueError, click.BadParameter):
        raise UsageError(f"'{text}': give every problem its points, as in A:500,B:1000.") from None


def render(board: Scoreboard, ranking: Ranking) -> str:
    """Lay the ranking out for a terminal."""
    solved = f"{len(ranking.solves)} of {len(board.problems)} problems solved"
    lines = [f"{board.contest}: {solved}, {ranking.competitors:,} competitors."]
    if ranking.solves:
        lines += ["", "problem  minute  wrong before"]
    for name, one in ranking.solves.items():
        lines.append(f"{name:<7}  {one.minute:>6.0f}  {one.wrong:>12}")
    lines += ["", "              rank  did better    score  penalty"]
    for kind in ("best", "estimated", "worst"):
        place = getattr(ranking, kind)
        lines.append(
            f"{kind:<10} {place.rank:>7}  {place.better:>9.1%} {place.score:>8.0f}  "
            f"{place.penalty:>7.0f}"
        )
    return "\n".join(lines)

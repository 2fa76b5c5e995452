"""A contest's scoreboard, and the two ways in which contests count.

``icpc``: more problems come first, then less penalty. A solved problem costs the minute it was
solved, and a fixed number of minutes for each wrong attempt before: 20 by the ICPC's rules, 10 in
Codeforces's educational and third-division rounds.

``codeforces``: more points come first. A solved problem brings its points, less 1/250 of them for
each minute and 50 for each wrong attempt before, but never less than 30 % of them (Codeforces's
contest rules, which say it as 4 of 1000 points a minute). Hacks are not counted.

Both count whole minutes.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alphagen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

ICPC, CODEFORCES = "icpc", "codeforces"
SCORINGS = (ICPC, CODEFORCES)


@dataclass(frozen=True, slots=True)
class Solve:
    """An accepted submission.

    Attributes:
        minute: when it was handed in, in minutes from the start.
        wrong: attempts before it that count against it.
    """

    minute: float
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class ContestRules:
    """How a contest counts.

    Attributes:
        scoring: ``icpc`` or ``codeforces``.
        minutes: length of the contest.
        wrong_minutes: what a wrong attempt costs under ``icpc``.
        points: what each problem is worth under ``codeforces``.
    """

    scoring: str = ICPC
    minutes: float = 120.0
    wrong_minutes: float = 20.0
    points: tuple[tuple[str, float], ...] = ()

    def worth(self, solves: Mapping[str, Solve]) -> tuple[float, float]:
        """Return a score; of two scores, the larger one ranks first.

        >>> ContestRules("codeforces", points=(("B", 1000),)).worth({"B": Solve(10, wrong=2)})
        (860.0, 0.0)
        >>> ContestRules("icpc").worth({"A": Solve(30, wrong=2), "C": Solve(45, wrong=1)})
        (2, -135.0)

        Args:
            solves: the solved problems alone.
        """
        if self.scoring == ICPC:
            spent = sum(int(one.minute) + self.wrong_minutes * one.wrong for one in solves.values())
            return len(solves), -float(spent)
        points = dict(self.points)
        return sum(_points(points[name], one) for name, one in solves.items()), 0.0


def _points(full: float, solve: Solve) -> float:
    return max(0.3 * full, full - full / 250 * int(solve.minute) - 50 * solve.wrong)


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """Who took part in a contest, and what they solved.

    Attributes:
        contest: name of the contest.
        problems: their names, in the contest's order.
        rules: how it counts.
        scores: one for each competitor, in any order; the larger ranks first.
    """

    contest: str
    problems: tuple[str, ...]
    rules: ContestRules
    scores: tuple[tuple[float, float], ...]


def read_csv(text: str, contest: str, rules: ContestRules) -> Scoreboard:
    r"""Read a table with a row for each competitor and a column for each problem.

    The first column holds names. A cell is the minute of the accepted submission, then the wrong
    attempts before it: ``14``, ``62+3``. Without a number in front, nothing was solved: ``+3``,
    ``-`` or an empty cell.

    >>> board = read_csv("who,A,B\nann,14,62+1\nbob,30+2,\n", "c", ContestRules())
    >>> board.problems, board.scores
    (('A', 'B'), ((2, -96.0), (1, -70.0)))

    Raises:
        UsageError: it is no such table.
    """
    try:
        rows = [row for row in csv.reader(text.splitlines()) if any(cell.strip() for cell in row)]
    except csv.Error as fault:
        raise UsageError(f"The scoreboard is no CSV table: {fault}.") from fault
    if len(rows) < 2 or len(rows[0]) < 2:
        raise UsageError(
            "The scoreboard is empty: it needs a first line such as name,A,B and a line for each "
            "competitor."
        )
    problems = tuple(cell.strip() for cell in rows[0][1:])
    _need_points(problems, rules)
    scores = []
    for row in rows[1:]:
        if len(row) > len(rows[0]):
            raise UsageError(
                f"The row of '{row[0]}' has {len(row)} cells and the first line {len(rows[0])}; "
                "each problem has one column."
            )
        cells = {name: _cell(text, row[0]) for name, text in zip(problems, row[1:], strict=False)}
        scores.append(rules.worth({name: one for name, one in cells.items() if one}))
    return Scoreboard(contest, problems, rules, tuple(scores))


def _cell(text: str, who: str) -> Solve | None:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)?\s*(?:\+(\d+))?|-", text.strip())
    if not found:
        raise UsageError(
            f"Cannot read '{text.strip()}' in the row of '{who}'; a cell is the minute and the "
            "wrong attempts, such as 14 or 62+3, or empty."
        )
    return Solve(float(found[1]), int(found[2] or 0)) if found[1] else None


def _need_points(problems: tuple[str, ...], rules: ContestRules) -> None:
    points = dict(rules.points)
    missing = [name for name in problems if name not in points]
    if rules.scoring == CODEFORCES and missing:
        raise UsageError(
            f"Problem {missing[0]} has no points, and the contest counts in points; say what each "
            "problem is worth (--points A:500,B:1000)."
        )


def read_codeforces(text: str) -> Scoreboard:
    """Read what the ``contest.standings`` method of Codeforces's interface returns.

    Those who took part in the contest itself count, others (practice, virtual) do not. Scores
    come from the attempts, as ours do; points for hacks are left out on both sides.

    Raises:
        UsageError: it is something else.
    """
    try:
        result = json.loads(text)["result"]
        contest, problems = result["contest"], result["problems"]
        names = tuple(str(one["index"]) for one in problems)
        rules = ContestRules(
            CODEFORCES if contest["type"] == "CF" else ICPC,
            float(contest["durationSeconds"]) / 60,
            10.0,
            tuple((str(p["index"]), float(p["points"])) for p in problems if "points" in p),
        )
        rows = [
            _codeforces_row(names, row)
            for row in result["rows"]
            if row["party"].get("participantType", "CONTESTANT") == "CONTESTANT"
        ]
        name = str(contest.get("name") or contest["id"])
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise UsageError(
            "The scoreboard is not what Codeforces's contest.standings returns; give that JSON, or "
            "a CSV table with a column for each problem."
        ) from fault
    _need_points(names, rules)
    return Scoreboard(name, names, rules, tuple(rules.worth(row) for row in rows))


def _codeforces_row(names: tuple[str, ...], row: dict[str, Any]) -> dict[str, Solve]:
    return {
        name: Solve(cell["bestSubmissionTimeSeconds"] / 60, int(cell["rejectedAttemptCount"]))
        for name, cell in zip(names, row["problemResults"], strict=True)
        if cell["points"] > 0
    }

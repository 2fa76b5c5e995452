"""The rank that our submissions would have had in a contest (paper, section 5.1, appendix D).

A contest's scoreboard is what it is; what is estimated is when we would have handed in. The paper
submits at three points: one program, then up to five, then the rest, when 0.1, 0.5 and 0.9 of the
time is over or 0.005, 0.05 and 1.0 of the survivors that clustering takes (8,192) are there,
whichever comes first; clustering takes 120 seconds. In two hours that is minute 14, 62 and 110 at
the latest (tables A4 and A5; the head of A4 says "left", its times say "elapsed").

Three ranks come of it, as in the paper's table 4:

- *estimated*: each problem is solved at its point of submission;
- *best*: as soon as a contest allows, in minute 0;
- *worst*: in the last minute.

Wrong attempts before the right one count in all three, as they are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagen.errors import UsageError
from alphagen.evaluation.scoreboard import Solve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alphagen.evaluation.scoreboard import Scoreboard

FIRST_SUBMISSIONS = (1, 5)
"""Programs handed in at the first point, and up to the second; the rest at the third."""
TIME_FRACTIONS = (0.1, 0.5, 0.9)
SURVIVOR_FRACTIONS = (0.005, 0.05, 1.0)
CLUSTERED_SURVIVORS = 8192
CLUSTERING_MINUTES = 2.0


@dataclass(frozen=True, slots=True)
class Placing:
    """A place among the competitors.

    Attributes:
        rank: 1 for the first; those with our score share it.
        better: share of the competitors who did better, 0 to 1; the paper reports this one.
        score: points, or problems solved.
        penalty: minutes of penalty; 0 where points count.
    """

    rank: int
    better: float
    score: float
    penalty: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Where we would have come, at best, by estimate, and at worst.

    Attributes:
        competitors: how many there are beside us.
        solves: when each problem is solved by estimate, and the wrong attempts before.
    """

    best: Placing
    estimated: Placing
    worst: Placing
    competitors: int
    solves: dict[str, Solve]


def submission_minutes(minutes: float = 120.0, survivors: int | None = None) -> list[float]:
    """Return the minutes at which programs are handed in.

    >>> submission_minutes(120)
    [14.0, 62.0, 110.0]
    >>> submission_minutes(120, survivors=8192)
    [2.6, 8.0, 110.0]

    Args:
        minutes: length of the contest.
        survivors: samples that pass the examples, if sampling goes on all the time at one speed;
            None leaves all to the clock.
    """
    moments = []
    for clock, share in zip(TIME_FRACTIONS, SURVIVOR_FRACTIONS, strict=True):
        needed = share * CLUSTERED_SURVIVORS
        fraction = min(clock, needed / survivors) if survivors else clock
        moments.append(min(minutes, round(fraction * minutes + CLUSTERING_MINUTES, 6)))
    return moments


def solve_at(submission: int, minutes: float = 120.0, survivors: int | None = None) -> Solve:
    """Return when a problem is solved, and the wrong attempts before.

    >>> [solve_at(submission).minute for submission in (1, 2, 5, 6, 10)]
    [14.0, 62.0, 62.0, 110.0, 110.0]

    Args:
        submission: which of the submissions is right, 1 for the first.
        minutes: length of the contest.
        survivors: as in ``submission_minutes``.
    """
    if submission < 1:
        raise ValueError(f"submission {submission}: the first one is 1")
    point = sum(submission > upto for upto in FIRST_SUBMISSIONS)
    return Solve(submission_minutes(minutes, survivors)[point], submission - 1)


def rank(
    board: Scoreboard,
    first_correct: Mapping[str, int],
    survivors: Mapping[str, int] | None = None,
) -> Ranking:
    """Place our submissions on a scoreboard.

    Args:
        board: of the contest, without us.
        first_correct: for each problem that we solve, which submission is right, 1 for the first.
        survivors: samples that pass the examples, by problem, if they are to move the points of
            submission forward.

    Raises:
        UsageError: a problem is not on the scoreboard, or nobody is.
    """
    unknown = [name for name in first_correct if name not in board.problems]
    if unknown:
        raise UsageError(
            f"Problem '{unknown[0]}' is not in {board.contest}; it has {', '.join(board.problems)}."
        )
    if not board.scores:
        raise UsageError(f"Nobody took part in {board.contest}, so there is no rank.")
    length = board.rules.minutes
    solves = {
        name: solve_at(submission, length, (survivors or {}).get(name))
        for name, submission in first_correct.items()
    }
    return Ranking(
        best=_place(board, {name: Solve(0.0, one.wrong) for name, one in solves.items()}),
        estimated=_place(board, solves),
        worst=_place(board, {name: Solve(length, one.wrong) for name, one in solves.items()}),
        competitors=len(board.scores),
        solves=solves,
    )


def _place(board: Scoreboard, solves: Mapping[str, Solve]) -> Placing:
    ours = board.rules.worth(solves)
    ahead = sum(score > ours for score in board.scores)
    return Placing(1 + ahead, ahead / len(board.scores), ours[0], -ours[1])

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.errors import UsageError
from alphagen.evaluation.ranking import rank, solve_at, submission_minutes
from alphagen.evaluation.scoreboard import ContestRules, Scoreboard, Solve, read_csv

TABLE = "who,A,B,C\nann,5,20,60\nbob,10,100,\ncyd,13,63+1,\ndee,14+1,,\neve,+4,,\nfay,119,,\n"
PROBLEMS = "ABC"
POINTS = tuple(zip(PROBLEMS, (500.0, 1000.0, 1500.0), strict=True))


@st.composite
def boards(draw):
    scoring = draw(st.sampled_from(["icpc", "codeforces"]))
    rules = ContestRules(
        scoring, draw(st.integers(10, 300)), draw(st.sampled_from([10, 20])), POINTS
    )
    cell = st.none() | st.builds(Solve, st.floats(0, rules.minutes), st.integers(0, 5))
    rows = draw(st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=20))
    solved = [{n: s for n, s in zip(PROBLEMS, row, strict=True) if s} for row in rows]
    return Scoreboard("c", tuple(PROBLEMS), rules, tuple(rules.worth(one) for one in solved))


ours = st.dictionaries(st.sampled_from(PROBLEMS), st.integers(1, 10))


def test_minutes_are_those_of_the_papers_appendix():
    assert submission_minutes(120) == [14, 62, 110]
    assert [solve_at(n) for n in (1, 2, 5, 6, 10)] == [
        Solve(14, 0),
        Solve(62, 1),
        Solve(62, 4),
        Solve(110, 5),
        Solve(110, 9),
    ]


def test_many_survivors_bring_the_first_submissions_forward():
    assert submission_minutes(120, survivors=1000) == [6.9152, 51.152, 110]
    assert submission_minutes(120, survivors=0) == [14, 62, 110]
    assert submission_minutes(5) == [2.5, 4.5, 5]


@given(st.integers(10, 300), st.none() | st.integers(0, 10**6), st.none() | st.integers(0, 10**6))
def test_submissions_keep_their_order_and_the_contest(minutes, few, more):
    moments = submission_minutes(minutes, few)
    assert moments == sorted(moments)
    assert moments[-1] <= minutes
    if few and more and few <= more:
        assert all(b <= a for a, b in zip(moments, submission_minutes(minutes, more), strict=True))


def test_a_contest_by_hand():
    board = read_csv(TABLE, "c", ContestRules())
    found = rank(board, {"A": 1, "B": 2})
    # 14 + 62 + 20 = 96 minutes; cyd has 13 + 63 + 20 = 96 as well, and shares the rank.
    assert (found.estimated.rank, found.estimated.score, found.estimated.penalty) == (2, 2, 96)
    assert found.estimated.better == pytest.approx(1 / 6)
    assert (found.best.rank, found.best.penalty) == (2, 20)
    assert (found.worst.rank, found.worst.penalty) == (4, 260)
    assert found.competitors == 6
    assert found.solves == {"A": Solve(14, 0), "B": Solve(62, 1)}


def test_nothing_solved_is_behind_all_who_solved_something():
    found = rank(read_csv(TABLE, "c", ContestRules()), {})
    assert (found.estimated.rank, found.estimated.better) == (6, pytest.approx(5 / 6))
    assert found.best == found.estimated == found.worst


def test_survivors_move_a_problem_forward():
    board = read_csv(TABLE, "c", ContestRules())
    assert rank(board, {"A": 1}, {"A": 8192}).solves == {"A": Solve(2.6, 0)}


@given(boards(), ours)
def test_the_estimate_is_between_best_and_worst(board, solved):
    found = rank(board, solved)
    assert found.best.rank <= found.estimated.rank <= found.worst.rank <= found.competitors + 1
    assert found.best.better <= found.estimated.better <= found.worst.better <= 1


@given(boards(), ours, st.sampled_from(PROBLEMS), st.integers(1, 10))
def test_solving_more_or_earlier_never_hurts(board, solved, name, submission):
    before = rank(board, solved)
    after = rank(board, solved | {name: min(submission, solved.get(name, 10))})
    for kind in ("best", "estimated", "worst"):
        assert getattr(after, kind).rank <= getattr(before, kind).rank


def test_problems_that_are_not_there_and_empty_contests_are_refused():
    board = read_csv(TABLE, "Sunday", ContestRules())
    with pytest.raises(UsageError, match="Problem 'Z' is not in Sunday; it has A, B, C"):
        rank(board, {"Z": 1})
    with pytest.raises(UsageError, match="Nobody took part in Sunday"):
        rank(Scoreboard("Sunday", ("A",), ContestRules(), ()), {})
    with pytest.raises(ValueError, match="submission 0"):
        solve_at(0)

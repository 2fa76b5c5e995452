import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.errors import UsageError
from alphagen.evaluation.scoreboard import ContestRules, Solve, read_codeforces, read_csv

CODEFORCES = ContestRules("codeforces", points=(("A", 500.0), ("B", 1000.0)))
solves = st.builds(Solve, st.floats(0, 120), st.integers(0, 9))
rules = st.sampled_from([ContestRules(), ContestRules(wrong_minutes=10), CODEFORCES])


def standings(**changes):
    result = {
        "contest": {"id": 7, "name": "Round 7", "type": "CF", "durationSeconds": 7200},
        "problems": [{"index": "A", "points": 500.0}, {"index": "B", "points": 1000.0}],
        "rows": [
            row("CONTESTANT", (0.0, 1, None), (860.0, 2, 600)),
            row("VIRTUAL", (500.0, 0, 1), (1000.0, 0, 1)),
        ],
    }
    return json.dumps({"status": "OK", "result": result | changes})


def row(kind, *cells):
    results = [
        {"points": points, "rejectedAttemptCount": wrong}
        | ({} if seconds is None else {"bestSubmissionTimeSeconds": seconds})
        for points, wrong, seconds in cells
    ]
    return {"party": {"participantType": kind}, "problemResults": results}


def test_codeforces_takes_no_more_than_seventy_per_cent():
    assert CODEFORCES.worth({"A": Solve(110, wrong=9)}) == (150.0, 0.0)
    assert CODEFORCES.worth({"A": Solve(14.9)}) == (472.0, 0.0)


@given(rules, st.dictionaries(st.sampled_from("AB"), solves), solves)
def test_a_problem_more_is_never_worse(rules, solved, another):
    without = {name: one for name, one in solved.items() if name != "B"}
    assert rules.worth(without | {"B": another}) > rules.worth(without)


@given(rules, solves, st.floats(0, 60), st.integers(0, 5))
def test_later_and_with_more_attempts_is_never_better(rules, solve, minutes, wrong):
    worse = Solve(solve.minute + minutes, solve.wrong + wrong)
    assert rules.worth({"A": worse}) <= rules.worth({"A": solve})


def test_a_table_is_read():
    text = "name, A ,B\nann,14,62+3\n\nbob,+2,-\nshort,5\n"
    board = read_csv(text, "Sunday", ContestRules(wrong_minutes=10))
    assert (board.contest, board.problems) == ("Sunday", ("A", "B"))
    assert board.scores == ((2, -106.0), (0, 0.0), (1, -5.0))


@pytest.mark.parametrize(
    ("text", "rules", "message"),
    [
        ("", ContestRules(), "empty: it needs a first line such as name,A,B"),
        ("name\nann\n", ContestRules(), "is empty"),
        ("name,A\nann,soon\n", ContestRules(), "Cannot read 'soon' in the row of 'ann'"),
        ("name,A\nann,1,2\n", ContestRules(), "'ann' has 3 cells and the first line 2"),
        ("name,A,C\nann,1,2\n", CODEFORCES, "Problem C has no points"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(text, rules, message):
    with pytest.raises(UsageError, match=message):
        read_csv(text, "c", rules)


def test_codeforces_standings_are_read_and_virtual_ones_left_out():
    board = read_codeforces(standings())
    assert (board.contest, board.problems, board.scores) == ("Round 7", ("A", "B"), ((860.0, 0.0),))
    assert board.rules == ContestRules("codeforces", 120.0, 10.0, (("A", 500.0), ("B", 1000.0)))


def test_codeforces_standings_under_icpc_rules_need_no_points():
    contest = {"id": 8, "type": "ICPC", "durationSeconds": 9000}
    board = read_codeforces(standings(contest=contest, problems=[{"index": "A"}, {"index": "B"}]))
    assert (board.contest, board.rules.minutes, board.scores) == ("8", 150.0, ((1, -30.0),))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"result": {"contest": 3}}', "name,A\nann,1"])
def test_other_json_is_refused(text):
    with pytest.raises(UsageError, match=r"contest\.standings"):
        read_codeforces(text)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    for read in (lambda: read_csv(text, "c", ContestRules()), lambda: read_codeforces(text)):
        try:
            board = read()
        except UsageError:
            continue
        assert len(board.scores) >= 1

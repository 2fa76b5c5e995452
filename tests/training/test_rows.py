import json
from collections import Counter
from random import Random

import pytest

from alphagen.config import StageConfig
from alphagen.core import Language, Problem, Program
from alphagen.core import TestCase as Case
from alphagen.data.row import Row
from alphagen.errors import ConfigError
from alphagen.training.objectives import CORRECT, INCORRECT, NO_PROGRAM
from alphagen.training.recipe import metadata_choices
from alphagen.training.rows import HeldOut, RowSource, a_few, cleaned, tasks
from alphagen.training.sources import open_source

EXAMPLES = (Case("1 2\n", "3\n"),)
PYTHON, CPP = Program("print(3)", Language.PYTHON3), Program("int main() {}", Language.CPP)
WRONG = Program("print(4)", Language.PYTHON3)


def row(statement, *, solutions=(PYTHON, CPP), wrong=(WRONG,), examples=EXAMPLES, **more):
    hidden = (Case("5 5\n", "10\n"), Case("9" * 241, "9\n"))
    problem = Problem(statement, examples, hidden, **more)
    return Row(statement, problem, "", tuple(solutions), tuple(wrong))


def kept(rows, held_out=(), most=9):
    return list(tasks(rows, HeldOut(held_out), most))


def test_rows_that_teach_nothing_are_left_out():
    rows = [
        row("Add two numbers."),
        row("Add  two numbers.\n"),  # again
        row("Nobody has solved this.", solutions=()),
        row("There is no example.", examples=()),
    ]
    (task,) = kept(rows)
    assert task.problem.statement == "Add two numbers."
    assert task.problem.hidden == (Case("5 5\n", "10\n"),)  # the other input is too long to learn
    assert (task.solutions, task.wrong) == ((PYTHON, CPP), (WRONG,))


def test_programs_that_repeat_others_are_left_out():
    again = Program("print( 3 )\n", Language.PYTHON3)
    many = [Program(f"print({n})", Language.PYTHON3) for n in range(50)]
    assert len(a_few([PYTHON, again], 9, Random(0))) == 1
    some = a_few(many, 10, Random(0))
    assert len(set(some)) == 10
    assert some == a_few(many, 10, Random(0)) != a_few(many, 10, Random(1))


def test_includes_become_one():
    text = (
        "// sums\n#include <cstdio>\n # include<vector> \r\n#include <ext/pb_ds/tree.hpp>\n"
        '#include "mine.h"\nint main() {}\n'
    )
    assert cleaned(Program(text, Language.CPP)).source == (
        "#include <bits/stdc++.h>\n// sums\n#include <ext/pb_ds/tree.hpp>\n"
        '#include "mine.h"\nint main() {}\n'
    )
    assert cleaned(CPP) == CPP
    python = Program("#include <vector>\n", Language.PYTHON3)
    assert cleaned(python) == python
    twice = [Program(f"#include <{h}>\nint x;", Language.CPP) for h in ("map", "set")]
    assert len(a_few(twice, 9, Random(0))) == 1


def test_problems_near_to_held_out_ones_are_left_out():
    told = "A farmer has n cows and wants to know how many legs they have together in the barn."
    retold = "A farmer has n cows and wants to know how many legs they have. He has a barn, too."
    other = "Given two numbers, print how many legs a table with that many corners has."
    (task,) = kept([row(told), row(retold), row(other)], [told])
    assert task.problem.statement == other
    assert len(kept([row(told), row(other)])) == 2
    short = HeldOut(["Add two numbers."])  # no run of five words
    assert short.has("Add  two numbers.")
    assert not short.has("Add three numbers.")


@pytest.fixture
def data(config, tmp_path):
    rows = [
        {
            "name": f"{n}",
            "description": f"Add up {n} numbers.",
            "public_tests": {"input": ["1 2\n"], "output": ["3\n"]},
            "private_tests": {"input": ["2 2\n", "2 3\n"], "output": ["4\n", "5\n"]},
            "solutions": {"language": [2, 3], "solution": ["int main() {}", f"print({n})"]},
            "incorrect_solutions": {"language": [3], "solution": ["print(-1)"]},
            "cf_rating": 800 + 100 * n,
            "cf_tags": ["math", "greedy"] if n else ["math"],
        }
        for n in range(3)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return config.data.merged(problems=[str(path)], incorrect=0.4)


def test_a_row_becomes_prompts_and_programs(data):
    source = open_source(data, StageConfig(steps=1))
    assert isinstance(source, RowSource)
    drawn = [source.texts(index) for index in range(300)]
    assert drawn[7] == source.texts(7)
    found = Counter()
    for texts in drawn:
        python = "# LANGUAGE IS python3\n" in texts.source
        assert python or "// LANGUAGE IS cpp\n" in texts.source
        wrong = texts.verdict == INCORRECT
        assert ("INCORRECT SOLUTION" in texts.source) == wrong
        assert (texts.target == "print(-1)") == wrong
        assert python == texts.target.startswith("print")
        found[texts.verdict, python] += 1
    assert 90 <= found[INCORRECT, True] <= 150
    assert 60 <= found[CORRECT, True] <= 120
    assert 60 <= found[CORRECT, False] <= 120
    for epoch in range(5):
        three = drawn[3 * epoch : 3 * epoch + 3]
        assert {t.source.split("Add up ")[1][0] for t in three} == {"0", "1", "2"}
    inputs = RowSource(data, 1.0).texts(0)
    assert (inputs.verdict, inputs.source[:13]) == (NO_PROGRAM, "# TEST INPUT\n")


def test_samplers_draw_the_popular_sets_of_tags(data):
    assert metadata_choices(data) == {
        "ratings": [800, 900, 1000],
        "tags": [["math", "greedy"], ["math"]],
    }


def test_rows_are_split_by_date(data):
    with pytest.raises(ConfigError, match=r"no row can be learnt from \(0 cannot be read\)"):
        RowSource(data.merged(until="2021-07-14"), 0.0)  # CodeContests has no dates
    with pytest.raises(ConfigError, match="no row can be learnt from"):
        RowSource(data.merged(held_out=list(data.problems)), 0.0)

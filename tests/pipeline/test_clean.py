from dataclasses import replace

import pytest

from alphagen.core import (
    Checker,
    ExecutionResult,
    Language,
    Problem,
    Program,
    Protocol,
    Rules,
    Status,
    TestCase,
)
from alphagen.data.row import Row
from alphagen.execution import FakeExecutor, SandboxExecutor, check_system
from alphagen.pipeline.clean import Thoroughness, clean

SUMS = [("2\n1 2\n", "3"), ("1\n7\n", "7"), ("3\n4 4 1\n", "9"), ("2\n9 8\n", "17"),
        ("2\n5 6\n", "11")]  # fmt: skip
RIGHT = (
    "n = int(input())\na = list(map(int, input().split()))\nassert len(a) == n\nprint(sum(a))\n",
    "n = int(input())\nt = 0\nfor x in input().split():\n    t += int(x)\nprint(t)\n",
    "import sys\nd = sys.stdin.read().split()\nprint(sum(map(int, d[1:])))\n",
)
IN_CPP = (
    "#include <iostream>\nint main() { int n, x, t = 0; std::cin >> n;\n"
    "while (std::cin >> x) t += x; std::cout << t; }\n"
)
ONLY_THREE = "n = int(input())\na = list(map(int, input().split()))\nprint(sum(a[:3]))\n"
FIRST = "input()\nprint(input().split()[0])\n"
SILENT = "input()\n"
WRONG_ONCE = "n = int(input())\ns = sum(map(int, input().split()))\nprint(s if s != 17 else 18)\n"
THOROUGH = Thoroughness(agree=3, tests=60)


def python(*sources):
    return tuple(Program(source, Language.PYTHON3) for source in sources)


def row(right=RIGHT, wrong=(), hidden=SUMS, **about):
    problem = Problem(
        "Add them up.",
        (TestCase("2\n3 4\n", "7"), TestCase("3\n1 1 6\n", "8")),
        tuple(TestCase(*pair) for pair in hidden),
        **about,
    )
    return Row("sum", problem, solutions=python(*right), wrong=python(*wrong))


@pytest.mark.skipif(bool(check_system()), reason="cannot isolate programs here")
class TestInTheSandbox:
    def test_programs_and_tests_that_do_not_fit_go(self):
        nothing = ("no number\n", "3")
        given = row(
            (RIGHT[0].replace(" = ", "="), *RIGHT, WRONG_ONCE, SILENT),
            (ONLY_THREE, FIRST, SILENT, RIGHT[1] + "# said to be wrong\n"),
            [*SUMS, nothing],
        )
        given = replace(given, solutions=(*given.solutions, Program(IN_CPP, Language.CPP)))
        cleaned = clean(given, SandboxExecutor(), THOROUGH)
        kept, counts = cleaned.row, cleaned.counts
        assert cleaned.dropped == cleaned.doubts == ""
        assert (counts["tests_before"], counts["tests_removed"]) == (6, 1)
        assert nothing not in {(test.input, test.output) for test in kept.problem.hidden}
        assert kept.problem.examples == given.problem.examples
        assert kept.solutions == (*python(*RIGHT), Program(IN_CPP, Language.CPP))
        assert set(kept.wrong) == set(python(ONLY_THREE, FIRST))

    def test_new_tests_catch_what_the_old_ones_let_pass(self):
        given = row((*RIGHT, WRONG_ONCE), (ONLY_THREE, FIRST, RIGHT[1] + "# not wrong\n"))
        cleaned = clean(given, SandboxExecutor(), THOROUGH)
        kept = cleaned.row
        assert kept.solutions == python(*RIGHT)
        assert set(kept.wrong) == set(python(ONLY_THREE, FIRST))
        added = kept.problem.hidden[len(SUMS) :]
        assert 0 < len(added) <= 60 - len(SUMS)
        for test in added:
            count, *numbers = map(int, test.input.split())
            assert int(test.output) == sum(numbers)
            assert count == len(numbers)  # or the first program would not have agreed
        assert len({test.input for test in added}) == len(added)
        assert cleaned.counts == {
            "tests_before": 5,
            "tests_removed": 0,
            "tests_added": len(added),
            "correct_before": 4,
            "correct_removed": 1,
            "incorrect_before": 3,
            "incorrect_removed": 1,
            "incorrect_passing_old_tests": 2,
            "incorrect_failing_new_tests": 1,
            "unjudged": 0,
        }
        assert clean(given, SandboxExecutor(), THOROUGH) == cleaned
        assert kept.problem.public() == given.problem.public()


def fake(behaviours):
    """Answer by the program's source: a function of the input."""
    return FakeExecutor(lambda program, text: behaviours[program.source](text))


def total(text):
    return str(sum(int(word) for word in text.split()[1:]))


def test_a_test_goes_on_which_hardly_any_program_prints():
    given = row([f"r{n}" for n in range(11)], (), [*SUMS, ("mute", "5")])
    quiet = {f"r{n}": lambda text: "" if text == "mute" else total(text) for n in range(11)}
    loud = {"r0": lambda text: "5" if text == "mute" else total(text)}
    cleaned = clean(given, fake(quiet | loud), Thoroughness(tests=0))
    assert cleaned.counts["tests_removed"] == 1
    assert cleaned.row.problem.hidden == row().problem.hidden
    assert len(cleaned.row.solutions) == 11
    more = loud | {"r1": loud["r0"]}  # two of eleven are more than a tenth
    cleaned = clean(given, fake(quiet | more), Thoroughness(tests=0))
    assert cleaned.counts["tests_removed"] == 0
    assert [one.source for one in cleaned.row.solutions] == ["r0", "r1"]


def test_an_example_stays():
    given = row(["r"], (), SUMS)
    lazy = {"r": lambda text: "" if text.startswith("2\n3 4") else total(text)}
    cleaned = clean(given, fake(lazy), Thoroughness(tests=0))
    assert cleaned.row.problem.examples == given.problem.examples
    assert cleaned.dropped == "no correct program that passes its tests"


def test_incorrect_programs_that_pass_hardly_anything_go():
    given = row(["r"], ["never", "once"], SUMS)
    behaviours = {"r": total, "never": lambda _: "x", "once": lambda _: "7"}
    cleaned = clean(given, fake(behaviours), Thoroughness(tests=0))
    assert [one.source for one in cleaned.row.wrong] == ["once"]


def test_what_could_not_be_judged_is_neither_right_nor_wrong():
    given = row(["r", "s"], ["w"], SUMS)
    lost = lambda text: Status.JE if text.startswith("3") else total(text)  # noqa: E731
    cleaned = clean(given, fake({"r": total, "s": lost, "w": lost}), Thoroughness(tests=0))
    assert [one.source for one in cleaned.row.solutions] == ["r"]
    assert cleaned.row.wrong == ()
    assert cleaned.counts["unjudged"] == 2


@pytest.mark.parametrize("agree", [3, 4])
def test_so_many_programs_have_to_agree(agree):
    given = row(["r", "s", "t"], (), SUMS)
    cleaned = clean(given, fake(dict.fromkeys("rst", total)), Thoroughness(agree=agree, tests=20))
    assert len(cleaned.row.problem.hidden) == (20 if agree == 3 else 5)


def test_an_input_on_which_one_program_prints_another_answer_is_no_test():
    known = {test[0] for test in SUMS} | {"2\n3 4\n", "3\n1 1 6\n"}
    odd = lambda text: total(text) if text in known else "0"  # noqa: E731
    given = row(["r", "s", "t"], (), SUMS)
    cleaned = clean(given, fake({"r": total, "s": total, "t": odd}), Thoroughness(agree=3))
    assert {test.output for test in cleaned.row.problem.hidden[5:]} <= {"0"}


def test_no_tests_are_made_up_where_a_checker_decides():
    checker = Checker(Program("c", Language.PYTHON3), Protocol.KATTIS)
    accepting = {"c": lambda _: ExecutionResult(Status.RTE, exit_code=42)}
    programs = fake(dict.fromkeys("rs", total) | accepting)
    two = Thoroughness(agree=2)
    assert clean(row("rs"), programs, two).counts["tests_added"] == 195
    checked = clean(row("rs", rules=Rules(checker=checker)), programs, two)
    assert checked.counts["tests_added"] == 0
    assert checked.row.solutions == python("r", "s")


def test_a_test_that_no_correct_program_passes_goes():
    given = row("rs", ["w"], [*SUMS, ("1\n5\n", "6")])
    six = lambda text: "6" if text == "1\n5\n" else total(text)  # noqa: E731
    behaviours = {"r": total, "s": total, "w": six}
    cleaned = clean(given, fake(behaviours), Thoroughness(tests=0))
    assert cleaned.row.problem.hidden == row().problem.hidden
    assert cleaned.row.solutions == python("r", "s")
    assert cleaned.row.wrong == ()  # without that test nothing speaks against it


def test_a_problem_without_programs_or_with_weak_tests_is_dropped():
    assert clean(row(()), fake({}), THOROUGH).dropped == "no correct program that passes its tests"
    few = clean(row(["r"], (), SUMS[:4]), fake({"r": total}), THOROUGH)
    assert few.dropped == "4 hidden tests, fewer than 5"
    enough = Thoroughness(agree=2, tests=10)
    assert not clean(row("rs", (), SUMS[:4]), fake({"r": total, "s": total}), enough).dropped


def test_several_right_answers_are_doubted():
    programs = [f"r{n}" for n in range(5)]
    answers = {name: lambda text, name=name: name if text == "1\n7\n" else total(text)
               for name in programs}  # fmt: skip
    answers["right"] = total
    cleaned = clean(row([*programs, "right"], (), SUMS), fake(answers), Thoroughness(tests=0))
    assert cleaned.doubts == "on test 4, 6 correct programs print 6 different outputs"

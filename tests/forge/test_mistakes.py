import contextlib
import io
from random import Random

import pytest

from alphagen.core import TestCase
from alphagen.forge import load_families
from alphagen.forge.instance import draw_instance
from alphagen.forge.mistakes import edits, mistakes, wrong_solutions
from alphagen.forge.trusted import run_trusted

SOURCE = 'n = int(input())\nprint("é", n // 2 + max(n, 3) if n <= 5 and n != 2 else 0)\n'


def changed(source):
    return {source[:begin] + new + source[end:] for begin, end, new in edits(source)}


def test_every_operator_number_and_extreme_is_changed():
    last = SOURCE.splitlines()[1]
    expected = [
        last.replace("//", "%"),
        last.replace("2 + max", "2 - max"),
        last.replace("max", "min"),
        last.replace("3", "4"),
        last.replace("3", "2"),
        last.replace("<=", "<"),
        last.replace("<=", ">="),
        last.replace("and", "or"),
        last.replace("!=", "=="),
        last.replace("else 0", "else (-1)"),
    ]
    found = {text.splitlines()[1] for text in changed(SOURCE)}
    assert found >= set(expected)
    assert last not in found


def test_reading_is_left_alone():
    assert {text.splitlines()[0] for text in changed(SOURCE)} == {"n = int(input())"}


def test_loops_end_too_early_or_too_late_and_places_are_off_by_one():
    source = "for i in range(n):\n    print(a[i])\n"
    assert changed(source) == {
        "for i in range(n - 1):\n    print(a[i])\n",
        "for i in range(n + 1):\n    print(a[i])\n",
        "for i in range(n):\n    print(a[i - 1])\n",
    }


def test_the_order_hangs_on_the_seed_alone():
    assert list(mistakes(SOURCE, Random(1))) == list(mistakes(SOURCE, Random(1)))
    assert list(mistakes(SOURCE, Random(1))) != list(mistakes(SOURCE, Random(2)))


def passes(source, tests):
    try:
        return all(run_trusted(source, t.input).split() == t.output.split() for t in tests)
    except Exception:
        return False


def test_only_programs_that_fail_are_kept():
    tests = [TestCase("3\n", "4\n"), TestCase("10\n", "6\n")]
    source = "n = int(input())\nprint(n + 1 if n < 5 else n - 4)\n"
    wrong = wrong_solutions([source], tests, passes, Random(0), 100)
    assert not any(passes(text, tests) for text in wrong)
    # No test has a number near 5, so a changed bound is no mistake that anybody can see.
    assert not any("n < 6" in text or "n <= 5" in text for text in wrong)
    assert any("n - 1" in text for text in wrong)
    assert len(wrong) == len(set(wrong)) > 3
    assert len(wrong_solutions([source], tests, passes, Random(0), 2)) == 2


@pytest.mark.parametrize("family", load_families()[::40], ids=lambda family: family.name)
def test_every_change_of_a_families_program_compiles(family):
    for source in draw_instance(family, Random(3)).solutions:
        with contextlib.redirect_stdout(io.StringIO()):
            for text in mistakes(source, Random(0)):
                assert text != source
                compile(text, "<test>", "exec")

from random import Random

import pytest

from alphagen.core import Language, Limits, Program, Verdict
from alphagen.execution import SandboxExecutor, check_system, judge
from alphagen.forge import draw_instance, load_families
from alphagen.forge.check import check_families, check_family


def messages(family, instances=6):
    return [fault.message for fault in check_family(family, instances)]


def test_a_good_family_has_no_fault(family):
    assert check_family(family()) == []


def test_solutions_that_disagree_are_reported(family):
    wrong = family(solutions=["print(BEST(a) + K)", "print(max(a) + K)"])
    assert any("solution 2 prints" in m and "solution 1" in m for m in messages(wrong))
    crash = family(solutions=["print(BEST(a) + K)", "print(a[n])"])
    assert any("solution 2 prints 'IndexError" in m for m in messages(crash))


@pytest.mark.parametrize("place", ["text", "output"])
def test_a_placeholder_without_meaning_is_reported(place, family):
    good = {"text": "Do {K}.", "output": "it"}
    bad = family(tellings=[{**good, place: "See {nothing}."}] * 2)
    first, second, drawn = map(str, check_family(bad))
    assert first == (
        "sum-with-bonus: telling 1 has {nothing}, which is no variable, constant or alternative"
    )
    assert "telling 2 has {nothing}" in second
    assert drawn.startswith("sum-with-bonus: the placeholder {nothing} is no variable")


def test_what_some_alternatives_lack_is_reported(family):
    groups = [[{"BEST": "max", "big": "largest", "ADD": "+"}, {"BEST": "min", "big": "smallest"}]]
    found = messages(family(variants=groups, solutions=["print(BEST(a) ADD K)"] * 2))
    assert found[0] == "not every alternative of its group has 'ADD'"


def test_too_few_tellings_and_solutions_are_reported(family):
    poor = family(tellings=[{"text": "Do it.", "output": "it"}], solutions=["print(n)"])
    assert messages(poor)[:2] == [
        "1 telling(s); at least 2 are needed",
        "1 solution(s); at least 2 are needed",
    ]


def test_a_mistake_that_nothing_shows_is_reported(family):
    made = family(wrong=["print(BEST(a))", "print(K + BEST(a))", "print(a[n])"])
    assert messages(made) == ["wrong program 2 is right on every test"]


def test_a_mistake_that_no_example_shows_is_reported(family):
    late = "print(BEST(a) + K if len(a) < 20 else 0)"
    assert messages(family(wrong=[late]), 20) == ["wrong program 1 passes every example"]


def test_an_answer_that_never_changes_is_reported(family):
    assert messages(family(solutions=["print(7)", "print(3 + 4)"]), 2) == [
        "2 of 2 instances print the same on every test"
    ]


def test_inputs_that_cannot_be_drawn_are_reported(family):
    (fault,) = check_families([family(where="n > 1000")])
    assert "refuse nearly every input" in fault.message


def test_a_sample_of_the_families():
    families = Random("a sample to check").sample(list(load_families()), 40)
    faults = [str(f) for family in families for f in check_family(family, instances=2)]
    # Two instances may well agree on an answer that ten would vary, or hide a mistake.
    chance = ("print the same", "is right on every test", "passes every example")
    assert [fault for fault in faults if not any(text in fault for text in chance)] == []


def test_every_family_has_four_tellings_a_solution_in_cpp_and_mistakes():
    families = load_families()
    assert len(families) >= 1200
    assert [f.name for f in families if len(f.tellings) < 4 or not f.cpp or not f.wrong] == []


@pytest.mark.slow
def test_all_families():
    assert [str(fault) for fault in check_families(load_families(), instances=10)] == []


@pytest.mark.slow
def test_solutions_are_accepted_in_the_sandbox():
    if check_system():
        pytest.skip(" ".join(check_system()))
    sandbox = SandboxExecutor()
    for family in Random("a sample to run").sample(list(load_families()), 30):
        instance = draw_instance(family, Random(family.name), examples=2, hidden=4)
        tests = instance.problem.examples + instance.problem.hidden
        for source in instance.solutions:
            program = Program(source, Language.PYTHON3)
            judgement = judge(sandbox, program, tests, Limits(cpu_s=5.0))
            assert judgement.verdict is Verdict.AC, (family.name, source)

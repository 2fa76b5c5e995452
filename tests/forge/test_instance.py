"""One problem of a family: repeatable, complete, solved by its solutions."""

import re
from random import Random

import pytest

from alphagen.errors import ForgeError
from alphagen.forge import draw_instance, load_families
from alphagen.forge import instance as instance_module
from alphagen.forge import statement as statement_module
from alphagen.forge.check import LEFTOVER, check_family
from alphagen.forge.statement import MANNERS
from alphagen.forge.trusted import run_trusted


def sample(count):
    """Pick families without regard to their order."""
    families = list(load_families())
    return Random("sample of families").sample(families, count)


def test_the_same_chance_gives_the_same_problem():
    # The generator is seeded with a text, which no hash randomisation of the process touches.
    for family in sample(5):
        first, second, other = (
            draw_instance(family, Random(seed), hidden=2) for seed in ("a", "a", "b")
        )
        assert first == second
        assert first != other


def test_a_known_problem_is_drawn():
    (family,) = [f for f in load_families() if f.name == "most-expensive-affordable"]
    instance = draw_instance(family, Random("known"), examples=1)
    again = draw_instance(family, Random("known"), examples=1)
    assert instance.problem.key == again.problem.key
    assert (instance.problem.rating, instance.problem.tags) == (800, ("implementation",))
    assert instance.family == "most-expensive-affordable"


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("several", [True, False])
def test_no_placeholder_is_left_in_any_manner(manner, several, monkeypatch):
    weights = [int(name == manner) for name in MANNERS]
    monkeypatch.setattr(statement_module, "WEIGHTS", weights)
    monkeypatch.setattr(instance_module, "SEVERAL_SHARE", float(several))
    for family in sample(6):
        if not family.several and several:
            continue
        instance = draw_instance(family, Random(manner), examples=1)
        text = instance.problem.statement
        assert not LEFTOVER.search(text), text
        assert "{{" not in text
        assert text.strip() == text
        assert "\n\n\n" not in text
        assert ("Input" in text) or manner in ("plain", "bare")


def test_a_withheld_telling_does_not_show(monkeypatch, family):
    monkeypatch.setattr(statement_module, "WEIGHTS", [1, 0, 0, 0, 0, 0])
    made = family(tellings=[{"text": "Xyzzy task with {K}.", "output": "plugh", "n": "frotz"}] * 2)
    for seed in range(20):
        instance = draw_instance(made, Random(seed), withheld=True)
        assert instance.telling == -1
        assert instance.problem.title == ""
        assert not re.search("xyzzy|plugh|frotz", instance.problem.statement, re.IGNORECASE)
    assert "Xyzzy" in draw_instance(made, Random(0)).problem.statement


def test_counts_of_tests_and_their_answers(family):
    instance = draw_instance(family(), Random(4), examples=2, hidden=5)
    problem = instance.problem
    assert (len(problem.examples), len(problem.hidden)) == (2, 5)
    assert len({test.input for test in problem.hidden}) == 5
    for source in instance.solutions:
        for test in problem.examples + problem.hidden:
            assert run_trusted(source, test.input).split() == test.output.split()
    assert all(len(draw_instance(family(), Random(s)).problem.examples) in (1, 2, 3) for s in "ab")


def test_constants_of_the_statement_are_those_of_the_program(family):
    made = family(constants={"K": "int 100 999"}, variants=[], solutions=["print(K)"] * 2,
                  tellings=[{"text": "Print {K}.", "output": "it"}] * 2)  # fmt: skip
    for seed in range(10):
        instance = draw_instance(made, Random(seed))
        number = instance.problem.examples[0].output.split()[0]
        assert f"Print {number}." in instance.problem.statement


def test_bounds_name_what_the_statement_names(family, monkeypatch):
    monkeypatch.setattr(statement_module, "WEIGHTS", [0, 1, 0, 0, 0, 0])
    made = family(vars={"n": "int 1 9", "a": "list min(n,3)+1 int 1 9"})
    texts = [draw_instance(made, Random(seed)).problem.statement for seed in range(60)]
    assert any("a_{min(N,3)+1}" in text.replace("A_", "a_") for text in texts)
    assert not any("miN" in text or "{{" in text for text in texts)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"where": "False"}, "refuse nearly every input"),
        ({"generate": "a = [10**6] * n"}, "or the bounds refuse"),
        ({"generate": "a = nothing"}, "NameError: name 'nothing' is not defined"),
        ({"solutions": ["print(a[n])", "print(1)"]}, "IndexError"),
        ({"constants": {"K": "int 9 2"}}, "Constant K: 'int 9 2' is not a description"),
        ({"vars": {"n": "int 1 m"}}, "NameError"),
        ({"tellings": [{"text": "{odd}", "output": "it"}]}, r"the placeholder \{odd\}"),
    ],
)
def test_an_ill_formed_family_is_named(changes, message, family):
    with pytest.raises(ForgeError, match=f"^Family sum-with-bonus: .*{message}"):
        draw_instance(family(**changes), Random(0))


def test_several_cases_are_announced_and_read(family, monkeypatch):
    monkeypatch.setattr(instance_module, "SEVERAL_SHARE", 1.0)
    instance = draw_instance(family(), Random(1), examples=1)
    test = instance.problem.examples[0]
    assert len(test.output.split()) == int(test.input.split()[0]) >= 2
    assert "test case" in instance.problem.statement
    alone = draw_instance(family(several=False), Random(1), examples=1)
    assert "test case" not in alone.problem.statement


@pytest.mark.parametrize("several_share", [0.0, 1.0])
def test_an_answer_keeps_its_capitals_wherever_it_stands(several_share, family, monkeypatch):
    monkeypatch.setattr(instance_module, "SEVERAL_SHARE", several_share)
    telling = {"text": "Is it so?", "output": "{YES} if it is, {NO} if not"}
    made = family(
        tellings=[telling] * 2,
        constants={"YES NO": "answers"},
        solutions=["print(YES if BEST(a) > n else NO)"] * 2,
    )
    for seed in range(8):
        instance = draw_instance(made, Random(seed), examples=2, hidden=8)
        tests = instance.problem.examples + instance.problem.hidden
        answers = {word for test in tests for word in test.output.split()}
        said = instance.problem.statement
        assert any(f"{answer} if it is" in said for answer in answers)


def test_alternatives_may_name_alternatives_that_name_a_third(family):
    made = family(
        variants=[[{"OUT": "RULE + 1"}], [{"RULE": "SIZE * 2"}], [{"SIZE": "len(a)"}]],
        tellings=[{"text": "Double the length of {a}, plus one.", "output": "it"}] * 2,
        solutions=["print(OUT)", "print(2 * n + 1)"],
    )
    assert check_family(made) == []

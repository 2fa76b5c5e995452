from dataclasses import replace
from random import Random

from alphagen.config import DataConfig
from alphagen.core import Problem, TestCase
from alphagen.forge import Instance, Mixture, draw_training
from alphagen.prompts import input_prompt
from alphagen.training.objectives import CORRECT, INCORRECT, NO_PROGRAM
from alphagen.training.problems import (
    MAX_INPUT,
    ForgeSource,
    input_texts,
    program_texts,
    wrong_solution,
)

PROBLEM = Problem(
    "Say it twice.",
    (TestCase("one\n", "oneone\n"), TestCase("two\n", "twotwo\n")),
    (TestCase("three\n", "threethree\n"), TestCase("l" * (MAX_INPUT + 1), "long")),
)


def test_a_prompt_goes_with_a_program_that_solves_it():
    instance = draw_training(0, 1, Mixture())
    prompts = set()
    for seed in range(30):
        prompt, program, verdict, *_ = program_texts(instance, Random(seed), DataConfig())
        assert verdict == CORRECT
        assert program in instance.solutions
        prompts.add(tuple(line.split(":")[0] for line in prompt.split("\n")[:3]))
    rating, tags, language = "# RATING", "# TAGS", "# LANGUAGE IS python3"
    assert {p[:2] for p in prompts} >= {(rating, tags), (rating, language), (tags, language)}
    assert any(p[0] == language for p in prompts)
    bare = {
        program_texts(instance, Random(seed), DataConfig(metadata=0.0)).source.split("\n")[0]
        for seed in range(9)
    }
    assert bare == {language}


def test_the_input_to_learn_is_not_in_its_prompt():
    targets = set()
    for seed in range(40):
        prompt, target, verdict, *_ = input_texts(PROBLEM, Random(seed))
        assert verdict == NO_PROGRAM
        assert prompt.startswith("# TEST INPUT\n")
        assert f"# {target}" not in prompt
        targets.add(target)
    assert targets == {"one\n", "two\n", "three\n"}


def test_a_prompt_of_inputs_always_shows_an_example():
    one = replace(PROBLEM, examples=PROBLEM.examples[:1], hidden=PROBLEM.hidden[:1])
    for seed in range(10):
        prompt, target, *_ = input_texts(one, Random(seed))
        assert "Example 1" in prompt
        assert f"# {target}" not in prompt
    alone = replace(one, hidden=())
    assert input_texts(alone, Random(0))[:2] == (input_prompt(alone), "one\n")


def test_the_same_number_is_the_same_example(config):
    half, none, all_ = (ForgeSource(config.data, share) for share in (0.5, 0.0, 1.0))
    assert half.texts(3) == half.texts(3)
    assert half.texts(3) != half.texts(4)
    assert all_.texts(3).source.startswith("# TEST INPUT\n")
    assert not none.texts(3).source.startswith("# TEST INPUT\n")


def test_incorrect_solutions_are_called_so(config):
    source = ForgeSource(config.data.merged(incorrect=0.5, composed=0.0), 0.0)
    drawn = [source.texts(index) for index in range(60)]
    for texts in drawn:
        line = "INCORRECT SOLUTION" if texts.verdict == INCORRECT else "CORRECT SOLUTION"
        assert f"# {line}\n" in texts.source
    wrong = sum(texts.verdict == INCORRECT for texts in drawn)
    assert 15 <= wrong <= 45
    plain = ForgeSource(config.data.merged(composed=0.0), 0.0)
    assert all(plain.texts(index).verdict == CORRECT for index in range(10))


def test_an_incorrect_solution_fails_a_test():
    tests = (TestCase("2\n", "4\n"), TestCase("3\n", "9\n"))
    problem = Problem("Square it.", tests[:1], tests[1:])
    right, fooling = "print(int(input()) ** 2)", "print(int(input()) ** 2 + 0)"
    doubling = "print(2 * int(input()))"  # right on the example only
    instance = Instance(problem, (right,), "square", 0, (fooling, doubling))
    assert {wrong_solution(instance, Random(seed)) for seed in range(9)} == {doubling}
    assert wrong_solution(replace(instance, wrong=(fooling,)), Random(0)) == ""
    texts = program_texts(
        replace(instance, wrong=(fooling,)), Random(0), DataConfig(incorrect=0.999)
    )
    assert (texts.target, texts.verdict) == (right, CORRECT)

"""Examples from problems: a prompt and a program, or a prompt and a test input."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from alphagen.config import DataConfig
from alphagen.core import Language, Metadata, Problem
from alphagen.forge import Instance, Mixture, draw_training
from alphagen.forge.drawing import disagreement
from alphagen.prompts import encoder_prompt, input_prompt
from alphagen.training.examples import Texts
from alphagen.training.objectives import CORRECT, INCORRECT, NO_PROGRAM

FIRST_SHARE = 0.8
MAX_INPUT = 240  # characters of a test input to learn


class ForgeSource:
    """Problems that the forge makes, without end.

    Attributes:
        data: says which.
        inputs: share of examples that ask for a test input.
    """

    cuts = False

    def __init__(self, data: DataConfig, inputs: float) -> None:
        self.data = data
        self.inputs = inputs

    def texts(self, index: int) -> Texts:
        """Draw a problem and the texts of it."""
        data = self.data
        rng = Random(f"example {data.seed} {index}")
        asks_input = rng.random() < self.inputs
        mixture = Mixture(data.composed, data.withheld, data.tellings, data.families, data.reworded)
        instance = draw_training(data.seed, index, mixture, hidden=3 if asks_input else 1)
        if asks_input:
            return input_texts(instance.problem, rng)
        return program_texts(instance, rng, data)


def prompt_text(
    problem: Problem, language: Language, rng: Random, share: float, *, correct: bool = True
) -> str:
    """Write the prompt of a program; a ``share`` of them has a rating, and one has tags."""
    metadata = Metadata(
        rating=problem.rating if rng.random() < share else None,
        tags=problem.tags if rng.random() < share else (),
        language=language,
        correct=correct,
    )
    return encoder_prompt(problem, metadata).text


def program_texts(instance: Instance, rng: Random, data: DataConfig) -> Texts:
    """Pair a prompt with a program that solves it, or does not and is called so.

    Args:
        instance: the problem and its programs.
        rng: source of chance.
        data: has the shares of incorrect solutions and of metadata.
    """
    problem, python, share = instance.problem, Language.PYTHON3, data.metadata
    if data.incorrect and rng.random() < data.incorrect:
        wrong = wrong_solution(instance, rng)
        if wrong:
            return Texts(prompt_text(problem, python, rng, share, correct=False), wrong, INCORRECT)
    prompt = prompt_text(problem, python, rng, share)
    return Texts(prompt, _solution(instance.solutions, rng), CORRECT)


def wrong_solution(instance: Instance, rng: Random) -> str:
    """Draw a mistake that a test shows; empty when none does."""
    tests = instance.problem.examples + instance.problem.hidden
    drawn = rng.sample(instance.wrong, len(instance.wrong))
    return next((source for source in drawn if disagreement(source, tests)), "")


def _solution(solutions: Sequence[str], rng: Random) -> str:
    """Draw a solution, mostly the first: ways of saying the same cost a small model much."""
    return solutions[0] if rng.random() < FIRST_SHARE else rng.choice(solutions)


def input_texts(problem: Problem, rng: Random) -> Texts:
    """Pair a prompt with a test input that it does not show (paper, section 4.6)."""
    tests = [t for t in problem.examples + problem.hidden if len(t.input) <= MAX_INPUT]
    if len(tests) < 2:
        return Texts(input_prompt(problem), problem.examples[0].input, NO_PROGRAM)
    target = rng.choice(tests)
    shown = tuple(test for test in problem.examples if test is not target) or (tests[0],)
    if shown[0] is target:
        shown = (tests[1],)
    return Texts(input_prompt(replace(problem, examples=shown)), target.input, NO_PROGRAM)

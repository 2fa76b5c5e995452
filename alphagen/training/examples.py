"""Training examples: what the encoder reads and what the decoder is to write."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from tokenizers import Tokenizer

from alphagen.config import DataConfig
from alphagen.core import Language, Metadata, Problem
from alphagen.errors import ModelError
from alphagen.forge import Instance, Mixture, draw_training
from alphagen.models.tokenizer import END
from alphagen.prompts import encoder_prompt, input_prompt

RATING_SHARE = 0.5  # the rest of the prompts has no such line, so that a sampler may leave it out
TAGS_SHARE = 0.5
FIRST_SHARE = 0.8
MAX_INPUT = 240  # characters of a test input to learn


@dataclass(frozen=True, slots=True)
class Example:
    """Token numbers of one example; the target ends with the end-of-text token."""

    source: list[int]
    target: list[int]


def program_texts(instance: Instance, rng: Random) -> tuple[str, str]:
    """Pair a prompt with a program that solves it."""
    problem = instance.problem
    metadata = Metadata(
        rating=problem.rating if rng.random() < RATING_SHARE else None,
        tags=problem.tags if rng.random() < TAGS_SHARE else (),
        language=Language.PYTHON3,
    )
    return encoder_prompt(problem, metadata).text, _solution(instance.solutions, rng)


def _solution(solutions: Sequence[str], rng: Random) -> str:
    """Draw a solution, mostly the first: ways of saying the same cost a small model much."""
    return solutions[0] if rng.random() < FIRST_SHARE else rng.choice(solutions)


def input_texts(problem: Problem, rng: Random) -> tuple[str, str]:
    """Pair a prompt with a test input that it does not show (paper, section 4.6)."""
    tests = [t for t in problem.examples + problem.hidden if len(t.input) <= MAX_INPUT]
    if len(tests) < 2:
        return input_prompt(problem), problem.examples[0].input
    target = rng.choice(tests)
    shown = tuple(test for test in problem.examples if test is not target) or (tests[0],)
    if shown[0] is target:
        shown = (tests[1],)
    return input_prompt(replace(problem, examples=shown)), target.input


def training_texts(data: DataConfig, index: int, inputs: float) -> tuple[str, str]:
    """Draw the two texts of example number ``index``."""
    rng = Random(f"example {data.seed} {index}")
    asks_input = rng.random() < inputs
    mixture = Mixture(data.composed, data.withheld, data.tellings)
    instance = draw_training(data.seed, index, mixture, hidden=3 if asks_input else 1)
    if asks_input:
        return input_texts(instance.problem, rng)
    return program_texts(instance, rng)


def draw_examples(
    data: DataConfig, tokenizer: Tokenizer, indices: range, inputs: float
) -> Iterator[Example]:
    """Draw and tokenize examples; those that are too long are left out."""
    end = tokenizer.token_to_id(END)
    if end is None:
        raise ModelError(f"The tokenizer has no {END} token: train it with `alphagen train`.")
    texts = [training_texts(data, index, inputs) for index in indices]
    sources = tokenizer.encode_batch([source for source, _ in texts])
    targets = tokenizer.encode_batch([target for _, target in texts])
    for source, target in zip(sources, targets, strict=True):
        fits = len(source.ids) <= data.max_encoder_tokens
        if fits and len(target.ids) < data.max_decoder_tokens:
            yield Example(source.ids, [*target.ids, end])

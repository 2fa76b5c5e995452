from dataclasses import replace
from random import Random

import pytest
from tokenizers import Tokenizer, models

from alphagen.core import Problem, TestCase
from alphagen.errors import ModelError
from alphagen.forge import Mixture, draw_training
from alphagen.models.tokenizer import END
from alphagen.prompts import input_prompt
from alphagen.training.examples import (
    MAX_INPUT,
    draw_examples,
    input_texts,
    program_texts,
    training_texts,
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
        prompt, program = program_texts(instance, Random(seed))
        assert program in instance.solutions
        prompts.add(tuple(line.split(":")[0] for line in prompt.split("\n")[:3]))
    rating, tags, language = "# RATING", "# TAGS", "# LANGUAGE IS python3"
    assert {p[:2] for p in prompts} >= {(rating, tags), (rating, language), (tags, language)}
    assert any(p[0] == language for p in prompts)


def test_the_input_to_learn_is_not_in_its_prompt():
    targets = set()
    for seed in range(40):
        prompt, target = input_texts(PROBLEM, Random(seed))
        assert prompt.startswith("# TEST INPUT\n")
        assert f"# {target}" not in prompt
        targets.add(target)
    assert targets == {"one\n", "two\n", "three\n"}


def test_a_prompt_of_inputs_always_shows_an_example():
    one = replace(PROBLEM, examples=PROBLEM.examples[:1], hidden=PROBLEM.hidden[:1])
    for seed in range(10):
        prompt, target = input_texts(one, Random(seed))
        assert "Example 1" in prompt
        assert f"# {target}" not in prompt
    alone = replace(one, hidden=())
    assert input_texts(alone, Random(0)) == (input_prompt(alone), "one\n")


def test_the_same_number_is_the_same_example(config):
    data = config.data
    assert training_texts(data, 3, 0.5) == training_texts(data, 3, 0.5)
    assert training_texts(data, 3, 0.5) != training_texts(data, 4, 0.5)
    assert training_texts(data, 3, 1.0)[0].startswith("# TEST INPUT\n")
    assert not training_texts(data, 3, 0.0)[0].startswith("# TEST INPUT\n")


def test_examples_end_and_fit(config, tokenizer):
    data = config.data
    short = data.merged(max_encoder_tokens=400, max_decoder_tokens=60)
    everything = list(draw_examples(data.merged(max_encoder_tokens=9999), tokenizer, range(16), 0))
    fitting = list(draw_examples(short, tokenizer, range(16), 0))
    end = tokenizer.token_to_id(END)
    assert all(e.target[-1] == end and end not in e.target[:-1] for e in everything)
    assert 0 < len(fitting) < len(everything)
    assert fitting == [e for e in everything if len(e.source) <= 400 and len(e.target) <= 60]
    prompt, program = training_texts(data, 0, 0)
    assert tokenizer.decode(everything[0].source) == prompt
    assert tokenizer.decode(everything[0].target[:-1]) == program


def test_a_strange_tokenizer_is_refused(config):
    with pytest.raises(ModelError, match="has no </s> token"):
        next(draw_examples(config.data, Tokenizer(models.BPE()), range(1), 0))

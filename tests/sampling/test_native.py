from itertools import chain

import pytest
import torch

from alphagen.core import Language, Metadata, Problem, Program, Prompt, TestCase
from alphagen.models import AlphagenConfig, AlphagenForConditionalGeneration
from alphagen.models.tokenizer import as_transformers, train_tokenizer
from alphagen.sampling import native
from alphagen.sampling.native import NativeEngine
from alphagen.sampling.sampler import EngineSampler, EngineTextModel

PROBLEM = Problem("Print the sum of two numbers.", (TestCase("1 2\n", "3\n"),))
TOKENIZER = as_transformers(train_tokenizer(["print(sum(map(int, input().split())))\n"], 260))


@pytest.fixture(scope="module")
def model():
    with torch.random.fork_rng():
        torch.random.manual_seed(2)
        return AlphagenForConditionalGeneration(
            AlphagenConfig(
                vocab_size=260,
                d_model=16,
                num_attention_heads=2,
                head_dim=8,
                ffn_fan_out=2,
                encoder_layers=1,
                decoder_layers=2,
                max_encoder_tokens=40,
            )
        )


def make_prompt(problem, rng):
    language = rng.choice(list(Language))
    return Prompt(f"{language} {problem.statement}", Metadata(rng.randrange(5), (), language))


def read_program(text, language, *, ended):
    if not ended:
        return "no end"
    return Program(text, language) if len(text) % 2 else "even"


def sampler(model, **options):
    engine = NativeEngine(model, TOKENIZER, max_new_tokens=options.pop("max_new_tokens", 60))
    options = {"temperature": (2.0, 2.0), "chunk_size": 8} | options
    return EngineSampler(engine, make_prompt, read_program, **options)


def draw(model, n=20, *, seed=1, start=0, **options):
    return list(chain(*sampler(model, **options).sample(PROBLEM, n, seed=seed, start=start)))


def test_samples_come_in_chunks_with_all_that_is_known_of_them(model):
    chunks = list(sampler(model, max_new_tokens=300).sample(PROBLEM, 20, seed=1))
    assert [len(chunk) for chunk in chunks] == [8, 8, 4]
    samples = list(chain(*chunks))
    assert [sample.index for sample in samples] == list(range(20))
    assert len({sample.seed for sample in samples}) == 3
    assert {sample.prompt.metadata.language for sample in samples} == set(Language)
    for sample in samples:
        assert sample.logprob < 0
        assert sample.temperature == 2.0
        assert (sample.program is None) == bool(sample.failure)
        if sample.program is not None:
            assert sample.program == Program(sample.text, sample.prompt.metadata.language)
    assert {sample.failure for sample in samples} >= {"", "even"}


def test_a_text_cut_off_at_the_limit_is_no_program(model):
    samples = draw(model, 8, max_new_tokens=1)
    assert {sample.failure for sample in samples if sample.text} == {"no end"}


def test_same_seed_same_samples_and_other_seed_others(model):
    assert draw(model) == draw(model)
    assert draw(model) != draw(model, seed=2)


def test_a_chunk_does_not_depend_on_those_before(model):
    assert draw(model, 12, start=8) == draw(model, 20)[8:]


def test_a_prompt_is_encoded_once(model, monkeypatch):
    encoded = []
    real = native.encode
    monkeypatch.setattr(native, "encode", lambda *args: encoded.append(args[1]) or real(*args))
    engine = sampler(model)
    drawn = list(chain(*engine.sample(PROBLEM, 60, seed=1)))
    assert len(encoded) == len({sample.prompt.text for sample in drawn}) == 2
    monkeypatch.setattr(native, "REMEMBERED", 1)
    engine = sampler(model)
    assert list(chain(*engine.sample(PROBLEM, 60, seed=1))) == drawn
    assert len(engine._engine._memories) == 1


def test_fewer_samples_are_the_beginning_of_more(model):
    assert draw(model, 11) == draw(model, 20)[:11]


def test_the_first_chunk_comes_before_the_second_is_drawn(model):
    asked = []

    def counting(problem, rng):
        asked.append(1)
        return make_prompt(problem, rng)

    engine = EngineSampler(NativeEngine(model, TOKENIZER), counting, read_program, chunk_size=4)
    next(engine.sample(PROBLEM, 1_000_000, seed=0))
    assert len(asked) == 4


def test_the_given_model_is_left_as_it_was(model):
    before = {name: value.clone() for name, value in model.state_dict().items()}
    draw(model, 8)
    assert model.dtype == torch.float32
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_a_long_prompt_keeps_its_beginning_and_its_end(model):
    engine = sampler(model)
    ids = TOKENIZER("a" * 30 + "b" * 300 + "c" * 20)["input_ids"]
    kept = engine._engine._ids("a" * 30 + "b" * 300 + "c" * 20)
    assert len(kept) == 40
    assert (kept[:24], kept[-16:]) == (ids[:24], ids[-16:])
    assert engine._engine._ids("") == [1]


def test_text_model_completes_a_prompt_many_times(model):
    text_model = EngineTextModel(NativeEngine(model, TOKENIZER, max_new_tokens=20), chunk_size=4)
    texts = text_model.complete("1 2", 10, seed=0, temperature=1.0)
    assert len(texts) == 10
    assert len(set(texts)) > 5
    assert texts == text_model.complete("1 2", 10, seed=0, temperature=1.0)
    assert texts != text_model.complete("1 2", 10, seed=1, temperature=1.0)


def test_at_temperature_zero_all_completions_are_alike(model):
    text_model = EngineTextModel(NativeEngine(model, TOKENIZER, max_new_tokens=20))
    assert len(set(text_model.complete("1 2", 5, seed=0, temperature=0.0))) == 1


def test_names_tell_where_the_model_came_from(model, tmp_path):
    assert sampler(model).name == "native:unsaved"
    model.save_pretrained(tmp_path / "net")
    loaded = AlphagenForConditionalGeneration.from_pretrained(tmp_path / "net")
    assert sampler(loaded).name == "native:net"

import re
import threading
from itertools import chain

import pytest
import torch

from alphagen.core import Language, Metadata, Problem, Program, Prompt, TestCase
from alphagen.models import AlphagenConfig, AlphagenForConditionalGeneration
from alphagen.models.checkpoint import load_bundle
from alphagen.models.tokenizer import train_tokenizer
from alphagen.sampling import native
from alphagen.sampling.base import Request
from alphagen.sampling.bundles import read_bundle
from alphagen.sampling.native import NativeEngine
from alphagen.sampling.network import Network, Sizes
from alphagen.sampling.sampler import EngineSampler, EngineTextModel

PROBLEM = Problem("Print the sum of two numbers.", (TestCase("1 2\n", "3\n"),))
TOKENIZER = train_tokenizer(["print(sum(map(int, input().split())))\n"], 260)


@pytest.fixture(scope="module")
def model():
    with torch.random.fork_rng():
        torch.random.manual_seed(2)
        model = AlphagenForConditionalGeneration(
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
    return Network(Sizes.read(model.config.to_dict()), model.state_dict())


THREADS = torch.get_num_threads()


def make_prompt(problem, rng):
    language = rng.choice(list(Language))
    return Prompt(f"{language} {problem.statement}", Metadata(rng.randrange(5), (), language))


def read_program(text, language, *, ended):
    if not ended:
        return "no end"
    return Program(text, language) if len(text) % 2 else "even"


def sampler(model, **options):
    own = {"max_new_tokens": 60} | {
        name: options.pop(name) for name in ("max_new_tokens", "workers") if name in options
    }
    engine = NativeEngine(model, TOKENIZER, **own)
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
        assert len(sample.text) <= sample.tokens <= 300  # a token is a character at most here
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
    real = Network.encode
    monkeypatch.setattr(Network, "encode", lambda *args: encoded.append(args[1]) or real(*args))
    engine = sampler(model, workers=1)
    drawn = list(chain(*engine.sample(PROBLEM, 60, seed=1)))
    assert len(encoded) == len({sample.prompt.text for sample in drawn}) == 2
    monkeypatch.setattr(native, "REMEMBERED", 1)
    engine = sampler(model, workers=1)
    assert list(chain(*engine.sample(PROBLEM, 60, seed=1))) == drawn
    assert len(engine._engine._memories) == 1


def test_the_number_of_workers_makes_no_difference(model, monkeypatch):
    monkeypatch.setattr(native, "PIECE", 3)
    expected = draw(model, 40, workers=1)
    assert draw(model, 40, workers=3) == expected
    assert len({sample.text for sample in expected}) > 30


def test_nobody_goes_on_writing_for_a_reader_who_has_left(model):
    before = threading.active_count()
    stream = sampler(model).sample(PROBLEM, 1_000_000, seed=0)
    next(stream)
    stream.close()
    assert threading.active_count() == before
    assert torch.get_num_threads() == THREADS


def test_fewer_samples_are_the_beginning_of_more(model):
    assert draw(model, 11) == draw(model, 20)[:11]


def test_one_chunk_is_drawn_ahead(model):
    asked = []

    def counting(problem, rng):
        asked.append(1)
        return make_prompt(problem, rng)

    engine = EngineSampler(NativeEngine(model, TOKENIZER), counting, read_program, chunk_size=4)
    stream = engine.sample(PROBLEM, 1_000_000, seed=0)
    next(stream)
    assert len(asked) == 8
    stream.close()


def test_prompts_are_remembered_one_after_the_other(model, monkeypatch):
    monkeypatch.setattr(native, "REMEMBERED", 1)
    engine = NativeEngine(model, TOKENIZER)
    other = threading.Thread(target=engine._memory, args=("c",))

    class Interrupted(dict):
        def __iter__(self):
            if other.ident is None:
                other.start()
                other.join(0.2)  # it has to wait
            return super().__iter__()

    engine._memories = Interrupted(a=engine._memory("a"))
    engine._memory("b")
    other.join()
    assert list(engine._memories) == ["c"]


def test_a_long_prompt_keeps_its_beginning_and_its_end(model):
    engine = sampler(model)
    ids = TOKENIZER.encode("a" * 30 + "b" * 300 + "c" * 20).ids
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


def bundled():
    bundle = read_bundle("sampler")
    return bundle.network, bundle.tokenizer


def test_names_tell_where_the_model_came_from(model):
    assert sampler(model).name == "native:unsaved"
    assert re.fullmatch("native:sampler@[0-9a-f]{8}", NativeEngine(*bundled()).name)


def test_the_bundled_network_reads_as_the_library_reads_it():
    network, tokenizer = bundled()
    text = "# RATING: 800\n# TAGS: math\nA <pad> in a naïve statement </s>, 1 2 3\n\n  x = 1\n"
    expected, library = load_bundle("sampler")
    ids = tokenizer.encode(text).ids
    assert ids == library(text)["input_ids"]
    assert tokenizer.decode(ids, skip_special_tokens=True) == library.decode(
        ids, skip_special_tokens=True
    )
    exact = Network(network.sizes, expected.state_dict())
    memory = expected.model.encoder(torch.tensor([ids])).last_hidden_state[0]
    torch.testing.assert_close(exact.encode(ids), memory)
    [[completion]] = NativeEngine(exact, tokenizer).complete([Request([text], 0, [0.0])])
    written = expected.generate(torch.tensor([ids]), do_sample=False, max_new_tokens=256)[0]
    assert completion.text == library.decode(written, skip_special_tokens=True)

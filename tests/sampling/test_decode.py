import math

import pytest
import torch

from alphagen.models import AlphagenConfig, AlphagenForConditionalGeneration
from alphagen.sampling import tree as module
from alphagen.sampling.decode import decode, pick
from alphagen.sampling.network import Network, Sizes

VOCABULARY = 40


def tiny(**changes):
    sizes = {
        "vocab_size": VOCABULARY,
        "d_model": 32,
        "num_attention_heads": 4,
        "head_dim": 8,
        "ffn_fan_out": 2,
        "encoder_layers": 2,
        "decoder_layers": 3,
    }
    with torch.random.fork_rng():
        torch.random.manual_seed(5)
        return AlphagenForConditionalGeneration(AlphagenConfig(**sizes | changes)).eval()


def plain(model):
    return Network(Sizes.read(model.config.to_dict()), model.state_dict(), dtype=model.dtype)


MODEL = tiny()
PROMPTS = [[5, 6, 7], [9, 10, 11, 12, 13, 14, 15], [20], [33, 8]]
ROWS = [1, 0, 3, 1, 1, 2, 0]
NO_ROW = torch.tensor([False])


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def run(model=MODEL, prompts=PROMPTS, rows=ROWS, *, length=12, temperature=1.0, seed=0):
    network = plain(model)
    return decode(
        network,
        [network.encode(prompt) for prompt in prompts],
        rows,
        max_new_tokens=length,
        temperatures=[temperature] * len(rows),
        generator=generator(seed),
    )


@pytest.mark.parametrize("kv_heads", [1, 2])
@pytest.mark.parametrize("block", [4, 32])
def test_greedy_decoding_equals_generate(kv_heads, block, monkeypatch):
    monkeypatch.setattr(module, "BLOCK", block)
    model = tiny(num_key_value_heads=kv_heads)
    for row, completion in zip(ROWS, run(model, temperature=0), strict=True):
        prompt = torch.tensor([PROMPTS[row]])
        tokens = model.generate(prompt, do_sample=False, max_new_tokens=12)[0].tolist()
        assert completion.tokens == [token for token in tokens[1:] if token != 2]
        assert completion.ended == (tokens[-1] == 2)


def test_the_encoder_is_that_of_the_model():
    for prompt in PROMPTS:
        expected = MODEL.model.encoder(torch.tensor([prompt])).last_hidden_state[0]
        torch.testing.assert_close(plain(MODEL).encode(prompt), expected)


def teacher_forced(model, prompt, tokens, ended, temperature):
    targets = [*tokens, 2] if ended else tokens
    ids = torch.tensor([[1, *targets[:-1]]])
    logits = model(input_ids=torch.tensor([prompt]), decoder_input_ids=ids).logits[0]
    logs = (logits / temperature).log_softmax(-1)
    return sum(logs[i, token].item() for i, token in enumerate(targets))


def test_log_probabilities_are_those_of_the_whole_model():
    completions = run(temperature=0.7, length=20)
    assert any(c.ended for c in completions)
    assert not all(c.ended for c in completions)
    for row, c in zip(ROWS, completions, strict=True):
        expected = teacher_forced(MODEL, PROMPTS[row], c.tokens, c.ended, 0.7)
        assert c.logprob == pytest.approx(expected, abs=1e-3)
        assert 2 not in c.tokens


def test_many_completions_that_begin_alike_keep_apart():
    rows = [number % 4 for number in range(240)]
    completions = run(rows=rows, temperature=0.4, length=25)
    assert len({tuple(c.tokens) for c in completions}) > 40
    for row, c in zip(rows, completions, strict=True):
        expected = teacher_forced(MODEL, PROMPTS[row], c.tokens, c.ended, 0.4)
        assert c.logprob == pytest.approx(expected, abs=1e-3)


def test_what_completions_have_in_common_is_read_once(monkeypatch):
    read = []
    original = module.Tree.logits

    def logits(tree):
        found = original(tree)
        read.append(len(found))
        return found

    monkeypatch.setattr(module.Tree, "logits", logits)
    rows = [number % 4 for number in range(240)]
    completions = run(rows=rows, temperature=0.4, length=25)
    beginnings = {
        (row, *c.tokens[:length])
        for row, c in zip(rows, completions, strict=True)
        for length in range(min(len(c.tokens) + 1, 25))
    }
    assert sum(read) == len(beginnings) < sum(len(c.tokens) for c in completions)


def test_same_seed_same_result_and_other_seed_another():
    assert run(seed=3) == run(seed=3)
    assert run(seed=3) != run(seed=4)


def test_a_row_does_not_depend_on_its_neighbours():
    together = run()
    for place in range(len(ROWS)):
        rows = [ROWS[place]] * len(ROWS)
        alone = run(rows=rows)[place]
        assert alone.tokens == together[place].tokens
        assert alone.logprob == pytest.approx(together[place].logprob, abs=1e-4)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_when_prompts_are_forgotten_makes_no_difference(share, monkeypatch):
    expected = [c.tokens for c in run(length=30)]
    monkeypatch.setattr(module, "FORGET_BELOW", share)
    assert [c.tokens for c in run(length=30)] == expected


def test_tokens_are_drawn_as_often_as_softmax_says():
    n = 20_000
    logits = torch.randn(VOCABULARY, generator=generator(1)) * 2
    uniform = torch.rand(n, generator=generator(2))
    tokens, logprobs = pick(logits.expand(n, -1) / 0.5, NO_ROW, uniform, torch.arange(n))
    probs = (logits / 0.5).softmax(-1)
    expected = probs * n
    often = expected > 5
    counts = torch.bincount(tokens, minlength=VOCABULARY)
    chi2 = ((counts - expected) ** 2 / expected)[often].sum().item()
    degrees = int(often.sum()) - 1
    assert chi2 < degrees + 4 * math.sqrt(2 * degrees)
    torch.testing.assert_close(logprobs, probs.log()[tokens])


@pytest.mark.parametrize("vocabulary", [1, 63, 64, 65, 4096])
def test_tokens_are_found_as_in_one_sum(vocabulary):
    logits = torch.randn(500, vocabulary, generator=generator(1)) * 3
    uniform = torch.rand(500, generator=generator(2))
    tokens, logprobs = pick(logits, NO_ROW, uniform, torch.arange(len(logits)))
    sums = logits.double().softmax(-1).cumsum(-1)
    before = torch.nn.functional.pad(sums, (1, 0)).gather(1, tokens[:, None])[:, 0]
    assert (
        (before - 1e-5 <= uniform) & (uniform <= sums.gather(1, tokens[:, None])[:, 0] + 1e-5)
    ).all()
    torch.testing.assert_close(logprobs, logits.log_softmax(-1).gather(1, tokens[:, None])[:, 0])


def test_each_row_has_its_own_temperature():
    mixed = decode(
        plain(MODEL),
        [plain(MODEL).encode(PROMPTS[0])],
        [0] * 4,
        max_new_tokens=12,
        temperatures=[0.0, 0.7, 0.0, 1.5],
        generator=generator(),
    )
    for place, temperature in enumerate([0.0, 0.7, 0.0, 1.5]):
        alone = run(rows=[0] * 4, temperature=temperature)[place]
        assert (mixed[place].tokens, mixed[place].ended) == (alone.tokens, alone.ended)
        assert mixed[place].logprob == pytest.approx(alone.logprob, abs=1e-4)


def test_a_token_of_probability_zero_is_never_drawn():
    logits = torch.full((3, 6), -torch.inf)
    logits[:, 2] = 0.0
    logits[:, 3] = 1.0
    uniform = torch.tensor([0.0, 0.5, 1.0 - 2**-24])
    assert pick(logits, NO_ROW, uniform, torch.arange(len(logits)))[0].tolist() == [2, 3, 3]
    assert pick(logits, NO_ROW, torch.ones(3), torch.arange(3))[0].tolist() == [3, 3, 3]


def test_first_tokens_follow_the_models_distribution():
    n = 4000
    completions = run(prompts=[PROMPTS[0]], rows=[0] * n, length=1)
    first = [c.tokens[0] if c.tokens else 2 for c in completions]
    counts = torch.bincount(torch.tensor(first), minlength=VOCABULARY)
    start = torch.tensor([[1]])
    logits = MODEL(input_ids=torch.tensor([PROMPTS[0]]), decoder_input_ids=start).logits[0, 0]
    expected = logits.softmax(-1) * n
    often = expected > 5
    chi2 = ((counts - expected) ** 2 / expected)[often].sum().item()
    degrees = int(often.sum()) - 1
    assert chi2 < degrees + 4 * math.sqrt(2 * degrees)


def test_bfloat16_draws_from_nearly_the_same_distribution():
    half = tiny().to(torch.bfloat16)
    for row, c in zip(ROWS, run(half, length=8), strict=True):
        expected = teacher_forced(MODEL, PROMPTS[row], c.tokens, c.ended, 1.0)
        assert c.logprob == pytest.approx(expected, abs=0.5)

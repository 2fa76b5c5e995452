import math

import pytest
import torch
import transformers as hf

from alphagen.errors import ModelError
from alphagen.sampling import continuation
from alphagen.sampling.continuation import Ending, mixes_lengths, read, start_token, write

VOCABULARY, END = 260, 2
KINDS = ["llama", "qwen2", "gpt2", "t5", "mamba", "alphagen"]
SHORT, LONG = [20, 21, 22, 23], [50, 60, 70, 80, 90, 100]
ROWS = [1, 0, 0, 1, 1] * 4


def run(model, rows=ROWS, *, heats=(1.5,), length=40, seed=2):
    second = LONG if mixes_lengths(model) else LONG[:4]
    return [SHORT, second], write(
        model,
        read(model, [SHORT, second]),
        rows,
        limits=[length] * len(rows),
        temperatures=list(heats) * (len(rows) // len(heats)),
        uniform_LN=torch.rand(length, len(rows), generator=torch.Generator().manual_seed(seed)),
        ending=Ending({END}, lambda _: False),
    )


def logits(model, prompt, tokens):
    """Return what the network expects at each token, without a cache."""
    if model.config.is_encoder_decoder:
        shown = torch.tensor([[start_token(model), *tokens[:-1]]])
        return model(torch.tensor([prompt]), decoder_input_ids=shown).logits[0]
    return model(torch.tensor([[*prompt, *tokens[:-1]]])).logits[0, len(prompt) - 1 :]


@pytest.mark.parametrize("kind", KINDS)
def test_first_tokens_follow_the_models_distribution(kind, loaded):
    n, heats = 3000, (0.7, 1.5)
    prompts, rows = run(loaded[kind][0], [0] * (2 * n), heats=heats, length=1)
    for place, heat in enumerate(heats):
        tokens = [row.tokens[0] if row.tokens else END for row in rows[place::2]]
        counts = torch.bincount(torch.tensor(tokens), minlength=VOCABULARY)
        first = logits(loaded[kind][0], prompts[0], [END])[0]
        expected = (first / heat).softmax(-1) * n
        often = expected > 5
        chi2 = ((counts - expected) ** 2 / expected)[often].sum().item()
        degrees = int(often.sum()) - 1
        assert degrees > 3
        assert chi2 < degrees + 4 * math.sqrt(2 * degrees)


@pytest.mark.parametrize("kind", KINDS)
def test_log_probabilities_are_those_of_the_whole_model(kind, loaded):
    prompts, rows = run(loaded[kind][0], heats=[10.0])
    assert len({row.ended for row in rows}) == 2
    for prompt, row in zip(ROWS, rows, strict=True):
        targets = [*row.tokens, END] if row.ended else row.tokens
        logs = (logits(loaded[kind][0], prompts[prompt], targets) / 10.0).log_softmax(-1)
        expected = sum(logs[place, token].item() for place, token in enumerate(targets))
        assert row.logprob == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("kind", ["gpt2", "t5"])
def test_when_the_batch_shrinks_makes_no_difference(kind, share, loaded, monkeypatch):
    heats = (0.0, 0.7, 5.0, 10.0)
    expected = [row.tokens for row in run(loaded[kind][0], heats=heats)[1]]
    assert len({len(tokens) for tokens in expected}) > 1
    monkeypatch.setattr(continuation, "SHRINK_BELOW", share)
    assert [row.tokens for row in run(loaded[kind][0], heats=heats)[1]] == expected


def test_each_row_has_its_own_limit(loaded):
    limits = [1, 5, 3]
    rows = write(
        loaded["gpt2"][0],
        read(loaded["gpt2"][0], [SHORT]),
        [0, 0, 0],
        limits=limits,
        temperatures=[0.0, 0.0, 0.0],
        uniform_LN=torch.zeros(5, 3),
        ending=Ending(set(), lambda _: False),
    )
    assert [len(row.tokens) for row in rows] == limits
    assert rows[1].tokens[:3] == rows[2].tokens
    assert not any(row.ended for row in rows)


def test_a_row_that_has_ended_stays_within_the_positions_there_are(loaded, monkeypatch):
    monkeypatch.setattr(continuation, "SHRINK_BELOW", 0.0)
    model = loaded["gpt2"][0]
    rows = write(
        model,
        read(model, [[9] * 62, SHORT]),
        [0, 1],
        limits=[2, 9],
        temperatures=[0.0, 0.0],
        uniform_LN=torch.zeros(9, 2),
        ending=Ending(set(), lambda _: False),
    )
    assert [len(row.tokens) for row in rows] == [2, 9]


def test_a_network_whose_state_cannot_be_copied_is_refused():
    model = hf.RwkvForCausalLM(hf.RwkvConfig(vocab_size=9, hidden_size=8, num_hidden_layers=2))
    with pytest.raises(ModelError, match="'rwkv' keeps no cache"):
        read(model, [[5]])


def test_a_decoder_must_know_how_to_begin(loaded, monkeypatch):
    model = loaded["t5"][0]
    assert start_token(model) == 0
    for config in (model.config, model.generation_config):
        for name in ("decoder_start_token_id", "bos_token_id"):
            monkeypatch.setattr(config, name, None, raising=False)
    with pytest.raises(ModelError, match="which token its decoder begins with"):
        start_token(model)

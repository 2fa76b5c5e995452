from random import Random

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from alphagen.config import StageConfig
from alphagen.models.model import IGNORED
from alphagen.training.batches import collate
from alphagen.training.examples import Example
from alphagen.training.learner import MASK_ID, Learner, to_device
from alphagen.training.objectives import CORRECT, INCORRECT, NO_PROGRAM
from alphagen.training.recipe import make_model
from alphagen.training.value import ValueHead

CPU = torch.device("cpu")


@pytest.fixture
def batch():
    rng = Random("learner")
    verdicts = (CORRECT, INCORRECT, NO_PROGRAM, CORRECT)
    words = [[rng.randint(4, 99) for _ in range(n)] for n in (9, 20, 14, 17)]
    examples = [Example(w, w[::-1], v) for w, v in zip(words, verdicts, strict=True)]
    return collate(examples, (0, 1), 0.3, np.random.default_rng(1))


@pytest.fixture
def model(config, tokenizer):
    return make_model(config, tokenizer)


def learn(model, batch, **settings):
    learner = Learner(model, StageConfig(steps=1, **settings))
    loss, parts = learner(to_device(batch, CPU), torch.from_numpy(batch.counts()).float())
    return learner, loss, parts.tolist()


def logits_of(model, tensors):
    seen = tensors.input_ids != 0
    start = torch.cat((torch.ones_like(tensors.labels[:, :1]), tensors.labels[:, :-1]), 1)
    shown = start.masked_fill(start == IGNORED, 0)
    return model(
        input_ids=tensors.input_ids, attention_mask=seen, decoder_input_ids=shown
    ).logits.float()


def test_the_plain_loss_is_that_of_the_network(model, batch):
    tensors = to_device(batch, CPU)
    expected = model(
        input_ids=tensors.input_ids, attention_mask=tensors.input_ids != 0, labels=tensors.labels
    ).loss
    _, loss, parts = learn(model, batch)
    torch.testing.assert_close(loss, expected)
    assert parts == pytest.approx([expected.item(), 0, 0])


def test_tempering_divides_the_logits(model, batch):
    tensors = to_device(batch, CPU)
    logits = logits_of(model, tensors)
    expected = F.cross_entropy(logits.flatten(0, 1) / 0.2, tensors.labels.flatten())
    _, loss, _ = learn(model, batch, temperature=0.2)
    torch.testing.assert_close(loss, expected)


def test_gold_leaves_incorrect_solutions_and_inputs_alone(model, batch):
    tensors = to_device(batch, CPU)
    log_p = torch.log_softmax(logits_of(model, tensors) / 0.2, -1)
    where = tensors.labels != IGNORED
    picked = log_p.gather(-1, tensors.labels.clamp(min=0)[..., None])[..., 0]
    weights = picked.exp().sqrt().clamp(min=0.05)
    weights[1:3] = 1.0  # the incorrect solution, and the one that is no program
    expected = -(weights * picked)[where].sum() / where.sum()
    _, loss, parts = learn(model, batch, temperature=0.2, gold=True)
    torch.testing.assert_close(loss, expected)
    assert parts[0] == pytest.approx(-picked[where].mean().item())


def test_masked_tokens_are_guessed_from_a_prompt_without_them(model, batch):
    tensors = to_device(batch, CPU)
    hidden = torch.where(tensors.masked, MASK_ID, tensors.input_ids)
    memory = model.model.encoder(hidden, tensors.input_ids != 0).last_hidden_state
    logits = model.lm_head(memory)[tensors.masked]
    guess = F.cross_entropy(logits, tensors.input_ids[tensors.masked])
    _, plain, _ = learn(model, batch)
    _, loss, parts = learn(model, batch, masked=0.3, masked_weight=0.5)
    torch.testing.assert_close(loss, plain + 0.5 * guess)  # the decoder read the whole prompt
    assert parts[1] == pytest.approx(guess.item())


def test_hidden_tokens_are_of_the_prompts_and_about_as_many_as_asked():
    examples = [Example([5] * n, [6] * 4) for n in range(100, 160)]
    batch = collate(examples, (0, 1), 0.15, np.random.default_rng(2))
    assert not batch.masked[batch.input_ids == 0].any()
    share = batch.masked.sum() / (batch.input_ids != 0).sum()
    assert 0.13 < share < 0.17
    assert not collate(examples, (0, 1)).masked.any()


def test_a_value_head_knows_nothing_at_first_and_teaches_the_decoder(model, batch):
    learner, loss, parts = learn(model, batch, value=0.5)
    _, plain, _ = learn(model, batch)
    assert parts[2] == pytest.approx(float(torch.log(torch.tensor(2.0))))
    torch.testing.assert_close(loss, plain + 0.5 * parts[2])
    torch.nn.init.normal_(learner.value.score.weight, generator=torch.Generator().manual_seed(3))
    tensors, divisors = to_device(batch, CPU), torch.tensor([1e9, 1.0, 3.0])
    learner(tensors, divisors)[0].backward()
    assert model.model.decoder.blocks[0].ffn.up.weight.grad.abs().max() > 1e-5


def test_a_value_head_learns_which_programs_are_wrong(model):
    head = ValueHead(model.config)
    head.draw(torch.Generator().manual_seed(0))
    hidden = torch.randn(2, 6, model.config.d_model, generator=torch.Generator().manual_seed(1))
    mask = torch.tensor([[1, 1, 1, 1, 0, 0], [1, 1, 1, 1, 1, 1]]).bool()
    optimizer = torch.optim.AdamW(head.parameters(), lr=0.02)
    targets = torch.tensor([1.0, 0.0])
    for _ in range(30):
        F.binary_cross_entropy_with_logits(head(hidden, mask), targets).backward()
        optimizer.step()
        optimizer.zero_grad()
    scores = head(hidden, mask)
    assert scores[0] > 1 > -1 > scores[1]
    hidden[0, 4:] = 9.0  # padding has no say
    torch.testing.assert_close(head(hidden, mask), scores)

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from alphagen.training.objectives import (
    BETA,
    CORRECT,
    IGNORED,
    INCORRECT,
    NO_PROGRAM,
    gold_weights,
    token_losses,
    value_losses,
)

LOGITS = torch.tensor([[0.0, math.log(3.0)], [math.log(2.0), 0.0]])


def test_tempered_probabilities():
    # Logits 0 and log 3 divided by 1/2 are 0 and log 9: the second token has 9/10.
    losses = token_losses(LOGITS, torch.tensor([1, 1]), temperature=0.5)
    assert losses.exp().tolist() == pytest.approx([10 / 9, 5.0])
    plain = token_losses(LOGITS, torch.tensor([1, IGNORED]))
    assert plain.tolist() == pytest.approx([math.log(4 / 3), 0.0])


def test_the_gradient_of_tempering_is_that_of_divided_logits():
    logits = LOGITS.clone().requires_grad_()
    token_losses(logits, torch.tensor([1, IGNORED]), temperature=0.5).sum().backward()
    # d(-log P) / d(logit) = (P - 1[label]) / T with P = (1/10, 9/10)
    torch.testing.assert_close(logits.grad, torch.tensor([[0.2, -0.2], [0.0, 0.0]]))


def test_gold_weighs_by_the_root_of_the_probability_but_not_less_than_beta():
    losses = -torch.tensor([0.81, 0.0025, 0.0001, 0.25]).log()
    weights = gold_weights(losses, torch.tensor([True, True, True, False]))
    assert weights.tolist() == pytest.approx([0.9, 0.05, 0.05, 1.0])


def test_gold_weighs_tempered_probabilities_and_is_no_part_of_the_gradient():
    logits = LOGITS[:1].clone().requires_grad_()
    losses = token_losses(logits, torch.tensor([1]), temperature=0.5)
    weights = gold_weights(losses, torch.tensor([True]))
    assert not weights.requires_grad
    assert weights.item() == pytest.approx(math.sqrt(0.9))  # not of 3/4, which is untempered
    (weights * losses).sum().backward()
    # The weight times the gradient of the tempered loss, nothing from the weight itself.
    expected = math.sqrt(0.9) * torch.tensor([[0.2, -0.2]])
    torch.testing.assert_close(logits.grad, expected)


@given(st.lists(st.floats(0, 50), min_size=1, max_size=8))
def test_gold_weights_stay_between_beta_and_one(losses):
    weights = gold_weights(torch.tensor(losses), torch.ones(len(losses), dtype=torch.bool))
    assert weights.min().item() >= BETA - 1e-7
    assert weights.max().item() <= 1
    order = torch.tensor(losses).argsort()
    assert bool((weights[order].diff() <= 0).all())  # an unlikelier token never weighs more


def test_value_losses():
    scores = torch.tensor([math.log(3.0), math.log(3.0), 7.0], requires_grad=True)
    verdicts = torch.tensor([CORRECT, INCORRECT, NO_PROGRAM])
    losses = value_losses(scores, verdicts)
    assert losses.tolist() == pytest.approx([math.log(4 / 3), math.log(4.0), 0.0])
    losses.sum().backward()
    assert scores.grad.tolist() == pytest.approx([-0.25, 0.75, 0.0])

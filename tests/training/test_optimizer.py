import copy

import pytest
import torch

from alphagen.config import StageConfig
from alphagen.training.optimizer import learning_rate, make_optimizer
from alphagen.training.recipe import make_model


def test_the_rate_rises_stays_and_falls():
    stage = StageConfig(steps=10, learning_rate=1.0, warmup=2, decay_from=0.5, final=0.2)
    rates = [learning_rate(stage, step) for step in range(12)]
    assert rates == pytest.approx(
        [0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 0.84, 0.68, 0.52, 0.36, 0.2, 0.2], abs=1e-12
    )


def test_without_warmup_or_decay_the_rate_is_level():
    stage = StageConfig(steps=3, learning_rate=0.25, warmup=0)
    assert [learning_rate(stage, step) for step in range(5)] == [0.25] * 5


def test_a_cosine_falls_after_the_warmup():
    stage = StageConfig(steps=10, learning_rate=1.0, warmup=2, final=0.1, schedule="cosine")
    rates = [learning_rate(stage, step) for step in range(12)]
    # (1 - cos(pi / 4)) / 2 of the way down is 0.1464, three quarters of pi 0.8536.
    assert rates[:3] == [0.5, 1.0, 1.0]
    assert [rates[k] for k in (4, 6, 8, 10, 11)] == pytest.approx(
        [1 - 0.9 * 0.14645, 0.55, 1 - 0.9 * 0.85355, 0.1, 0.1], abs=1e-4
    )
    late = [learning_rate(stage.merged(decay_from=0.6), step) for step in (5, 6, 8, 10)]
    assert late == pytest.approx([1.0, 1.0, 0.55, 0.1])


def test_the_second_beta_is_a_setting(config, tokenizer):
    optimizer = make_optimizer(make_model(config, tokenizer), StageConfig(steps=1, beta2=0.95))
    assert {group["betas"] for group in optimizer.param_groups} == {(0.9, 0.95)}


def test_norms_do_not_decay(config, tokenizer):
    model = make_model(config, tokenizer)
    decaying, others = make_optimizer(model, StageConfig(steps=6)).param_groups
    assert (decaying["weight_decay"], others["weight_decay"]) == (0.1, 0.0)
    assert decaying["betas"] == (0.9, 0.999)  # paper, section 4.2
    assert all(p.ndim > 1 for p in decaying["params"])
    assert all(p.ndim == 1 for p in others["params"])
    counted = sum(p.numel() for g in (decaying, others) for p in g["params"])
    assert counted == sum(p.numel() for p in model.parameters())


MUON = StageConfig(steps=4, learning_rate=0.01, optimizer="muon", weight_decay=0.0)


def test_muon_turns_all_directions_of_a_layer_alike_and_leaves_the_rest_to_adamw(config, tokenizer):
    model, other = make_model(config, tokenizer), make_model(config, tokenizer)
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    generator = torch.Generator().manual_seed(0)
    for ours, theirs in zip(model.parameters(), other.parameters(), strict=True):
        ours.grad = torch.randn(ours.shape, generator=generator)
        if ours.ndim == 2:  # one direction is ten times as steep as another
            u, sizes, v = torch.linalg.svd(ours.grad, full_matrices=False)
            ours.grad = u @ torch.diag(torch.linspace(1, 0.1, len(sizes))) @ v
        theirs.grad = ours.grad.clone()
    make_optimizer(model, MUON).step()
    make_optimizer(other, MUON.merged(optimizer="adamw")).step()
    adamw = dict(other.named_parameters())
    inner = 0
    for name, weight in model.named_parameters():
        if ".blocks." in name and weight.ndim == 2:
            inner += 1
            sizes = torch.linalg.svdvals((weight - before[name]).detach())
            # Liu et al. 2025: the rate, times a fifth of the root of the larger side. The five
            # iterations bring each singular value only near to 1.
            unit = 0.01 * 0.2 * max(weight.shape) ** 0.5
            assert bool(((sizes > 0.6 * unit) & (sizes < 1.3 * unit)).all()), (name, sizes / unit)
        else:
            assert torch.equal(weight, adamw[name])
    assert inner == 11


def test_muon_goes_on_from_where_it_was_saved(config, tokenizer):
    def stepped(optimizer, model, steps):
        generator = torch.Generator().manual_seed(steps)
        for _ in range(steps):
            for p in model.parameters():
                p.grad = torch.randn(p.shape, generator=generator)
            optimizer.step()

    model = make_model(config, tokenizer)
    optimizer = make_optimizer(model, MUON)
    stepped(optimizer, model, 2)
    again = copy.deepcopy(model)
    resumed = make_optimizer(again, MUON)
    resumed.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    stepped(optimizer, model, 3)
    for group in resumed.param_groups:
        assert group["lr"] == 0.01
    stepped(resumed, again, 3)
    weights = again.state_dict()
    assert all(torch.equal(weight, weights[name]) for name, weight in model.state_dict().items())
    for group in (*optimizer.param_groups, *resumed.param_groups):
        group["lr"] = 0.0
    stepped(resumed, again, 1)
    assert all(torch.equal(weight, weights[name]) for name, weight in again.state_dict().items())
    with pytest.raises(NotImplementedError, match="closure"):
        optimizer.step(lambda: 0.0)

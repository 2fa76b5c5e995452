import pytest

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
    parameters = make_model(config, tokenizer).parameters()
    optimizer = make_optimizer(parameters, StageConfig(steps=1, beta2=0.95))
    assert {group["betas"] for group in optimizer.param_groups} == {(0.9, 0.95)}


def test_norms_do_not_decay(config, tokenizer):
    model = make_model(config, tokenizer)
    decaying, others = make_optimizer(model.parameters(), StageConfig(steps=6)).param_groups
    assert (decaying["weight_decay"], others["weight_decay"]) == (0.1, 0.0)
    assert decaying["betas"] == (0.9, 0.999)  # paper, section 4.2
    assert all(p.ndim > 1 for p in decaying["params"])
    assert all(p.ndim == 1 for p in others["params"])
    counted = sum(p.numel() for g in (decaying, others) for p in g["params"])
    assert counted == sum(p.numel() for p in model.parameters())

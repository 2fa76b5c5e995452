"""AdamW and its learning rate (paper, section 4.2)."""

import math
from collections.abc import Iterable

import torch
from torch import nn

from alphagen.config import StageConfig

BETA1 = 0.9  # paper, section 4.2


def learning_rate(stage: StageConfig, step: int) -> float:
    """Rate of a step: linear warm-up, level, then decay to ``final`` of the peak."""
    if step < stage.warmup:
        return stage.learning_rate * (step + 1) / stage.warmup
    begin = stage.decay_from * stage.steps
    if stage.schedule == "cosine":
        begin = max(begin, stage.warmup)
    done = min(max((step - begin) / max(stage.steps - begin, 1), 0), 1)
    if stage.schedule == "cosine":
        done = (1 - math.cos(math.pi * done)) / 2
    return stage.learning_rate * (1 - done * (1 - stage.final))


def make_optimizer(parameters: Iterable[nn.Parameter], stage: StageConfig) -> torch.optim.AdamW:
    """Make AdamW; norms' weights do not decay."""
    parameters = list(parameters)
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": stage.weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    betas = (BETA1, stage.beta2)
    return torch.optim.AdamW(groups, lr=stage.learning_rate, betas=betas, fused=True)

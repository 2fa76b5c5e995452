"""AdamW and its learning rate (paper, section 4.2); Muon, which learns more from a step."""

import math
from collections.abc import Callable
from typing import Any

from torch import nn
from torch.optim import AdamW, Muon, Optimizer

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


class MuonWithAdamW(Optimizer):
    """Muon and AdamW as one optimiser, which is saved and resumed as any other.

    Args:
        muon: of some matrices.
        adamw: of the other parameters.
    """

    def __init__(self, muon: Muon, adamw: AdamW) -> None:
        self.parts: tuple[Optimizer, Optimizer] = (muon, adamw)
        super().__init__([*muon.param_groups, *adamw.param_groups], {})
        self._share()

    def _share(self) -> None:
        """Let both work on the state and the groups of the whole."""
        muon, adamw = self.parts
        muon.state = adamw.state = self.state
        count = len(muon.param_groups)
        muon.param_groups, adamw.param_groups = self.param_groups[:count], self.param_groups[count:]

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what ``state_dict`` returned."""
        super().load_state_dict(state_dict)
        self._share()

    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Make a step with both.

        Raises:
            NotImplementedError: a closure is given.
        """
        if closure is not None:
            raise NotImplementedError("Two optimisers cannot share a closure: call it yourself.")
        for part in self.parts:
            part.step()


def make_optimizer(module: nn.Module, stage: StageConfig) -> Optimizer:
    """Make the optimiser of a stage; norms' weights do not decay.

    Muon (Jordan et al. 2024) takes the matrices inside the blocks, with steps as large as AdamW's
    (Liu et al. 2025), so that one learning rate is right for both.
    """
    muon = stage.optimizer == "muon"
    inner: list[nn.Parameter] = []
    rest: list[nn.Parameter] = []
    for name, p in module.named_parameters():
        (inner if muon and p.ndim == 2 and ".blocks." in name else rest).append(p)
    rate, decay = stage.learning_rate, stage.weight_decay
    groups = [
        {"params": [p for p in rest if p.ndim > 1], "weight_decay": decay},
        {"params": [p for p in rest if p.ndim <= 1], "weight_decay": 0.0},
    ]
    adamw = AdamW(groups, lr=rate, betas=(BETA1, stage.beta2), fused=True)
    if not muon:
        return adamw
    return MuonWithAdamW(
        Muon(inner, lr=rate, weight_decay=decay, adjust_lr_fn="match_rms_adamw"), adamw
    )

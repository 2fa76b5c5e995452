"""What is trained, and its loss: the network, and a value head where a stage has one.

Shapes: B examples, S encoder tokens, T decoder tokens, N label positions.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from alphagen.config import StageConfig
from alphagen.models import AlphagenForConditionalGeneration
from alphagen.models.model import IGNORED, shift_right
from alphagen.models.tokenizer import MASK, SPECIAL_TOKENS
from alphagen.tensors.precision import compute_dtype
from alphagen.training.batches import Batch
from alphagen.training.objectives import CORRECT, gold_weights, token_losses, value_losses
from alphagen.training.value import ValueHead

MASK_ID = SPECIAL_TOKENS.index(MASK)
PARTS = ("program", "masked", "value")
"""The parts of the loss, as they are counted by ``Batch.counts``."""


class Tensors(NamedTuple):
    """A batch on the device: token numbers (B, S) and (B, T), verdicts (B,), hidden (B, S)."""

    input_ids: Tensor
    labels: Tensor
    verdicts: Tensor
    masked: Tensor


def to_device(batch: Batch, device: torch.device) -> Tensors:
    """Move a batch to where the network is."""
    arrays = (batch.input_ids, batch.labels, batch.verdicts, batch.masked)
    ids, labels, verdicts, masked = (
        torch.from_numpy(array).to(device, non_blocking=True) for array in arrays
    )
    return Tensors(ids.long(), labels.long(), verdicts.long(), masked)


class Learner(nn.Module):
    """The network with the objectives of a stage.

    Attributes:
        model: the network.
        value: the head that tells correct solutions from incorrect ones, or None.
    """

    def __init__(self, model: AlphagenForConditionalGeneration, stage: StageConfig) -> None:
        super().__init__()
        self.stage = stage
        self.model = model
        self.value: ValueHead | None = None
        if stage.value:
            self.value = ValueHead(model.config).to(model.device)
            self.value.draw(torch.Generator(model.device).manual_seed(0))

    def forward(self, batch: Tensors, divisors: Tensor) -> tuple[Tensor, Tensor]:
        """Compute the loss of a batch.

        The decoder reads the whole prompt; the tokens that the encoder is to guess are hidden in
        a second pass of its own, which is the cheap part of the network. The paper does not say
        whether its decoder saw the masked prompt: programs would then hang on words that are not
        there.

        Args:
            batch: the examples.
            divisors: (3,), what to divide the sums of ``PARTS`` by; with the counts of this batch
                the parts are its means.

        Returns:
            The loss, and (3,) its parts, detached: the cross-entropy of the program's tokens
            without GOLD's weights, that of the masked tokens, and that of the value head.
        """
        stage, model = self.stage, self.model
        seen = batch.input_ids != model.config.pad_token_id
        outputs = model.model(batch.input_ids, seen, shift_right(batch.labels, model.config))
        hidden_BTD = outputs.last_hidden_state
        correct_BT = (batch.verdicts == CORRECT)[:, None].expand_as(batch.labels)
        logits_NV, labels_N, correct_N = model.logits_at(hidden_BTD, batch.labels, correct_BT)
        losses_N = token_losses(logits_NV, labels_N, stage.temperature)
        program = losses_N.sum()
        weighted = (gold_weights(losses_N, correct_N) * losses_N).sum() if stage.gold else program
        masked = value = losses_N.new_zeros(())
        if stage.masked:
            masked = self._masked(batch, seen)
        if self.value is not None:
            scores_B = self.value(hidden_BTD, batch.labels != IGNORED)
            value = value_losses(scores_B, batch.verdicts).sum()
        parts = torch.stack((program, masked, value)).detach() / divisors
        wanted = torch.stack((weighted, stage.masked_weight * masked, stage.value * value))
        return (wanted / divisors).sum(), parts

    def _masked(self, batch: Tensors, seen: Tensor) -> Tensor:
        """Return the summed cross-entropy of the prompt's tokens that the encoder cannot see.

        They are not tempered: the paper tempers what is sampled from.
        """
        hidden_ids = batch.input_ids.masked_fill(batch.masked, MASK_ID)
        memory_BSD = self.model.model.encoder(hidden_ids, seen).last_hidden_state
        labels = batch.input_ids.masked_fill(~batch.masked, IGNORED)
        logits_NV, labels_N = self.model.logits_at(memory_BSD, labels)
        return token_losses(logits_NV, labels_N).sum()


def step_losses(learner: torch.nn.Module, batch: Tensors, divisors: Tensor) -> Tensor:
    """Return (4,), the loss of a batch and its parts; products in bfloat16 where that is faster."""
    device = batch.input_ids.device
    dtype = compute_dtype(device)
    with torch.autocast(device.type, dtype=dtype, enabled=dtype is not torch.float32):
        loss, parts = learner(batch, divisors)
    return torch.cat((loss[None], parts))

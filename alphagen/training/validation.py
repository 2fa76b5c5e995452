"""The loss on problems that are not trained on, as the paper watches it (section 4.2)."""

from functools import cached_property
from random import Random

import numpy as np
import torch
from torch import nn

from alphagen.config import DataConfig, StageConfig
from alphagen.errors import ConfigError
from alphagen.forge import Instance, draw_fresh, held_out_families
from alphagen.tensors.tokenizer import read_tokenizer
from alphagen.training.batches import collate, group
from alphagen.training.examples import Source, Texts, draw_examples
from alphagen.training.learner import step_losses, to_device
from alphagen.training.problems import input_texts, program_texts
from alphagen.training.rows import RowSource


class HeldOutForge:
    """Fresh problems of the forge's held-out families, one of each and round again.

    They begin with the last family, as ``alphagen evaluate`` begins with the first: what is chosen
    by this loss can be measured on others.

    Attributes:
        data: says how many, and of which families.
        inputs: share of examples that ask for a test input.
    """

    cuts = False

    def __init__(self, data: DataConfig, inputs: float) -> None:
        self.data = data
        self.inputs = inputs

    @cached_property
    def instances(self) -> list[Instance]:
        """The problems, drawn when they are first wanted."""
        families = held_out_families(self.data.families)[::-1]
        return list(draw_fresh(families, self.data.validation, seed=0))

    def texts(self, index: int) -> Texts:
        """Write the texts of problem number ``index``."""
        rng = Random(f"validation {index}")
        instance = self.instances[index]
        if rng.random() < self.inputs:
            return input_texts(instance.problem, rng)
        return program_texts(instance, rng, self.data)


def open_held_out(data: DataConfig, stage: StageConfig) -> Source:
    """Open what a stage is validated on.

    Raises:
        ConfigError: it is trained on data sets, and none is held out.
    """
    data = data.merged(incorrect=0.0, seed=0)
    if not data.problems:
        return HeldOutForge(data, stage.inputs)
    if not data.held_out:
        raise ConfigError(
            f"`data.validation` is {data.validation}, but no data set is held out: name one in "
            "`data.held_out`, or set it to 0."
        )
    return RowSource(data.merged(problems=data.held_out, held_out=(), until=None), stage.inputs)


class Validation:
    """Examples that are not trained on, in batches."""

    def __init__(self, data: DataConfig, stage: StageConfig, tokenizer_json: str) -> None:
        source = open_held_out(data, stage)
        tokenizer = read_tokenizer(tokenizer_json)
        examples = list(draw_examples(source, data, tokenizer, range(data.validation)))
        groups = group(examples, data.batch_tokens, Random(0))
        self.batches = [collate(members, (0, 0)) for members in groups]

    def loss(self, learner: nn.Module, device: torch.device) -> float:
        """Return the mean loss of the targets' tokens, in nats, without GOLD's weights."""
        counts = np.sum([batch.counts() for batch in self.batches], axis=0)
        divisors = torch.from_numpy(counts).clamp(min=1).float().to(device)
        learner.eval()
        with torch.no_grad():
            losses = [
                step_losses(learner, to_device(batch, device), divisors) for batch in self.batches
            ]
        learner.train()
        return float(torch.stack(losses)[:, 1].sum())

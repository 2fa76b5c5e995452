"""What ``torchrun`` starts in the tests of several processes.

Usage: together.py FOLDER PARALLEL STEPS. Each process trains on every batch whose number is its
rank plus a multiple of the world. A step has four batches, however many processes share them.
Prints nothing; losses are in the folder's metrics.
"""

import sys
from pathlib import Path
from random import Random

import numpy as np
import torch

from alphagen.config import DataConfig, StageConfig, TrainConfig
from alphagen.training import loop
from alphagen.training.batches import collate
from alphagen.training.examples import Example
from alphagen.training.group import joined
from alphagen.training.loop import StageTrainer
from alphagen.training.recipe import make_model

BATCHES = 16
SIZES = {"d_model": 16, "num_attention_heads": 2, "head_dim": 8, "ffn_fan_out": 2}


class Sized:
    """All that making a network asks of a tokenizer."""

    def get_vocab_size(self):
        return 100


def batch(number):
    """Make a batch; their sizes differ, so that a mean of means would not be the mean."""
    rng = Random(f"together {number}")
    words = [[rng.randint(4, 99) for _ in range(rng.randint(5, 20))] for _ in range(3 + number % 4)]
    examples = [Example(word, word[::-1], row % 2) for row, word in enumerate(words)]
    return collate(examples, (number + 1, 0), 0.3, np.random.default_rng(number))


def stream(_pools, position, _workers, turn):
    rank, world = turn
    first = position[0] + (rank - position[0]) % world
    return iter([batch(number) for number in range(first, BATCHES, world)])


def main(folder, parallel, steps):
    torch.set_num_threads(1)
    loop.stream = stream
    loop.compute_dtype = lambda _: torch.float32
    loop.REPORT_STEPS = 2  # several steps are added up at once
    config = TrainConfig(
        model={**SIZES, "encoder_layers": 1, "decoder_layers": 2},
        data=DataConfig(vocab_size=400),
        stages={},
    )
    with joined(parallel) as group:
        train(config, group, Path(folder), int(steps))


def train(config, group, folder, steps):
    stage = StageConfig(
        steps=BATCHES // 4,
        warmup=1,
        learning_rate=0.01,
        masked=0.3,
        value=0.5,
        accumulate=4 // group.world,
        clip=0.5,
    )
    trainer = StageTrainer(make_model(config, Sized()), stage, config.data, "", folder, group)
    trainer.stage = stage.merged(steps=steps)
    trainer.run(checkpoint_minutes=60)


if __name__ == "__main__":
    main(*sys.argv[1:])

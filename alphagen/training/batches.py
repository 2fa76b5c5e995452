"""Batches of like lengths.

Shapes come from a short list: freely varying ones make the allocator's memory grow without end.

B: examples, S: encoder tokens, T: decoder tokens.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import torch
from tokenizers import Tokenizer
from torch.utils.data import DataLoader, IterableDataset

from alphagen.config import DataConfig
from alphagen.errors import ConfigError
from alphagen.training.examples import Example, draw_examples

PAD = 0
IGNORED = -100
ENCODER_STEP = 32
DECODER_STEPS = (32, 48, 64, 96, 128, 192, 256, 384, 512, 768)


@dataclass(frozen=True, slots=True)
class Batch:
    """One step's examples.

    Attributes:
        input_ids: (B, S), padded with 0.
        labels: (B, T), padded with -100.
        position: where the stream stands after it: number of pools finished, batches of the next.
    """

    input_ids: torch.Tensor
    labels: torch.Tensor
    position: tuple[int, int]


def _shape(example: Example) -> tuple[int, int]:
    source = -(-len(example.source) // ENCODER_STEP) * ENCODER_STEP
    last = DECODER_STEPS[-1]
    longer = -(-len(example.target) // last) * last
    return source, next((step for step in DECODER_STEPS if step >= len(example.target)), longer)


def group(examples: list[Example], batch_tokens: int, rng: Random) -> list[list[Example]]:
    """Group examples of one shape into batches, and shuffle the batches.

    A shape's last batch is filled up with examples drawn again, and a shape with examples for less
    than a quarter of a batch is left out.
    """
    buckets: dict[tuple[int, int], list[Example]] = defaultdict(list)
    for example in examples:
        buckets[_shape(example)].append(example)
    batches = []
    for (source, target), members in sorted(buckets.items(), key=lambda item: item[0]):
        size = max(1, batch_tokens // (source + target))
        if len(members) < size // 4:
            continue  # too few to be worth a step
        members = members + rng.choices(members, k=-len(members) % size)
        batches += [members[i : i + size] for i in range(0, len(members), size)]
    rng.shuffle(batches)
    return batches


def collate(examples: list[Example], position: tuple[int, int]) -> Batch:
    """Pad examples of one shape."""
    source, target = _shape(examples[0])
    input_ids = torch.full((len(examples), source), PAD)
    labels = torch.full((len(examples), target), IGNORED)
    for row, example in enumerate(examples):
        input_ids[row, : len(example.source)] = torch.tensor(example.source)
        labels[row, : len(example.target)] = torch.tensor(example.target)
    return Batch(input_ids, labels, position)


class BatchStream(IterableDataset[Batch]):
    """All batches of a stage from a position on; the same position gives the same batches.

    Iterating raises a ConfigError when the settings leave no batch.
    """

    def __init__(
        self, data: DataConfig, tokenizer_json: str, inputs: float, position: tuple[int, int]
    ) -> None:
        super().__init__()
        self.data = data
        self.tokenizer_json = tokenizer_json
        self.inputs = inputs
        self.position = position

    def __iter__(self) -> Iterator[Batch]:
        tokenizer = Tokenizer.from_str(self.tokenizer_json)
        pool, skip = self.position
        while True:
            indices = range(pool * self.data.pool, (pool + 1) * self.data.pool)
            examples = list(draw_examples(self.data, tokenizer, indices, self.inputs))
            rng = Random(f"batches {self.data.seed} {pool}")
            batches = group(examples, self.data.batch_tokens, rng)
            if not batches:  # or it would draw pools for ever
                raise ConfigError(
                    f"None of {self.data.pool} problems makes a batch: raise `data.pool` or "
                    "`data.max_encoder_tokens`, or lower `data.batch_tokens`."
                )
            for number, batch in enumerate(batches):
                if number >= skip:
                    last = number == len(batches) - 1
                    yield collate(batch, (pool + 1, 0) if last else (pool, number + 1))
            pool, skip = pool + 1, 0


def loader(stream: BatchStream, *, background: bool) -> Iterator[Batch]:
    """Draw batches in a process of their own, or here."""
    if not background:
        return iter(stream)
    return iter(DataLoader(stream, batch_size=None, num_workers=1, prefetch_factor=64))

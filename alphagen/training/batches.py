"""Batches of like lengths.

Shapes come from a short list: freely varying ones make the allocator's memory grow without end.

B: examples, S: encoder tokens, T: decoder tokens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random

import numpy as np
import numpy.typing as npt
from torch.utils.data import DataLoader, Dataset

from alphagen.config import DataConfig, StageConfig
from alphagen.errors import ConfigError
from alphagen.models.model import IGNORED
from alphagen.tensors.tokenizer import read_tokenizer
from alphagen.training.examples import Example, draw_examples
from alphagen.training.objectives import NO_PROGRAM
from alphagen.training.sources import open_source

PAD = 0
ENCODER_STEP = 32
DECODER_STEPS = (32, 48, 64, 96, 128, 192, 256, 384, 512, 768)
LEAST_FILLED = 0.25
"""A pool's last batch is left out when it holds less than this share of a batch's tokens."""

Tokens = npt.NDArray[np.int16]
"""Token numbers; no vocabulary has more than 8,000. Processes hand arrays on in their messages,
where a tensor would take a file descriptor each."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One step's examples.

    Attributes:
        input_ids: (B, S), padded with 0.
        labels: (B, T), padded with -100.
        position: where the stream stands after it: number of pools finished, batches of the next.
        verdicts: (B,), what the value head is to say of each.
        masked: (B, S), whether a token of the prompt is hidden from the encoder.
    """

    input_ids: Tokens
    labels: Tokens
    position: tuple[int, int]
    verdicts: npt.NDArray[np.int8]
    masked: npt.NDArray[np.bool_]

    @property
    def size(self) -> int:
        """Number of tokens, padding included."""
        return self.input_ids.size + self.labels.size

    def counts(self) -> npt.NDArray[np.int64]:
        """Count what the means of the losses are over: target tokens, masked tokens, programs."""
        return np.array(
            [(self.labels != IGNORED).sum(), self.masked.sum(), (self.verdicts != NO_PROGRAM).sum()]
        )


def _shape(example: Example) -> tuple[int, int]:
    source = -(-len(example.source) // ENCODER_STEP) * ENCODER_STEP
    last = DECODER_STEPS[-1]
    longer = -(-len(example.target) // last) * last
    return source, next((step for step in DECODER_STEPS if step >= len(example.target)), longer)


def _widest(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
    return max(first[0], second[0]), max(first[1], second[1])


def _snake(example: Example) -> tuple[int, int]:
    """Sort by the target's length, the sources now rising and now falling: neighbours are alike."""
    source, target = _shape(example)
    rising = sum(step < target for step in DECODER_STEPS) % 2
    return target, source if rising else -source


def group(examples: Sequence[Example], batch_tokens: int, rng: Random) -> list[list[Example]]:
    """Group examples of like lengths into batches, padding included, and shuffle the batches.

    An example longer than ``batch_tokens`` makes a batch of its own.
    """
    batches: list[list[Example]] = []
    members: list[Example] = []
    shape = (0, 0)
    for example in sorted(examples, key=_snake):
        joined = _widest(shape, _shape(example))
        if members and (len(members) + 1) * sum(joined) > batch_tokens:
            batches.append(members)
            members, joined = [], _shape(example)
        members.append(example)
        shape = joined
    if members and (not batches or len(members) * sum(shape) >= LEAST_FILLED * batch_tokens):
        batches.append(members)
    rng.shuffle(batches)
    return batches


def collate(
    examples: Sequence[Example],
    position: tuple[int, int],
    masked: float = 0.0,
    chance: np.random.Generator | None = None,
) -> Batch:
    """Pad examples to the longest of them, and choose the tokens to hide.

    Args:
        examples: of the batch.
        position: where the stream stands after it.
        masked: share of the prompts' tokens to hide, each for itself.
        chance: chooses them; needed for a share above 0.
    """
    source, target = 0, 0
    for example in examples:
        source, target = _widest((source, target), _shape(example))
    input_ids = np.full((len(examples), source), PAD, np.int16)
    labels = np.full((len(examples), target), IGNORED, np.int16)
    for row, example in enumerate(examples):
        input_ids[row, : len(example.source)] = example.source
        labels[row, : len(example.target)] = example.target
    verdicts = np.array([example.verdict for example in examples], np.int8)
    hidden = np.zeros(input_ids.shape, np.bool_)
    if masked and chance is not None:
        hidden = (chance.random(input_ids.shape) < masked) & (input_ids != PAD)
    return Batch(input_ids, labels, position, verdicts, hidden)


class Pools(Dataset[list[Batch]]):
    """The pools of a stage, by number: examples drawn together, in batches of like lengths."""

    def __init__(self, data: DataConfig, tokenizer_json: str, stage: StageConfig) -> None:
        self.data = data
        self.tokenizer_json = tokenizer_json
        self.stage = stage
        self.source = open_source(data, stage)

    def __getitem__(self, pool: int) -> list[Batch]:
        """Draw a pool; the same number gives the same batches in the same order."""
        tokenizer = read_tokenizer(self.tokenizer_json)
        indices = range(pool * self.data.pool, (pool + 1) * self.data.pool)
        examples = list(draw_examples(self.source, self.data, tokenizer, indices))
        rng = Random(f"batches {self.data.seed} {pool}")
        groups = group(examples, self.data.batch_tokens, rng)
        chance = np.random.default_rng((self.data.seed, pool))
        return [
            collate(
                members,
                (pool, number) if number < len(groups) else (pool + 1, 0),
                self.stage.masked,
                chance,
            )
            for number, members in enumerate(groups, 1)
        ]


def stream(
    pools: Pools, position: tuple[int, int], workers: int = 0, turn: tuple[int, int] = (0, 1)
) -> Iterator[Batch]:
    """Yield all batches from a position on.

    Args:
        pools: what to draw.
        position: that of the last batch there was, or (0, 0).
        workers: processes that draw pools ahead; 0 draws them here. The batches are the same.
        turn: (rank, world) of processes that share the pools: each takes every world-th.

    Raises:
        ConfigError: the settings leave no batch.
    """
    first, skip = position
    rank, world = turn
    start = first + (rank - first) % world  # a pool that was begun is one of this rank's
    skip = skip if start == first else 0
    order = count(start, world)
    drawn: Iterator[list[Batch]]
    if workers:
        drawn = iter(
            DataLoader(
                pools,
                batch_size=None,
                sampler=order,
                num_workers=workers,
                collate_fn=list,
                prefetch_factor=2,
            )
        )
    else:
        drawn = (pools[number] for number in order)
    for batches in drawn:
        if not batches:  # or a stage would draw pools for ever
            raise ConfigError(
                f"None of {pools.data.pool} examples makes a batch: raise `data.pool` or "
                "`data.max_encoder_tokens`."
            )
        yield from batches[skip:]
        skip = 0

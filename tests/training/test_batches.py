from collections import Counter
from itertools import islice
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.config import StageConfig
from alphagen.errors import ConfigError
from alphagen.training.batches import DECODER_STEPS, IGNORED, PAD, Pools, collate, group, stream
from alphagen.training.examples import Example, Texts

TOKENS = 1000
examples = st.builds(
    lambda source, target, mark: Example([mark] * source, [mark] * target),
    st.integers(1, 300),
    st.integers(1, 900),
    st.integers(4, 90),
)


def shape(*members):
    steps = (*DECODER_STEPS, 2 * DECODER_STEPS[-1])
    source = max(len(example.source) for example in members)
    target = max(len(example.target) for example in members)
    return -(-source // 32) * 32, min(s for s in steps if s >= target)


def contents(batch):
    return [(tuple(e.source), tuple(e.target)) for e in batch]


@settings(max_examples=60)
@given(st.lists(examples, max_size=25), st.integers(0, 99))
def test_every_example_lands_in_one_batch(pool, seed):
    batches = group(pool, TOKENS, Random(seed))
    placed = Counter(item for batch in batches for item in contents(batch))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * sum(shape(*batch)) <= TOKENS
    left_out = Counter(contents(pool)) - placed
    assert not placed - Counter(contents(pool))
    # What is left out would have made one small batch.
    rest = [Example(list(s), list(t)) for s, t in left_out.elements()]
    assert not rest or (batches and len(rest) * sum(shape(*rest)) < TOKENS / 4)


def test_padding_is_a_small_part_of_a_batch():
    rng = Random(0)
    pool = [
        Example([5] * round(rng.lognormvariate(5.2, 0.4)), [6] * round(rng.lognormvariate(4, 0.6)))
        for _ in range(4096)
    ]
    batches = group(pool, 16_384, rng)
    real = sum(len(e.source) + len(e.target) for batch in batches for e in batch)
    padded = sum(len(batch) * sum(shape(*batch)) for batch in batches)
    assert real > 0.8 * padded
    assert padded > 0.9 * 16_384 * len(batches)
    assert sum(map(len, batches)) > 0.99 * len(pool)


def test_batches_are_shuffled_alike():
    pool = [Example([5] * (64 * k), [6] * 20) for k in range(1, 12)]
    assert group(pool, TOKENS, Random(1)) == group(pool, TOKENS, Random(1))
    assert group(pool, TOKENS, Random(1)) != group(pool, TOKENS, Random(2))


@settings(max_examples=30)
@given(examples, examples)
def test_a_batch_is_padded(first, second):
    batch = collate([first, second], (3, 4))
    source, target = shape(first, second)
    assert batch.position == (3, 4)
    assert batch.input_ids.shape == (2, source)
    assert batch.labels.shape == (2, target)
    assert batch.input_ids.dtype == batch.labels.dtype == np.int16
    for row, example in enumerate((first, second)):
        ids, labels = batch.input_ids[row].tolist(), batch.labels[row].tolist()
        assert ids == example.source + [PAD] * (source - len(example.source))
        assert labels == example.target + [IGNORED] * (target - len(example.target))


@pytest.mark.filterwarnings("ignore:This DataLoader will create")
@pytest.mark.parametrize("workers", [0, 1, 3])
def test_a_stream_goes_on_from_any_position(workers, config, tokenizer):
    pools = Pools(config.data, tokenizer.to_str(), StageConfig(steps=1, inputs=0.2))

    def batches(position, count, workers):
        return [
            (b.input_ids.tolist(), b.labels.tolist(), b.position)
            for b in islice(stream(pools, position, workers), count)
        ]

    whole = batches((0, 0), 20, 0)
    assert {position[0] for _, _, position in whole} >= {0, 1}
    crossing = next(k for k, (_, _, position) in enumerate(whole) if position == (1, 0))
    for start in (0, crossing - 1, crossing, crossing + 1):
        assert batches(whole[start][2], 3, workers) == whole[start + 1 : start + 4]


class Marked:
    """Texts in which special tokens are written out."""

    cuts = False

    def texts(self, _index):
        return Texts("Print <pad>, <s> and <mask>.", "print('</s>')")


def test_special_tokens_in_texts_are_plain_characters(config, tokenizer):
    pools = Pools(config.data, tokenizer.to_str(), StageConfig(steps=1))
    pools.source = Marked()
    batch = pools[0][0]
    end = tokenizer.token_to_id("</s>")
    assert tokenizer.decode(batch.input_ids[0].tolist()) == "Print <pad>, <s> and <mask>."
    target = batch.labels[0][batch.labels[0] != IGNORED].tolist()
    assert (target.count(end), target[-1]) == (1, end)


@pytest.mark.parametrize("workers", [0, 1])
def test_settings_that_leave_no_batch_are_refused(workers, config, tokenizer):
    short = config.data.merged(max_encoder_tokens=32)
    pools = Pools(short, tokenizer.to_str(), StageConfig(steps=1))
    with pytest.raises(ConfigError, match=r"None of 16 examples makes a batch: raise `data\.pool`"):
        next(stream(pools, (0, 0), workers))

from collections import Counter
from itertools import islice
from random import Random

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.errors import ConfigError
from alphagen.training.batches import DECODER_STEPS, IGNORED, PAD, BatchStream, collate, group
from alphagen.training.examples import Example

TOKENS = 1000
examples = st.builds(
    lambda source, target, mark: Example([mark] * source, [mark] * target),
    st.integers(1, 300),
    st.integers(1, 900),
    st.integers(4, 90),
)


def shape(example):
    steps = (*DECODER_STEPS, 2 * DECODER_STEPS[-1])
    return -(-len(example.source) // 32) * 32, min(s for s in steps if s >= len(example.target))


def contents(batch):
    return [(tuple(e.source), tuple(e.target)) for e in batch]


@settings(max_examples=60, deadline=None)
@given(st.lists(examples, max_size=25), st.integers(0, 99))
def test_every_example_lands_in_a_batch_of_its_shape(pool, seed):
    batches = group(pool, TOKENS, Random(seed))
    placed = Counter(item for batch in batches for item in contents(batch))
    of_shape = Counter(map(shape, pool))
    for batch in batches:
        assert len({shape(example) for example in batch}) == 1
        width = sum(shape(batch[0]))
        assert len(batch) == max(1, TOKENS // width)
    for example in pool:
        left_out = of_shape[shape(example)] < TOKENS // sum(shape(example)) // 4
        assert (placed[contents([example])[0]] == 0) == left_out
    assert set(placed) <= set(contents(pool))


def test_batches_are_shuffled_alike():
    pool = [Example([5] * (64 * k), [6] * 20) for k in range(1, 12)]
    assert group(pool, TOKENS, Random(1)) == group(pool, TOKENS, Random(1))
    assert group(pool, TOKENS, Random(1)) != group(pool, TOKENS, Random(2))


@settings(max_examples=30, deadline=None)
@given(examples)
def test_a_batch_is_padded(example):
    shorter = Example(example.source, example.target[:-1] or example.target)
    batch = collate([example, shorter] if shape(example) == shape(shorter) else [example], (3, 4))
    source, target = shape(example)
    assert batch.position == (3, 4)
    assert batch.input_ids.shape[1:] == (source,)
    assert batch.labels.shape[1:] == (target,)
    assert batch.input_ids.dtype == batch.labels.dtype == torch.int64
    assert batch.input_ids[0].tolist() == example.source + [PAD] * (source - len(example.source))
    assert batch.labels[0].tolist() == example.target + [IGNORED] * (target - len(example.target))


def test_a_stream_goes_on_from_any_position(config, tokenizer):
    def batches(position, count):
        stream = BatchStream(config.data, tokenizer.to_str(), 0.2, position)
        return [
            (b.input_ids.tolist(), b.labels.tolist(), b.position) for b in islice(stream, count)
        ]

    whole = batches((0, 0), 20)
    assert {position[0] for _, _, position in whole} >= {0, 1}
    crossing = next(k for k, (_, _, position) in enumerate(whole) if position == (1, 0))
    for start in (0, crossing - 1, crossing, crossing + 1):
        assert batches(whole[start][2], 3) == whole[start + 1 : start + 4]


@pytest.mark.parametrize("change", [{"max_encoder_tokens": 32}, {"pool": 1, "batch_tokens": 10**6}])
def test_settings_that_leave_no_batch_are_refused(change, config, tokenizer):
    stream = BatchStream(config.data.merged(**change), tokenizer.to_str(), 0, (0, 0))
    with pytest.raises(ConfigError, match=r"makes a batch: raise `data\.pool`"):
        next(iter(stream))

from collections import Counter
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.core import Problem
from alphagen.errors import UsageError
from alphagen.sampling.mixture import MixedSampler
from alphagen.sampling.replay import ReplaySampler

PROBLEM = Problem("Print a letter.", ())


def letters(letter, n=400, size=4):
    return ReplaySampler([f"{letter}{i}" for i in range(n)], chunk_size=size, name=letter)


def drawn(sampler, n=80, start=0):
    return list(chain(*sampler.sample(PROBLEM, n, seed=3, start=start)))


def test_shares_are_kept():
    mixed = MixedSampler([letters("a"), letters("b")], [0.7, 0.3])
    assert mixed.name == "0.7 a + 0.3 b"
    samples = drawn(mixed, 40)
    assert [sample.index for sample in samples] == list(range(40))
    assert Counter(sample.text[0] for sample in samples) == {"a": 28, "b": 12}
    assert len({sample.text for sample in samples}) == 40


@given(
    st.lists(st.floats(0.01, 10), min_size=1, max_size=5), st.integers(1, 200), st.integers(0, 20)
)
def test_any_part_can_be_drawn_again(shares, n, first):
    samplers = [letters(letter) for letter, _ in zip("abcde", shares, strict=False)]
    mixed = MixedSampler(samplers, shares)
    whole = drawn(mixed, 80 + n)
    assert drawn(mixed, n, start=4 * first) == whole[4 * first : 4 * first + n]
    counts = Counter(sample.text[0] for sample in whole)
    for sampler, share in zip(samplers, shares, strict=True):
        expected = share / sum(shares) * len(whole)
        assert abs(counts[sampler.name] - expected) <= 4 * len(shares)


def test_the_end_of_one_is_the_end():
    mixed = MixedSampler([letters("a", 8), letters("b")], [1, 1])
    assert len(drawn(mixed)) == 16


def test_shares_are_positive_and_chunks_equal():
    with pytest.raises(UsageError, match="b has a share of 0: give a positive one"):
        MixedSampler([letters("a"), letters("b")], [1, 0])
    with pytest.raises(ValueError, match=r"different sizes: \[4, 5\]"):
        MixedSampler([letters("a"), letters("b", size=5)], [1, 1])

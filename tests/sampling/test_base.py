import doctest

import pytest

from alphagen.sampling import base
from alphagen.sampling.base import check_start, chunk_seed


def test_examples():
    result = doctest.testmod(base)
    assert result.attempted == 2
    assert result.failed == 0


def test_seeds_are_63_bits_and_differ_in_every_argument():
    seeds = {
        chunk_seed(s, key, i) for s in range(5) for key in ("a", "b", "1", "11") for i in range(50)
    }
    assert len(seeds) == 5 * 4 * 50
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_a_start_between_chunks_is_refused():
    assert check_start(192, 64) == 3
    for start in (1, 65, -64):
        with pytest.raises(ValueError, match=f"start {start} is not a multiple"):
            check_start(start, 64)

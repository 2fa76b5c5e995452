"""Several samplers in one run, each with a share of the chunks."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from alphagen.errors import UsageError
from alphagen.sampling.base import check_start

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alphagen.core import Problem, Sample
    from alphagen.sampling.base import Sampler


class MixedSampler:
    """Takes each chunk from one of several samplers, in turn and by their shares.

    Whose turn it is depends on the number of the chunk alone, so that any chunk can be drawn again,
    and the shares are kept to within one chunk however many there are.
    """

    def __init__(self, samplers: Sequence[Sampler], shares: Sequence[float]) -> None:
        """Mix samplers.

        Args:
            samplers: with equal sizes of chunks.
            shares: one for each; only their proportions count.

        Raises:
            UsageError: a share is not a positive number.
        """
        for sampler, share in zip(samplers, shares, strict=True):
            if not 0 < share < math.inf:
                raise UsageError(f"{sampler.name} has a share of {share:g}: give a positive one.")
        sizes = {sampler.chunk_size for sampler in samplers}
        if len(sizes) != 1:
            raise ValueError(f"samplers with chunks of different sizes: {sorted(sizes)}")
        self._samplers, self._shares = samplers, [share / sum(shares) for share in shares]
        self.chunk_size = sizes.pop()
        names = zip(samplers, self._shares, strict=True)
        self.name = " + ".join(f"{share:.3g} {sampler.name}" for sampler, share in names)

    def sample(
        self, problem: Problem, n: int, *, seed: int, start: int = 0
    ) -> Iterator[list[Sample]]:
        """Yield samples ``start`` to ``start + n`` in chunks, as ``Sampler`` says.

        A sampler that ends early ends the whole.
        """
        size = self.chunk_size
        first, count = check_start(start, size), -(-n // size)
        turns = list(islice(self._turns(), first + count))
        streams = {}
        for place, sampler in enumerate(self._samplers):
            before, own = turns[:first].count(place), turns[first:].count(place)
            # Seeds come from the number of a chunk, which two samplers may share: they differ.
            streams[place] = sampler.sample(
                problem, own * size, seed=seed + place, start=before * size
            )
        begin, end = start, start + n
        for place in turns[first:]:
            drawn = next(streams[place], [])[: end - begin]
            if not drawn:
                return
            yield [replace(sample, index=begin + i) for i, sample in enumerate(drawn)]
            begin += size

    def _turns(self) -> Iterator[int]:
        """Yield whose turn it is, chunk by chunk: his who is furthest behind his share."""
        had = [0] * len(self._shares)
        for chunk in range(1 << 62):
            lags = [share * (chunk + 1) - n for share, n in zip(self._shares, had, strict=True)]
            turn = max(range(len(lags)), key=lags.__getitem__)
            had[turn] += 1
            yield turn

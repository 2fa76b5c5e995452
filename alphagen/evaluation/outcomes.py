"""What the samples of one problem came to, as arrays; all of evaluation is computed from these."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from alphagen.selection import MAX_SURVIVORS, failed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alphagen.core import Signature

NONE = -1
"""In place of a number where there is no program, or no cluster."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcomes:
    """One problem's samples, drawn and judged once; K of them, C clusters.

    Attributes:
        name: of the problem, unique in its benchmark.
        passing: (K,) bool, whether a sample passes all examples.
        correct: (K,) bool, whether it passes the examples and all hidden tests.
        unjudged: (K,) bool, whether the examples, or the hidden tests of a sample that passes the
            examples, could not be judged; such a sample counts as neither right nor wrong.
        program: (K,) number of the distinct program, NONE where a sample holds none.
        cluster: (K,) number of the cluster among the survivors, NONE for all others and for
            survivors that never ran on the generated inputs.
        logprob: (K,) natural logarithm of the sample's probability, NaN where unknown.
        model: (K,) number of the model that wrote the sample.
        models: names of the models by number.
        failing: (C,) bool, whether a cluster failed on every generated input.
        signatures: what each cluster prints, empty when nobody needs to know.
        submitted: numbers of the programs whose submission was frozen, by rank.
        max_survivors: survivors that enter the clustering at most.
    """

    name: str
    passing: NDArray[np.bool_]
    correct: NDArray[np.bool_]
    unjudged: NDArray[np.bool_]
    program: NDArray[np.int32]
    cluster: NDArray[np.int32]
    logprob: NDArray[np.float64]
    model: NDArray[np.int32]
    models: tuple[str, ...]
    failing: NDArray[np.bool_]
    signatures: tuple[Signature, ...] = ()
    submitted: tuple[int, ...] = ()
    max_survivors: int = MAX_SURVIVORS

    @property
    def drawn(self) -> int:
        """Number of samples (K)."""
        return len(self.passing)

    @cached_property
    def survivors(self) -> NDArray[np.intp]:
        """Indices of the samples that pass the examples, in the order they were drawn."""
        return np.flatnonzero(self.passing)

    @cached_property
    def programs(self) -> int:
        """Number of distinct programs."""
        return int(self.program.max(initial=NONE)) + 1

    @cached_property
    def printed(self) -> NDArray[np.int32]:
        """(C, inputs) number of what a cluster prints on an input, NONE where it fails.

        Two numbers of a column are equal where the outputs are; those of two columns never are.

        Raises:
            ValueError: the signatures were left out.
        """
        if len(self.signatures) != len(self.failing):
            raise ValueError(f"{self.name} has no signatures: read it with them.")
        numbers: dict[tuple[int, str], int] = {}
        rows = [
            [
                NONE if failed((output,)) else numbers.setdefault((column, output), len(numbers))
                for column, output in enumerate(signature)
            ]
            for signature in self.signatures
        ]
        width = len(rows[0]) if rows else 0
        return np.array(rows, dtype=np.int32).reshape(len(rows), width)

    @property
    def rank(self) -> int:
        """Rank of the first frozen submission that is right, from 1; 0 when none is."""
        right = set(self.program[self.correct].tolist())
        return next((rank for rank, one in enumerate(self.submitted, 1) if one in right), 0)

"""Ways to choose what is handed in, each one function over the arrays of a problem's samples.

A selector is given the indices of the samples that were drawn, in the order they were drawn, and
returns the indices of those whose programs are handed in, at most n, in order. It sees what a
contestant sees, but for ``oracle``. ``SELECTORS`` names them all; a new one is one more line there.

``cluster`` is ``alphagen.selection`` on arrays, and a test holds them together. One thing of
``solve`` is left out: the second look at what is handed in, which would have to run programs.
Survivors beyond ``max_survivors`` of all that was drawn never ran on the generated inputs, so they
take no part here, in sub-samples neither.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from alphagen.evaluation.outcomes import NONE, Outcomes

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Indices: TypeAlias = NDArray[np.intp]
    Selector: TypeAlias = Callable[[Outcomes, Indices, int, np.random.Generator], Indices]


def at_random(outcomes: Outcomes, drawn: Indices, n: int, rng: np.random.Generator) -> Indices:  # noqa: ARG001
    """Hand in n of the samples at random: what the model alone is worth."""
    return rng.choice(drawn, min(n, len(drawn)), replace=False)


def filtered(outcomes: Outcomes, drawn: Indices, n: int, rng: np.random.Generator) -> Indices:
    """Hand in n of the survivors at random (paper, Algorithm 1)."""
    return at_random(outcomes, drawn[outcomes.passing[drawn]], n, rng)


def clustered(outcomes: Outcomes, drawn: Indices, n: int, rng: np.random.Generator) -> Indices:
    """Hand in one survivor of each cluster, largest first (paper, section 4.6).

    Within a cluster the choice is random among its distinct programs. Clusters of one size keep
    the order of their first samples; those that failed on every input come last.
    """
    kept = _grouped(outcomes, drawn)
    order = cluster_order(outcomes, kept)
    return _in_turn(outcomes, rng.permutation(_distinct(outcomes, kept)), order, n)


def by_logprob(outcomes: Outcomes, drawn: Indices, n: int, rng: np.random.Generator) -> Indices:  # noqa: ARG001
    """Like ``clustered``, but log-probability decides where that leaves it to chance.

    Clusters of one size go by their likeliest sample, and of a cluster the likeliest program is
    handed in first. Samples of unknown probability come last.
    """
    kept = _grouped(outcomes, drawn)
    likely = np.nan_to_num(outcomes.logprob[kept], nan=-np.inf)
    best = np.full(len(outcomes.failing), -np.inf)
    np.maximum.at(best, outcomes.cluster[kept], likely)
    order = cluster_order(outcomes, kept, best)
    falling = kept[np.argsort(-likely, kind="stable")]
    return _in_turn(outcomes, _distinct(outcomes, falling), order, n)


def by_agreement(outcomes: Outcomes, drawn: Indices, n: int, rng: np.random.Generator) -> Indices:
    """Like ``clustered``, in the order of CodeT's dual execution agreement (Chen et al. 2022).

    CodeT lets a model write tests, an input with its output, groups programs by the tests they
    pass, and scores a group by its programs times its tests. Our input model writes no outputs.
    So the tests are the pairs of a generated input and an output that some survivor printed, each
    counted once for every sample that printed it. Programs that pass the same tests are a cluster,
    and its score is its samples times the tests they pass: a cluster rises when the others agree
    with it on many inputs. A failed run is no output and agrees with nothing.
    """
    kept = _grouped(outcomes, drawn)
    sizes = np.bincount(outcomes.cluster[kept], minlength=len(outcomes.failing))
    seen = np.flatnonzero(sizes)
    pairs = outcomes.printed[seen] + 1  # 0 is a failed run
    weights = np.repeat(sizes[seen], pairs.shape[1])
    votes = np.bincount(pairs.ravel(), weights=weights, minlength=1)
    votes[0] = 0
    score = np.zeros(len(sizes))
    score[seen] = sizes[seen] * votes[pairs].sum(axis=1)
    order = cluster_order(outcomes, kept, score, sizes_first=False)
    return _in_turn(outcomes, rng.permutation(_distinct(outcomes, kept)), order, n)


def oracle(outcomes: Outcomes, drawn: Indices, n: int, rng: np.random.Generator) -> Indices:  # noqa: ARG001
    """Hand in what is right: the best that any selection could do, which is pass@k."""
    return drawn[outcomes.correct[drawn]][:n]


SELECTORS: dict[str, Selector] = {
    "random": at_random,
    "filter": filtered,
    "cluster": clustered,
    "cluster-logprob": by_logprob,
    "codet": by_agreement,
    "oracle": oracle,
}
FIGURE_8 = ("random", "filter", "cluster", "oracle")
"""The selectors that figure 8 of the paper compares."""


def cluster_order(
    outcomes: Outcomes,
    kept: Indices,
    score: NDArray[np.float64] | None = None,
    *,
    sizes_first: bool = True,
) -> Indices:
    """Return the numbers of the clusters that ``kept`` belongs to, first to hand in first.

    Args:
        outcomes: say which clusters failed on every input; these come last.
        kept: indices of samples that have a cluster, in the order they were drawn.
        score: (C,) the larger the earlier; decides between clusters of one size.
        sizes_first: whether sizes come before the score.
    """
    groups = outcomes.cluster[kept]
    sizes = np.bincount(groups, minlength=len(outcomes.failing))
    seen = np.flatnonzero(sizes)
    first = np.zeros(len(sizes), dtype=np.intp)
    first[groups[::-1]] = np.arange(len(groups))[::-1]
    keys: list[NDArray[np.generic]] = [first[seen]]
    keys += [] if score is None else [-score[seen]]
    keys += [-sizes[seen]] if sizes_first else []
    order: Indices = seen[np.lexsort((*keys, outcomes.failing[seen]))]
    return order


def _grouped(outcomes: Outcomes, drawn: Indices) -> Indices:
    """Return the survivors that enter the clustering."""
    kept = drawn[outcomes.passing[drawn]][: outcomes.max_survivors]
    grouped: Indices = kept[outcomes.cluster[kept] != NONE]
    return grouped


def _distinct(outcomes: Outcomes, kept: Indices) -> Indices:
    """Leave the first sample of each program, in the order given."""
    programs, places = outcomes.program[kept], np.arange(len(kept))
    first = np.empty(outcomes.programs, dtype=np.intp)
    first[programs[::-1]] = places[::-1]
    leading: Indices = kept[first[programs] == places]
    return leading


def _in_turn(outcomes: Outcomes, programs: Indices, order: Indices, n: int) -> Indices:
    """Take a program of each cluster in turn, then round again, as ``selection.choose`` does."""
    groups = outcomes.cluster[programs]
    queues = [programs[groups == number][:n].tolist() for number in order[:n]]
    turns = (one for row in zip_longest(*queues) for one in row if one is not None)
    return np.array(list(turns)[:n], dtype=np.intp)

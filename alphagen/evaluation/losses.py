"""Where a problem was lost on its way to a right submission."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from alphagen.evaluation.outcomes import NONE
from alphagen.evaluation.selectors import cluster_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alphagen.evaluation.outcomes import Outcomes


class Loss(StrEnum):
    """The stage at which a problem was lost, in the order of the stages."""

    NO_SURVIVOR = "no survivor"  # nothing passed the examples
    NONE_RIGHT = "none right"  # something passed them, nothing was right
    RANKED_TOO_LOW = "ranked too low"  # something was right, but not handed in
    UNJUDGED = "unjudged"  # what could not be judged might have been right
    SUBMITTED = "submitted"  # no loss: something right was handed in


NEXT_STEP = {
    Loss.NO_SURVIVOR: "Draw more samples (--samples) or use a stronger or warmer model (--model, "
    "--temperature), and see with `alphagen show` that the statement is read as it was meant.",
    Loss.NONE_RIGHT: "The examples let wrong programs pass: draw more samples (--samples) or use "
    "a stronger model (--model); another selection would not help.",
    Loss.RANKED_TOO_LOW: "The selection lost it: more or better generated inputs (--set inputs=, "
    "--input-model) or another selector (`alphagen curve --selectors`) may find it.",
    Loss.UNJUDGED: "Free memory or use fewer --workers and give the same command again, which "
    "tries hidden tests anew; where examples could not be judged, name another folder (--out).",
    Loss.SUBMITTED: "Nothing to do.",
}
"""What to try for each loss, in one sentence."""


def loss(outcomes: Outcomes) -> Loss:
    """Say where a problem was lost, by the submissions that were frozen."""
    if outcomes.rank:
        return Loss.SUBMITTED
    if outcomes.correct.any():
        return Loss.RANKED_TOO_LOW
    if outcomes.unjudged.any():
        return Loss.UNJUDGED
    return Loss.NONE_RIGHT if outcomes.passing.any() else Loss.NO_SURVIVOR


def losses(outcomes: Iterable[Outcomes]) -> dict[Loss, int]:
    """Count the problems by their loss; each loss is named, with 0 where there is none."""
    counted = Counter(map(loss, outcomes))
    return {one: counted[one] for one in Loss}


def first_right_cluster(outcomes: Outcomes) -> int:
    """Rank of the first cluster that holds a right program, from 1, or 0.

    Clusters are ranked as they are handed in: by size, those that failed on every input last.
    """
    kept = outcomes.survivors[: outcomes.max_survivors]
    kept = kept[outcomes.cluster[kept] != NONE]
    right = np.unique(outcomes.cluster[kept[outcomes.correct[kept]]])
    ranks = np.flatnonzero(np.isin(cluster_order(outcomes, kept), right))
    return int(ranks[0]) + 1 if len(ranks) else 0

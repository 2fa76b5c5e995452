"""How good a method is: estimators over what was sampled and judged. Pure functions."""

from alphagen.evaluation.curves import Point, Rates, curve, mean_points, points, rates
from alphagen.evaluation.estimators import n_at_k, pass_at_k
from alphagen.evaluation.losses import NEXT_STEP, Loss, first_right_cluster, loss, losses
from alphagen.evaluation.outcomes import NONE, Outcomes
from alphagen.evaluation.selectors import FIGURE_8, SELECTORS

__all__ = [
    "FIGURE_8",
    "NEXT_STEP",
    "NONE",
    "SELECTORS",
    "Loss",
    "Outcomes",
    "Point",
    "Rates",
    "curve",
    "first_right_cluster",
    "loss",
    "losses",
    "mean_points",
    "n_at_k",
    "pass_at_k",
    "points",
    "rates",
]

"""How good a method is: estimators over what was sampled and judged. Pure functions."""

from alphagen.evaluation.curves import Point
from alphagen.evaluation.estimators import n_at_k, pass_at_k
from alphagen.evaluation.outcomes import NONE, Outcomes

__all__ = ["NONE", "Outcomes", "Point", "n_at_k", "pass_at_k"]

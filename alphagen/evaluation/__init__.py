"""How good a method is: estimators over what was sampled and judged. Pure functions."""

from alphagen.evaluation.estimators import n_at_k, pass_at_k

__all__ = ["n_at_k", "pass_at_k"]

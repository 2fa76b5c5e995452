"""alphagen: AlphaCode as open software (Li et al. 2022, arXiv:2203.07814)."""

__version__ = "0.1.0"

"""The chance that a problem is solved, from samples drawn once (paper, section 2.2 and A.3)."""

from fractions import Fraction
from math import comb


def pass_at_k(drawn: int, correct: int, k: int) -> float:
    """Chance that at least one of k samples is correct, without bias.

    >>> pass_at_k(4, 1, 2)
    0.5

    Args:
        drawn: samples there are.
        correct: how many of them solve the problem.
        k: samples taken of them, without replacement.

    Raises:
        ValueError: the counts do not fit together.
    """
    return n_at_k(drawn, drawn, correct, k, k)


def n_at_k(drawn: int, passing: int, correct: int, k: int, n: int) -> float:
    """Chance to solve a problem with n submissions out of k samples, by filtering alone.

    Of the k samples those that pass the example tests are kept, and n of these are submitted at
    random. This is the exact value that the paper's Algorithm 1 estimates by drawing.

    >>> n_at_k(4, 2, 1, 4, 1)
    0.5

    Args:
        drawn: samples there are (K).
        passing: how many of them pass the example tests (e).
        correct: how many of these solve the problem (s).
        k: samples taken of them, without replacement.
        n: submissions at most.

    Raises:
        ValueError: the counts do not fit together.
    """
    if not (0 <= correct <= passing <= drawn and 0 <= k <= drawn and n >= 0):
        raise ValueError(
            f"{correct} correct of {passing} passing of {drawn} samples, {k} taken and {n} "
            "submitted: no count may be larger than the one it is part of."
        )
    chance = Fraction(0)
    for kept in range(max(0, k - (drawn - passing)), min(passing, k) + 1):
        submitted = min(kept, n)
        weight = comb(passing, kept) * comb(drawn - passing, k - kept)
        missed = Fraction(comb(passing - correct, submitted), comb(passing, submitted))
        chance += weight * (1 - missed)
    return float(chance / comb(drawn, k))

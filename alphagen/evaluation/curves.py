"""n@k curves over many problems, from samples drawn once (paper, section 2.2 and figure 8)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a curve.

    Attributes:
        selector: how submissions are chosen.
        n: submissions at most.
        k: samples.
        rate: share of the problems that are solved, 0 to 1.
        low: lower end of the 95 % confidence interval.
        high: upper end.
    """

    selector: str
    n: int
    k: int
    rate: float
    low: float
    high: float

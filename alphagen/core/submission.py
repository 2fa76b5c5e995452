"""How programs are grouped and handed in."""

from dataclasses import dataclass

from alphagen.core.program import Program

Signature = tuple[str, ...]
"""What one program printed on each generated input, in order.

A run that failed is its status in angle brackets, such as ``<TLE>``.
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Programs with one signature.

    Attributes:
        signature: what all of them print.
        programs: distinct programs, in the order they were sampled.
        size: number of samples behind them; a program sampled twice counts twice.
    """

    signature: Signature
    programs: tuple[Program, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Submission:
    """A program to hand in.

    Attributes:
        rank: 1 for the first to hand in.
        program: what to hand in.
        cluster: index of the cluster it speaks for, 0 for the largest.
        cluster_size: number of samples in that cluster.
    """

    rank: int
    program: Program
    cluster: int
    cluster_size: int

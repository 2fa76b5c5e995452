"""What AlphaCode itself reached, as reference beside our own measurements.

These numbers were read off the paper (Li et al. 2022, arXiv:2203.07814), not measured here: other
models, other problems, other hardware. They are drawn dotted, carry their source, and are of
another type than a measured point, so that the two are never averaged or compared by mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class PublishedPoint:
    """A solve rate that the paper prints.

    Attributes:
        k: samples per problem.
        rate: share of the problems solved, 0 to 1.
        low: lower end of the paper's 95 % interval; None where it prints none.
        high: upper end of it.
    """

    k: int
    rate: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class PublishedCurve:
    """One row of a table of the paper.

    Attributes:
        system: the paper's name for what was measured.
        selector: our name for how it chose what to submit.
        n: submissions at most.
        problems: which problems they are, as the paper names them.
        source: table of the paper.
        points: by rising k.
    """

    system: str
    selector: str
    n: int
    problems: str
    source: str
    points: tuple[PublishedPoint, ...]

    @property
    def label(self) -> str:
        """Name the curve and its source in one line, as a legend shows it."""
        return f"AlphaCode {self.system}, {self.problems} (paper, {self.source})"


VALIDATION, TEST = "CodeContests validation", "CodeContests test"
FILTER, CLUSTER = "filter", "cluster"
_SAMPLES = (1_000, 10_000, 100_000, 1_000_000)


def _curve(
    system: str,
    selector: str,
    problems: str,
    source: str,
    rates: str,
) -> PublishedCurve:
    """Read a row as the paper prints it: per cent, with or without ``(low-high)``."""
    points = []
    for k, cell in zip(_SAMPLES, rates.split(), strict=False):
        rate, _, interval = cell.rstrip(")").partition("(")
        low, _, high = interval.partition("-")
        ends = (float(low) / 100, float(high) / 100) if interval else (None, None)
        points.append(PublishedPoint(k, float(rate) / 100, *ends))
    return PublishedCurve(system, selector, 10, problems, source, tuple(points))


TABLE_5 = (
    _curve("9B", FILTER, VALIDATION, "table 5", "16.9 22.6 27.1 30.1"),
    _curve("41B", FILTER, VALIDATION, "table 5", "16.9 23.9 28.2 31.8"),
    _curve("41B + clustering", CLUSTER, VALIDATION, "table 5", "21.0 26.2 31.8 34.2"),
    _curve("41B + 9B", FILTER, VALIDATION, "table 5", "17.2 24.6 29.0 32.0"),
    _curve("41B + 9B + clustering", CLUSTER, VALIDATION, "table 5", "19.5 26.2 32.9 35.5"),
    _curve("9B", FILTER, TEST, "table 5", "14.3 21.5 25.8"),
    _curve("41B", FILTER, TEST, "table 5", "15.6 23.2 27.7"),
    _curve("41B + clustering", CLUSTER, TEST, "table 5", "16.4 25.4 29.6"),
    _curve("41B + 9B", FILTER, TEST, "table 5", "15.8 23.0 27.5"),
    _curve("41B + 9B + clustering", CLUSTER, TEST, "table 5", "15.6 24.3 29.7"),
)
"""10@k of the large models."""

TABLE_8 = tuple(
    _curve(f"1B, {system}", selector, VALIDATION, "table 8", rates)
    for system, selector, rates in (
        ("plain", FILTER, "6.7(6.5-6.8) 10.4(9.6-11.0) 15.2(14.3-15.9) 19.6(18.2-20.4)"),
        ("+ MLM", FILTER, "6.6(6.2-7.0) 12.5(12.1-12.7) 17.0(16.5-17.2) 20.7(19.1-21.3)"),
        ("+ tempering", FILTER, "7.7(7.2-8.5) 13.3(12.5-13.8) 18.7(18.0-19.2) 21.9(20.7-22.6)"),
        ("+ tags, ratings", FILTER, "6.8(6.4-7.0) 13.7(12.8-14.9) 19.3(18.1-20.0) 22.4(21.3-23.0)"),
        ("+ value", FILTER, "10.6(9.8-11.1) 16.6(16.4-16.9) 20.2(19.6-20.7) 23.2(21.7-23.9)"),
        ("+ GOLD", FILTER, "12.4(12.0-13.0) 17.3(16.9-17.6) 21.5(20.5-22.2) 24.2(23.1-24.4)"),
        (
            "+ clustering",
            CLUSTER,
            "12.2(10.8-13.4) 18.0(17.3-18.8) 24.1(23.2-25.0) 28.4(27.5-29.3)",
        ),
    )
)
"""10@k of the 1B model as its parts are added, each row with all the rows above it."""


class PublishedNetwork(NamedTuple):
    """One row of table 6: how fast a network of about 1B parameters writes, and what it solves.

    Attributes:
        system: what is special in its architecture.
        samples_per_s: samples per TPU second.
        rate: share of the problems solved at 10@10k, without clustering.
    """

    system: str
    samples_per_s: float
    rate: float


TABLE_6 = (
    PublishedNetwork("multi-query", 4.74, 0.173),
    PublishedNetwork("multi-head", 0.37, 0.170),
    PublishedNetwork("decoder-only", 1.23, 0.185),
)
"""The architectures compared on CodeContests validation; no intervals are printed."""

FIGURE_8_SHAPE = {
    "random": "flat: without filtering, more samples do not help",
    "filter": "rises with the number of samples",
    "cluster": "rises above filtering alone",
    "oracle": "far above both",
}
"""The shape of the paper's figure 8, by selector; it prints no numbers for these curves."""


def references(n: int = 10) -> tuple[PublishedCurve, ...]:
    """Return the curves to draw beside a measured n@k: one that filters, one that clusters too.

    The paper prints them for ten submissions; another ``n`` has none.

    >>> [curve.selector for curve in references(10)], references(1)
    (['filter', 'cluster'], ())
    """
    chosen = ("41B", "41B + clustering")
    return tuple(
        curve
        for curve in TABLE_5
        if curve.n == n and curve.problems == TEST and curve.system in chosen
    )

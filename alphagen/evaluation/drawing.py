"""Curves as a picture, with what the paper reports beside them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from alphagen.evaluation.curves import Point
    from alphagen.evaluation.published import PublishedCurve

INCHES = (8.0, 5.0)
COLOURS = "#6e7781 #0a6ebd #b34700 #1a7037 #8b3d9e #8a6500 #00747a #ad1a72".split()
MARKERS = "os^Dv<>p"


def draw_svg(
    curves: Mapping[str, Sequence[Point]],
    title: str = "",
    references: Sequence[PublishedCurve] = (),
) -> str:
    """Draw the solve rate over k as SVG, with a legend below.

    The same curves give the same text.

    Args:
        curves: points by ascending k, by what the legend is to say.
        title: above the picture.
        references: what the paper reports; see ``plot``.
    """
    settings: dict[Any, Any] = {
        "svg.hashsalt": "alphagen",
        "svg.fonttype": "none",
        "text.parse_math": False,
    }
    with rc_context(settings):
        figure = Figure(INCHES, layout="constrained")  # not pyplot, which keeps figures
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        plot(axes, curves, references, COLOURS)
        axes.set_title(title)
        if curves:
            figure.legend(loc="outside lower center", ncols=2, fontsize="small", frameon=False)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": "alphagen"})
    return text.getvalue()


def plot(
    axes: Axes,
    curves: Mapping[str, Sequence[Point]],
    references: Sequence[PublishedCurve],
    colours: Sequence[str],
) -> None:
    """Draw the solve rate over k, with the confidence interval as a band.

    Args:
        axes: to draw on.
        curves: measured points by ascending k, by their label.
        references: what the paper reports, dotted, in the colour of the curve with the same
            selector where there is one.
        colours: as many as markers; the curves take them in turn.
    """
    for number, (label, points) in enumerate(curves.items()):
        ks, rates = [one.k for one in points], [one.rate for one in points]
        colour, marker = colours[number % len(colours)], MARKERS[number % len(MARKERS)]
        axes.plot(ks, rates, label=label, color=colour, marker=marker, markersize=4)
        low, high = np.array([(one.low, one.high) for one in points], np.float64).reshape(-1, 2).T
        axes.fill_between(ks, low, high, color=colour, alpha=0.1, linewidth=0)
    for number, place in paired(curves, references):
        curve = references[number]
        ks, rates = [one.k for one in curve.points], [one.rate for one in curve.points]
        colour = colours[place % len(colours)]
        axes.plot(ks, rates, label=curve.label, color=colour, linestyle=":", linewidth=1.6)
    axes.set(xscale="log", xlabel="samples per problem (k)", ylabel="problems solved")
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    axes.grid(axis="y", linewidth=0.5, alpha=0.5)


def paired(
    curves: Mapping[str, Sequence[Point]], references: Sequence[PublishedCurve]
) -> list[tuple[int, int]]:
    """Return the number of each reference, and of the curve whose selector it has, or 0."""
    selectors = [points[0].selector if points else "" for points in curves.values()]
    return [
        (number, selectors.index(curve.selector) if curve.selector in selectors else 0)
        for number, curve in enumerate(references)
    ]


def short(value: float) -> str:
    """Write a number as an axis shows it.

    >>> [short(value) for value in (0.5, 100, 1000, 25_000, 2_000_000)]
    ['0.5', '100', '1k', '25k', '2M']
    """
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"

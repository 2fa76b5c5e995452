"""Curves as a picture."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alphagen.evaluation.curves import Point

INCHES = (7.0, 4.5)


def draw_svg(curves: Mapping[str, Sequence[Point]], title: str = "") -> str:
    """Draw the solve rate over k, with the confidence interval as a band, as SVG.

    The same curves give the same text.

    Args:
        curves: points by ascending k, by what the legend is to say.
        title: above the picture.
    """
    # Not pyplot, which keeps figures in a global state.
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with rc_context({"svg.hashsalt": "alphagen", "svg.fonttype": "none"}):
        figure = Figure(INCHES, layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        for label, points in curves.items():
            ks = [one.k for one in points]
            (line,) = axes.plot(ks, [100 * one.rate for one in points], marker=".", label=label)
            low, high = ([100 * end for end in ends] for ends in _ends(points))
            axes.fill_between(ks, low, high, color=line.get_color(), alpha=0.15, linewidth=0)
        axes.set(xscale="log", xlabel="samples (k)", ylabel="problems solved, %", title=title)
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
        if curves:
            axes.legend()
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": "alphagen"})
    return text.getvalue()


def _ends(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    return [one.low for one in points], [one.high for one in points]

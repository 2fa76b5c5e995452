"""Charts as SVG that takes its colours from the page, for light and dark.

matplotlib writes colours as hex numbers. The charts are drawn with made-up ones, ``#a1fa00`` and
up, and each is replaced by the CSS variable of its role. A chart carries its legend only in words:
the page sets it below, where it can wrap.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from alphagen.evaluation.drawing import MARKERS, paired, plot, short

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

    from alphagen.evaluation.curves import Point
    from alphagen.evaluation.published import PublishedCurve
    from alphagen.evaluation.report.facts import Growth

_SERIES = ("s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7")
_COLOUR = {role: f"#a1fa{number:02x}" for number, role in enumerate(("ink", "line", *_SERIES))}
_SYMBOLS = dict(zip(MARKERS, "●■▲◆▼◀▶⬟", strict=True))
_SIZES = {"wide": (8.4, 3.5, 10.0), "narrow": (3.7, 3.2, 10.0)}  # inches, inches, points

NAMES = {
    "random": "random (no filter)",
    "filter": "filter",
    "cluster": "cluster (after the filter)",
    "oracle": "oracle (pass@k)",
}
"""What the curves of the paper's figure 8 are called."""


@dataclass(frozen=True, slots=True)
class Legend:
    """One entry: the name of a line, its CSS variable, marker and whether it is dotted."""

    name: str
    role: str
    marker: str
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in two widths, and its legend.

    Attributes:
        wide: SVG for a screen.
        narrow: SVG for a phone.
        legend: the lines, in the order they were drawn.
    """

    wide: str
    narrow: str
    legend: tuple[Legend, ...]


def _series(number: int) -> tuple[str, str]:
    """Return the role and the symbol of a line."""
    return _SERIES[number % len(_SERIES)], _SYMBOLS[MARKERS[number % len(MARKERS)]]


def curve_chart(points: Sequence[Point], references: Sequence[PublishedCurve] = ()) -> Chart:
    """Draw n@k over k, as ``alphagen.evaluation.drawing`` does.

    Args:
        points: measured, of any selectors and n.
        references: what the paper reports, for comparison of the shape.
    """
    several = len({point.n for point in points}) > 1
    curves: dict[str, list[Point]] = {}
    for point in points:
        name = NAMES.get(point.selector, point.selector)
        curves.setdefault(f"{name}, n = {point.n}" if several else name, []).append(point)
    for line in curves.values():
        line.sort(key=lambda point: point.k)
    legend = [
        *(Legend(name, *_series(number)) for number, name in enumerate(curves)),
        *(
            Legend(references[number].label, _series(place)[0], "", dotted=True)
            for number, place in paired(curves, references)
        ),
    ]

    def draw(axes: Axes) -> None:
        plot(axes, curves, references, [_COLOUR[role] for role in _SERIES])

    return _chart(draw, tuple(legend), "Share of the problems solved over samples per problem")


def growth_chart(growth: Sequence[Growth]) -> Chart:
    """Draw survivors, distinct programs and clusters over the samples drawn."""
    lines = {
        "samples that pass the examples": [one.survivors for one in growth],
        "distinct programs among them": [one.programs for one in growth],
        "clusters": [one.clusters for one in growth],
    }
    legend = tuple(Legend(name, *_series(number)) for number, name in enumerate(lines))

    def draw(axes: Axes) -> None:
        samples = [one.samples for one in growth]
        for number, values in enumerate(lines.values()):
            axes.plot(
                samples,
                values,
                color=_COLOUR[_SERIES[number]],
                marker=MARKERS[number],
                markersize=4,
                markevery=max(1, len(samples) // 8),
            )
        axes.set_yscale("symlog", linthresh=1)
        axes.set_ylim(bottom=0)
        axes.set_xlim(left=0)
        axes.set_xlabel("samples drawn")
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
        axes.grid(visible=True, axis="y", linewidth=0.5, alpha=0.5)

    return _chart(draw, legend, "Survivors, distinct programs and clusters over samples drawn")


def _chart(draw: Callable[[Axes], None], legend: tuple[Legend, ...], title: str) -> Chart:
    return Chart(_svg(draw, title, "wide"), _svg(draw, title, "narrow"), legend)


def _svg(draw: Callable[[Axes], None], title: str, shape: str) -> str:
    width, height, size = _SIZES[shape]
    salt = hashlib.sha256(f"{title} {shape}".encode()).hexdigest()[:8]
    settings: dict[Any, Any] = {
        "text.parse_math": False,
        "svg.fonttype": "none",
        "svg.hashsalt": salt,
        "font.size": size,
        "font.family": "sans-serif",
        "axes.edgecolor": _COLOUR["line"],
        "axes.labelcolor": _COLOUR["ink"],
        "text.color": _COLOUR["ink"],
        "xtick.color": _COLOUR["line"],
        "ytick.color": _COLOUR["line"],
        "xtick.labelcolor": _COLOUR["ink"],
        "ytick.labelcolor": _COLOUR["ink"],
        "grid.color": _COLOUR["line"],
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        stream = io.StringIO()
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None})
    return _adopt(stream.getvalue(), title, salt)


def _adopt(svg: str, title: str, salt: str) -> str:
    """Make an SVG file part of a page: colours by role, no metadata, no id that occurs twice."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\sid="[a-z]+[0-9a-z]*_\d+"', "", svg)
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>c{salt}-", svg)
    for role, colour in _COLOUR.items():
        svg = svg.replace(colour, f"var(--{role})")
    opening = (
        rf'<svg role="img" aria-label="{title}" \g<1> xmlns:xlink="http://www.w3.org/1999/xlink">'
    )
    return re.sub(r'<svg[^>]*?(viewBox="[^"]*")[^>]*>', opening, svg, count=1)

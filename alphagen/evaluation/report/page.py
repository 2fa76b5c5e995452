"""A report as one HTML file: no script, nothing from elsewhere, light and dark.

What it shows was written by models and by strangers, so all of it is escaped: Jinja2 escapes each
value, Pygments escapes programs, matplotlib draws no text but ours. The page also forbids scripts
and requests of any kind to itself (Content-Security-Policy), in case something slips through.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import CppLexer, PythonLexer

from alphagen.core import Language, paired, plural
from alphagen.evaluation.losses import NEXT_STEP
from alphagen.evaluation.published import FIGURE_8_SHAPE, TABLE_5, TABLE_8, references
from alphagen.evaluation.report.charts import NAMES, curve_chart, growth_chart

if TYPE_CHECKING:
    from alphagen.core import Program
    from alphagen.evaluation.report.charts import Chart
    from alphagen.evaluation.report.facts import ProblemFacts, Report, SubmissionFacts

LONGEST_PROGRAM = 50_000
"""Characters of a program that are shown; what is longer is cut, and the page says so."""

LONGEST_OUTPUT = 400
"""Characters of an input or output that are shown beside a cluster."""


def render(report: Report) -> str:
    """Return the page of a report."""
    charts: dict[str, Chart | None] = {"curves": None, "growth": None}
    if report.points:
        n = report.points[0].n
        charts["curves"] = curve_chart(report.points, references(n))
    if report.single and len(report.problems[0].growth) > 1:
        charts["growth"] = growth_chart(report.problems[0].growth)
    page = _environment().get_template("page.html.j2").render(report=report, charts=charts)
    return paired(page)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("alphagen.evaluation.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "code": code,
        "svg": Markup,  # of charts.py alone, which draws no text of others
        "percent": lambda share: f"{100 * share:.1f} %",
        "cut": cut,
        "counted": counted,
        "plural": plural,
    }
    environment.globals |= {
        "shown_submissions": shown_submissions,
        "names": NAMES,
        "next_steps": NEXT_STEP,
        "published": TABLE_5 + TABLE_8,
        "figure_8": FIGURE_8_SHAPE,
    }
    return environment


def code(program: Program) -> Markup:
    """Return a program as highlighted HTML; all of its text is escaped."""
    lexer = {Language.PYTHON3: PythonLexer, Language.CPP: CppLexer}[program.language]
    shown = highlight(program.source[:LONGEST_PROGRAM], lexer(), HtmlFormatter(nowrap=True))
    missing = cut(program.source, LONGEST_PROGRAM)[LONGEST_PROGRAM:]
    return Markup(shown) + missing  # noqa: S704 - Pygments has escaped it


def cut(text: str, longest: int = LONGEST_OUTPUT) -> str:
    r"""Cut a text, and say how much is missing.

    >>> cut("abcdef", 4)
    'abcd\n… 2 characters more'
    """
    if len(text) <= longest:
        return text
    return f"{text[:longest]}\n… {len(text) - longest:,} characters more"


def counted(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Sort counts, the largest first.

    >>> counted({"WA": 2, "AC": 5})
    [('AC', 5), ('WA', 2)]
    """
    return sorted(counts.items(), key=lambda item: -item[1])


def shown_submissions(facts: ProblemFacts, shown: int) -> list[SubmissionFacts]:
    """Return the submissions whose programs are shown: the first ones, and the first right one."""
    return [
        one
        for one in facts.submissions
        if one.submission.rank <= shown or one.submission.rank == facts.rank
    ]

import pytest

from alphagen.evaluation import Point
from alphagen.evaluation.published import references
from alphagen.evaluation.report.charts import curve_chart, growth_chart
from alphagen.evaluation.report.facts import Growth


def points(selector, n=10):
    return [Point(selector, n, k, 0.4, 0.3, 0.5) for k in (100, 10)]


def test_the_legend_names_what_was_measured_and_what_was_published():
    chart = curve_chart([*points("filter"), *points("mine")], references())
    assert [(one.name, one.dotted) for one in chart.legend] == [
        ("filter", False),
        ("mine", False),
        ("AlphaCode 41B, CodeContests test (paper, table 5)", True),
        ("AlphaCode 41B + clustering, CodeContests test (paper, table 5)", True),
    ]
    assert [one.role for one in chart.legend] == ["s0", "s1", "s0", "s0"]


def test_lines_of_several_n_are_told_apart():
    chart = curve_chart([*points("filter", 1), *points("filter", 10)])
    assert [one.name for one in chart.legend] == ["filter, n = 1", "filter, n = 10"]


@pytest.mark.parametrize("shape", ["wide", "narrow"])
def test_a_published_line_is_dotted_and_a_measured_one_is_not(shape):
    bare = getattr(curve_chart(points("filter")), shape)
    both = getattr(curve_chart(points("filter"), references()), shape)
    assert bare.count("stroke-dasharray") == 0
    assert both.count("stroke-dasharray") == 2
    assert 'aria-label="Share of the problems solved' in bare
    assert "samples per problem (k)" in bare


def test_charts_are_alike_for_the_same_values():
    growth = [Growth(0, 0, 0, 0), Growth(5, 3, 2, 1)]
    assert growth_chart(growth) == growth_chart(growth)
    assert growth_chart(growth) != growth_chart([*growth, Growth(9, 4, 2, 1)])

import xml.etree.ElementTree as ET

from alphagen.evaluation import Point
from alphagen.evaluation.drawing import draw_svg
from alphagen.evaluation.published import references

POINTS = [Point("filter", 10, k, rate, rate / 2, rate) for k, rate in ((10, 0.1), (100, 0.4))]


def texts(svg):
    root = ET.fromstring(svg)  # noqa: S314 - our own
    return {element.text for element in root.iter() if element.text}


def test_a_picture_says_what_it_shows_and_is_repeatable():
    svg = draw_svg({"filter": POINTS, "a < b & c": POINTS[:1]}, "10@k")
    assert {"filter", "a < b & c", "10@k", "samples per problem (k)", "problems solved"} <= texts(
        svg
    )
    assert svg == draw_svg({"filter": POINTS, "a < b & c": POINTS[:1]}, "10@k")
    assert svg != draw_svg({"filter": POINTS[:1]}, "10@k")


def test_points_without_an_interval_have_no_band():
    bare = [Point("filter", 10, k, 0.5, None, None) for k in (10, 100)]
    empty = 'PolyCollection_1"/>'
    assert empty in draw_svg({"filter": bare})
    assert empty not in draw_svg({"filter": POINTS})


def test_nothing_to_draw_is_an_empty_picture():
    assert "samples per problem (k)" in texts(draw_svg({}))


def test_what_was_published_is_dotted_and_names_its_source():
    svg = draw_svg({"filter": POINTS}, "10@k", references())
    assert {curve.label for curve in references()} <= texts(svg)
    assert svg.count("stroke-dasharray") == 2 * len(references())  # the line, and its legend
    assert "stroke-dasharray" not in draw_svg({"filter": POINTS}, "10@k")

import xml.etree.ElementTree as ET

from alphagen.evaluation import Point
from alphagen.evaluation.drawing import draw_svg

POINTS = [Point("filter", 10, k, rate, rate / 2, rate) for k, rate in ((10, 0.1), (100, 0.4))]


def texts(svg):
    root = ET.fromstring(svg)  # noqa: S314 - our own
    return {element.text for element in root.iter() if element.text}


def test_a_picture_says_what_it_shows_and_is_repeatable():
    svg = draw_svg({"filter": POINTS, "a < b & c": POINTS[:1]}, "10@k")
    assert {"filter", "a < b & c", "10@k", "samples (k)", "problems solved, %"} <= texts(svg)
    assert svg == draw_svg({"filter": POINTS, "a < b & c": POINTS[:1]}, "10@k")
    assert svg != draw_svg({"filter": POINTS[:1]}, "10@k")


def test_nothing_to_draw_is_an_empty_picture():
    assert "samples (k)" in texts(draw_svg({}))

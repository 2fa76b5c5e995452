"""The page in a real browser: on a phone and on a screen, in light and in dark."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from alphagen.evaluation.report import render

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
pytestmark = pytest.mark.skipif(
    not BROWSER, reason="there is no browser here: scripts/system.sh chromium installs one"
)
WIDTHS = {"phone": 360, "screen": 1440}
OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true"

FAINT = """
() => {
  const linear = (c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) =>
    0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const ratio = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const seen = (element) => element.getClientRects().length > 0;
  const faint = [];
  let count = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !seen(element)) continue;
    const style = getComputedStyle(element);
    const colour = parse(element.closest('svg') ? style.fill : style.color);
    count += 1;
    const found = ratio(colour, ground(element));
    if (found < 4.5) faint.push([node.data.trim().slice(0, 30), found]);
  }
  for (const path of document.querySelectorAll('figure svg path')) {
    const stroke = getComputedStyle(path).stroke;
    const line = path.closest('[id]') && path.getAttribute('clip-path');
    if (!line || stroke === 'none' || !seen(path)) continue;
    count += 1;
    const found = ratio(parse(stroke), ground(path));
    if (found < 3) faint.push([stroke, found]);
  }
  return [count, faint];
}
"""


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def show(browser, tmp_path):
    """Open a page; what the browser complains of is in ``complaints``, requests in ``asked``."""
    pages = []

    def open_page(text, width=1440, scheme="light", scripts=True):
        file = tmp_path / "report.html"
        file.write_text(text, encoding="utf-8")
        page = browser.new_page(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        pages.append(page)
        page.complaints, page.asked = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("dialog", lambda dialog: page.complaints.append(dialog.message))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(file.as_uri())
        return page

    yield open_page
    for page in pages:
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_page_fits_and_can_be_read(show, make_report, problems, width, scheme):
    page = show(render(make_report(problems=problems)), width, scheme)
    for _ in ("closed", "open"):
        assert page.evaluate("document.documentElement.scrollWidth") == width
        count, faint = page.evaluate(FAINT)
        assert faint == []
        assert count > 60
        page.evaluate(OPEN_ALL)
    assert page.complaints == []
    assert len(page.asked) == 1


def test_light_and_dark_differ(show, make_report):
    ground = "getComputedStyle(document.body).backgroundColor"
    text = render(make_report())
    assert show(text, scheme="light").evaluate(ground) == "rgb(255, 255, 255)"
    assert show(text, scheme="dark").evaluate(ground) == "rgb(16, 20, 24)"


def test_a_phone_gets_charts_of_its_own(show, make_report):
    text = render(make_report())
    for width, shown in ((360, "narrow"), (1440, "wide")):
        page = show(text, width)
        assert page.locator(f"figure .{shown} svg").first.is_visible()
        assert page.locator("figure svg:visible").count() == 2


def test_faint_text_would_be_found(show, make_report):
    page = show(render(make_report()).replace("--ink: #1c2128", "--ink: #b0b0b0"))
    assert page.evaluate(FAINT)[1] != []


def test_programs_are_read_without_javascript(show, make_report):
    page = show(render(make_report()), scripts=False)
    program = page.get_by_text("int main()")
    assert not program.is_visible()
    page.locator("summary", has_text="12 of 12").click()
    assert program.is_visible()


def test_hostile_text_does_nothing(show, make_report, problems, hostile):
    page = show(render(make_report(hostile, problems=problems)))
    page.evaluate(OPEN_ALL)
    for one in page.locator("summary").all()[:5]:
        one.hover()
    assert page.locator("script, img").count() == 0
    assert page.complaints == []
    assert len(page.asked) == 1


def test_a_link_to_a_problem_opens_it(show, make_report):
    page = show(render(make_report(problems=3)))
    assert not page.locator("#p2").is_visible()
    page.locator("a[href='#p2']").click()
    assert page.locator("#p2").is_visible()

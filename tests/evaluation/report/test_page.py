import re
from html.parser import HTMLParser

import pytest

from alphagen.core import Language, Program
from alphagen.evaluation import NEXT_STEP, Loss, Point
from alphagen.evaluation.report import Report, render
from alphagen.evaluation.report.page import LONGEST_PROGRAM, code

INLINE = {"a", "code", "i", "span"}
VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """What a page consists of; a tag that is closed wrongly is an error."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.ids = [], [], []
        self.text, self.open, self.style = "", [], ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [value for name, value in attrs if name == "id"]
        self.text += "" if tag in INLINE else " "
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.text += "" if tag in INLINE else " "

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data

    @property
    def words(self):
        return " ".join(self.text.split())


@pytest.fixture
def page(make_report, problems):
    return lambda *arguments, **options: Page(
        render(make_report(*arguments, problems=problems, **options))
    )


def test_hostile_text_stays_text(page, hostile):
    plain, attacked = page("plain"), page(hostile)
    assert set(attacked.tags) == set(plain.tags)
    assert attacked.tags.count("details") == plain.tags.count("details")
    assert {name for name, _ in attacked.attributes} == {name for name, _ in plain.attributes}
    assert "script" not in attacked.tags
    assert attacked.words.count(" ".join(hostile.split())) >= 8


def test_a_template_in_a_title_is_not_filled_in(page):
    assert "{{ 7 * 7 }}" in page("{{ 7 * 7 }}").words


def test_half_a_character_is_shown_as_unknown(make_report):
    assert Page(render(make_report(title="a\ud800b"))).words.startswith("a?b")


def test_nothing_comes_from_elsewhere(page):
    read = page()
    for name, value in read.attributes:
        if name in {"src", "href", "xlink:href", "action", "data", "poster", "srcset"}:
            assert value.startswith("#") or value == "data:,"
        elif name != "content" and not name.startswith("xmlns"):
            assert "//" not in (value or "")
    assert not {"script", "iframe", "object", "embed", "base", "form"} & set(read.tags)
    assert "url(" not in read.style
    assert "@import" not in read.style
    assert ("http-equiv", "Content-Security-Policy") in read.attributes
    policy = next(v for n, v in read.attributes if n == "content" and "default-src" in v)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_every_target_of_a_link_is_there_once(page):
    read = page()
    links = {v[1:] for n, v in read.attributes if n in {"href", "xlink:href"} and v[0] == "#"}
    assert links <= set(read.ids)
    assert len(set(read.ids)) == len(read.ids)
    assert links


def test_colours_of_charts_are_those_of_the_page(make_report):
    text = render(make_report())
    charts = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(charts) == 4
    for chart in charts:
        assert not re.search(r"(fill|stroke|color)[:=]\W*#", chart)
        used = set(re.findall(r"var\((--\w+)\)", chart))
        assert {"--ink", "--line", "--s0", "--s1"} <= used
        assert all(f"{name}: #" in text for name in used)


def test_a_run_shows_what_came_of_it(make_report):
    words = Page(render(make_report())).words
    for part in (
        "1,200 samples",
        "40 distinct programs",
        "✗ WA 3 of 12 hidden tests",
        "✓ AC 12 of 12 hidden tests cluster 2 · 9 samples",
        "tokens written 54,321",
        "CPU time of programs 7.5 s",
        "sampling 2.5 s",
        "0123456789abcdef",
        "3 of the samples could not be judged",
        "several answers: the statement says plain",
        "Sampling stopped after 1,200 of 2,000 samples.",
        "where the largest prints plain",
        "fails on every generated input",
        "AlphaCode 41B + clustering, CodeContests test (paper, table 5)",
        "alphagen 0.1.0",
    ):
        assert part in words
    assert "torch" not in words


def test_an_evaluation_shows_where_the_loss_is(make_report):
    words = Page(render(make_report(problems=3))).words
    for part in (
        "1 of 3 problems are solved",
        "Title plain 3 flags submitted",
        "from 3,600 samples in all",
        "none right 2",
        f"none right. {NEXT_STEP[Loss.NONE_RIGHT]}",
        "cluster (after the filter) 10 1,000 60.0 % 50.0 % to 70.0 %",
        "far above both",
        "1B, + GOLD CodeContests validation table 8 12.4 % 17.3 % 21.5 % 24.2 %",
        "tokens written 162,963",
    ):
        assert part in words


def test_what_is_not_known_is_left_out(make_facts, make_report):
    facts = make_facts(
        loss=None,
        submissions=(),
        clusters=(),
        growth=(),
        tokens=None,
        verdicts={},
    )
    words = Page(render(make_report(problems=1, points=(), title="t"))).words
    assert "Curves" in Page(render(make_report())).words
    assert "Curves" not in words
    words = Page(render(Report(title="t", problems=(facts,)))).words
    assert "None: no program passed the examples." in words
    for part in ("tokens written", "first right submission", "As samples came", "Clusters"):
        assert part not in words


def test_the_first_right_program_is_shown_even_when_few_are(make_report):
    read = Page(render(make_report(shown=0)))
    assert "int main()" in read.words
    assert 'print("plain")' not in read.words
    assert "2 more programs in the folder of the run" in read.words


def test_programs_are_highlighted_and_very_long_ones_cut():
    marked = code(Program("if 1 < 2:\n    print('a')\n", Language.PYTHON3))
    assert '<span class="k">if</span>' in marked
    assert "&lt;" in marked
    long = code(Program("#" * (LONGEST_PROGRAM + 5), Language.CPP))
    assert "… 5 characters more" in long
    assert len(long) < 2 * LONGEST_PROGRAM


def test_a_contest_counts_answers_not_solved_problems(make_report):
    page = render(make_report(problems=3, kind="contest", points=()))
    assert "alphagen report · contest" in page
    assert "There are submissions for <b>1 of 3 problems</b>" in page
    assert "are solved by the submissions" not in page


def test_a_single_problem_has_curves_without_intervals(make_report):
    bare = (Point("filter", 10, 100, 0.5, None, None),)
    words = Page(render(make_report(points=bare, kind="evaluation"))).words
    assert "at most 10 submissions of k samples. Clustering" in words
    assert "samples; the bands are 95 % intervals" in Page(render(make_report(problems=2))).words

"""How often every example test of a pasted statement is found, by style of paste.

    python scripts/bench/parse_rate.py PROBLEMS.jsonl [--show N] [--style NAME]

Each line of the file is an object with ``title``, ``statement``, ``input_spec``, ``output_spec``
and ``samples`` (``input`` and ``output``). Every problem is written out as people paste problems
from different sites, with explanations in different places, and read back. A problem counts when
exactly its samples are found, each text compared after removing white space at its end.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from alphagen.data import parse_statement
from alphagen.errors import AlphagenError


@dataclass(frozen=True)
class Page:
    """A problem to be written out."""

    title: str
    story: str
    reads: str
    writes: str
    tests: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...] = ()

    def reason(self, index: int) -> str:
        """Explanation of one example, empty when there is none."""
        return self.reasons[index] if index < len(self.reasons) else ""


Style = Callable[[Page], str]


def _head(page: Page, section: str = "{}") -> str:
    """Title, story and both descriptions, with section headings in a form."""
    parts = [page.title, page.story]
    for name, text in (("Input", page.reads), ("Output", page.writes)):
        if text:
            parts.append(f"{section.format(name)}\n{text}")
    return "\n\n".join(parts)


def _notes(page: Page, heading: str = "Note") -> str:
    reasons = "\n\n".join(filter(None, page.reasons))
    return f"\n\n{heading}\n{reasons}\n" if reasons else "\n"


def _each(page: Page, form: str, reason: str = "\n{}\n") -> str:
    """Write every example in a form with {n}, {i} and {o}, each followed by its explanation."""
    out = []
    for n, (i, o) in enumerate(page.tests, 1):
        text = form.format(n=n, i=i.rstrip("\n"), o=o.rstrip("\n"))
        why = page.reason(n - 1)
        out.append(text + (reason.format(why) if why else ""))
    return "".join(out)


def _limits(page: Page, glue: str) -> str:
    return (
        f"A. {page.title}\ntime limit per test{glue}2 seconds\nmemory limit per test{glue}"
        f"256 megabytes\ninput{glue}standard input\noutput{glue}standard output\n"
    )


def codeforces(page: Page) -> str:
    """A Codeforces page: bare headings, notes at the end."""
    head = _head(page).split("\n\n", 1)[1]
    tests = _each(page, "input\n{i}\noutput\n{o}\n", "")
    return _limits(page, "") + head + "\n\nExamples\n" + tests + _notes(page)


def codeforces_copy(page: Page) -> str:
    """A Codeforces page with its copy buttons glued to the headings."""
    head = _head(page).split("\n\n", 1)[1]
    tests = _each(page, "InputCopy\n{i}\nOutputCopy\n{o}\n", "")
    return _limits(page, "\n") + head + "\n\nExamples\n" + tests + _notes(page)


def codeforces_lines(page: Page) -> str:
    """A Codeforces page with copy buttons on lines of their own and blank lines everywhere."""
    tests = _each(page, "inputCopy\n\n{i}\n\noutputCopy\n\n{o}\n\n", "")
    return _limits(page, ": ") + _head(page) + "\n\nExample\n\n" + tests + _notes(page)


def codeforces_titled(page: Page) -> str:
    """Headings of examples written like those of the descriptions, as in data sets."""
    tests = _each(page, "Input\n\n{i}\n\n\nOutput\n\n{o}\n\n\n", "")
    return (
        _head(page).replace("\nInput\n", "\nInput\n\n") + "\n\nExamples\n\n" + tests + _notes(page)
    )


def atcoder(page: Page) -> str:
    """An AtCoder page: copy buttons, an explanation under each output."""
    tests = _each(
        page,
        "Sample Input {n} Copy\n\nCopy\n{i}\n\nSample Output {n} Copy\n\nCopy\n{o}\n\n",
        "{}\n\n",
    )
    lead = (
        f"C - {page.title}\nTime Limit: 2 sec / Memory Limit: 1024 MB\n\n"
        "Score : 300 points\n\nProblem Statement\n"
    )
    return lead + _head(page).split("\n\n", 1)[1] + "\n\n" + tests


def atcoder_plain(page: Page) -> str:
    """An AtCoder page without buttons."""
    return (
        _head(page)
        + "\n\n"
        + _each(page, "Sample Input {n}\n{i}\n\nSample Output {n}\n{o}\n\n", "{}\n\n")
    )


def atcoder_tight(page: Page) -> str:
    """AtCoder headings without any blank line, explanations at the end."""
    return (
        _head(page)
        + "\n\n"
        + _each(page, "Sample Input {n}\n{i}\nSample Output {n}\n{o}\n", "")
        + _notes(page)
    )


def kattis_stacked(page: Page) -> str:
    """Kattis headings side by side, the cells one below the other."""
    form = "Sample Input {n}\tSample Output {n}\n{i}\n\n{o}\n\n"
    return _head(page) + "\n\n" + _each(page, form, "")


def kattis_tab_line(page: Page) -> str:
    """Kattis headings side by side, a lone tab between the cells."""
    form = "Sample Input {n}\tSample Output {n}\n\n{i}\n\n\t\n\n{o}\n\n"
    return _head(page) + "\n\n" + _each(page, form, "")


def kattis_blind(page: Page) -> str:
    """Kattis headings side by side, then input and output with nothing between them."""
    form = "Sample Input {n}\tSample Output {n}\n{i}\n{o}\n\n"
    return _head(page) + "\n\n" + _each(page, form, "")


def kattis_rows(page: Page) -> str:
    """Kattis cells side by side, a tab between left and right lines."""
    return (
        _head(page)
        + "\n\n"
        + "".join(_rows(n, i, o, "\t") for n, (i, o) in enumerate(page.tests, 1))
    )


def kattis_spaces(page: Page) -> str:
    """Kattis cells side by side, lined up with spaces as in a PDF."""
    return (
        _head(page)
        + "\n\n"
        + "".join(_rows(n, i, o, " ") for n, (i, o) in enumerate(page.tests, 1))
    )


def _rows(n: int, left: str, right: str, glue: str) -> str:
    rows = [(f"Sample Input {n}", f"Sample Output {n}")]
    rows += zip_longest(left.rstrip("\n").split("\n"), right.rstrip("\n").split("\n"), fillvalue="")
    width = max(len(a) for a, _ in rows) + 4 if glue == " " else 0
    lines = [f"{a.ljust(width)}{b}" if width else f"{a}{glue}{b}" for a, b in rows]
    return "\n".join(lines) + "\n\n"


def markdown(page: Page) -> str:
    """Markdown with a fence under each heading, explanations after each output."""
    tests = _each(
        page,
        "### Sample Input {n}\n\n```\n{i}\n```\n\n### Sample Output {n}\n\n```\n{o}\n```\n\n",
        "{}\n\n",
    )
    return "# " + _head(page, "## {}\n") + "\n\n" + tests


def markdown_bold(page: Page) -> str:
    """Markdown with bold headings in an examples section."""
    form = "**Input**\n```\n{i}\n```\n**Output**\n```\n{o}\n```\n\n"
    return (
        "# "
        + _head(page, "## {}\n")
        + "\n\n## Examples\n\n"
        + _each(page, form, "**Explanation:** {}\n\n")
    )


def markdown_one_fence(page: Page) -> str:
    """Markdown with one fence around each example, LeetCode's way."""
    form = "#### Example {n}:\n```\nInput:\n{i}\nOutput:\n{o}\n```\n\n"
    return "# " + _head(page, "## {}\n") + "\n\n" + _each(page, form, "{}\n\n")


def markdown_indented(page: Page) -> str:
    """Markdown with indented blocks."""
    out = []
    for n, (i, o) in enumerate(page.tests, 1):
        left, right = ("\n".join("    " + x for x in t.rstrip("\n").split("\n")) for t in (i, o))
        why = page.reason(n - 1)
        out.append(f"Sample Input {n}:\n\n{left}\n\nSample Output {n}:\n\n{right}\n\n{why}\n\n")
    return _head(page) + "\n\n" + "".join(out)


def markdown_nested(page: Page) -> str:
    """Markdown with a heading for each example and smaller ones below it."""
    form = (
        "### Example {n}\n\n#### Input\n\n```text\n{i}\n```\n\n#### Output\n\n```text\n{o}\n```\n\n"
    )
    return "# " + _head(page, "## {}\n") + "\n\n" + _each(page, form, "#### Explanation\n\n{}\n\n")


def prose_colon(page: Page) -> str:
    """Plain text with colons."""
    form = "Sample Input {n}:\n{i}\n\nSample Output {n}:\n{o}\n\n"
    return _head(page, "{}:") + "\n\n" + _each(page, form, "Explanation: {}\n\n")


def prose_example(page: Page) -> str:
    """The headings "Example 1:", then "Input:" and "Output:" without blank lines."""
    return (
        _head(page)
        + "\n\n"
        + _each(page, "Example {n}:\nInput:\n{i}\nOutput:\n{o}\n", "Explanation:\n{}\n")
    )


def prose_reason_below(page: Page) -> str:
    """An explanation directly under the output."""
    return _head(page) + "\n\n" + _each(page, "Example {n}\nInput\n{i}\nOutput\n{o}\n", "\n{}\n\n")


def prose_upper(page: Page) -> str:
    """Headings in capitals."""
    head = _head(page).replace("\nInput\n", "\nINPUT\n").replace("\nOutput\n", "\nOUTPUT\n")
    return (
        head + "\n\n" + _each(page, "SAMPLE INPUT {n}\n{i}\n\nSAMPLE OUTPUT {n}\n{o}\n\n", "{}\n\n")
    )


def prose_numbered(page: Page) -> str:
    """The headings "Input 1:" and "Output 1:" with nothing else around them."""
    return _head(page) + "\n\n" + _each(page, "Input {n}:\n{i}\nOutput {n}:\n{o}\n\n", "{}\n\n")


def prose_example_input(page: Page) -> str:
    """The headings "Example Input" and "Example Output", not numbered."""
    form = "Example Input\n{i}\n\nExample Output\n{o}\n\n"
    return _head(page, "{} Specification") + "\n\n" + _each(page, form, "{}\n\n")


def prose_hash(page: Page) -> str:
    """The headings "Sample Input #1" and "Expected Output #1"."""
    form = "Sample Input #{n}\n\n{i}\n\nExpected Output #{n}\n\n{o}\n\n"
    return _head(page) + "\n\n" + _each(page, form, "{}\n\n")


def prose_sample_first(page: Page) -> str:
    """The headings "Sample 1", then "Input" and "Output"."""
    form = "Sample {n}\n\nInput\n{i}\n\nOutput\n{o}\n\n"
    return _head(page) + "\n\n" + _each(page, form, "Explanation\n{}\n\n")


def inputs_then_outputs(page: Page) -> str:
    """All inputs, then all outputs."""
    ins = "".join(f"Sample Input {n}\n{i}\n" for n, (i, _) in enumerate(page.tests, 1))
    outs = "".join(f"Sample Output {n}\n{o}\n" for n, (_, o) in enumerate(page.tests, 1))
    return _head(page) + "\n\n" + ins + outs


def windows(page: Page) -> str:
    """A mark, CRLF, no-break spaces and trailing blanks."""
    text = atcoder_plain(page).replace("\nSample", "\n\u00a0\nSample")
    return "\ufeff" + "\r\n".join(line + "\u00a0" for line in text.split("\n"))


def web_page_pre(page: Page) -> str:
    """A page's source with ``<pre>`` blocks."""
    form = "<h3>Sample Input {n}</h3><pre>{i}\n</pre>\n<h3>Sample Output {n}</h3><pre>{o}\n</pre>\n"
    tests = _each(page, form, "{}\n\n").replace("<h3>", "### ").replace("</h3>", "\n")
    return _head(page) + "\n\n" + tests


STYLES: dict[str, Style] = {
    style.__name__: style
    for style in (
        *(codeforces, codeforces_copy, codeforces_lines, codeforces_titled),
        *(atcoder, atcoder_plain, atcoder_tight),
        *(kattis_stacked, kattis_tab_line, kattis_blind, kattis_rows, kattis_spaces),
        *(markdown, markdown_bold, markdown_one_fence, markdown_indented, markdown_nested),
        *(prose_colon, prose_example, prose_reason_below, prose_upper, prose_numbered),
        *(prose_example_input, prose_hash, prose_sample_first, inputs_then_outputs),
        *(windows, web_page_pre),
    )
}

# Explanations as people write them; {o} is the first line of the output.
REASONS = (
    (),
    ("In the first sample, the answer is {o}, because no other choice is better.",),
    (
        "There are three ways to do it:\n\n- the first one,\n- the second one.\n\nSo we print {o}.",
        "Here nothing has to be done at all.",
        "",
        "Note that the order does not matter.",
    ),
)


def found_exactly(page: Page, text: str) -> bool:
    """Whether reading a text back finds exactly the tests of its page."""
    try:
        problem = parse_statement(text)
    except AlphagenError:
        return False
    got = [(test.input.rstrip(), test.output.rstrip()) for test in problem.examples]
    return got == [(i.rstrip(), o.rstrip()) for i, o in page.tests]


def _pages(path: Path) -> list[Page]:
    pages = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        tests = tuple((t["input"], t["output"]) for t in row["samples"])
        output = tests[0][1].strip().split("\n")[0][:40]
        reasons = tuple(r.format(o=output) for r in REASONS[number % len(REASONS)][: len(tests)])
        reads, writes = row.get("input_spec") or "", row.get("output_spec") or ""
        pages.append(Page(row["title"], row["statement"], reads, writes, tests, reasons))
    return pages


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("path", type=Path)
    parser.add_argument("--style", choices=STYLES, help="only this one")
    parser.add_argument(
        "--show", type=int, default=0, help="print this many failures of each style"
    )
    args = parser.parse_args()
    pages = _pages(args.path)
    chosen = {args.style: STYLES[args.style]} if args.style else STYLES
    right: Counter[str] = Counter()
    for name, style in chosen.items():
        shown = 0
        for page in pages:
            text = style(page)
            if found_exactly(page, text):
                right[name] += 1
            elif shown < args.show:
                shown += 1
                print(f"--- {name}: {page.title}\n{text[-1500:]}", file=sys.stderr)
        print(f"{name:<22} {100 * right[name] / len(pages):6.2f} %  {right[name]}/{len(pages)}")
    total = len(pages) * len(chosen)
    print(f"{'all':<22} {100 * right.total() / total:6.2f} %  {right.total()}/{total}")


if __name__ == "__main__":
    main()

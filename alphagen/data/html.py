"""A saved web page to text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_SKIPPED = frozenset({"script", "style", "head", "nav", "footer", "button", "svg", "noscript"})
_BLOCKS = frozenset({"p", "div", "section", "article", "ul", "ol", "blockquote", "main"})


def html_to_text(source: str) -> str:
    """Turn HTML into Markdown-like text: headings, lists, fenced ``<pre>`` blocks.

    A table becomes rows with tabs, or, where a cell has several lines, cells below their headings.
    Scripts, styles, navigation and buttons are dropped.
    """
    parser = _Reader()
    parser.feed(_in_one_language(source))
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.parts)).strip() + "\n"


def _in_one_language(source: str) -> str:
    """Leave out the Japanese half of a page of AtCoder, which holds the statement twice."""
    before, _, japanese = source.partition('<span class="lang-ja"')
    _, english, after = japanese.partition('<span class="lang-en"')
    return before + english + after if english else source


@dataclass
class _Table:
    """A table that is being read.

    Attributes:
        outside: what was read before it.
        rows: the cells so far.
        in_cell: whether a cell is open.
    """

    outside: list[str]
    rows: list[list[str]] = field(default_factory=lambda: [[]])
    in_cell: bool = False

    def lay_out(self) -> str:
        """Write the rows with tabs, or each cell below its heading if one has several lines."""
        rows = [row for row in self.rows if row]
        if not any("\n" in cell for row in rows for cell in row):
            return "\n".join(map("\t".join, rows))
        names, *below = rows
        if not below or "\n" in "".join(names) or any(len(row) != len(names) for row in below):
            return "\n\n".join(cell for row in rows for cell in row)
        named = (pair for row in below for pair in zip(names, row, strict=True))
        return "\n\n".join(text for pair in named for text in pair)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipped: list[str] = []
        self._pre = 0
        self._tables: list[_Table] = []

    def close(self) -> None:
        super().close()
        while self._tables:  # the page was cut off
            self._end_table()

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skipped.append(tag)
        elif tag == "pre":
            self._pre += 1
            self.parts.append("\n```\n")
        elif tag == "br" or (self._pre and tag == "div"):
            self._break()
        elif re.fullmatch(r"h[1-6]", tag):
            self.parts.append("\n\n" + "#" * int(tag[1]) + " ")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("sup", "sub") and not self._pre:
            self.parts.append("^" if tag == "sup" else "_")
        elif tag == "table":
            self._tables.append(_Table(self.parts))
            self.parts = []
        elif tag in ("tr", "td", "th"):
            self._start_cell(tag)
        elif tag in _BLOCKS and not self._pre:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if self._skipped and tag == self._skipped[-1]:
            self._skipped.pop()
        elif tag == "pre" and self._pre:
            self._pre -= 1
            self._break()
            self.parts.append("```\n")
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "table":
            self._end_table()
        elif re.fullmatch(r"h[1-6]", tag) or (tag in _BLOCKS and not self._pre):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._skipped:
            return
        self.parts.append(data if self._pre else re.sub(r"\s+", " ", data))

    def _start_cell(self, tag: str) -> None:
        """Start a cell, or a row, which ends the cell before even without an end tag."""
        self._end_cell()
        if self._tables and tag == "tr":
            self._tables[-1].rows.append([])
        elif self._tables:
            self._tables[-1].in_cell = True

    def _end_cell(self) -> None:
        """Put what was read since the last cell into the row."""
        if not self._tables:
            return
        table, text = self._tables[-1], "".join(self.parts).strip()
        if text or table.in_cell:
            table.rows[-1].append(text)
        table.in_cell = False
        self.parts = []

    def _end_table(self) -> None:
        if not self._tables:
            return
        self._end_cell()
        table = self._tables.pop()
        self.parts = table.outside
        self.parts += ["\n\n", table.lay_out(), "\n\n"]

    def _break(self) -> None:
        if not "".join(self.parts[-2:]).endswith("\n"):
            self.parts.append("\n")

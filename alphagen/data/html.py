"""A saved web page to text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SKIPPED = frozenset({"script", "style", "head", "nav", "footer", "button", "svg", "noscript"})
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "ul", "ol", "table", "tr", "blockquote", "tbody", "main"}
)


def html_to_text(source: str) -> str:
    """Turn HTML into Markdown-like text: headings, lists, fenced ``<pre>`` blocks.

    Scripts, styles, navigation and buttons are dropped.
    """
    parser = _Reader()
    parser.feed(source)
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.parts)).strip() + "\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipped: list[str] = []
        self._pre = 0

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
        elif tag in ("td", "th"):
            self.parts.append("\t" if self.parts and not self.parts[-1].endswith("\n") else "")
        elif tag in _BLOCKS and not self._pre:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if self._skipped and tag == self._skipped[-1]:
            self._skipped.pop()
        elif tag == "pre" and self._pre:
            self._pre -= 1
            self._break()
            self.parts.append("```\n")
        elif re.fullmatch(r"h[1-6]", tag) or (tag in _BLOCKS and not self._pre):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._skipped:
            return
        self.parts.append(data if self._pre else re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        if not "".join(self.parts[-2:]).endswith("\n"):
            self.parts.append("\n")

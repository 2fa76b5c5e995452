"""Blocks of code in a text: between fences, as Markdown has them, or between HTML tags."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alphagen.core import Language

if TYPE_CHECKING:
    from collections.abc import Callable

TAGS = {
    Language.PYTHON3: frozenset(("python", "py", "pypy", "ipython")),
    Language.CPP: frozenset(("cpp", "c++", "cc", "cxx", "gnu++", "g++", "c")),
}
"""What the two languages are called, without the number of a version."""

OTHER_TAGS = frozenset(
    "java javascript js typescript ts rust rs go golang c# cs csharp kotlin kt ruby rb pascal "
    "haskell hs scala swift php perl julia lua ocaml d r".split()
)
UNTAGGED = frozenset(("", "code", "solution", "program"))

_OPENING = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?(`{3,}|~{3,})(.*)")
_CLOSING = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*")
_SEPARATORS = re.compile(r"[\s:,;{}()\[\]]+")
_WRAPPER = re.compile(r"<(/?)(?:pre|code|answer)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d{1,6});")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text that is set apart.

    Attributes:
        tag: what the block says it holds, in small letters and without a version; empty when it
            says nothing.
        body: what is in it.
        closed: whether its end was found.
    """

    tag: str
    body: str
    closed: bool = True

    @property
    def untagged(self) -> bool:
        """Whether the block may hold any language."""
        return self.tag in UNTAGGED


def read_tag(info: str) -> str:
    """Return what the text behind an opening fence says of the language.

    >>> [read_tag(info) for info in ("Python3", "C++17 ", '{.python title="x"}', "main.cpp")]
    ['python', 'c++', 'python', 'cpp']
    """
    words = [word for word in _SEPARATORS.split(info) if word]
    if not words:
        return ""
    return words[0].lower().rstrip("0123456789.").rpartition(".")[2]


def never(text: str) -> bool:  # noqa: ARG001 - has the type of what it stands for
    """Say of every text that no fence was open before it."""
    return False


def fenced_blocks(
    text: str, is_code: Callable[[str], bool] = never
) -> tuple[list[Block], list[str]]:
    r"""Split a text at its fences.

    >>> fenced_blocks("So:\n```py\nx = 1\n```\nDone.")
    ([Block(tag='py', body='x = 1', closed=True)], ['So:', 'Done.'])

    Args:
        text: any text.
        is_code: tells of the text in front of a fence whether it is code itself: then it is a
            block, and the fence, if it has no tag, is taken to close what a prompt opened.

    Returns:
        The blocks, and the pieces of text around them.
    """
    reader = _FenceReader(is_code)
    for line in text.split("\n"):
        reader.read(line)
    reader.finish()
    return reader.blocks, reader.outside


@dataclass(frozen=True, slots=True)
class _Opening:
    """Where a block begins: what stands before the fence, its indent, itself and its tag."""

    before: str
    margin: int
    fence: str
    tag: str


@dataclass
class _FenceReader:
    """Goes through the lines of a text; ``block`` is what opened the block it is in."""

    is_code: Callable[[str], bool]
    blocks: list[Block] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    block: _Opening | None = None

    def read(self, line: str) -> None:
        if self.block:
            self._read_inside(line, self.block)
        elif opening := _opening(line):
            closes = self._leave_outside(opening.before) and not opening.tag
            self.block = None if closes else opening
        else:
            self.lines.append(line)

    def finish(self) -> None:
        if self.block:
            self._leave_block(self.block, closed=False)
        elif self.lines:
            self.outside.append("\n".join(self.lines))

    def _read_inside(self, line: str, block: _Opening) -> None:
        indent = len(line) - len(line.lstrip(" \t"))
        line = line[min(indent, block.margin) :]
        closing = _CLOSING.fullmatch(line)
        if closing and closing[1].startswith(block.fence):
            self._leave_block(block)
        elif line.rstrip().endswith(block.fence) and line.count(block.fence) == 1:
            self.lines.append(line[: line.rindex(block.fence)])  # closed at the end of a line
            self._leave_block(block)
        elif (new := _opening(line)) and new.tag and new.fence.startswith(block.fence):
            # A new block begins where the last one was left open: the model began anew.
            self._leave_block(block)
            self.block = new
        else:
            self.lines.append(line)

    def _leave_block(self, block: _Opening, *, closed: bool = True) -> None:
        self.blocks.append(Block(block.tag, "\n".join(self.lines), closed))
        self.lines, self.block = [], None

    def _leave_outside(self, last: str) -> bool:
        """Put away what was read before a fence, and tell whether it is code."""
        text = "\n".join([*self.lines, last] if last else self.lines)
        self.lines = []
        if not text.strip():
            return False
        if self.is_code(text):
            self.blocks.append(Block("", text))
            return True
        self.outside.append(text)
        return False


def _opening(line: str) -> _Opening | None:
    """Return the fence that opens a block in this line, if one does."""
    if match := _OPENING.match(line):
        fence, info = match.groups()
        if "`" not in info:
            return _Opening("", match.start(1), fence, read_tag(info))
    before, fence, info = line.rpartition("```")
    # In the middle of a line it must name a language, or it may be a quotation.
    if fence and "`" not in before and any(read_tag(info) in names for names in TAGS.values()):
        return _Opening(before, 0, fence, read_tag(info))
    return None


def html_blocks(text: str) -> list[Block]:
    """Return what stands between tags that hold code; a prompt may have opened the first.

    >>> html_blocks("<pre><code>a &lt; b</code></pre>, then")
    [Block(tag='', body='a < b', closed=True)]
    """
    blocks = []
    start: int | None = 0
    opened = False
    for match in _WRAPPER.finditer(text):
        if not match[1]:
            start, opened = match.end(), True
        elif start is not None:
            blocks.append(Block("", _unescaped(text[start : match.start()])))
            start, opened = None, False
    if opened:
        blocks.append(Block("", _unescaped(text[start:]), closed=False))
    return blocks


def _unescaped(body: str) -> str:
    return html.unescape(body) if _ENTITY.search(body) else body

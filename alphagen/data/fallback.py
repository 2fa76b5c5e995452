"""Finding example tests that no label announces: prompts, fences in pairs, sentences, arrows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alphagen.data.blocks import strip_common_prefix, unquote
from alphagen.data.introduced import block_at, find_introduced
from alphagen.data.labels import Kind
from alphagen.data.prose import is_prose
from alphagen.data.scan import Found
from alphagen.data.sentences import find_in_sentences

if TYPE_CHECKING:
    from alphagen.data.document import Document

_ARROW = re.compile(r"^\s*(?:[-*\u2022]\s+)?(.+?)\s*(?:-+>|=+>|\u2192|\u21d2)\s*(.+?)\s*$")


def find_unlabelled(doc: Document) -> Found:
    """Try the ways of giving an example without headings, the surest first."""
    for way in (
        _prompts,
        _fence_pairs,
        find_in_sentences,
        find_introduced,
        _arrows,
        _two_paragraphs,
    ):
        found = way(doc)
        if found.pairs:
            return found
    return Found()


def _prompts(doc: Document) -> Found:
    """Lines after ``>>>`` are input, the lines below them output."""
    found = Found()
    lines = doc.lines
    i = 0
    while i < len(lines):
        if not lines[i].lstrip().startswith(">>>"):
            i += 1
            continue
        start = i
        while i < len(lines) and lines[i].lstrip().startswith((">>>", "...")):
            i += 1
        middle = i
        while (
            i < len(lines) and lines[i].strip() and not lines[i].lstrip().startswith((">>>", "```"))
        ):
            i += 1
        typed = [re.sub(r"^\s*(?:>>>|\.\.\.) ?", "", line) for line in lines[start:middle]]
        found.pairs.append(("\n".join(typed), "\n".join(x.strip() for x in lines[middle:i])))
        found.used.update(range(start, i))
    return found


def _fence_pairs(doc: Document) -> Found:
    """Fenced blocks under an "Example" heading, in turn input and output."""
    headings = [x.line for x in doc.labels if x.kind is Kind.EXAMPLE]
    if not headings:
        return Found()
    found = Found()
    fences = [(a, b) for a, b in sorted(doc.fences.items()) if a > headings[0]]
    for (a, b), (c, d) in zip(fences[::2], fences[1::2], strict=False):
        found.pairs.append(("\n".join(doc.lines[a + 1 : b]), "\n".join(doc.lines[c + 1 : d])))
        found.used.update(range(a, b + 1), range(c, d + 1))
    return found


def _arrows(doc: Document) -> Found:
    """Lines such as ``3 4 -> 7`` below an "Example" heading."""
    headings = [x.line for x in doc.labels if x.kind is Kind.EXAMPLE]
    found = Found()
    for i in range(headings[0] + 1, len(doc.lines)) if headings else ():
        match = _ARROW.match(doc.lines[i]) if len(doc.lines[i]) < 200 else None
        if match and not is_prose(match[1]) and not is_prose(match[2]):
            found.pairs.append((unquote(match[1]), unquote(match[2])))
            found.used.add(i)
        elif found.pairs and doc.lines[i].strip():
            break
    return found


def _two_paragraphs(doc: Document) -> Found:
    """An "Example" heading with two paragraphs of data below it."""
    found = Found()
    for label in doc.labels:
        if label.kind is not Kind.EXAMPLE:
            continue
        blocks = []
        at = label.line + 1
        for _ in range(2):
            block = block_at(doc, doc.next_text(at))
            if block is None or any(x.line in range(label.line + 1, block[0]) for x in doc.labels):
                break
            blocks.append(block[1])
            at = block[0]
        if len(blocks) == 2:
            left, right = strip_common_prefix(blocks)
            found.pairs.append((left, right))
            found.used.update(range(label.line, at))
    return found

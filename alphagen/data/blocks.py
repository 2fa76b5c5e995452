"""Where the text under a label ends, and what it is without its wrapping."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagen.data.prose import breaks_off, is_comment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagen.data.document import Document
    from alphagen.data.labels import Label


@dataclass
class Block:
    """The data under one label.

    Attributes:
        texts: one text, or one for each fenced block in a row.
        end: index of the first line that is not part of it.
        exact: whether fences or quotes say where it begins and ends.
        gap: blank lines between the label and the data.
    """

    texts: list[str]
    end: int
    exact: bool = False
    gap: int = 0


def unquote(text: str) -> str:
    r"""Take inline data out of its back quotes; ``\n`` and ``<br>`` inside them break lines."""
    text = text.strip()
    inner = _in_back_quotes(text)
    if inner is not None:
        text = inner.replace("\\n", "\n")
    return re.sub(r"(?i)<br\s*/?>", "\n", text)


def _in_back_quotes(text: str) -> str | None:
    """What stands between as many back quotes on the left as on the right; "``" holds nothing."""
    body = text[:-1] if text.endswith((".", ",", ";")) else text
    inner = body.strip("`")
    before = len(body) - len(body.lstrip("`"))
    if body == "``":
        return ""
    if not inner or "`" in inner or "\n" in inner or len(body) != len(inner) + 2 * before:
        return None
    return inner.removeprefix(" ").removesuffix(" ") if before else None


def read_block(doc: Document, label: Label, end: int, *, known: str | None) -> Block:
    """Read the data under a label.

    Args:
        doc: the statement.
        label: the label above the data.
        end: index of the line at which the data must have ended.
        known: for an output, its input, which helps to tell it from an explanation; None for
            an input, which ends only at ``end``.
    """
    start = label.line + 1
    if label.rest:
        return _read_inline(doc, label, end, known)
    first = min(doc.next_text(start), end)
    if first in doc.fences:
        return _read_fences(doc, first, end)
    region = doc.lines[first:end]
    if len(region) > 0 and re.fullmatch(r"\s*`[^`]+`\s*", region[0]) and _only(region[1:], known):
        return Block([unquote(region[0])], first + 1, exact=True)
    if known is not None:
        region = region[: output_length(region, known)]
    while region and not region[-1].strip():
        region.pop()
    return Block(["\n".join(region)], first + len(region), gap=first - start)


def left_of_remarks(text: str) -> str:
    """Keep the left column of HackerRank's tables, where the right one names what each line is."""
    lines = text.strip("\n").split("\n")
    if len(lines) < 3 or not re.fullmatch(r"STDIN\s+Function\s*", lines[0]):
        return text
    if not re.fullmatch(r"-+\s+-+\s*", lines[1]):
        return text
    return "\n".join(re.split(r"\s{2,}", line, maxsplit=1)[0] for line in lines[2:])


def _only(rest: Sequence[str], known: str | None) -> bool:
    return known is not None or not any(line.strip() for line in rest)


def _read_inline(doc: Document, label: Label, end: int, known: str | None) -> Block:
    text = unquote(label.rest)
    if text != label.rest.strip():
        return Block([text], label.line + 1, exact=True)
    region = [label.rest, *doc.lines[label.line + 1 : end]]
    if known is not None:
        region = region[: output_length(region, known)]
    while not region[-1].strip():
        region.pop()
    return Block(["\n".join(region)], label.line + len(region), exact=len(region) == 1)


def _read_fences(doc: Document, first: int, end: int) -> Block:
    texts, at = [], first
    while at < end and at in doc.fences:
        close = doc.fences[at]
        texts.append("\n".join(doc.lines[at + 1 : close]))
        last = close + 1
        at = doc.next_text(last)
        first = last
    return Block(texts, first, exact=True)


def output_length(region: Sequence[str], known: str) -> int:
    """Count the lines of an output before an explanation begins.

    The first line is always data. A later paragraph ends the data when it is a comment; a later
    line of the first paragraph only when it is a sentence under something that is none.
    """
    content: list[str] = []
    echoes = set(known.split("\n"))
    after_blank = False
    for i, line in enumerate(region):
        if not line.strip():
            after_blank = bool(content)
            continue
        if content:
            if after_blank and is_comment(_paragraph(region, i), "\n".join(content), known):
                return i
            if _leaves(line, content[0], known):
                return i
            if not after_blank and line.strip() not in echoes and breaks_off(line, content):
                return i
        content.append(line)
        after_blank = False
    return len(region)


def _paragraph(region: Sequence[str], start: int) -> str:
    end = start
    while end < len(region) and region[end].strip():
        end += 1
    return "\n".join(region[start:end])


_WRAPS = ("    ", "\t", "> ")


def _leaves(line: str, first: str, known: str) -> bool:
    """Whether a line is outside of the indentation that holds the input and the output."""
    wrap = next((w for w in _WRAPS if first.startswith(w)), None)
    if wrap is None or line.startswith((" ", "\t", ">")) or not known.strip():
        return False
    inside = [text for text in known.split("\n") if text.strip()]
    return all(text.startswith(wrap) for text in inside)


def strip_common_prefix(texts: Sequence[str]) -> list[str]:
    """Take away the indentation or quote marks that every line of every text has."""
    lines = [line for text in texts for line in text.split("\n") if line.strip()]
    if not lines:
        return list(texts)
    if all(line.lstrip().startswith(">") for line in lines):
        return [re.sub(r"(?m)^[ \t]*> ?", "", text) for text in texts]
    if all(line.startswith("\t") for line in lines):
        return [re.sub(r"(?m)^\t", "", text) for text in texts]
    width = min(len(line) - len(line.lstrip(" ")) for line in lines)
    return [re.sub(rf"(?m)^ {{0,{width}}}", "", text) for text in texts] if width else list(texts)

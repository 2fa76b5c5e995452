"""A pasted statement as lines, fenced blocks and labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from alphagen.data.labels import CASE_ONE, Kind, Label, read_label

_FENCE = re.compile(r"(?:>\s*)?(`{3,}|~{3,})\s*[\w.+-]*\s*(?:\{[^}]*\})?$")
_INLINE_LABEL = re.compile(
    r"(?i)(?<![\w`'\"])[*_]{0,2}"
    r"((?:(?:sample|example|expected)\s+)?(?:input|output|explanation)s?(?:\s*#?\d{1,2})?)"
    r"[*_]{0,2}\s*(?:(?<!=)[:=])(?!=)[*_]{0,2}(?=\s|`|\d|-|$)"
)
_INLINE_EXAMPLE = re.compile(
    r"(?i)^[\s>*_#-]*(?:for\s+)?(?:sample|example|test)s?(?:\s*#?\d{1,2})?$"
)
_SEPARATORS = " \t,;|/.\u2192\u21d2\u2014\u2013"


@dataclass
class Document:
    """Lines of a statement and what is known about each.

    Attributes:
        lines: the text.
        fences: first and last line of each fenced block whose content is data.
        labels: labels outside fenced blocks, in order.
    """

    lines: list[str]
    fences: dict[int, int] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)

    def is_blank(self, index: int) -> bool:
        """Whether a line is empty or white."""
        return not self.lines[index].strip()

    def next_text(self, index: int) -> int:
        """Index of the first line from ``index`` on that is not blank (the end if none is)."""
        while index < len(self.lines) and self.is_blank(index):
            index += 1
        return index


def read_document(lines: list[str]) -> Document:
    """Find the fenced blocks and labels of a text.

    A fence that opens right under an input or output label is data. A fence around whole
    examples, with the labels inside, is dropped: its lines are read as if it were not there.
    """
    lines = _unfold(lines)
    fences, transparent = _find_fences(lines)
    lines = ["" if i in transparent else line for i, line in enumerate(lines)]
    doc = Document(lines, fences)
    i = 0
    while i < len(lines):
        if i in fences:
            i = fences[i] + 1
            continue
        label = _underlined(lines, i) or read_label(lines[i], i)
        if label:
            doc.labels.append(label)
        i += 1
    _join_columns(doc)
    return doc


def _fence(line: str) -> re.Match[str] | None:
    """Match a line that opens or closes a fenced block; a long line never does."""
    line = line.strip()
    return _FENCE.match(line) if len(line) <= 100 else None


def _join_columns(doc: Document) -> None:
    """Make one table heading of "Input" and "Output" on two lines, with all data below both.

    That is how the cells of a table with a numbered title ("Sample 1:") are copied, and Code Jam's,
    whose outputs tell where they begin.
    """
    for at in range(len(doc.labels) - 2, 0, -1):
        above, left, right = doc.labels[at - 1 : at + 2]
        if (above.kind, left.kind, right.kind) != (Kind.EXAMPLE, Kind.INPUT, Kind.OUTPUT):
            continue
        following = doc.labels[at + 2].line if at + 2 < len(doc.labels) else len(doc.lines)
        below = [line for line in doc.lines[right.line + 1 : following] if line.strip()]
        titled = above.number is not None and right.line == left.line + 1
        empty = [doc.next_text(x.line + 1) for x in (above, left)] == [left.line, right.line]
        told = titled or any(map(CASE_ONE.match, below[1:]))
        if empty and told and not (left.rest or right.rest or left.marked) and len(below) >= 2:
            doc.lines[left.line] = ""
            doc.labels[at : at + 2] = [replace(right, kind=Kind.BOTH, marked=True)]


def _underlined(lines: list[str], i: int) -> Label | None:
    """A heading with a row of dashes or equals signs under it counts as one in ``**``."""
    if i + 1 < len(lines) and re.fullmatch(r"={3,}|-{3,}", lines[i + 1].strip()):
        label = read_label(f"**{lines[i].strip()}**", i) if len(lines[i]) < 80 else None
        if label and label.kind is not Kind.BOTH and not _is_drawn(label, lines, i):
            lines[i + 1] = ""
            return label
    return None


def _is_drawn(label: Label, lines: list[str], i: int) -> bool:
    """Whether the row under a "Sample Output" is the output: nothing else is there to be it."""
    if not label.marked or label.kind is not Kind.OUTPUT:
        return False
    below = next((line for line in lines[i + 2 :] if line.strip()), "")
    as_long = len(lines[i].strip()) == len(lines[i + 1].strip())
    return not as_long and (not below or read_label(below) is not None)


def _unfold(lines: list[str]) -> list[str]:
    """Give each label of "Example: Input: 3 4 Output: 7" its own line."""
    out: list[str] = []
    fenced = False
    for line in lines:
        if _fence(line):
            fenced = not fenced
        out.extend([line] if fenced or len(line) > 400 else _unfold_line(line))
    return out


def _unfold_line(line: str) -> list[str]:
    found = list(_INLINE_LABEL.finditer(line))
    label = read_label(line) if found else None
    if not found or (label and not label.rest):
        return [line]
    lead = line[: found[0].start()].rstrip(_SEPARATORS + ":(-*_")
    kinds = {m[1].lower().replace("expected", "").split()[0].rstrip("s") for m in found}
    names = " ".join(m[1].lower() for m in found)
    both = "input" in names and "output" in names
    if lead.strip(" *_#>-") and not _INLINE_EXAMPLE.match(lead):
        return [line]
    if not both and not (lead.strip(" *_#>-") and kinds):
        return [line]
    starts = [m.start() for m in found] + [len(line)]
    parts = [line[a:b] for a, b in pairwise(starts)]
    parts = [p.rstrip(_SEPARATORS.replace(".", "")) for p in parts[:-1]] + [parts[-1]]
    parts = [re.sub(r"\s*(?:->|=>)$", "", p) for p in parts]
    return ([lead + ":"] if lead.strip(" *_#>-") else []) + parts


def _find_fences(lines: list[str]) -> tuple[dict[int, int], set[int]]:
    """Fenced blocks that hold data, and the fence lines of those that hold labels."""
    fences: dict[int, int] = {}
    transparent: set[int] = set()
    i, above = 0, ""
    while i < len(lines):
        opened = _fence(lines[i])
        close = _closing(lines, i, opened[1]) if opened else None
        if close is None:
            above = lines[i] if lines[i].strip() else above
            i += 1
            continue
        if _holds_labels(lines[i + 1 : close]) and not _announces_data(above):
            transparent |= {i, close}
        else:
            fences[i] = close
        above = ""
        i = close + 1
    return fences, transparent


def _closing(lines: list[str], start: int, fence: str) -> int | None:
    for i in range(start + 1, len(lines)):
        match = _fence(lines[i])
        if match and match[1][0] == fence[0] and len(match[1]) >= len(fence):
            return i
    return None


def _announces_data(line: str) -> bool:
    label = read_label(line)
    return label is not None and label.kind in (Kind.INPUT, Kind.OUTPUT) and not label.rest


def _holds_labels(lines: list[str]) -> bool:
    kinds = {label.kind for label in map(read_label, lines) if label}
    return Kind.BOTH in kinds or {Kind.INPUT, Kind.OUTPUT} <= kinds

"""Examples in two columns: input on the left, output on the right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alphagen.data.blocks import output_length, unquote
from alphagen.data.labels import CASE_ONE, Kind, Label, read_label
from alphagen.data.prose import is_comment

if TYPE_CHECKING:
    from collections.abc import Sequence

Pair = tuple[str, str]
_RULE_MARKS = frozenset("|:- \t")


def read_columns(
    label: Label, region: Sequence[str], *, split_rows: bool
) -> tuple[list[Pair], int]:
    """Read what stands under the heading of a two-column table.

    Args:
        label: the heading, of kind ``BOTH``.
        region: the lines below it, up to the next heading.
        split_rows: whether each row may be a test of its own.

    Returns:
        The tests, and the number of lines they took.
    """
    lines = list(region)
    for reader in (_by_tabs, _by_column):
        found = reader(label, lines)
        if found:
            pairs, used = found
            if split_rows and len(pairs) > 1 and all(a.strip() and b.strip() for a, b in pairs):
                return pairs, used
            return [_join(pairs)], used
    return _one_after_the_other(lines)


def _join(rows: list[Pair]) -> Pair:
    left = "\n".join(a for a, _ in rows).rstrip()
    right = "\n".join(b for _, b in rows).rstrip()
    return left, right


def _by_tabs(_label: Label, lines: list[str]) -> tuple[list[Pair], int] | None:
    """Rows of two cells with a tab between them."""
    tabbed = [i for i, line in enumerate(lines) if "\t" in line and line.strip()]
    if not tabbed or tabbed[0] != next(i for i, line in enumerate(lines) if line.strip()):
        return _cells_across_lines(lines, tabbed)
    rows: list[Pair] = []
    used = 0
    for i, line in enumerate(lines):
        if line.strip() == "" and "\t" not in line:
            after = next((x for x in lines[i:] if x.strip()), "")
            if tabbed[-1] < i or is_comment(after, "0", ""):
                break
        left, _, right = line.partition("\t")
        rows.append((left, right.rstrip("\t")))
        used = i + 1
    return rows, used


def _cells_across_lines(lines: list[str], tabbed: list[int]) -> tuple[list[Pair], int] | None:
    """A cell of several lines, a tab, then the other cell: how browsers copy tables."""
    if len(tabbed) != 1:
        return None
    at = tabbed[0]
    left, _, right = lines[at].partition("\t")
    below = [right, *lines[at + 1 :]]
    length = output_length(below, "")
    if not right.strip() or not left.strip():
        return None
    pair = ("\n".join([*lines[:at], left]).strip("\n"), "\n".join(below[:length]).strip("\n"))
    return [pair], at + length


def _by_column(label: Label, lines: list[str]) -> tuple[list[Pair], int] | None:
    """Cells lined up under their headings with spaces."""
    column = label.column
    end = next(
        (
            i
            for i, x in enumerate(lines)
            if not x.strip() and i and _rest_is_flush(lines[i:], column)
        ),
        len(lines),
    )
    body = [line.expandtabs(8) for line in lines[:end]]
    wide = [line for line in body if len(line) > column]
    if (
        column < 6
        or not wide
        or any(line[column - 1] != " " or line[column - 2] != " " for line in wide)
    ):
        return None
    if not any(line[column : column + 1].strip() for line in wide):
        return None
    return [(line[:column].rstrip(), line[column:]) for line in body], end


def _rest_is_flush(lines: list[str], column: int) -> bool:
    rest = [line for line in lines if line.strip()]
    return not rest or all(
        line[: column - 1].strip() and not line[:column].endswith("  ") for line in rest
    )


def _one_after_the_other(lines: list[str]) -> tuple[list[Pair], int]:
    """Input, then output, though the headings stood side by side."""
    first = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    blanks = [i for i in range(first, len(lines)) if not lines[i].strip()]
    gaps = [i for i in blanks if i + 1 < len(lines) and lines[i + 1].strip()]
    cases = [i for i in range(first + 1, len(lines)) if CASE_ONE.match(lines[i])]
    if not gaps and not cases:
        length = output_length(lines[first:], "")
        left, right = _split_blind(lines[first : first + length])
        return ([(left, right)], first + length) if right else ([], 0)
    at = cases[0] if cases else _best_gap(lines, gaps)
    below = next(i for i in range(at, len(lines)) if lines[i].strip())
    length = output_length(lines[below:], "\n".join(lines[first:at]))
    output = "\n".join(lines[below : below + length])
    return [("\n".join(lines[first:at]).rstrip(), output.rstrip())], below + length


def _best_gap(lines: list[str], gaps: list[int]) -> int:
    """Find the gap between input and output, as the index of its first line.

    It is the one with a lone tab, else the widest; of equals the one of truly empty lines
    (a line of spaces may belong to a drawing), else the first.
    """
    runs = []
    for gap in gaps:
        start = gap
        while start > 0 and not lines[start - 1].strip():
            start -= 1
        blank = lines[start : gap + 1]
        runs.append(("\t" in "".join(blank), len(blank), not any(blank), -start))
    return -max(runs)[-1]


def _split_blind(lines: list[str]) -> Pair:
    """Split input and output with nothing between them: a count says where, else the last line.

    The count is a number on the first line, when as many lines that look alike follow it, and what
    is left looks different or is as many lines.
    """
    lines = [line for line in lines if line.strip()]
    widths = [len(line.split()) for line in lines]
    at = max(len(lines) - 1, 1)
    first = lines[0].split() if lines else []
    for count in first if len(first) <= 3 else ():
        end = 1 + int(count[:9]) if count.isdecimal() else 0
        counted, left = set(widths[1:end]), widths[end:]
        if left and len(counted) == 1 and (counted.isdisjoint(left) or len(left) == end - 1):
            at = end
            break
    return "\n".join(lines[:at]), "\n".join(lines[at:])


def read_pipe_tables(lines: Sequence[str]) -> tuple[list[Pair], set[int]]:
    """Read Markdown tables whose head names an input and an output column."""
    pairs: list[Pair] = []
    used: set[int] = set()
    for i in range(len(lines) - 2):
        head = _cells(lines[i])
        if len(head) < 2 or not _is_rule(lines[i + 1]):
            continue
        kinds = [label.kind if (label := read_label(cell)) else None for cell in head]
        if Kind.INPUT not in kinds or Kind.OUTPUT not in kinds:
            continue
        left, right = kinds.index(Kind.INPUT), kinds.index(Kind.OUTPUT)
        used |= {i, i + 1}
        for row in range(i + 2, len(lines)):
            cells = _cells(lines[row])
            if len(cells) <= max(left, right):
                break
            pairs.append((unquote(cells[left]), unquote(cells[right])))
            used.add(row)
    return pairs, used


def _is_rule(line: str) -> bool:
    """Whether a line divides a table's head from its rows."""
    return "|" in line and "-" in line and _RULE_MARKS.issuperset(line)


def _cells(line: str) -> list[str]:
    line = line.strip()
    if "|" not in line:
        return []
    line = line.removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)]

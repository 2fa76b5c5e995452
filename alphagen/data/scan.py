"""Finding example tests by the labels above them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from alphagen.data.blocks import Block, left_of_remarks, read_block, strip_common_prefix
from alphagen.data.labels import Kind, Label
from alphagen.data.prose import is_prose, is_specification, words
from alphagen.data.tables import read_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagen.data.document import Document


@dataclass
class Found:
    """Example tests in the order of the text, and the lines they stood on."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


@dataclass
class _Part:
    """A label and the data under it."""

    label: Label
    block: Block


def find_labelled(doc: Document) -> Found:
    """Find the tests that stand under input and output labels."""
    chosen = _choose(doc)
    found = Found()
    parts: list[_Part] = []
    for at, label in enumerate(chosen):
        following = chosen[at + 1] if at + 1 < len(chosen) else None
        end = _end(doc, label, following, chosen)
        if label.kind is Kind.BOTH:
            split = not label.marked or label.plural
            pairs, used = read_columns(label, doc.lines[label.line + 1 : end], split_rows=split)
            found.pairs.extend(pairs)
            found.used.update(range(label.line, label.line + 1 + used))
        else:
            known = parts[-1].block.texts[-1:] if parts else []
            is_output = label.kind is Kind.OUTPUT
            block = read_block(doc, label, end, known="".join(known) if is_output else None)
            if not is_output:
                block.texts = list(map(left_of_remarks, block.texts))
            parts.append(_Part(label, block))
    _drop_false_outputs(doc, parts)
    _straighten(parts)
    for inputs, outputs in _pair(parts):
        found.pairs.extend(_tests(inputs, outputs))
        for part in (inputs, outputs):
            found.used.update(range(part.label.line, part.block.end))
    return found


# Which labels count.


def _choose(doc: Document) -> list[Label]:
    """Choose the labels that stand above tests, in order of lines.

    Marked labels ("Sample Input") win; a side that has none is filled up with bare ones. Failing
    that, bare labels are taken from the first that stands right under an "Examples" heading, or
    the first whose text cannot be a description.
    """
    data = [label for label in doc.labels if label.kind is not Kind.EXAMPLE]
    data = [label for label in data if label.kind is not Kind.SECTION]
    marked = [label for label in data if label.marked]
    kinds = {label.kind for label in marked}
    if Kind.BOTH in kinds or {Kind.INPUT, Kind.OUTPUT} <= kinds:
        return marked
    titled = _under_titles(doc) if Kind.INPUT not in kinds else []
    if titled:
        return titled
    mixed = _fill_up(data) if kinds else []
    if {Kind.INPUT, Kind.OUTPUT} <= {x.kind for x in mixed}:
        return mixed
    return _choose_bare(doc, data)


def _under_titles(doc: Document) -> list[Label]:
    """Inputs right under "Test case 1", with no heading of their own, and their outputs."""
    chosen: list[Label] = []
    for title, output in pairwise(doc.labels):
        if title.kind is not Kind.EXAMPLE or output.kind is not Kind.OUTPUT:
            continue
        text = "\n".join(doc.lines[doc.next_text(title.line + 1) : output.line])
        if title.number is not None and text.strip() and not is_specification(text):
            chosen += [replace(title, kind=Kind.INPUT), output]
    return chosen


def _fill_up(data: list[Label]) -> list[Label]:
    """Give each marked label of one kind the bare one of the other kind next to it."""
    kind = next(x.kind for x in data if x.marked)
    step = 1 if kind is Kind.INPUT else -1
    chosen = []
    for at, label in enumerate(data):
        if label.marked and 0 <= at + step < len(data):
            other = data[at + step]
            chosen += [label, other] if other.kind is not kind else []
    return sorted(chosen, key=lambda x: x.line)


def _choose_bare(doc: Document, data: list[Label]) -> list[Label]:
    anchor = next((x for x in data if _under_example(doc, x)), None)
    if anchor is None:
        anchor = next((x for at, x in enumerate(data) if _is_pair_of_data(doc, data, at)), None)
    if anchor is None:
        return []
    after = [x for x in data if x.line >= anchor.line]
    chosen = [x for x in after if x.kind in (anchor.kind, Kind.BOTH) and x.style == anchor.style]
    outputs = [x for x in after if x.kind is Kind.OUTPUT]
    alike = [x for x in outputs if _alike(x, anchor)]
    return sorted([*chosen, *(alike or outputs)], key=lambda x: x.line)


def _alike(output: Label, anchor: Label) -> bool:
    """Whether an output heading is written as the input heading is."""
    return output.style == anchor.style


def _under_example(doc: Document, label: Label) -> bool:
    """Whether the line above a label announces examples."""
    if label.kind is Kind.OUTPUT:
        return False
    before = [x for x in doc.labels if x.line < label.line]
    if not before or before[-1].kind is not Kind.EXAMPLE:
        return False
    return doc.next_text(before[-1].line + 1) == label.line


def _is_pair_of_data(doc: Document, data: list[Label], at: int) -> bool:
    """Whether a bare input label and the output label after it hold data, not a description."""
    label = data[at]
    if label.kind is Kind.BOTH:
        return "\t" in doc.lines[label.line] or "   " in doc.lines[label.line].strip()
    if label.kind is not Kind.INPUT or at + 1 >= len(data) or data[at + 1].kind is not Kind.OUTPUT:
        return False
    output = data[at + 1]
    ends = [x.line for x in doc.labels if x.line > output.line]
    end = ends[0] if ends else len(doc.lines)
    sure = False
    for part, stop in ((label, output.line), (output, end)):
        first = doc.next_text(part.line + 1)
        if part.rest:
            text = part.rest
        elif first in doc.fences:
            sure = True
            continue
        else:
            text = "\n".join(doc.lines[first:stop])
        if not text.strip() or is_specification(text):
            return False
        sure = (
            sure
            or bool(re.search(r"\d", text))
            or all(len(words(line)) < 2 for line in text.split("\n"))
        )
    return sure


# Where blocks end and which belong together.


def _end(doc: Document, label: Label, following: Label | None, chosen: Sequence[Label]) -> int:
    """Find the line before which the data under a label must end."""
    limit = following.line if following else len(doc.lines)
    if label.kind is Kind.INPUT and following and following.kind is Kind.OUTPUT:
        return limit
    lines = {x.line for x in chosen}
    for other in doc.labels:
        if not label.line < other.line < limit:
            continue
        if other.kind is Kind.SECTION:
            return other.line
        if other.kind is Kind.EXAMPLE and (other.firm or _leads_on(doc, other, lines)):
            return other.line
    return limit


def _leads_on(doc: Document, label: Label, lines: set[int]) -> bool:
    return doc.next_text(label.line + 1) in lines


def _drop_false_outputs(doc: Document, parts: list[_Part]) -> None:
    """Undo a heading that was a line of data: of two output headings in touch, keep the last."""
    at = 1
    while at + 1 < len(parts):
        a, b, c = parts[at - 1 : at + 2]
        doubled = b.label.kind is c.label.kind is Kind.OUTPUT and a.label.kind is Kind.INPUT
        if doubled and not b.label.marked and not "".join(b.block.texts).strip():
            text = "\n".join(doc.lines[doc.next_text(a.label.line + 1) : c.label.line])
            a.block.texts, a.block.end = [text.rstrip()], c.label.line
            del parts[at]
        else:
            at += 1


def _straighten(parts: list[_Part]) -> None:
    """Strip what wraps every block alike, and empty outputs that are plainly comments.

    An output that stands further below its heading than all others and is a sentence is no
    output: the test prints nothing.
    """
    loose = [part.block for part in parts if not part.block.exact]
    gaps = [block.gap for block in loose if "".join(block.texts).strip()]
    for part in parts:
        block = part.block
        far = bool(gaps) and not block.exact and block.gap > min(gaps) and len(gaps) > 1
        if far and part.label.kind is Kind.OUTPUT and is_prose("".join(block.texts)):
            block.texts, block.end = [""], part.label.line + 1
    texts = [text for block in loose for text in block.texts]
    plain = iter(strip_common_prefix(texts))
    for block in loose:
        block.texts = [next(plain) for _ in block.texts]


def _pair(parts: list[_Part]) -> list[tuple[_Part, _Part]]:
    """Pair inputs with outputs: by number if all have one, else in order."""
    inputs = [p for p in parts if p.label.kind is Kind.INPUT]
    outputs = [p for p in parts if p.label.kind is Kind.OUTPUT]
    numbers = Counter(p.label.number for p in inputs)
    if None not in numbers and max(numbers.values(), default=0) == 1:
        by_number = {p.label.number: p for p in reversed(outputs)}
        if numbers.keys() <= by_number.keys():
            return [(p, by_number[p.label.number]) for p in inputs]
    alternating: list[tuple[_Part, _Part]] = []
    waiting: list[_Part] = []
    for part in parts:
        if part.label.kind is Kind.INPUT:
            waiting.append(part)
        elif waiting:
            alternating.append((waiting.pop(0), part))
    return alternating


def _tests(inputs: _Part, outputs: _Part) -> list[tuple[str, str]]:
    """Make the tests of one pair of blocks; several fences or plural headings hold several."""
    ins, outs = inputs.block.texts, outputs.block.texts
    if len(ins) == len(outs) > 1:
        return list(zip(ins, outs, strict=True))
    if len(ins) == len(outs) == 1 and inputs.label.plural and outputs.label.plural:
        left, right = (_paragraphs(x[0]) for x in (ins, outs))
        if len(left) == len(right) > 1:
            return list(zip(left, right, strict=True))
    return [(ins[0], outs[0])]


def _paragraphs(text: str) -> list[str]:
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            parts[-1].append(line)
        elif parts[-1]:
            parts.append([])
    return ["\n".join(part) for part in parts if part]

"""Examples that a sentence leads up to: "if the input is", a block, "it should print", a block."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagen.data.blocks import strip_common_prefix
from alphagen.data.prose import is_specification
from alphagen.data.scan import Found
from alphagen.data.sentences import answer_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagen.data.document import Document

# A sentence that breaks off where a block must follow; it is searched without its colon.
_OPEN_INPUT = re.compile(
    r"(?i)\b(?:inputs?|stdin)\b.{0,40}\b(?:is|are|was|were|be|as|like|reads|follows|following)$"
    r"|\b(?:given|for|with|on|gets?|enters?|types?|reads?)(?: the| an?| this| following| sample"
    r"| example){0,3} (?:inputs?|data)$"
)
_OPEN_OUTPUT = re.compile(
    r"(?i)\b(?:prints?|outputs?|writes?|displays?|returns?|reports?|produces?|gives?|yields?)"
    r"(?: out| the| this| following| output| lines?| text){0,3}$"
    r"|\b(?:outputs?|answers?|results?|stdout)\b.{0,40}"
    r"\b(?:is|are|was|were|be|as|like|reads|follows|following|becomes)$"
)
# With a colon at its end, a sentence may say less.
_COLON_INPUT = re.compile(
    r"(?i)^(?=.*\b(?:input|given|example|sample|for|reads?)\b)"
    r"(?!.*\b(?:contains?|consists?|lines?)\b).*:$"
)
_COLON_OUTPUT = re.compile(
    r"(?i)^(?=.*\b(?:output|answer|result|prints?|write|should|expected)\b)"
    r"(?!.*\b(?:contains?|consists?)\b).*:$"
)
_AN_EXAMPLE = re.compile(
    r"(?i)\b(?:examples?|samples?|instance|suppose|(?:if|when|given) the input)\b"
)
_SENTENCE_END = re.compile(r"[.!?]['\")]?\s+")
_LONGEST = 240  # characters of a sentence that are looked at


@dataclass(frozen=True)
class _Lead:
    """A sentence and the block below it.

    Attributes:
        line: index of the line on which the sentence begins.
        column: where on that line.
        sentence: its words.
        end: index of the line after the block.
        text: the block.
        bare: whether the block has neither fences nor a place of its own in ``text``.
    """

    line: int
    column: int
    sentence: str
    end: int
    text: str
    bare: bool


def find_introduced(doc: Document) -> Found:
    """Pair the block below "if the input is" with the one below "the program should print".

    The output may also stand within a later sentence ("In this example the answer is 24."),
    which then stays in the statement. The sentences that lead to a block are taken out.
    """
    pairs: list[tuple[_Lead, _Lead | str]] = []
    waiting: _Lead | None = None
    for lead in _leads(doc):
        if waiting and _leads_to_output(lead):
            pairs.append((waiting, lead))
            waiting = None
        elif _leads_to_input(lead):
            pairs += _answered(doc, waiting, lead.line)
            waiting = lead
    pairs += _answered(doc, waiting, len(doc.lines))
    return _take_out(doc, pairs)


def _take_out(doc: Document, pairs: list[tuple[_Lead, _Lead | str]]) -> Found:
    found = Found()
    leads = [lead for pair in pairs for lead in pair if isinstance(lead, _Lead)]
    plain = iter(strip_common_prefix([lead.text for lead in leads if lead.bare]))
    texts = {lead: next(plain) if lead.bare else lead.text for lead in leads}
    for given, wanted in pairs:
        found.pairs.append((texts[given], wanted if isinstance(wanted, str) else texts[wanted]))
    for lead in leads:
        found.used.update(range(lead.line + (lead.column > 0), lead.end))
        if lead.column:  # what the line says before the sentence stays
            doc.lines[lead.line] = doc.lines[lead.line][: lead.column].rstrip()
    return found


def _leads_to_input(lead: _Lead) -> bool:
    sentence = lead.sentence
    if _OPEN_OUTPUT.search(sentence.rstrip(": ")):
        return False
    return bool(_OPEN_INPUT.search(sentence.rstrip(": ")) or _COLON_INPUT.match(sentence))


def _leads_to_output(lead: _Lead) -> bool:
    sentence = lead.sentence
    return bool(_OPEN_OUTPUT.search(sentence.rstrip(": ")) or _COLON_OUTPUT.match(sentence))


def _answered(doc: Document, given: _Lead | None, end: int) -> list[tuple[_Lead, str]]:
    """Give an input block the output that the first sentence to name one names."""
    if given is None or not _AN_EXAMPLE.search(given.sentence):
        return []
    answers = (answer_in(line) for line in doc.lines[given.end : end])
    return [(given, answer) for answer in answers if answer is not None][:1]


def _leads(doc: Document) -> Iterator[_Lead]:
    """Yield every sentence with a block of data below it, in the order of the text."""
    i = floor = 0
    while i < len(doc.lines):
        if i in doc.fences:
            i = floor = doc.fences[i] + 1
            continue
        lead = None if doc.is_blank(i) else _lead_at(doc, i, floor)
        if lead:
            yield lead
            floor = lead.end
        i = lead.end if lead else i + 1


def _lead_at(doc: Document, i: int, floor: int) -> _Lead | None:
    """Read line ``i`` as the end of a sentence that leads to a block; it begins after ``floor``."""
    line, column, sentence = _sentence_at(doc, i, floor)
    open_end = breaks_off_before_data(sentence)
    if not open_end and not sentence.endswith(":"):
        return None
    first = doc.next_text(i + 1)
    if first >= len(doc.lines):
        return None
    if first in doc.fences:
        end, text = block_at(doc, first) or (first, "")
        return _Lead(line, column, sentence, end, text, bare=False)
    end = _indented_end(doc, i, first)
    if end > first:
        text = "\n".join(doc.lines[first:end])
        if not open_end and is_specification(text):
            return None
        return _Lead(line, column, sentence, end, text, bare=True)
    block = block_at(doc, first)
    return _Lead(line, column, sentence, *block, bare=True) if block else None


def _sentence_at(doc: Document, i: int, floor: int) -> tuple[int, int, str]:
    """Where the sentence that ends with line ``i`` begins (line and column), and its words."""
    start = i
    while start > max(floor, i - 3) and not doc.is_blank(start - 1):
        start -= 1
    text = doc.lines[i].rstrip()
    for at in range(i, start - 1, -1):
        line = doc.lines[at].rstrip()
        cut = max(len(line) - _LONGEST, 0)
        ends = [m.end() for m in _SENTENCE_END.finditer(line, cut)]
        if ends:
            words = " ".join([line[ends[-1] :], *map(str.strip, doc.lines[at + 1 : i + 1])])
            return at, ends[-1], words.strip()[-_LONGEST:]
        if at < i and line.endswith((".", "!", "?", ":")):
            start = at + 1
            break
    text = " ".join(map(str.strip, doc.lines[start : i + 1]))
    return start, 0, text[-_LONGEST:]


def breaks_off_before_data(sentence: str) -> bool:
    """Whether a sentence ends like "if the input is" or "your program should print"."""
    sentence = sentence.rstrip(": ")[-_LONGEST:]
    return bool(_OPEN_INPUT.search(sentence) or _OPEN_OUTPUT.search(sentence))


def _indented_end(doc: Document, lead: int, first: int) -> int:
    """Find the end of the lines from ``first`` on that are set in deeper than the sentence."""
    margin = _indent(doc.lines[lead]) + 2
    end = at = first
    while at < len(doc.lines) and (doc.is_blank(at) or _indent(doc.lines[at]) >= margin):
        at += 1
        end = end if doc.is_blank(at - 1) else at
    return end


def _indent(line: str) -> int:
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip())


def block_at(doc: Document, first: int) -> tuple[int, str] | None:
    """Read a fenced block, or a paragraph that is no prose.

    Returns:
        The index of the line after it, and its text; None when there is no data at ``first``.
    """
    if first >= len(doc.lines):
        return None
    if first in doc.fences:
        close = doc.fences[first]
        return close + 1, "\n".join(doc.lines[first + 1 : close])
    end = first
    while end < len(doc.lines) and doc.lines[end].strip():
        if doc.lines[end].rstrip().endswith(":") or breaks_off_before_data(doc.lines[end]):
            break
        end += 1
    text = "\n".join(line.rstrip() for line in doc.lines[first:end])
    return (end, text) if text and not is_specification(text) else None

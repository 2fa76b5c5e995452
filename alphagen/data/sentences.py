"""Example tests inside a sentence: "for input 3 4 the answer is 7"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alphagen.data.blocks import unquote
from alphagen.data.prose import is_specification, words
from alphagen.data.scan import Found

if TYPE_CHECKING:
    from alphagen.data.document import Document

_QUOTED = r"`([^`]+)`|\"([^\"\n]+)\"|'([^'\n]+)'|\u201c([^\u201d\n]+)\u201d"
# A repetition ends on a blank and is bounded, so that no line takes long to search.
_MORE = r"(?:[ \t]-?\d[\w.]*){0,19}?"
_VALUE = rf"(?:{_QUOTED}|(-?\d[\w.]*{_MORE}))"
_RESULT = rf"(?:{_QUOTED}|(-?\w[-\w.+/#*]*{_MORE}))(?=[.,;!)]?(?:\s|$))"
_IS = r"\s*(?:is|are|should be|must be|would be|will be|prints?|gives?|becomes?|yields?|:|=)"
_SHOULD = r"(?:program|solution|you) should (?:print|output|write|return)"
_ASKED = (
    rf"(?:(?:the|its|your) )?(?:(?:expected|correct|right) )?(?:{_SHOULD}|"
    rf"(?:output|answer|result)s?{_IS})"
)
_GIVES = r"(?:->|=>|\u2192|gives|yields|produces|prints)"
# An output that cannot be a word of the sentence.
_SURE = rf"(?:{_QUOTED}|(-?\d[\w./]*{_MORE}|(?-i:[A-Z]{{2,20}}|Yes|No)))"
_INPUT = rf"\binputs?\s?[:=]?\s*{_VALUE}\s*"
_SENTENCES = tuple(
    re.compile("(?i)" + pattern)
    for pattern in (
        rf"\binputs?(?: is| are|\s?[:=])?\s*{_VALUE}\s*[,;.:]?\s*(?:then |and )?"
        rf"{_ASKED}\s*{_RESULT}",
        rf"{_INPUT}[,;.|]?\s*{_GIVES}?\s*(?:the )?outputs?\s?[:=]?\s*{_RESULT}",
        rf"{_INPUT}[,;:]?\s*{_GIVES}\s*{_RESULT}",
        rf"{_INPUT}[,;:]?\s*(?:{_SHOULD}|print|output|write)\s+{_SURE}(?=[.,;!)]|$)",
        r"\b(?:example|sample|e\.g\.|for instance|for)[^\n`]{0,40}`([^`\n]+)`[^\n`]{0,60}?"
        r"(?:answer|output|result|prints?|->|=>|\u2192)[^\n`]{0,30}`([^`\n]+)`",
    )
)

_ANSWER = re.compile(rf"(?i:\b{_ASKED})\s*{_SURE}(?=[.,;!)]?(?:\s|$))")
_CONDITION = re.compile(
    r"(?i)\b(?:otherwise|unless|if (?!the input|this input)|impossible|cannot)\b"
)


def find_in_sentences(doc: Document) -> Found:
    """Find tests that a sentence gives; it stays in the statement, as it often says why."""
    found = Found()
    for line in doc.lines:
        for pattern in _SENTENCES if len(line) <= 2000 else ():
            matches = [m for m in pattern.finditer(line) if _is_test(m)]
            if matches:
                found.pairs.extend(_pair(match) for match in matches)
                break
    return found


def _values(match: re.Match[str]) -> tuple[str, str]:
    left, right = (group for group in match.groups() if group is not None)
    return left, right


def _is_test(match: re.Match[str]) -> bool:
    left, right = _values(match)
    return not is_specification(left) and len(words(right)) <= 3


def _pair(match: re.Match[str]) -> tuple[str, str]:
    left, right = _values(match)
    return unquote(f"`{left}`"), unquote(f"`{right.rstrip('.')}`")


def answer_in(line: str) -> str | None:
    """Find the output that a line names, as in "In this example the answer is 24."."""
    match = _ANSWER.search(line) if len(line) <= 2000 else None
    if match is None or _CONDITION.search(line[: match.end()]):
        return None
    return next(group for group in match.groups() if group is not None).rstrip(".")

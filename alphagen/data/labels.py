"""Lines that announce something: an input, an output, an example, or another section."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a line announces."""

    INPUT = "input"
    OUTPUT = "output"
    BOTH = "both"  # the heading of a table: input on the left, output on the right
    EXAMPLE = "example"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Label:
    """One announcing line.

    Attributes:
        line: its index.
        kind: what it announces.
        marked: whether it says by itself that an example follows ("Sample Input", "Input 1",
            "inputCopy"); a bare "Input" may as well open the description of the input.
        number: the number in it.
        plural: whether it speaks of several inputs or outputs.
        rest: what follows the colon on the same line.
        style: how it is written; headings of one kind in one text look alike.
        column: where the output's part begins in a BOTH line.
        firm: whether it cannot be taken for a line of a test.
    """

    line: int
    kind: Kind
    marked: bool
    number: int | None
    plural: bool
    rest: str
    style: str
    column: int
    firm: bool


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _ranked(text: str) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(text.split())}


# German, Swedish and French headings are read too; what stands below is told by digits alone.
_INPUT = _set("input inputs stdin eingabe eingaben beispieleingabe indata entree")
_OUTPUT = _set("output outputs stdout ausgabe ausgaben beispielausgabe utdata sortie")
_ANSWER = frozenset({"answer", "answers", "result", "results"})
# Headings in other scripts are put into English word by word; a word that is left over rules the
# heading out, as everywhere.
_TRANSLATIONS = {
    foreign: english
    for english, names in {
        "Sample": "例,样例,예제,Пример,Примеры",
        "Samples": "输入输出样例",
        "Input": "入力,输入,입력,Входные данные,входных данных",
        "Output": "出力,输出,출력,Выходные данные,выходных данных",
        "Format": "格式,Формат",
        "Constraints": "制約,数据范围,제한",
        "Statement": "問題文,题目描述,문제",
        "Note": "解释,说明,提示,힌트,Примечание",
    }.items()
    for foreign in names.split(",")
}
_FOREIGN = re.compile("|".join(sorted(_TRANSLATIONS, key=len, reverse=True)))
_SAMPLE = _set(
    "sample samples example examples beispiel beispiele beispieleingabe beispielausgabe "
    "exempel exemple exemples"
)
_TEST = frozenset({"test", "tests", "case", "cases", "testcase", "testcases", "io"})
_NUMBERS = _ranked("zero one two three four five six seven eight nine")
_ORDINALS = _ranked("zeroth first second third fourth fifth sixth")
_FILLER = _set(
    "the for of a an and to data file files copy program corresponding expected correct desired "
    "from is are no some here following more public given in with your as txt d de"
)
_SECTION = _set(
    "explanation explanations explaination note notes hint hints constraint constraints scoring "
    "subtask subtasks remark remarks clarification clarifications comment comments format formats "
    "specification specifications editorial tutorial assumptions requirements grading "
    "restrictions limits interaction"
)
# These open a section too, but they are also plausible words of a test.
_SOFT_SECTION = _set(
    "statement description problem task background story source author authors credits solution "
    "tags points score bounds range legend details objective goal footnote footnotes"
)
_SECTION_FILLER = _set("on about this what additional important general")

_EDGES = "#*_=~>|-+\u2022\u00b7:.[](){}<>\u3010\u3011`\"'\u2013\u2014 \t"
_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\sA-Za-z\d]")
_PUNCTUATION = frozenset(_EDGES.strip() + ",/&\u2116\\")
_GLUED = re.compile(r"(?i)\b(samples?|examples?|test|case)(?=(?:in|out)put)|(put)(?=copy\b)")
_NUMBERS_AFTER = re.compile(r":[^A-Za-z]*\d[^A-Za-z]*$|\d[\s,]+-?\d")
CASE_ONE = re.compile(r"(?i)\s*case #?1:")  # how the first line of many an output begins
_TAG = re.compile(r"(?i)</?(?:b|strong|i|em|u|p|h[1-6]|span|div|font)(?:\s[^<>]*)?>")
_AFTER_COLON = re.compile(r"^(.{1,60}?)\s*(?::|\uff1a)[*_]*\s*(.*)$")


def _pieces(text: str) -> list[str] | None:
    """Words and numbers of a heading, lower case; None when a character rules a heading out."""
    text = re.sub(r"\bI/O\b", "io", text.replace("\u00e9", "e").replace("\u00c9", "E"))
    text = _GLUED.sub(lambda m: m.group() + " ", text)
    found = _PIECES.findall(text)
    if any(not p.isalnum() and p not in _PUNCTUATION and not _is_ornament(p) for p in found):
        return None
    return [p.lower() for p in found if p.isalnum()]


def _is_ornament(character: str) -> bool:
    """Whether a character is a picture or the sign of a link, which pages set beside headings."""
    return unicodedata.category(character) == "So" or character in "\u00b6\ufe0f"


def _is_known(piece: str) -> bool:
    return (
        piece in _INPUT
        or piece in _OUTPUT
        or piece in _ANSWER
        or piece in _SAMPLE
        or piece in _TEST
        or piece in _FILLER
        or piece in _NUMBERS
        or piece in _ORDINALS
        or (piece.isdigit() and len(piece) <= 3)
    )


def _kind_of(pieces: list[str], text: str) -> Kind | None:
    """What the words of a heading announce, if they are all known."""
    sections = [p for p in pieces if p in _SECTION or p in _SOFT_SECTION]
    if sections:
        known = all(p in sections or p in _SECTION_FILLER or _is_known(p) for p in pieces)
        return Kind.SECTION if known else None
    if not all(map(_is_known, pieces)):
        return None
    has_input = any(p in _INPUT for p in pieces)
    has_example = any(p in _SAMPLE or p in _TEST for p in pieces)
    has_output = any(p in _OUTPUT for p in pieces) or (
        any(p in _ANSWER for p in pieces) and (has_example or "expected" in pieces)
    )
    if has_input and has_output:
        return _kind_of_both(pieces, text, has_example)
    if has_input:
        return Kind.INPUT
    if has_output:
        return Kind.OUTPUT
    return Kind.EXAMPLE if has_example else None


def _kind_of_both(pieces: list[str], text: str, has_example: bool) -> Kind | None:
    first = next(p for p in pieces if p in _INPUT or p in _OUTPUT)
    joined = "and" in pieces or "&" in text or re.search(r"(?i)put[s ]*/", text)
    if first in _OUTPUT and "for" in pieces:
        return Kind.OUTPUT  # "Output for Sample Input 1"
    if joined or first in _OUTPUT:
        return Kind.EXAMPLE if has_example else Kind.SECTION
    return Kind.BOTH


def _style(raw: str, word: str, colon: bool) -> str:
    """How a heading is written: what stands before it, its case, a colon, a copy button."""
    before = re.match(r"\s*[^A-Za-z\d]*", raw)
    prefix = before.group().strip() if before else ""
    case = "lower" if word.islower() else "upper" if word.isupper() else "title"
    copy = "copy" if "copy" in raw.lower() else ""
    return f"{prefix}|{case}|{':' if colon else ''}|{copy}"


def _number(pieces: list[str]) -> int | None:
    for piece in pieces:
        if piece.isdigit():
            return int(piece)
        if piece in _ORDINALS:
            return _ORDINALS[piece]
        if piece in _NUMBERS:
            return _NUMBERS[piece]
    return None


def read_label(raw: str, line: int = 0) -> Label | None:
    """Read one line as a label.

    Args:
        raw: the line.
        line: its index, kept in the label.

    Returns:
        The label, or None when the line announces nothing.
    """
    if "<" in raw:
        raw = _TAG.sub("**", raw)
    stripped = raw.strip()
    if not stripped or not any(c.isalpha() for c in stripped[:20]):
        return None
    whole = (
        None
        if len(stripped) > 80 or _NUMBERS_AFTER.search(stripped)
        else _build(raw, stripped, "", line)
    )
    if whole is not None:
        return whole
    split = _AFTER_COLON.match(stripped)
    if split is None or not split[2]:
        return None
    return _build(raw, split[1], split[2], line)


def _build(raw: str, head: str, rest: str, line: int) -> Label | None:
    head = _FOREIGN.sub(lambda m: f" {_TRANSLATIONS[m[0]]} ", head)
    pieces = _pieces(head)
    kind = _kind_of(pieces, head) if pieces else None
    if pieces is None or kind is None:
        return None
    if rest and kind in (Kind.BOTH, Kind.EXAMPLE):
        return None  # "Example: ..." is a sentence; lines that hold labels were split before
    number = _number(pieces)
    core = _INPUT | _OUTPUT | _ANSWER
    word = next((p for p in re.findall(r"[A-Za-z]+", head) if p.lower() not in _FILLER), head)
    example = any(p in _SAMPLE or p in _TEST for p in pieces)
    decorated = bool(re.match(r"\s*(?:#|\*\*|__|=|<)", raw))
    colon = bool(rest) or head.rstrip("*_ ").endswith(":")
    if kind is Kind.SECTION and not _section_stands(pieces, head, rest, decorated):
        return None
    marked = example or number is not None or "copy" in pieces or "expected" in pieces
    return Label(
        line=line,
        kind=kind,
        marked=marked,
        number=number,
        plural=any(p in core and p.endswith("s") for p in pieces)
        or any(p in ("samples", "examples", "tests", "cases") for p in pieces),
        rest=rest.strip(),
        style=_style(raw, word, colon),
        column=_output_column(raw) if kind is Kind.BOTH else 0,
        firm=_is_firm(pieces, word, decorated, colon),
    )


def _section_stands(pieces: list[str], head: str, rest: str, decorated: bool) -> bool:
    """Whether a section word opens a section here, rather than being a word of a test."""
    if decorated:
        return True
    if not head.lstrip(_EDGES)[:1].isupper():
        return False
    hard = any(p in _SECTION for p in pieces)
    return hard or not rest


def _is_firm(pieces: list[str], word: str, decorated: bool, colon: bool) -> bool:
    if not any(p in _SAMPLE for p in pieces):
        return decorated
    return decorated or colon or len(pieces) > 1 or word[:1].isupper()


def _output_column(raw: str) -> int:
    match = re.search(r"(?i)((?:sample|example|expected)[ \t]+)?(?:out(?:put)?s?|stdout)\b", raw)
    return match.start() if match else 0

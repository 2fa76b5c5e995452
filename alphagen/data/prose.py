"""Telling what people write from what tests hold."""

from __future__ import annotations

import re


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"[A-Za-z][a-z'\u2019]+|\b[aAI]\b")
_COMMON = _set(
    "a an the is are was were be been it its this that these those there they them their we you "
    "your he she his her in on at of to for from by with and or but not so as if then than can "
    "could will would should must may has have had do does which who what when where how because "
    "since thus hence therefore only also both each every all any no one two first second third "
    "following note after before between into our i minimum maximum total answer case example "
    "sample input output possible number"
)
_DESCRIBING = _set(
    "integer integers line lines number numbers string strings contains print output input "
    "single digits letters sum value values"
)
_VERDICTS = _set("yes no possible impossible true false")
_NOT_NUMERIC = re.compile(r"[^\d.,/:eE+%-]|%.")
# Cyrillic, kana, Chinese characters or Hangul, where only English words are counted as words.
_OTHER_SCRIPT = re.compile(r"(?:[\u0400-\u04ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af][\s\d]?){3}")
_COLOPHON = re.compile(
    r"(?i)\s*[*_(-]*(?:problem\s+(?:setter|author|source|credits?|by)|source|authors?|credits?"
    r"|copyright"
    r"|codeforces|atcoder|kattis|licen[cs]e|contest|submit|download|all rights"
    r"|\u00a9|\(c\)|tags?|rating"
    r"|difficulty|time limit|memory limit|cpu time|expected (?:time|auxiliary)"
    r"|explanation|note|hint)\b.{3}"
)
# What pages have right below a test, and what no test has.
_FURNITURE = re.compile(
    r"(?i)\s*(?:(?:(?:cpu )?time|memory) limit\s*(?:[:\d]|per test|$)"
    r"|problem (?:author|source|credits?)\s*:|page \d+ of \d+\s*$"
    r"|codeforces (?:beta )?round\b|no tag edit access"
    r"|\u2192 (?:problem tags|contest materials|virtual participation))"
)
_MARKUP = re.compile(
    r"\s*(?:#{1,6}\s|!\[|<(?:p|div|img|br|h\d)\b|\$\$?[A-Za-z\\]|\\[a-z]+\{|-{3,}\s*$|={3,}\s*$|\*{3}\s*$)"
)


def words(text: str) -> list[str]:
    """Words of natural language in a text, lower case."""
    return [w.lower() for w in _WORD.findall(text)]


def is_numeric(text: str) -> bool:
    """Whether a text is numbers only."""
    tokens = text.split()
    return bool(tokens) and all(re.search(r"\d", t) and not _NOT_NUMERIC.search(t) for t in tokens)


def _is_terse(line: str) -> bool:
    """Whether a line of an output is numbers or a verdict, so that no sentence belongs to it."""
    return is_numeric(line) or line.strip().lower() in _VERDICTS


def common_words(text: str) -> int:
    """How many words of a text are common English ones."""
    return sum(w in _COMMON for w in words(text))


def is_prose(text: str) -> bool:
    """Whether a line or paragraph is, beyond doubt, a sentence."""
    text = text.strip()
    found = words(text)
    if len(found) < 4:
        return False
    common = sum(w in _COMMON for w in found)
    ends = text.rstrip("*_`\"')$ ")[-1:] in tuple(".:!?,;")
    starts = text.lstrip("*_`\"'($ -")[:1].isupper()
    long = len(found) >= 7
    return common >= 2 and (ends or (starts and long) or (long and common >= 4))


def is_specification(text: str) -> bool:
    """Whether a block describes data in words, so that it cannot be the data."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    found = words(first)
    described = len(found) >= 3 and common_words(first) >= 2
    if described or is_prose(first) or _OTHER_SCRIPT.search(first):
        return True
    if any(mark in first for mark in ("<=", "\u2264", "\\le")) and found:
        return True
    describing = any(w in _DESCRIBING for w in found)
    return len(found) >= 2 and (describing or first.rstrip()[-1] in ".:;")


def is_comment(paragraph: str, content: str, known: str) -> bool:
    """Whether a paragraph after an output speaks about it rather than being part of it.

    Args:
        paragraph: the lines in question.
        content: the output so far.
        known: text of the test's input; what is echoed from it is output.
    """
    first = paragraph.strip().split("\n")[0].strip()
    if _MARKUP.match(paragraph):
        return True
    if first and first in known.split("\n"):
        return False
    if _is_furniture(first, content) or _is_other_script(paragraph, content + known):
        return True
    if all(_is_terse(line) for line in content.split("\n") if line.strip()):
        return _is_foreign_to_terse(paragraph)
    if _COLOPHON.match(paragraph):
        return True
    if _is_foreign(paragraph, content + known):
        return True
    if is_prose(content.strip().split("\n")[0]):
        return is_prose(paragraph) and not _same_shape(first, content)
    return is_prose(paragraph) or is_prose(first)


def _is_furniture(line: str, content: str) -> bool:
    return bool(_FURNITURE.match(line)) and not _same_shape(line, content)


def _is_other_script(text: str, data: str) -> bool:
    return bool(_OTHER_SCRIPT.search(text)) and not _OTHER_SCRIPT.search(data)


def _is_foreign(paragraph: str, data: str) -> bool:
    """Whether a paragraph has marks of writing that the data has not."""
    if "$" in paragraph and "$" not in data:
        return True
    found = len(words(paragraph))
    if found >= 2 and any(mark in paragraph and mark not in data for mark in "=`\u2192"):
        return True
    return found >= 4 and paragraph.rstrip().endswith(".") and ".\n" not in data + "\n"


def breaks_off(line: str, content: list[str]) -> bool:
    """Whether a line right under an output, with no blank line between, is a sentence about it."""
    above = "\n".join(content)
    if _is_furniture(line, above) or _is_other_script(line, above):
        return True
    found = words(line)
    if len(found) < 3 and "=" not in line and "$" not in line:
        return False
    numeric = all(map(is_numeric, content))
    if numeric and ("=" in line or "$" in line):
        return True
    if all(map(_is_terse, content)):
        ends = line.rstrip().endswith((".", "!", "?", ":") if numeric else ".")
        if ends and (len(found) >= 4 or (len(found) >= 3 and common_words(line) >= 1)):
            return True
    if is_prose(content[0]) or len(found) < 5:
        return False
    return is_prose(line) and (numeric or len(found) >= 7)


def _is_foreign_to_terse(paragraph: str) -> bool:
    text = paragraph.strip()
    if (
        _COLOPHON.match(text)
        or is_prose(text)
        or "=" in text
        or "$" in text
        or "`" in text
        or "\u2192" in text
    ):
        return True
    found, common = words(text), common_words(text)
    if common and text[-1] == "." and len(text.split()) >= 3:
        return True
    return len(found) >= 3 and (common >= 1 or text[-1] in ".:")


def _same_shape(line: str, content: str) -> bool:
    """Whether a line begins like a line of the content."""
    head = line.split()[:1]
    return any(other.split()[:1] == head for other in content.split("\n"))

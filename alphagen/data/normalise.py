"""Bytes to text, and text to plain lines, before anything is looked for in it."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from alphagen.core import paired
from alphagen.errors import BinaryProblemError, EmptyProblemError

_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"))
_SPACES = {
    ord(c): " " for c in "\u00a0\u2007\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
}
_SIGNS = {0x2212: "-", 0xFF0D: "-", 0xFE63: "-", 0xD7: "*", 0xFF1A: ":"}
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_DASH_BEFORE_NUMBER = re.compile(r"(?m)(^|(?<=[ \t]))[\u2010-\u2013](?=\d)")
_PRE_OPEN = re.compile(r"(?i)<pre[^<>]*>(?:\s*<(?:code|samp)[^<>]*>)?\n?")
_PRE_CLOSE = re.compile(r"(?i)\n?(?:</(?:code|samp)>\s*)?</pre>")
_END_SPACES = re.compile(r"(?m)(?<![\u00a0\u2007\u202f])[\u00a0\u2007\u202f]+[ \t]*$")

# Bytes that no text file holds: the C0 controls except tab, line breaks, form feed and escape.
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\x0b\x0c\r\x1b")


def decode(data: bytes, name: str) -> str:
    """Decode a problem file: UTF-8, UTF-16 with a mark, or Latin-1 if that reads like text.

    Args:
        data: the file as it is.
        name: what to call it in an error.

    Raises:
        EmptyProblemError: there are no bytes.
        BinaryProblemError: it is not text.
    """
    if not data:
        raise EmptyProblemError(f"{name} is empty; give a problem statement with an example test.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise _binary(name, "is marked as UTF-16 but is not") from None
    if any(byte in _CONTROLS for byte in set(data)):
        raise _binary(name, "holds control bytes, so it is a binary file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if not _reads_like_text(text):
        raise _binary(name, "is neither UTF-8 nor readable as Latin-1")
    return text


def load_json(text: str) -> Any:
    """Read JSON; halves of surrogate pairs, which UTF-8 does not have, become question marks.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply.
    """
    return _all_paired(json.loads(text))


def _all_paired(held: Any) -> Any:
    if isinstance(held, str):
        return paired(held)
    if isinstance(held, list):
        return [_all_paired(one) for one in held]
    if isinstance(held, dict):
        return {_all_paired(key): _all_paired(one) for key, one in held.items()}
    return held


def _binary(name: str, fault: str) -> BinaryProblemError:
    return BinaryProblemError(f"{name} {fault}; save it as UTF-8 text.")


def _reads_like_text(text: str) -> bool:
    """Whether text decoded as Latin-1 has few symbols beyond ASCII and no C1 controls."""
    foreign = sum(ord(c) > 126 for c in text)
    controls = sum(unicodedata.category(c) == "Cc" and c not in "\t\r\n\x0b\x0c" for c in text)
    return controls == 0 and foreign <= 0.3 * len(text)


def plain_lines(text: str) -> list[str]:
    """Split pasted text into lines, with one kind of line break, space, minus and colon.

    ``<pre>`` blocks become fenced ones, so that later steps know one kind of block.
    """
    text = _BREAKS.sub("\n", text.translate(_INVISIBLE))
    text = _END_SPACES.sub("", text).translate(_SPACES).translate(_SIGNS)
    text = _DASH_BEFORE_NUMBER.sub("-", text)
    if "<pre" in text.lower():
        text = _PRE_CLOSE.sub("\n```\n", _PRE_OPEN.sub("\n```\n", text))
    lines = text.split("\n")
    written = [line for line in lines if line.strip()]
    if sum(line[-1].isspace() for line in written) > 0.9 * len(written):
        lines = [line.rstrip() for line in lines]  # the paste did that, not the tests
    return lines

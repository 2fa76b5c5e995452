"""Programs in a text that marks them by nothing: the lines between the prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagen.core import Language
from alphagen.prompts.completion import parse_python
from alphagen.prompts.recognition import (
    CODE_LINE,
    CPP_MAIN,
    CPP_START,
    WHOLE,
    is_diff,
    is_idle,
    is_whole,
    rank_tree,
    tidy,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# A heading after the program means that a base model goes on with the next problem.
_NEXT_HEADER = re.compile(r"(?:#|//) ?(?:RATING: ?\d|TAGS: ?\w|LANGUAGE IS \w)")

_CPP_END = re.compile(r"\}[ \t;]*(?://.*)?$")

# A piece of Python begins at a line that is not indented and does not go on with another.
_PIECE_START = re.compile(r"(?!(?:else|elif|except|finally)\b)[^\s)\]}]")
_CLOSERS = (")", "]", "}", '"""', "'''")
_MOST_JOINED = 400  # lines that may begin a piece of their own, but belong to one
_PARSED = 1_000_000  # characters; beyond that a text is not worth the time


def before_next_header(text: str) -> str | None:
    """Cut a text in front of the next problem's header; None when there is no such header."""
    code = False
    end = 0
    for line in text.split("\n"):
        if code and _NEXT_HEADER.match(line):
            return text[:end]
        code = code or (bool(line.strip()) and not line.startswith(("#", "//")))
        end += len(line) + 1
    return None


def find_program(text: str, language: Language) -> str | None:
    """Return the program in a text that marks it by nothing."""
    text = tidy(text)
    if is_diff(text):
        return None
    return _find_cpp(text) if language is Language.CPP else _find_python(text)


def _find_cpp(text: str) -> str | None:
    """Return the lines from the first that can only be C++ to the last that ends with a brace."""
    start = CPP_START.search(text)
    if not start:
        return None
    lines = text[start.start() :].split("\n")
    while lines and not _CPP_END.search(lines[-1]):
        lines.pop()
    source = tidy("\n".join(lines))
    return source if CPP_MAIN.search(source) else None


def _find_python(text: str) -> str | None:
    """Return the whole text if it is a program, or else the longest run of lines that is one."""
    partial = None
    try:
        tree = parse_python(text)
    except SyntaxError:
        pass
    else:
        found = rank_tree(tree)
        if found == WHOLE:
            return text
        if found and not any(map(is_idle, tree.body)):
            partial = text
    lines = text.split("\n")
    runs = [tidy("\n".join(lines[begin:end])) for begin, end in _runs(lines)]
    runs += [tidy("\n".join(stretch)) for stretch in _indented(lines)] if not runs else []
    whole = [run for run in runs if is_whole(run, Language.PYTHON3)]
    return max(reversed(whole), key=lambda run: run.count("\n"), default=partial)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Lines that parse together, or the lines up to the next that could begin such a piece."""

    begin: int
    end: int
    parses: bool
    idle: bool = False


def _runs(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where pieces of Python follow on each other, and nothing idle is among them.

    Words of prose parse as names, so what is idle is taken for prose. Code that does not parse
    spoils the run it touches: what is left would be a part of a program.
    """
    begin: int | None = None
    spoilt = False
    end = 0
    for piece in _pieces(lines):
        if piece.parses and not piece.idle:
            begin, end = (piece.begin if begin is None else begin), piece.end
            continue
        broken = not piece.parses and bool(CODE_LINE.match(lines[piece.begin]))
        if begin is not None and not spoilt and not (broken and lines[end - 1].strip()):
            yield begin, end
        begin = None
        spoilt = broken and bool(lines[piece.end - 1].strip())
    if begin is not None and not spoilt:
        yield begin, end


def _pieces(lines: list[str]) -> Iterator[_Piece]:
    """Split lines into the smallest pieces that parse, as far as the time is worth it."""
    starts = _starts(lines)
    ends = [*starts[1:], len(lines)]
    left = _PARSED
    at = 0
    while at < len(starts) and left > 0:
        piece = _Piece(starts[at], ends[at], parses=False)
        for other in range(at, min(at + _MOST_JOINED, len(starts))):
            if other > at and not _closes(lines[starts[other] : ends[other]]):
                continue
            source = "\n".join(lines[starts[at] : ends[other]])
            left -= len(source) + 100
            try:
                tree = parse_python(source)
            except SyntaxError as error:
                if left > 0 and _is_incomplete(error):
                    continue
            else:
                idle = any(map(is_idle, tree.body))
                piece = _Piece(starts[at], ends[other], parses=True, idle=idle)
                at = other
            break
        yield piece
        at += 1


def _starts(lines: list[str]) -> list[int]:
    """Return the lines at which a piece may begin."""
    starts = []
    goes_on = False
    for at, line in enumerate(lines):
        if _PIECE_START.match(line):
            if not goes_on:
                starts.append(at)
            goes_on = line.startswith("@")  # a decorator
        goes_on = goes_on or line.endswith("\\")
    return starts


def _closes(lines: list[str]) -> bool:
    return any(closer in line for line in lines for closer in _CLOSERS)


def _is_incomplete(error: SyntaxError) -> bool:
    """Tell whether more lines could mend it: a bracket or a long string is open."""
    return "was never closed" in error.msg or "unterminated triple-quoted" in error.msg


def _indented(lines: list[str]) -> Iterator[list[str]]:
    """Yield the stretches of indented lines, which are code in Markdown."""
    stretch: list[str] = []
    for line in [*lines, "end"]:
        if not line.strip() or line.startswith(("    ", "\t")):
            stretch.append(line)
        elif stretch:
            yield stretch
            stretch = []

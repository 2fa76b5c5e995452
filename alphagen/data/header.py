"""Title, limits, rating and tags of a pasted statement, and what a web page leaves around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from alphagen.data.labels import read_label

_LONGEST = 300  # characters of a line that may be nothing but a title, a limit or a rating
_MOST_MB = 4096  # a memory limit without a unit that is above this is in kilobytes
# "2000/1000 MS (Java/Others)": the first is for Java only.
_NUMBER = r"(?:\d{1,9}\s?/\s?)?(\d{1,12}(?:[.,]\d{1,6})?)"
_OTHERS = r"(?:\s*\(Java/Others\))?"
_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")
_TIME_UNITS = {
    "ms": 0.001,
    "msec": 0.001,
    "millisecond": 0.001,
    "s": 1.0,
    "sec": 1.0,
    "second": 1.0,
    "min": 60.0,
    "minute": 60.0,
}
_BYTE_UNITS = {
    "b": 1, "byte": 1,
    "k": 1024, "kb": 1024, "kib": 1024, "kilobyte": 1024, "kibibyte": 1024,
    "m": 1024**2, "mb": 1024**2, "mib": 1024**2, "mbyte": 1024**2, "megabyte": 1024**2,
    "mebibyte": 1024**2,
    "g": 1024**3, "gb": 1024**3, "gib": 1024**3, "gigabyte": 1024**3, "gibibyte": 1024**3,
}  # fmt: skip
_OF = r"(?:\s*(?:per|for(?:\s+each|\s+one)?)\s+test(?:\s*case|s)?)?"
# Repetitions of what may also stand next to them are bounded, for lines of any length.
_JOIN = r"[*_]{0,4}\s{0,8}(?:[:=\-|\u2013]|\bis\b|\bof\b)?\s{0,8}[*_`$]{0,4}\s{0,8}"
_UNIT = r"\s{0,8}[*_`$]{0,4}([a-z]{1,12})(?:\(s\))?"
_TIME = re.compile(
    r"(?i)\b(?:cpu\s+)?(?:time\s*limit|(?-i:TL)|limit\s+on\s+time|実行時間制限)"
    + _OF
    + r"(?:\s*[(\[](m?s|sec|seconds|milliseconds)[)\]])?"
    + _JOIN
    + _NUMBER
    + r"(?:"
    + _UNIT
    + r")?(?![a-z\d])"
    + _OTHERS
)
_MEMORY = re.compile(
    r"(?i)\b(?:memory\s*limit|(?-i:ML)|limit\s+on\s+memory|メモリ制限)"
    + _OF
    + r"(?:\s*[(\[]([kmg]i?b|[kmg]bytes|megabytes)[)\]])?"
    + _JOIN
    + _NUMBER
    + r"(?:"
    + _UNIT
    + r")?(?![a-z\d])"
    + _OTHERS
)
_LIMIT_NAME = re.compile(r"(?i)[\s*#_-]*(?:(?:cpu\s+)?time|memory)\s*limit" + _OF + r"[\s*_:]*")
_VALUE = re.compile(r"(?i)\s*\d+(?:[.,]\d+)?\s*[a-z]{1,12}(?:\(s\))?\s*")
_RATING = re.compile(
    r"(?i)[\s*#_-]*(?:(?:problem\s+)?rating|difficulty(?:\s+rating)?)[\s*_]*[:=]?[\s*_]*\*?(\d{3,4})[\s*_]*"
)
_STAR = re.compile(r"\s*\*(\d{3,4})\s*")
_TAGS = re.compile(r"(?i)[\s*#_-]*(?:problem\s+)?(?:tags?|topics?)[\s*_]*[:=][\s*_]*(.*?)[\s*_]*")
_TAG_HEAD = re.compile(r"(?i)[\s\u2192>*#-]*problem tags[\s:]*")
_CHROME = re.compile(
    r"(?i)[\s*#_-]*(?:no tag edit access|copy|submit(?: solution)?|my submissions|statistics|"
    r"(?:cpu )?time limit exceeded ratio.*|score\s*:\s*\$?\d+\$?\s*points?|"
    r"difficulty\s*[:=]?\s*\d(?:\.\d)?(?:\s*-\s*\d\.\d)?(?:\s*\(?(?:easy|medium|hard|trivial)\)?)?|"
    r"(?:input|output)\s*(?:file)?\s*[:=]?\s*(?:standard|stdin|stdout)\s*(?:input|output)?(?:\s*\(.*\))?)[\s*_]*"
)
_STREAM = re.compile(
    r"(?i)[\s*_-]*(?:input|output)\s*(?:file)?[*_]*\s*:?[\s*_]*(?:standard\s*(?:input|output)|"
    r"std(?:in|out)|(?:input|output)\.txt|(?:from|to) the (?:keyboard|screen))(?:\s+stream)?"
    r"(?:\s*[/(|,]\s*(?:screen|keyboard|standard (?:in|out)put|output.*|stdin|stdout).*)?[\s*_]*"
)
_ICONS = frozenset({"content_copy", "file_copy", "save_alt"})  # buttons, copied by name
_STREAM_NAME = re.compile(r"(?i)\s*(?:standard\s+(?:input|output)|(?:input|output)\.txt)\s*")
_LETTER = re.compile(
    r"^(?:problem\s+)?(?:[A-Z]\d{0,2}|\d{1,4}[A-Z]\d?)\s*(?:[.:)\-\u2013\u2014]|\s-)\s+(?=\S)"
    r"|^(?:problem\s+|#)?\d{1,6}(?:[.:]|\s-)\s+(?=[A-Z])",
    re.IGNORECASE,
)
_TITLE_WORD = re.compile(
    r"(?i)^(?:problem\s*(?:title|name)?(?:\s+[A-Z]\d?)?|title|task)\s*[:\u2014\u2013-]\s+"
)
_ORDERS = re.compile(
    r"(?i)^(?:given|print|read|write|find|compute|determine|calculate|count|you|your|there|output|input|for|"
    r"this|we|let|it|in|on|if|consider|implement|design)\b"
)


@dataclass
class Header:
    """What was read outside the prose.

    Attributes:
        title: name of the problem, without its letter.
        time_limit_s: seconds, None when unknown.
        memory_limit_bytes: bytes, None when unknown.
        rating: 800 to 3500, None when unknown.
        tags: kinds of problem.
        used: indices of the lines that say nothing else.
    """

    title: str = ""
    time_limit_s: float | None = None
    memory_limit_bytes: int | None = None
    rating: int | None = None
    tags: tuple[str, ...] = ()
    used: set[int] = field(default_factory=set)


def read_time(text: str) -> float | None:
    """Read a time limit in seconds from a text such as "time limit per test: 500 ms"."""
    match = _TIME.search(text)
    if match is None:
        return None
    unit = _TIME_UNITS.get(_unit(match[3] or match[1]))
    if unit is None:
        return None
    # "1,500 s" is one and a half; no limit is thousands of seconds.
    digits = _without_thousands(match[2]) if unit < 1 else match[2]
    return round(float(digits.replace(",", ".")) * unit, 6) or None


def read_memory(text: str) -> int | None:
    """Read a memory limit in bytes; MB is read as MiB, as judges mean it."""
    match = _MEMORY.search(text)
    if match is None:
        return None
    amount = float(_without_thousands(match[2]).replace(",", "."))
    unit = _BYTE_UNITS.get(_unit(match[3] or match[1] or ("kb" if amount > _MOST_MB else "mb")))
    return round(amount * unit) or None if unit else None


def _without_thousands(digits: str) -> str:
    return digits.replace(",", "") if _THOUSANDS.fullmatch(digits) else digits


def _unit(name: str | None) -> str:
    name = (name or "s").lower()
    return name if len(name) < 3 else name.removesuffix("s")


def is_limit_line(line: str) -> bool:
    """Whether a line states limits and nothing else."""
    left = _MEMORY.sub("", _TIME.sub("", line))
    return left != line and not re.search(r"[A-Za-z\d]", left)


def drop_chrome(lines: list[str]) -> list[str]:
    """Blank the lines that a page's buttons and stream names leave in a paste.

    Done before examples are looked for, since "input" above "standard input" is no heading.
    """
    lines = list(lines)
    for i, line in enumerate(lines):
        above = lines[i - 1] if i else ""
        if len(line) > _LONGEST:
            continue
        if _STREAM.fullmatch(line):
            lines[i] = ""
        elif _STREAM_NAME.fullmatch(line) and above.strip().lower() in ("input", "output"):
            lines[i - 1] = lines[i] = ""
        elif line.strip() in _ICONS:
            lines[i] = ""
        elif line.strip() == "Copy":
            _fold_copy(lines, i)
    return lines


def _fold_copy(lines: list[str], i: int) -> None:
    """Write a copy button on the heading above, which marks that as an example's.

    A button below the data goes: the next heading follows it, or nothing.
    """
    lines_above = [k for k in range(i - 1, max(i - 4, -1), -1) if lines[k].strip()]
    if lines_above and read_label(lines[lines_above[0]]):
        lines[lines_above[0]] += " Copy"
        lines[i] = ""
        return
    after = next((x for x in lines[i + 1 :] if x.strip()), "")
    if not after or read_label(after):
        lines[i] = ""


def read_header(lines: list[str], taken: set[int]) -> Header:
    """Read title, limits, rating and tags.

    Args:
        lines: the statement.
        taken: indices of lines that belong to examples.
    """
    header = Header()
    free = [i for i in range(len(lines)) if i not in taken and lines[i].strip()]
    for at, i in enumerate(free):
        following = free[at + 1] if at + 1 < len(free) else None
        _read_limits(header, lines, i, following)
        _read_rating_and_tags(header, lines, free[at:])
        if len(lines[i]) <= _LONGEST and _CHROME.fullmatch(lines[i]):
            header.used.add(i)
    _read_title(header, lines, [i for i in free if i not in header.used], taken)
    return header


def _read_limits(header: Header, lines: list[str], i: int, following: int | None) -> None:
    text = lines[i]
    whole = is_limit_line(text)
    below = lines[following] if following is not None else ""
    short = max(len(text), len(below)) <= _LONGEST
    if following is not None and short and _LIMIT_NAME.fullmatch(text) and _VALUE.fullmatch(below):
        text, whole = f"{text} {below}", True
        header.used.add(following)
    if header.time_limit_s is None:
        header.time_limit_s = read_time(text)
    if header.memory_limit_bytes is None:
        header.memory_limit_bytes = read_memory(text)
    if whole:
        header.used.add(i)


def _read_rating_and_tags(header: Header, lines: list[str], free: list[int]) -> None:
    line = lines[free[0]]
    if len(line) > _LONGEST:
        return
    rating = _RATING.fullmatch(line) or _STAR.fullmatch(line)
    if rating and 500 <= int(rating[1]) <= 4000:
        header.rating = int(rating[1])
        header.used.add(free[0])
    tags = _TAGS.fullmatch(line)
    if tags:
        names = [name.strip(" *_`#") for name in re.split(r"[,;]", tags[1])]
        found = [name for name in names if not _STAR.fullmatch(f"*{name}") and name]
        stars = [name for name in names if re.fullmatch(r"\d{3,4}", name)]
        header.tags = tuple(found)
        header.rating = int(stars[0]) if stars else header.rating
        header.used.add(free[0])
    elif _TAG_HEAD.fullmatch(line):
        header.used.add(free[0])
        _read_tag_list(header, lines, free[1:])


def _read_tag_list(header: Header, lines: list[str], below: list[int]) -> None:
    """Tags one a line, as a side bar lists them, up to a line that is no tag."""
    tags = []
    for i in below:
        line = lines[i].strip()
        if not re.fullmatch(r"[a-z][a-z0-9 *+-]{1,40}", line):
            break
        tags.append(line)
        header.used.add(i)
    header.tags = tuple(tags)


def _read_title(header: Header, lines: list[str], free: list[int], taken: set[int]) -> None:
    if not free or (taken and free[0] > min(taken)):
        return
    i = free[0]
    raw = lines[i].strip()
    if len(raw) > _LONGEST:
        return
    text = re.sub(r"^#{1,6}\s*|\s*#+$", "", raw).strip()
    text = re.sub(r"^(\*\*|__|\*|---)(.+?)\1$", r"\2", text).strip()
    named = _TITLE_WORD.sub("", text)
    bare = _LETTER.sub("", named, count=1).strip(" *_")
    if bare != named:
        bare = bare.removesuffix(" Editorial")  # AtCoder's link beside the title
    sure = text != raw or bare != text or _underline(lines, i)
    if not bare or len(bare) > 100 or read_label(text):
        return
    if sure or _looks_like_title(bare, lines, free, taken):
        header.title = bare
        header.used.add(i)
        if _underline(lines, i):
            header.used.add(i + 1)


def _underline(lines: list[str], i: int) -> bool:
    return i + 1 < len(lines) and bool(re.fullmatch(r"={3,}|-{3,}", lines[i + 1].strip()))


def _looks_like_title(text: str, lines: list[str], free: list[int], taken: set[int]) -> bool:
    """Whether an unmarked first line is a title: short, no sentence, and prose comes after it."""
    if (
        len(text.split()) > 9
        or text[-1] in ".:;,"
        or (not text[0].isupper() and not text[0].isdigit())
    ):
        return False
    if len(free) < 2 or read_label(lines[free[1]]) or (taken and free[1] > min(taken)):
        return False
    after_blank = free[1] > free[0] + 1
    if _ORDERS.match(text) and len(text.split()) > 4:
        return False
    return after_blank or len(lines[free[1]]) > len(text)

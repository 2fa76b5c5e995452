"""Recognise programs that behave alike without running them.

Two programs get one key only if they must behave alike on every input: Python that compiles to the
same byte code, C++ that differs in comments and white space between tokens. What might read its own
text or its line numbers is alike to nothing but itself. In doubt a duplicate is missed.
"""

from __future__ import annotations

import functools
import hashlib
import re
import threading
import warnings
from types import CodeType
from typing import TYPE_CHECKING

from alphagen.core import Language

if TYPE_CHECKING:
    from alphagen.core import Program

_READS_ITSELF = re.compile(
    r"__(?:file|LINE|FILE|BASE_FILE|builtin|has)_|source_location|stacktrace"
    r"|\b(?:inspect|traceback|linecache|tokenize|runpy|\w*lineno|co_\w+|_getframe|argv|open)\b"
    r"|\b(?:settrace|setprofile|warnings|exc_info|with_traceback|__traceback__|__loader__)\b"
)
"""Names with which a program might find its own text or line numbers."""

_OPENS_INPUT = re.compile(r"\bopen\(0\)")

_TOKEN = re.compile(
    r"""(?P<gap>//[^\n]*|/\*.*?\*/|[ \t\f\v]+) | (?P<line>\n)
    | (?P<token>(?:u8|[uUL])?(?:"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])+')[\w$]*
        | \.?[0-9](?:[eEpP][+-]|'?[\w.])*
        | [A-Za-z_$][\w$]*
        | <=>|<<=|>>=|->\*|\.\.\.|::|\.\*|->|\+\+|--|<<|>>|&&|\|\||\#\#|[-+*/%&|^<>=!]=
        | [-+*/%&|^!~=<>?:;,.(){}[\]\#])
    | (?P<other>.)""",
    re.ASCII | re.DOTALL | re.VERBOSE,
)
_NOT_TOKENS = re.compile(r'R"|\\[ \t\f\v]*\n|\?\?|<:|<%|%:|[\r\0]')
"""C++ that would need more than ``_TOKEN``: raw strings, continued lines, trigraphs, digraphs."""


@functools.lru_cache(maxsize=8192)
def canonical(program: Program) -> str:
    r"""Name what a program does: programs with the same key behave alike on every input.

    Safe to call from several threads.

    Returns:
        16 hexadecimal digits; the program's own hash if its text might matter.

    >>> from alphagen.core import Program
    >>> first = Program("n = int(input())  # how many\nprint(n)", Language.PYTHON3)
    >>> second = Program("n=int(input( ))\n\nprint( n )", Language.PYTHON3)
    >>> canonical(first) == canonical(second), canonical(first) == first.hash
    (True, False)
    """
    if _READS_ITSELF.search(_OPENS_INPUT.sub("", program.source)):
        return program.hash
    read = _byte_code if program.language is Language.PYTHON3 else _tokens
    try:
        text = read(program.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return program.hash
    text = f"alike\0{program.language}\0{text}"
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


def _byte_code(source: str) -> str:
    """Return what a Python program compiles to, which has neither layout nor comments."""
    # Bytes, as a comment may name an encoding. The compiler warns of odd escapes; the filters of
    # warnings are the process's, so one thread at a time sets them.
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = compile(source.encode(), "", "exec", dont_inherit=True, optimize=0)
    return repr(_parts(code))


def _parts(code: CodeType) -> tuple[object, ...]:
    """Return all of a code object but where it stands in the source."""
    constants = (_parts(one) if isinstance(one, CodeType) else one for one in code.co_consts)
    return (*constants, *(getattr(code, name) for name in _COMPILED))


_COMPILED = sorted(
    name
    for name in vars(CodeType)
    if name.startswith("co_")
    and name not in ("co_consts", "co_filename", "co_firstlineno", "co_linetable", "co_lnotab")
    and not callable(getattr(CodeType, name))
)

_one_at_a_time = threading.Lock()


def _tokens(source: str) -> str:
    """Return the tokens of a C++ program, and the gaps and lines of its directives."""
    if _NOT_TOKENS.search(source):
        raise ValueError("more than tokens")
    words: list[str] = []
    begins, directive = True, False  # a line, or a line of the preprocessor
    for match in _TOKEN.finditer(source):
        kind, word = match.lastgroup, match[0]
        if kind == "other" or (word == "#" and not begins):  # the latter quotes what it is given
            raise ValueError("gaps may count")
        if kind == "token":
            directive = directive or word == "#"
            begins = False
            words.append(word)
        elif kind == "line":
            words += ["\n"] if directive else []
            begins, directive = True, False
        elif directive:
            words.append(" ")
    return "\0".join(words)

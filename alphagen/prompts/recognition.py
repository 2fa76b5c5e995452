"""What is code, and how much of a program it is."""

from __future__ import annotations

import ast
import builtins
import re
from textwrap import dedent

from alphagen.core import Language
from alphagen.prompts.completion import parse_python

WHOLE = 2
"""Rank of what reads, prints, and knows every name it uses; in C++, of a complete ``main``."""

PARTIAL = 1
"""Rank of what does something, but hardly solves a problem: an example of a call, say."""

IDLE = 0
"""Rank of what does nothing by itself."""

_READS = {"input", "stdin", "open", "read", "readline", "readlines", "fileinput"}
_WRITES = {"print", "stdout", "write", "writelines"}
_KNOWN = {*dir(builtins), "__file__"}
_DEFINITIONS = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom,
)  # fmt: skip

CPP_MAIN = re.compile(r"\bmain\s*\([^(){};]*\)[^(){};]*\{")
CPP_START = re.compile(
    r"^[ \t]*(?:#[ \t]*(?:include|define|pragma|if|ifdef|ifndef)\b|using (?:namespace\b|\w+ ?=)|"
    r"(?:signed|int|auto|int32_t) main\b|template ?<|typedef |struct \w+ ?\{?$|//|/\*)",
    re.MULTILINE,
)
CODE_LINE = re.compile(
    r"^[ \t]*(?:(?:def|class) \w+[ \t]*[(:]|import \w+|from \w+ import |for \w+ in |"
    r"(?:for|while|if|elif|else|try|with)\b.*:[ \t]*$|print\b ?[\"'(]|print \w+[ \t]*(?:,|$)|"
    r"[A-Za-z_][\w.\[\]]*(?:, ?\w+)* ?[-+*/%|&]?=(?!=)|#[ \t]*include\b|\w.*[;{][ \t]*$)",
    re.MULTILINE,
)


def tidy(text: str) -> str:
    """Free a candidate of blank lines around it, of an indent, and of a console's prompts.

    Every program ends with a line end.
    """
    text = text.strip("\ufeff").strip("\n")
    lines = [line for line in text.split("\n") if line.strip()]
    if lines and all(line.startswith((">>>", "...")) for line in lines):
        text = "\n".join(line[3:].removeprefix(" ") for line in text.split("\n"))
    elif lines and all(line[0] in " \t" for line in lines):
        text = dedent(text)
    return text.strip("\n") + "\n"


def is_diff(text: str) -> bool:
    """Tell whether a text is a list of changes rather than a program."""
    lines = [line for line in text.split("\n") if line]
    return any(line.startswith("@@ ") for line in lines) or (
        all(line[0] in "+- \t" for line in lines) and any(line[0] in "+-" for line in lines)
    )


def looks_like_code(text: str) -> bool:
    """Tell whether a third of the lines could be code; good enough to name a failure."""
    lines = sum(1 for line in text.split("\n") if line.strip())
    return 0 < lines <= 3 * len(CODE_LINE.findall(text))


def rank(source: str, language: Language) -> int:
    """Tell how much of a program a source is.

    >>> [rank(source, Language.PYTHON3) for source in ("print(input())", "print(f(3))", "5")]
    [2, 1, 0]

    Raises:
        SyntaxError: it should be Python, but is not.
    """
    if language is Language.CPP:
        if not CPP_MAIN.search(source):
            return IDLE
        return WHOLE if source.count("{") == source.count("}") else PARTIAL
    return rank_tree(parse_python(source))


def is_whole(text: str, language: Language) -> bool:
    """Tell whether a text is a program and nothing else."""
    if language is Language.CPP and not CPP_START.match(text.strip("\n")):
        return False
    try:
        return rank(tidy(text), language) == WHOLE
    except SyntaxError:
        return False


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def is_idle(node: ast.stmt) -> bool:
    """Tell whether a statement has no effect at all, as a word of prose has."""
    if isinstance(node, ast.AnnAssign):
        return node.value is None
    if not isinstance(node, ast.Expr) or _is_docstring(node):
        return False
    return not any(isinstance(inner, ast.Call) for inner in ast.walk(node))


def rank_tree(tree: ast.Module) -> int:
    """Tell how much of a program a parsed source is."""
    if all(
        isinstance(node, _DEFINITIONS) or _is_docstring(node) or is_idle(node) for node in tree.body
    ):
        return IDLE
    used, bound, words = _names(tree)
    reads, writes = bool(words & _READS), bool(words & _WRITES)
    if not reads and not writes:
        return IDLE
    return WHOLE if reads and writes and (used <= bound or "*" in bound) else PARTIAL


def _names(tree: ast.Module) -> tuple[set[str], set[str], set[str]]:
    """Return the names that are used, those that are bound somewhere, and all that is mentioned.

    What is mentioned includes attributes and what is imported.
    """
    used: set[str] = set()
    bound = set(_KNOWN)
    words: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.Attribute):
            words.add(node.attr)
        elif isinstance(node, ast.alias):
            words.add(node.name)
            bound.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.MatchMapping):
            bound.add(node.rest or "")
        else:  # functions, classes, caught errors, captured patterns
            bound.add(str(getattr(node, "name", "")))
    return used, bound, words | used

"""Light LaTeX, as problem packages use it, to readable text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SYMBOLS = {
    "leq": "<=", "le": "<=", "leqslant": "<=", "geq": ">=", "ge": ">=", "geqslant": ">=",
    "neq": "!=", "ne": "!=", "lt": "<", "gt": ">", "ll": "<<", "gg": ">>", "cdot": "*",
    "times": "*", "ast": "*", "div": "/", "pm": "+-", "ldots": "...", "dots": "...",
    "cdots": "...", "dotsc": "...", "vdots": "...", "textellipsis": "...", "to": "->",
    "rightarrow": "->", "Rightarrow": "=>", "implies": "=>", "leftarrow": "<-", "iff": "<=>",
    "infty": "infinity", "in": "in", "notin": "not in", "cup": "union", "cap": "intersection",
    "bmod": "mod", "mod": "mod", "land": "and", "lor": "or", "lnot": "not", "neg": "not",
    "oplus": "xor", "wedge": "and", "vee": "or", "subseteq": "subset of", "subset": "subset of",
    "emptyset": "{}", "lfloor": "floor(", "rfloor": ")", "lceil": "ceil(", "rceil": ")",
    "lvert": "|", "rvert": "|", "vert": "|", "mid": "|", "quad": " ", "qquad": "  ",
    "textbackslash": "\\", "backslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "langle": "<", "rangle": ">", "ell": "l", "prime": "'",
    "approx": "~", "equiv": "=", "sum": "sum", "prod": "prod", "min": "min", "max": "max",
    "log": "log", "gcd": "gcd", "ln": "ln", "S": "section ", "colon": ":",
    "textquotesingle": "'", "textless": "<", "textgreater": ">", "textbar": "|",
    "textunderscore": "_", "dag": "", "degree": " degrees",
}  # fmt: skip
_DROPPED = re.compile(
    r"\\(?:illustration|includegraphics|nextsample|remainingsamples|sampletable\w*|label|caption|vspace|hspace|"
    r"centering|noindent|medskip|bigskip|smallskip|newpage|clearpage|usepackage|documentclass|pagestyle|"
    r"problemyamlname|small|large|footnotesize|tiny|par|displaystyle|begin\{(?:figure|center|wrapfigure|flushleft|document|"
    r"minipage|samepage)\*?\}|end\{(?:figure|center|wrapfigure|flushleft|document|minipage|samepage|itemize|enumerate|"
    r"description|tabular|quote|align|equation|verbatim|lstlisting)\*?\}|begin\{(?:itemize|enumerate|description|quote|"
    r"align|equation)\*?\})(?![A-Za-z])(?:\s*\[[^\]]{0,200}\])?(?:\{[^{}]*\})*"
)
_KEPT = re.compile(
    r"\\(?:emph|textbf|textit|texttt|textsf|textsc|textrm|text|mathrm|mathit|mathbf|mathcal|mathbb|mathtt|mbox|verb|"
    r"underline|operatorname|t|url|hbox|ensuremath|uline|bf|it|overline|vec|hat|bar|num|footnote)\*?\s*\{([^{}]*)\}"
)
_SECTION = re.compile(r"\\(?:sub)*(?:section|paragraph|problemsection)\*?\s*\{([^{}]*)\}")
_VERBATIM = re.compile(
    r"(?s)\\begin\{(verbatim|lstlisting)\}(?:\[[^\]]{0,200}\])?\n?"
    r"((?:(?!\\begin\{\1\}).)*?)\\end\{\1\}"
)
# olymp.sty, in which Polygon keeps its statements.
_ARGUMENT = r"\s*\{((?:\\[\s\S]|[^{}\\]|\{[^{}]*\})*)\}"
_OLYMP_HEAD = re.compile(r"\\begin\{problem\}" + 5 * _ARGUMENT)  # title, files, time, memory
_OLYMP_TEST = re.compile(r"\\exmp" + 2 * _ARGUMENT)
_OLYMP_SECTION = re.compile(
    r"\\(Input|Output|Note|Interaction|Scoring|Explanation)(?:File|s)?(?![A-Za-z])"
)
_OLYMP_REST = re.compile(
    r"\\(?:end\{problem\}|(?:begin|end)\{example\}|Examples?(?![A-Za-z])|exmpfile"
    + 2 * _ARGUMENT
    + ")"
)
_ACCENTS = str.maketrans({"~": " "})


def latex_to_text(source: str) -> str:
    """Turn a statement in light LaTeX into text with Markdown lists and fences.

    Macros that are not known lose their backslash and keep their argument.
    """
    kept: list[str] = []

    def keep(content: str) -> str:
        content = content.rstrip(" \t").removesuffix("\n")
        kept.append(f"```\n{content}\n```")
        return f"\n\x00{len(kept) - 1}\x00\n"

    text = _VERBATIM.sub(lambda m: keep(m[2]), re.sub(r"[\x00\x01]", "", source))
    if _OLYMP_HEAD.search(text):
        text = _olymp(text, keep)
    text = re.sub(r"(?m)(?<!\\)%.*\n?", "", text)
    text = re.sub(r"(?s)^.*?\\begin\{document\}", "", text)
    text = _SECTION.sub(lambda m: f"\n\n## {m[1].strip()}\n\n", text)
    text = re.sub(r"\\problemname\s*\{([^{}]*)\}", r"# \1\n", text)
    text = _tables(text)
    text = _DROPPED.sub("", text)
    text = re.sub(r"(?<![ \t])[ \t]*\\item\b[ \t]*(?:\[([^\]]{0,200})\])?[ \t]*", _item, text)
    text = re.sub(r"\n?\x01", "\n", text)
    text = _math(_words(text))
    text = re.sub(r"(?<![ \t])[ \t]+(?=\n)", "", re.sub(r"(?<=\S)[ \t]{2,}", " ", text))
    text = re.sub(r"\n{3,}", "\n\n", text)
    return re.sub(r"\x00(\d+)\x00", lambda m: kept[int(m[1])], text).strip() + "\n"


def _olymp(text: str, keep: Callable[[str], str]) -> str:
    """Write the parts of a statement for olymp.sty as headings and limits.

    Args:
        text: the statement.
        keep: puts the data of a test where nothing else reads it.
    """

    def write_test(match: re.Match[str]) -> str:
        data = (re.sub(r"\\([#$%&_{}])", r"\1", part).lstrip("\n") for part in match.groups())
        left, right = map(keep, data)
        return f"\n\n## Sample Input\n{left}\n## Sample Output\n{right}\n"

    text = _OLYMP_TEST.sub(write_test, text)
    text = _OLYMP_HEAD.sub(r"# \1\n\nTime limit: \4\n\nMemory limit: \5\n\n", text)
    return _OLYMP_SECTION.sub(r"\n\n## \1\n\n", _OLYMP_REST.sub("", text))


def _item(match: re.Match[str]) -> str:
    """A list item; the mark before it becomes a line break where there is none."""
    return "\x01- " + (f"{match[1]} " if match[1] else "")


def _tables(text: str) -> str:
    text = re.sub(r"\\begin\{tabular\*?\}(?:\[[^\]]{0,200}\])?\{(?:[^{}]|\{[^{}]*\})*\}", "", text)
    return re.sub(r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^{}]*\})", "", text)


def _words(text: str) -> str:
    """Unwrap formatting, from the innermost braces outwards."""
    for _ in range(6):
        unwrapped = _KEPT.sub(r"\1", text)
        unwrapped = re.sub(r"\\href\s*\{[^{}]*\}\s*\{([^{}]*)\}", r"\1", unwrapped)
        unwrapped = re.sub(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"(\1)/(\2)", unwrapped)
        unwrapped = re.sub(r"\\binom\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"C(\1, \2)", unwrapped)
        unwrapped = re.sub(r"\\sqrt\s*\{([^{}]*)\}", r"sqrt(\1)", unwrapped)
        unwrapped = re.sub(r"([\^_])\{(\w+)\}", r"\1\2", unwrapped)
        unwrapped = re.sub(r"([\^_])\{([^{}]+)\}", r"\1(\2)", unwrapped)
        if unwrapped == text:
            break
        text = unwrapped
    return text


def _math(text: str) -> str:
    text = re.sub(r"\\\\(?:\[[^\]\n]{0,40}\])?[ \t]*", "\n", text)
    text = re.sub(r"\\(?:left|right|big|Big|bigl|bigr|Bigl|Bigr)(?=[^A-Za-z])\.?", "", text)
    text = re.sub(r"\\([A-Za-z]+)(?:[ \t]*\{\})?", _symbol, text)
    text = re.sub(r"(?<!\\)\$\$?|\\[()\[\]]", "", text)
    text = re.sub(r"\\[,;:! ]", " ", text)
    text = re.sub(r"\\([%#&_{}$])", "\x01\\1", text)
    text = re.sub(r"(?<!\x01)[{}]", "", text).replace("\x01", "").replace("\\", "")
    text = text.replace("``", '"').replace("''", '"').replace("---", " - ").translate(_ACCENTS)
    return re.sub(r"(?<=\d)--(?=\d)|(?<=\s)--(?=\s)", "-", text)


def _symbol(match: re.Match[str]) -> str:
    name = match[1]
    return _SYMBOLS.get(name, name)

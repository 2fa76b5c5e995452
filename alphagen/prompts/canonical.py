r"""One way to write what statements write in many: signs, quotes, formulas, emphasis.

A model that reads ``n <= 10^5`` should not have to learn ``$n \le 10^{5}$`` and ``n ≤ 10⁵`` too.
"""

# ruff: noqa: RUF001 - the odd signs are the point

import re

SIGNS = str.maketrans(
    {
        "≤": "<=", "⩽": "<=", "≥": ">=", "⩾": ">=", "≠": "!=", "×": "*", "·": "*", "⋅": "*",
        "÷": "/", "−": "-", "–": "-", "—": "-", "‐": "-", "…": "...", "⋯": "...",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "`": "'",
        "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u200b": "", "\ufeff": "",
        "∈": "in", "∞": "infinity", "→": "->",
    }
)  # fmt: skip
COMMANDS = {
    "le": "<=", "leq": "<=", "leqslant": "<=", "lt": "<", "ge": ">=", "geq": ">=",
    "geqslant": ">=", "gt": ">", "ne": "!=", "neq": "!=", "times": "*", "cdot": "*", "div": "/",
    "ldots": "...", "dots": "...", "cdots": "...", "dotsc": "...", "vdots": ":", "mod": "mod",
    "bmod": "mod", "pmod": "mod", "in": "in", "to": "->", "rightarrow": "->", "sum": "sum",
    "max": "max", "min": "min", "gcd": "gcd", "infty": "infinity", "quad": " ", "left": "",
    "right": "", "lfloor": "floor(", "rfloor": ")", "lceil": "ceil(", "rceil": ")",
}  # fmt: skip
WRAPPED = re.compile(
    r"\\(?:text|textbf|textit|texttt|emph|mathrm|mathbf|mathit|mathtt|operatorname|mbox|sf|bf|it|t)"
    r"\s*\{([^{}]*)\}"
)
COMMAND = re.compile(r"\\([A-Za-z]+)")
ESCAPED = re.compile(r"\\([%$#&_{}])|\\[()\[\],;!]|\\ ")
INDEX = re.compile(r"([_^])\{(\w+)\}")
# Not inside a word: 2**3 is a power.
EMPHASIS = re.compile(r"(?<!\w)(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?!\w)")
RAISED = re.compile(r"[⁰¹²³⁴-⁹]+")
DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
DOLLARS = re.compile(r"\${1,3}")
GAP = re.compile(r" *(<=|>=|!=) *")


def canonical(text: str) -> str:
    r"""Write a statement's signs, formulas and emphasis in plain ASCII where there is a way.

    >>> canonical(r"$1 \le n \le 10^{5}$ — the **number** of “coins”")
    '1 <= n <= 10^5 - the number of "coins"'
    """
    text = RAISED.sub(lambda m: "^" + m.group().translate(DIGITS), text.translate(SIGNS))
    if "\\" in text:
        text = WRAPPED.sub(r"\1", text)
        text = COMMAND.sub(lambda m: COMMANDS.get(m.group(1), m.group(1)), text)
        text = ESCAPED.sub(lambda m: m.group(1) or " ", text)
    text = EMPHASIS.sub(r"\2", text)
    text = INDEX.sub(r"\1\2", text)
    return GAP.sub(r" \1 ", DOLLARS.sub("", text))

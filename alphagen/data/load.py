"""Reading a problem from wherever it lies."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from alphagen.data.folder import load_folder
from alphagen.data.html import html_to_text
from alphagen.data.kattis import is_package, load_package
from alphagen.data.latex import latex_to_text
from alphagen.data.normalise import decode
from alphagen.data.schema import parse_json
from alphagen.data.text import parse_statement
from alphagen.errors import EmptyProblemError, ProblemError

if TYPE_CHECKING:
    from alphagen.core import Problem


# What begins like a whole page or file is one, whatever its name; standard input has none.
_HTML_PAGE = re.compile(r"(?i)\s*<(?:!doctype\s+html|html)\b")
_LATEX_FILE = re.compile(
    r"\s*(?:%[^\n]*\n\s*)*\\(?:documentclass|problemname|begin\{(?:problem|document)\})"
)


def load_problem(path: str | Path) -> Problem:
    """Read a problem from a text file, a JSON file or a folder.

    Args:
        path: a statement (text, Markdown, HTML or LaTeX), a JSON file, or a folder with a
            statement and tests, such as a Kattis problem package.

    Raises:
        ProblemError: it is missing, empty, binary, interactive, without examples, or ill-formed.
    """
    path = Path(path)
    if path.is_dir():
        return load_package(path) if is_package(path) else load_folder(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ProblemError(
            f"{path} does not exist; give a file, a folder, or - for standard input."
        ) from None
    except (OSError, ValueError) as error:
        raise ProblemError(f"{path} cannot be read ({error}).") from None
    return parse_problem(data, str(path))


def parse_problem(data: bytes, name: str = "standard input") -> Problem:
    """Read a problem from the bytes of a file: JSON if it is an object, else a statement.

    Args:
        data: the bytes.
        name: the file's name; its ending, or else how the text begins, tells JSON, HTML and LaTeX.
    """
    text = decode(data, name)
    if not text.strip():
        raise EmptyProblemError(f"{name} is empty; give a problem statement with an example test.")
    suffix = Path(name).suffix.lower()
    if suffix == ".json" or (suffix not in (".md", ".txt", ".tex") and _is_object(text)):
        return parse_json(text, name)
    if suffix in (".html", ".htm") or _HTML_PAGE.match(text):
        text = html_to_text(text)
    elif suffix == ".tex" or _LATEX_FILE.match(text):
        text = latex_to_text(text)
    return parse_statement(text, name)


def _is_object(text: str) -> bool:
    text = text.strip()
    return text.startswith("{") and text.endswith("}") and '"statement"' in text

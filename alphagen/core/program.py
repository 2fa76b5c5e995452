"""A program: source text in a language."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """How a program is compiled and started. The value is the paper's name for it."""

    PYTHON3 = "python3"
    CPP = "cpp"

    @property
    def suffix(self) -> str:
        """File name ending, with its dot."""
        return {Language.PYTHON3: ".py", Language.CPP: ".cpp"}[self]

    @property
    def comment(self) -> str:
        """What opens a line comment."""
        return {Language.PYTHON3: "#", Language.CPP: "//"}[self]


@dataclass(frozen=True, slots=True)
class Program:
    """Source text and the language it is written in."""

    source: str
    language: Language

    @property
    def hash(self) -> str:
        """Name the program by its content: 16 hexadecimal digits."""
        text = f"{self.language}\0{self.source}"
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]

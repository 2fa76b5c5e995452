"""Checkers in the folders of problems: Kattis's output validators, and testlib's ``check.cpp``.

A checker travels as one source, so the headers of its package are put where they are included. It
is never run here. testlib.h is not ours to ship: the package must hold it.
"""

from __future__ import annotations

import itertools
import re
from math import inf, nan
from typing import TYPE_CHECKING

from alphagen.core import Checker, Language, Program, Protocol
from alphagen.data.normalise import decode
from alphagen.errors import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SUFFIXES = {
    ".py": Language.PYTHON3,
    ".cpp": Language.CPP,
    ".cc": Language.CPP,
    ".cxx": Language.CPP,
}
TESTLIB_NAMES = ("check", "checker", "files/check", "files/checker")
TESTLIB = "testlib.h"

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"][^\n]*$', re.MULTILINE)
_TOLERANCES = ("float_tolerance", "float_relative_tolerance", "float_absolute_tolerance")


def find_testlib_checker(folder: Path) -> Checker | None:
    """Find a checker that is called as testlib's are, with input, output and answer.

    Args:
        folder: of a problem; the checker is ``check`` or ``checker`` in it or in ``files``.

    Raises:
        ProblemError: it includes testlib.h, and the folder has none.
    """
    for name in TESTLIB_NAMES:
        for suffix, language in SUFFIXES.items():
            path = folder / f"{name}{suffix}"
            if path.is_file():
                source = whole_source(path, [path.parent, folder, folder / "files"])
                return Checker(Program(source, language), Protocol.TESTLIB)
    return None


def find_validator(folder: Path, arguments: Sequence[str]) -> Checker:
    """Read the output validator of a Kattis package.

    Args:
        folder: of the package.
        arguments: what the package wants it to be given.

    Raises:
        ProblemError: there is none, or it is more than one file of Python or C++.
    """
    for name in ("output_validators", "output_validator"):
        top = folder / name
        if not top.is_dir():
            continue
        folders = [path for path in sorted(top.iterdir()) if path.is_dir()]
        sources = [path for path in sorted(top.iterdir()) if path.suffix in SUFFIXES]
        if not sources and len(folders) == 1:
            sources = [path for path in sorted(folders[0].iterdir()) if path.suffix in SUFFIXES]
        if len(sources) != 1:
            found = ", ".join(path.name for path in sources) or "none"
            raise ProblemError(
                f"{top} must hold one source in Python or C++ (.py, .cpp, .cc), not {found}; "
                f"{_INSTEAD}"
            )
        path = sources[0]
        source = whole_source(path, [path.parent, top, folder / "include", folder])
        return Checker(Program(source, SUFFIXES[path.suffix]), Protocol.KATTIS, tuple(arguments))
    raise ProblemError(
        f"{folder} wants an output validator of its own, but has no output_validators; {_INSTEAD}"
    )


_INSTEAD = (
    "to compare outputs with the answers instead, take `validation: custom` (or the folder) out."
)


def whole_source(path: Path, folders: Sequence[Path]) -> str:
    """Read a source with the headers of its package in it, each once.

    Args:
        path: of the source.
        folders: where headers are looked for.

    Raises:
        ProblemError: testlib.h is included and in none of the folders.
    """
    seen: set[Path] = set()

    def read(file: Path) -> str:
        text = decode(file.read_bytes() or b"\n", str(file))
        return _INCLUDE.sub(included, text) if file.suffix != ".py" else text

    def included(match: re.Match[str]) -> str:
        header = next((one / match[1] for one in folders if (one / match[1]).is_file()), None)
        if header is None:
            if match[1] == TESTLIB:
                raise ProblemError(
                    f"{path} includes {TESTLIB}, which alphagen does not ship: copy it beside "
                    "the checker."
                )
            return match[0]  # the compiler's own
        if header.resolve() in seen:
            return ""
        seen.add(header.resolve())
        return read(header)

    return read(path)


def tolerance_of(flags: Sequence[str]) -> float | None:
    """Read the tolerance among the flags of Kattis's own validator.

    An absolute and a relative one count as both; of several the largest holds.

    >>> tolerance_of("case_sensitive float_tolerance 1e-6".split())
    1e-06
    """
    found = []
    for name, value in itertools.pairwise(flags):
        if name in _TOLERANCES:
            try:
                found.append(float(value))
            except ValueError:
                found.append(nan)
            if not 0 <= found[-1] < inf:
                raise ProblemError(f"{name} has the value '{value}': give a number from 0 on.")
    return max(found, default=None)

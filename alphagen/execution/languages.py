"""How programs of each language are compiled and started, and what they may use."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alphagen.core import (
    DEFAULT_MEMORY_LIMIT_BYTES,
    DEFAULT_TIME_LIMIT_S,
    LARGEST_MEMORY_LIMIT_BYTES,
    LONGEST_TIME_LIMIT_S,
    Language,
    Limits,
)
from alphagen.errors import UsageError

if TYPE_CHECKING:
    from alphagen.core import Problem

CPU_FACTOR = {Language.PYTHON3: 5.0, Language.CPP: 1.0}
"""A problem's time limit is meant for compiled programs; interpreted ones get a multiple."""

SUFFIXES = {
    ".py": Language.PYTHON3,
    ".cpp": Language.CPP,
    ".cc": Language.CPP,
    ".cxx": Language.CPP,
}

PREFIX_PATH = "/python"
PACKAGES_PATH = "/box/packages"


def limits_for(problem: Problem, language: Language, *, cpu_s: float | None = None) -> Limits:
    """Say what a program may use on each test of a problem.

    The CPU limit is the problem's, two seconds if it has none, times ``CPU_FACTOR``: five for
    Python, as the limits of contests are set for C++.

    Args:
        problem: whose limits they are.
        language: of the program.
        cpu_s: takes the place of the CPU limit, factor and all.
    """
    if cpu_s is None:
        cpu_s = (problem.time_limit_s or DEFAULT_TIME_LIMIT_S) * CPU_FACTOR[language]
    memory = problem.memory_limit_bytes or DEFAULT_MEMORY_LIMIT_BYTES
    # A statement may be misread; beyond these, no kernel takes the numbers.
    return Limits(
        cpu_s=min(cpu_s, LONGEST_TIME_LIMIT_S),
        memory_bytes=min(memory, LARGEST_MEMORY_LIMIT_BYTES),
    )


def language_of(path: Path) -> Language:
    """Read a program's language from its file name.

    Raises:
        UsageError: the ending is none we know.
    """
    try:
        return SUFFIXES[path.suffix.lower()]
    except KeyError:
        known = ", ".join(SUFFIXES)
        raise UsageError(
            f"{path}: the language is unknown (file names end in {known}); give --language."
        ) from None


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python for programs and for the servers of cells.

    Attributes:
        command: its path inside the sandbox.
        prefix: the directory outside that must be visible inside, None when /usr holds it.
        host: its path outside.
        packages: folders outside that make up a numpy for it, if it has none of its own.
    """

    command: str
    prefix: Path | None
    host: Path
    packages: tuple[Path, ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables it needs inside."""
        libraries = {"LD_LIBRARY_PATH": f"{PREFIX_PATH}/lib"} if self.prefix else {}
        return libraries | ({"PYTHONPATH": PACKAGES_PATH} if self.packages else {})

    @property
    def shown(self) -> dict[str, Path]:
        """What must be visible inside, and where it is outside."""
        prefix = {PREFIX_PATH: self.prefix} if self.prefix else {}
        return prefix | {f"{PACKAGES_PATH}/{one.name}": one for one in self.packages}


def find_interpreter(python: str | Path | None = None) -> Interpreter:
    """Choose the Python that runs programs: the system's, or else the one that runs us.

    Args:
        python: use this one instead; a virtual environment stands for the Python it was made from.
    """
    if python is None:
        system = Path("/usr/bin/python3")
        python = system if _recent(system) else Path(sys.executable)
    found = shutil.which(python)
    if found is None:
        raise UsageError(f"{python}: no such Python; give the path of an interpreter.")
    real = Path(found).resolve()
    if real.is_relative_to("/usr"):
        return Interpreter(str(real), None, real, _numpy_for(real))
    prefix = real.parents[1]
    return Interpreter(f"{PREFIX_PATH}/{real.relative_to(prefix)}", prefix, real, _numpy_for(real))


def _numpy_for(python: Path) -> tuple[Path, ...]:
    """Find our own numpy for a Python of our version that has none: programs like to use it."""
    if python.name != f"python{sys.version_info.major}.{sys.version_info.minor}":
        return ()
    for folder in ("lib", "lib64", "local/lib"):
        if any(python.parents[1].glob(f"{folder}/python3*/*-packages/numpy/__init__.py")):
            return ()
    spec = importlib.util.find_spec("numpy")
    if spec is None or spec.origin is None:
        return ()
    package = Path(spec.origin).parent
    libraries = package.with_name("numpy.libs")  # where a wheel keeps what it links to
    return (package, libraries) if libraries.is_dir() else (package,)


def _recent(path: Path) -> bool:
    """Say whether a system Python is 3.10 or newer; Debian and Fedora name it by its version."""
    name = path.resolve().name.removeprefix("python")
    parts = name.split(".")
    return (
        len(parts) == 2 and all(p.isdecimal() for p in parts) and tuple(map(int, parts)) >= (3, 10)
    )

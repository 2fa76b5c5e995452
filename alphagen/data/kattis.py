"""Kattis problem packages, in the legacy and the 2023-07 format."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import yaml

from alphagen.core import Rules
from alphagen.data.checkers import find_validator, tolerance_of
from alphagen.data.folder import complete, read_statement_file, read_tests
from alphagen.data.normalise import decode
from alphagen.errors import InteractiveError, ProblemError

if TYPE_CHECKING:
    from pathlib import Path

    from alphagen.core import Problem

_FOLDERS = ("problem_statement", "statement")
_MIB = 1024 * 1024


def is_package(folder: Path) -> bool:
    """Whether a folder is a problem package."""
    return (folder / "problem.yaml").is_file()


def load_package(folder: Path) -> Problem:
    """Read a problem package.

    Limits, name, source and licence-free metadata come from ``problem.yaml`` and
    ``.timelimit``; ``data/sample`` holds the examples and ``data/secret`` the hidden tests. An
    output validator of the package judges, or else its tolerance for numbers holds.

    Raises:
        InteractiveError: the package says that its validation is interactive.
        ProblemError: ``problem.yaml`` is ill-formed, or there is no statement.
    """
    settings = _read_settings(folder / "problem.yaml")
    if _is_interactive(settings):
        raise InteractiveError(
            f"{folder} is an interactive problem (problem.yaml says so), which alphagen cannot "
            "judge; choose one that reads its whole input first."
        )
    problem = read_statement_file(_statement(folder))
    limits = _mapping(settings.get("limits"))
    memory = _number(limits.get("memory"))
    problem = replace(
        problem,
        title=_name(settings.get("name")) or problem.title,
        time_limit_s=_time_limit(folder, limits) or problem.time_limit_s,
        memory_limit_bytes=round(memory * _MIB) if memory else problem.memory_limit_bytes,
        source=_source(settings.get("source")),
        tags=tuple(_keywords(settings)),
        rules=_rules(folder, settings),
    )
    tests = {part: _tests(folder / "data" / part) for part in ("sample", "secret")}
    return complete(problem, tests["sample"], tests["secret"], [], str(folder))


def _tests(folder: Path) -> list[Any]:
    return [test for _, test in read_tests(folder)] if folder.is_dir() else []


def _read_settings(path: Path) -> dict[str, Any]:
    try:
        settings = yaml.safe_load(decode(path.read_bytes() or b"\n", str(path)))
    except yaml.YAMLError as error:
        raise ProblemError(f"{path} is not valid YAML ({' '.join(str(error).split())}).") from None
    if settings is None:
        return {}
    if not isinstance(settings, dict):
        raise ProblemError(f"{path} holds no settings; write lines such as name: Title.")
    return settings


def _is_interactive(settings: dict[str, Any]) -> bool:
    validation = str(settings.get("validation", ""))
    kind = settings.get("type", "")
    kinds = kind if isinstance(kind, list) else str(kind).split()
    return "interactive" in validation.split() or "interactive" in kinds


def _rules(folder: Path, settings: dict[str, Any]) -> Rules:
    """Read how outputs are judged: by a validator of the package, or within a tolerance."""
    flags = _flags(settings.get("validator_flags"))
    for part in ("data", "data/secret"):
        for name in ("testdata.yaml", "test_group.yaml"):
            path = folder / part / name
            if path.is_file():
                group = _read_settings(path)
                keys = ("output_validator_flags", "output_validator_args")
                flags = next((_flags(group[key]) for key in keys if key in group), flags)
    custom = "custom" in str(settings.get("validation", "")).split()
    if custom or (folder / "output_validator").is_dir():
        return Rules(checker=find_validator(folder, flags))
    return Rules(tolerance=tolerance_of(flags))


def _flags(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else str(value or "").split()


def _name(value: object) -> str:
    """Read a name, which may be given in several languages."""
    if isinstance(value, dict):
        value = value.get("en") or next(iter(value.values()), "")
    return str(value).strip() if value else ""


def _source(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(filter(None, map(_source, value)))
    return _name(value.get("name")) if isinstance(value, dict) else _name(value)


def _keywords(settings: dict[str, Any]) -> list[str]:
    value = settings.get("keywords")
    if isinstance(value, str):
        return value.split()
    return [str(word) for word in value] if isinstance(value, list) else []


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if number > 0 else None


def _time_limit(folder: Path, limits: dict[str, Any]) -> float | None:
    given = _number(limits.get("time_limit"))
    path = folder / ".timelimit"
    if given is None and path.is_file():
        given = _number(path.read_text(errors="replace").strip())
    return given


def _statement(folder: Path) -> Path:
    """Find the statement, English first."""
    found = [
        path
        for name in _FOLDERS
        for path in sorted((folder / name).glob("problem*"))
        if re.fullmatch(r"problem(?:\.[a-z]{2,3}(?:-[A-Z]{2})?)?\.(?:md|tex|html|txt)", path.name)
    ]
    if not found:
        raise ProblemError(
            f"{folder} holds no statement; "
            "add problem_statement/problem.en.tex or statement/problem.en.md."
        )
    english = [path for path in found if ".en" in path.name or path.stem == "problem"]
    return (english or found)[0]

"""Rows of TACO (Li et al. 2023), which has the columns of APPS and some more."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alphagen.data.apps import read_apps

if TYPE_CHECKING:
    from alphagen.data.row import Row


def read_taco(row: dict[str, Any]) -> Row:
    """Read a row; limits stand in words, and tags in the text of a Python list.

    Raises:
        ProblemError: ``input_output`` cannot be read.
    """
    read = read_apps(row)
    memory = _number(row.get("memory_limit"))
    problem = replace(
        read.problem,
        title=str(row.get("name") or ""),
        time_limit_s=_number(row.get("time_limit")) or None,
        memory_limit_bytes=round(memory * 1_000_000) or None,
        tags=_tags(row.get("raw_tags")),
        source=row.get("url") or row.get("source") or "TACO",
        date=str(row.get("date") or "")[:10],
    )
    return replace(read, name=problem.title and f"TACO/{problem.title}", problem=problem)


def _number(text: object) -> float:
    """Read the number of ``2.0 seconds`` or ``256.0 megabytes``; 0 when there is none."""
    try:
        return float(str(text or "").split()[0])
    except (ValueError, IndexError):
        return 0.0


def _tags(held: object) -> tuple[str, ...]:
    """Read ``['math', 'greedy']``; nothing when it is no list."""
    if isinstance(held, str):
        try:
            held = ast.literal_eval(held)
        except (ValueError, SyntaxError):
            return ()
    return tuple(str(tag) for tag in held) if isinstance(held, list) else ()

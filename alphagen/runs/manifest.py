"""The JSON file that says what a folder holds, and how it was made."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from alphagen import __version__
from alphagen.errors import RunError
from alphagen.runs.shards import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = 1
"""Version of the layout; a folder of another one is refused."""

_PACKAGES = ("numpy", "pyarrow", "tokenizers", "torch", "transformers")


def provenance() -> dict[str, Any]:
    """Return what every manifest begins with: layout, date, versions and host."""
    return {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {"alphagen": __version__, "python": platform.python_version()}
        | {name: _version(name) for name in _PACKAGES},
        "host": {"platform": platform.platform(), "processors": os.cpu_count()},
    }


def read_manifest(file: Path, noun: str) -> dict[str, Any]:
    """Read a manifest.

    Args:
        file: the manifest.
        noun: what its folder would be.

    Raises:
        RunError: there is none, it cannot be read, or its layout is another one.
    """
    try:
        manifest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        held = manifest["format"]
    except FileNotFoundError as fault:
        article = "an" if noun[0] in "aeiou" else "a"
        raise RunError(f"{file.parent} is not {article} {noun}: it has no {file.name}.") from fault
    except (OSError, ValueError, KeyError, TypeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is no manifest"
        raise RunError(f"Cannot read {file} ({why}); name another directory.") from fault
    if held != FORMAT:
        raise RunError(f"{file.parent} has layout {held}; this alphagen reads {FORMAT}.")
    return manifest


def refuse_others(
    path: Path, noun: str, held: Mapping[str, object], wanted: Mapping[str, object]
) -> None:
    """Raise where a folder holds something made with other settings than those wanted.

    Raises:
        RunError: names each setting that differs.
    """
    faults = [
        f"{name} is {held.get(name)!r} there and {wanted.get(name)!r} here"
        for name in sorted(held.keys() | wanted.keys())
        if held.get(name) != wanted.get(name)
    ]
    if faults:
        raise RunError(
            f"{path} holds another {noun}: {'; '.join(faults)}. Name another directory (--out), "
            "or use its settings."
        )


def write_json(file: Path, content: object) -> None:
    """Write JSON that is whole or absent whenever the writer is killed."""
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    write_whole(file, text.encode("utf-8", "surrogateescape"))


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None

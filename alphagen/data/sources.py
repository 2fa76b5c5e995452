"""Rows from where data sets lie: files of this machine, or the Hugging Face hub.

Rows are streamed. JSON Lines are read line by line, as they are: a library that guesses the types
of columns would make dates of tests that look like dates. Parquet and the hub's data sets are read
by ``datasets``, which is imported when it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alphagen.data.normalise import load_json
from alphagen.errors import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    Rows = Iterator[dict[str, Any]]


def read_file(path: Path) -> Rows:
    """Read the rows of a ``.jsonl``, ``.json`` or ``.parquet`` file.

    A ``.json`` file is one array or object, or lines of objects.

    Raises:
        ProblemError: it is none of these, or cannot be read.
    """
    if path.suffix == ".parquet":
        return _loaded("parquet", data_files=str(path), split="train")
    if path.suffix == ".json":
        return _whole(path)
    if path.suffix == ".jsonl":
        return _lines(path)
    raise ProblemError(f"{path} is no .jsonl, .json or .parquet file; give one, or a folder.")


def _whole(path: Path) -> Rows:
    try:
        held = load_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return _lines(path)
    return _objects(held if isinstance(held, list) else [held], str(path))


def _lines(path: Path) -> Rows:
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            yield from _json_rows(lines, str(path))
    except OSError as error:
        raise ProblemError(f"{path} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ProblemError(f"{path} is not UTF-8 text; save it as that.") from None


def read_hub(name: str, split: str) -> Rows:
    """Read a data set of the hub that is kept in Parquet."""
    return _loaded(name, split=split)


def read_hub_lines(addresses: Iterable[str]) -> Rows:
    """Read JSON Lines of the hub: ``datasets`` no longer runs the scripts that would read them.

    Args:
        addresses: such as ``datasets/codeparrot/apps/test.jsonl``.
    """
    from huggingface_hub import HfFileSystem

    for address in addresses:
        try:
            with HfFileSystem().open(address, "r", encoding="utf-8") as lines:
                yield from _json_rows(lines, address)
        except OSError as error:
            raise _not_loaded(address, error) from error


def _loaded(name: str, **options: Any) -> Rows:
    import datasets

    try:
        rows = datasets.load_dataset(name, streaming=True, **options)
        named = {
            column: feature.int2str
            for column, feature in (rows.features or {}).items()
            if isinstance(feature, datasets.ClassLabel)
        }
        for row in rows:
            yield {key: named[key](v) if key in named else v for key, v in row.items()}
    except (OSError, ValueError, RuntimeError, datasets.exceptions.DatasetsError) as error:
        if file := options.get("data_files"):
            raise ProblemError(f"{file} cannot be read ({_why(error)}); is it whole?") from error
        raise _not_loaded(name, error) from error


def _not_loaded(name: str, error: Exception) -> ProblemError:
    return ProblemError(
        f"{name} cannot be read ({_why(error)}); is the hub in reach? Where it is not, give the "
        "data set's file as NAME=PATH."
    )


def _why(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _json_rows(lines: Iterable[str], name: str) -> Rows:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = load_json(line)
        except (ValueError, RecursionError) as error:
            raise ProblemError(f"{name}, line {number} is not valid JSON ({error}).") from None
        yield from _objects([row], f"{name}, line {number}")


def _objects(rows: Iterable[Any], name: str) -> Rows:
    for row in rows:
        if not isinstance(row, dict):
            raise ProblemError(f"{name} holds no object, but {str(row)[:40]!r}.")
        yield row

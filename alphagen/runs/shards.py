"""Numbered Parquet files that are whole or absent."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from alphagen.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

log = logging.getLogger(__name__)
T = TypeVar("T")

watchers: list[Callable[[Path], None]] = []
"""Told of each file that was written or removed; see ``mirror``."""


class Shards(Generic[T]):
    """The records of one stage, in numbered Parquet files."""

    def __init__(
        self,
        path: Path,
        schema: pa.Schema,
        to_row: Callable[[T], dict[str, Any]],
        from_row: Callable[[dict[str, Any]], T],
        before: Callable[[], object] | None = None,
    ) -> None:
        """Say where the records are and what they look like.

        Args:
            path: folder of the stage.
            schema: columns of a file.
            to_row: makes a row of a record.
            from_row: reads a row.
            before: called before anything is written; raises where that may not be yet.
        """
        self.path = path
        self._schema = schema
        self._to_row = to_row
        self._from_row = from_row
        self._before = before

    def _file(self, index: int) -> Path:
        return self.path / f"chunk-{index:06d}.parquet"

    def indices(self) -> list[int]:
        """Return the numbers of the shards there are, in order."""
        return sorted(int(file.stem[6:]) for file in self.path.glob("chunk-*.parquet"))

    def write(self, index: int, records: Sequence[T], **about: object) -> None:
        """Write shard ``index`` whole, replacing one that is there.

        Args:
            index: number of the shard.
            records: what goes into it.
            about: facts kept in the file's metadata, such as the seed of the chunk.

        Raises:
            RunError: the disk does not take it, or it may not be written yet.
        """
        if self._before is not None:
            self._before()
        facts = {"stage": self.path.name, "chunk": index, "size": len(records), **about}
        schema = self._schema.with_metadata({"alphagen": json.dumps(facts)})
        table = pa.Table.from_pylist([self._to_row(record) for record in records], schema=schema)
        buffer = pa.BufferOutputStream()
        pq.write_table(table, buffer, compression="zstd", write_page_checksum=True)
        write_whole(self._file(index), buffer.getvalue().to_pybytes())

    def read(self, index: int) -> list[T] | None:
        """Return the records of shard ``index``, or None when it has to be made.

        A shard that cannot be read whole is set aside as ``*.broken`` and logged.
        """
        file = self._file(index)
        try:
            table = pq.read_table(file, page_checksum_verification=True, partitioning=None)
            facts = json.loads((table.schema.metadata or {}).get(b"alphagen", b"{}"))
            if (facts.get("chunk"), facts.get("size")) != (index, table.num_rows):
                raise ValueError(f"its metadata says {facts}")
            return [self._from_row(row) for row in table.to_pylist()]
        except FileNotFoundError:
            return None
        except PermissionError as fault:
            raise RunError(f"Cannot read {file}: {fault.strerror}.") from fault
        except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as fault:
            aside = file.with_name(file.name + ".broken")
            try:
                file.replace(aside)
            except OSError as refusal:
                raise RunError(
                    f"{file} is damaged ({fault}) and cannot be set aside: {refusal.strerror}."
                ) from fault
            log.warning("%s is damaged (%s); set aside as %s", file, fault, aside.name)
            return None

    def remove(self, index: int) -> None:
        """Remove shard ``index``, if it is there."""
        remove_file(self._file(index))

    def about(self, index: int) -> dict[str, Any]:
        """Return the facts that shard ``index`` was written with."""
        metadata = pq.read_schema(self._file(index)).metadata
        facts: dict[str, Any] = json.loads(metadata[b"alphagen"])
        return facts

    def __iter__(self) -> Iterator[T]:
        """Yield all records, one shard in memory at a time."""
        for index in self.indices():
            yield from self.read(index) or ()


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that it is whole or absent whenever this process is killed."""
    hidden = file.with_name(f".{file.name}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with hidden.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        hidden.replace(file)
        directory = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except OSError as fault:
        with suppress(OSError):
            hidden.unlink(missing_ok=True)  # a full disk needs the room
        raise RunError(f"Cannot write {file}: {fault.strerror}.") from fault
    for watcher in watchers:
        watcher(file)


def remove_file(file: Path) -> None:
    """Remove a file, if it is there."""
    file.unlink(missing_ok=True)
    for watcher in watchers:
        watcher(file)

"""A second place for a folder: an object store, or whatever else fsspec reaches.

Everything is written in the folder, and each file is copied when it is whole, before its writer
goes on. So what was acknowledged is at both places, and another machine, which has no folder yet,
goes on from the copy. Nothing keeps two machines from writing to one copy at a time.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING, Any

from alphagen.errors import RunError, UsageError
from alphagen.runs.lock import sole_writer
from alphagen.runs.shards import watchers, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

AT_ONCE = 64
"""Files that are fetched together."""


@contextmanager
def mirrored(folder: Path, url: str | None) -> Iterator[None]:
    """Bring a folder and its copy up to date, and keep the copy so; without a URL, do nothing.

    A file that only one of them has comes to the other, and of two that differ the newer stays.

    Args:
        folder: made when absent.
        url: of the copy, such as ``s3://bucket/name``.

    Raises:
        UsageError: the URL cannot be used.
        RunError: the folder or the copy cannot be read or written, or another process is at work
            in the folder. Writing into the folder raises it too when the copy fails.
    """
    if url is None:
        yield
        return
    mirror = _Mirror(folder, url)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise RunError(f"Cannot make {folder}: {fault.strerror}.") from fault
    with sole_writer(folder):
        mirror.fetch()
        mirror.send()
    watchers.append(mirror.changed)
    try:
        yield
    finally:
        watchers.remove(mirror.changed)


class _Mirror:
    """The copy of a folder."""

    def __init__(self, folder: Path, url: str) -> None:
        import fsspec

        self._folder, self._url = folder.resolve(), url
        try:
            self._files, root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as fault:
            raise UsageError(f"--mirror {url} cannot be used: {fault}.") from fault
        self._root = PurePosixPath(root)
        self._is_local = "file" in _tuple(self._files.protocol)
        if self._is_local and Path(root).resolve() in (self._folder, *self._folder.parents):
            raise UsageError(f"--mirror {url} holds {folder} itself: name another place.")
        self._held: dict[str, dict[str, Any]] = {}

    def fetch(self) -> None:
        """Fetch what the copy has and the folder lacks, or has older."""
        with self._named("read"):
            self._files.invalidate_cache()
            found = self._files.find(str(self._root), detail=True)
        depth = len(self._root.parts)
        for place, facts in found.items():
            name = PurePosixPath(*PurePosixPath(place).parts[depth:])
            if name == PurePosixPath():
                raise UsageError(f"--mirror {self._url} is a file: name a folder.")
            if _counts(name):
                self._held[str(name)] = facts
        wanted = [name for name in self._held if not self._is_newer_here(name)]
        for begin in range(0, len(wanted), AT_ONCE):
            places = {self._place(name): name for name in wanted[begin : begin + AT_ONCE]}
            with self._named("read"):
                contents = self._files.cat(list(places))
            for place, content in contents.items():
                self._take(places[place], content)

    def _take(self, name: str, content: bytes) -> None:
        file = self._folder / name
        if not (file.exists() and file.read_bytes() == content):
            write_whole(file, content)
        os.utime(file, (self._changed(name),) * 2)  # it is no newer than the copy

    def send(self) -> None:
        """Copy what the folder has and the copy lacks, or has older."""
        for file in sorted(self._folder.rglob("*")):
            name = file.relative_to(self._folder).as_posix()
            if file.is_file() and _counts(file) and self._is_newer_here(name):
                self.changed(file)

    def changed(self, file: Path) -> None:
        """Copy a file of the folder, or remove its copy when it is gone."""
        if not file.resolve().is_relative_to(self._folder):
            return
        place = self._place(file.resolve().relative_to(self._folder).as_posix())
        with self._named("written"):
            if not file.exists():
                if self._files.exists(place):
                    self._files.rm_file(place)
            elif self._is_local:
                write_whole(Path(place), file.read_bytes())
            else:
                self._put(place, file.read_bytes())

    def _put(self, place: str, content: bytes) -> None:
        """Write a file, which a store does whole or not at all; make folders where it has such."""
        try:
            self._files.pipe_file(place, content)
        except FileNotFoundError:
            self._files.makedirs(str(PurePosixPath(place).parent), exist_ok=True)
            self._files.pipe_file(place, content)

    def _place(self, name: str) -> str:
        return str(self._root / name)

    def _is_newer_here(self, name: str) -> bool:
        """Say whether the folder alone has a file, or has another, newer one."""
        file = self._folder / name
        if not file.exists() or name not in self._held:
            return file.exists()
        facts = file.stat()
        if facts.st_size == self._held[name].get("size") and file.suffix == ".parquet":
            return False
        return facts.st_mtime > self._changed(name)

    def _changed(self, name: str) -> float:
        with self._named("read"):
            return float(self._files.modified(self._place(name)).timestamp())

    @contextmanager
    def _named(self, verb: str) -> Iterator[None]:
        """Put whatever a file system raises into a sentence; each has faults of its own."""
        try:
            yield
        except RunError:
            raise
        except Exception as fault:
            raise RunError(
                f"{self._url} cannot be {verb} ({fault!r}); what is in {self._folder} is kept, and "
                "the same command goes on."
            ) from fault


def _counts(file: PurePath) -> bool:
    """Say whether a file is one of ours: neither half-written nor set aside."""
    return not (file.name.startswith(".") or file.suffix == ".broken" or ".." in file.parts)


def _tuple(protocol: str | tuple[str, ...]) -> tuple[str, ...]:
    return (protocol,) if isinstance(protocol, str) else protocol

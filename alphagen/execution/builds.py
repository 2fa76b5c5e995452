"""Compiled programs, each built once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from alphagen.core import ExecutionResult, Status

if TYPE_CHECKING:
    from collections.abc import Callable


class NotBuiltError(Exception):
    """There is no binary; holds the result every run of the program gets."""

    def __init__(self, result: ExecutionResult) -> None:
        super().__init__(result.stderr)
        self.result = result


class Binaries:
    """Compiled programs by hash: each compiled once, the oldest forgotten first."""

    def __init__(self, capacity_bytes: int) -> None:
        self._capacity = capacity_bytes
        self._lock = threading.Lock()
        self._busy: dict[str, threading.Lock] = {}
        self._known: OrderedDict[str, bytes | ExecutionResult] = OrderedDict()
        self._size = 0

    def get(self, name: str, build: Callable[[], bytes]) -> bytes:
        """Return a binary, building it if nobody has.

        Raises:
            NotBuiltError: it cannot be built.
        """
        with self._lock:
            busy = self._busy.setdefault(name, threading.Lock())
        with busy:
            with self._lock:
                known = self._known.get(name)
                if known is not None:
                    self._known.move_to_end(name)
            if known is None:
                try:
                    known = build()
                except NotBuiltError as error:
                    known = error.result
                self._keep(name, known)
        if isinstance(known, bytes):
            return known
        raise NotBuiltError(known)

    def _keep(self, name: str, value: bytes | ExecutionResult) -> None:
        with self._lock:
            self._busy.pop(name, None)
            if isinstance(value, ExecutionResult) and value.status is Status.JE:
                return
            self._known[name] = value
            self._size += _weight(value)
            while self._size > self._capacity and len(self._known) > 1:
                self._size -= _weight(self._known.popitem(last=False)[1])


def _weight(value: bytes | ExecutionResult) -> int:
    return len(value) if isinstance(value, bytes) else 4096

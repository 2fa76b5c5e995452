"""How far a run has come, told to whoever wants to show it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Progress(Protocol):
    """Called from one thread whenever a stage has come further."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note.

        Args:
            stage: ``sampling``, ``running`` or ``clustering``; in an evaluation also ``hidden
                tests`` and ``problems``.
            done: samples drawn, samples judged, programs run on the generated inputs or judged on
                the hidden tests, or problems evaluated.
            total: how many there are to be.
        """
        ...


def silent(stage: str, done: int, total: int) -> None:
    """Show nothing."""


class Stopwatch:
    """Adds up the seconds spent in each stage; a stage inside another counts for itself alone."""

    def __init__(self, *stages: str) -> None:
        """Start at zero for each of the stages."""
        self.seconds = dict.fromkeys(stages, 0.0)
        self._running: list[str] = []
        self._since = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time until the block ends for ``name``."""
        self._charge()
        self._running.append(name)
        try:
            yield
        finally:
            self._charge()
            self._running.pop()

    def _charge(self) -> None:
        now = time.monotonic()
        if self._running:
            name = self._running[-1]
            self.seconds[name] += now - self._since
        self._since = now

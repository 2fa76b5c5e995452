"""Work on many items at once, without reading far ahead of what is finished."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from alphagen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")


def default_workers() -> int:
    """Count the processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_all(
    function: Callable[[Item], Result], items: Iterable[Item], workers: int | None = None
) -> Iterator[tuple[int, Result]]:
    """Call a function on every item in threads; the work itself is done by child processes.

    At most twice ``workers`` items are taken ahead of the results, so that an endless or slow
    stream of items can be worked on as it comes.

    Args:
        function: what to do; must be safe to call from several threads.
        items: read lazily, in the thread that reads the results.
        workers: calls at the same time; None is one per processor.

    Yields:
        The position of an item and its result, as they complete.

    Raises:
        UsageError: ``workers`` is below one.
    """
    workers = default_workers() if workers is None else workers
    if workers < 1:
        raise UsageError(f"workers is {workers}: at least one is needed.")
    return _run_all(function, items, workers)


def _run_all(
    function: Callable[[Item], Result], items: Iterable[Item], workers: int
) -> Iterator[tuple[int, Result]]:
    source = enumerate(items)
    running: dict[Future[Result], int] = {}
    finished: SimpleQueue[Future[Result]] = SimpleQueue()  # cheaper than to wait for many at once
    pool = ThreadPoolExecutor(workers, thread_name_prefix="alphagen")
    more = True
    try:
        while more or running:
            while more and len(running) < 2 * workers:
                entry = next(source, None)
                if entry is None:
                    more = False
                else:
                    future = pool.submit(function, entry[1])
                    running[future] = entry[0]
                    future.add_done_callback(finished.put)
            if running:
                future = finished.get()
                yield running.pop(future), future.result()
    finally:
        pool.shutdown(cancel_futures=True)

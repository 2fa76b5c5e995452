"""Servers that share the work, and the thread in which they are talked to."""

from __future__ import annotations

import asyncio
import atexit
import logging
import random
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self, TypeVar

from alphagen.errors import ModelError, ServersLostError
from alphagen.sampling.http import TryAgain, make_client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
    from concurrent.futures import Future

    import httpx2

    from alphagen.sampling.http import Endpoint

log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")

BACKOFF_S = 0.5
"""The first repetition comes within this time, each further one within twice the time before."""

LONGEST_BACKOFF_S = 30.0

FAILURES = 3
"""A server that fails so often in a row is set aside, and then tried with one request at a time."""

LOST_S = 120.0
"""A server that has failed for so long is lost; one that was started anew is back by then."""


class Lane:
    """The requests to one server, and how it does."""

    def __init__(self, endpoint: Endpoint, width: int) -> None:
        """Make one that takes ``width`` requests at a time."""
        self.endpoint, self.width = endpoint, width
        self.open = self.asked = self.failures = 0
        self.tried = False
        self.limits: set[asyncio.Timeout] = set()
        self.failing_since = self.failed_at = self.closed_until = 0.0
        self.fault = ""

    def free(self, now: float) -> bool:
        """Say whether it may be given a request."""
        if now < self.closed_until:
            return False
        return not self.tried if self.failures >= FAILURES else self.open < self.width

    def failed(self, fault: TryAgain, asked_at: float, now: float) -> None:
        """Take down that an attempt failed which began at ``asked_at``."""
        if fault.wait is not None:
            self.closed_until = max(self.closed_until, now + fault.wait)
        # Requests that were open together fail together; that counts once.
        if fault.busy or asked_at < self.failed_at:
            return
        self.failures += 1
        self.failed_at, self.fault = now, str(fault)
        if self.failures == 1:
            self.failing_since = now
        if self.failures >= FAILURES:
            pause = min(2.0 ** (self.failures - FAILURES), LONGEST_BACKOFF_S)
            self.closed_until = max(self.closed_until, now + pause)
        if self.failures == FAILURES:
            log.warning("%s %s; set aside for a while", self.endpoint.shown, fault)
            # What is still open may never be answered; it is asked for again.
            for limit in self.limits:
                if not limit.expired():
                    limit.reschedule(now)

    def lost(self) -> bool:
        """Say whether it has failed for too long."""
        return self.failures >= FAILURES and self.failed_at - self.failing_since >= LOST_S


class Pool:
    """Gives requests to the server that has most room, and again when they fail."""

    def __init__(
        self, endpoints: Sequence[Endpoint], client: httpx2.AsyncClient, width: int, deadline: float
    ) -> None:
        """Make one.

        Args:
            endpoints: the servers.
            client: does the talking.
            width: requests that each server is given at a time.
            deadline: seconds that a request may take with its repetitions, from when it is first
                sent. One that hangs is repeated after half of them.
        """
        self.client = client
        self._lanes = [Lane(endpoint, width) for endpoint in endpoints]
        self._deadline = deadline
        self._changed = asyncio.Event()
        self._lost = ""

    async def ask(
        self,
        path: str,
        body: Mapping[str, Any],
        optional: Sequence[str],
        read: Callable[[Mapping[str, Any]], ResultT],
    ) -> tuple[ResultT, Endpoint]:
        """Return what ``read`` makes of an answer, and the server that gave it.

        Args:
            path: below the base URLs.
            body: what is asked.
            optional: fields that may be left out.
            read: reads the answer; it may raise ``TryAgain``.

        Raises:
            ModelError: there is no answer in time, no server works, or one refuses.
        """
        now = asyncio.get_running_loop().time
        attempt, last = 0, ""
        try:
            async with asyncio.timeout(None) as limit:
                while True:
                    async with self._lane() as lane:
                        last = last or f"{lane.endpoint.shown} gives no answer"
                        asked_at = now()
                        if not attempt:
                            limit.reschedule(asked_at + self._deadline)
                        try:
                            result = read(await self._post(lane, path, body, optional))
                        except TryAgain as fault:
                            last = f"{lane.endpoint.shown} {fault}"
                            lane.failed(fault, asked_at, now())
                        else:
                            lane.failures = 0
                            return result, lane.endpoint
                    log.info("%s; trying again", last)
                    self._give_up_if_lost()
                    await asyncio.sleep(backoff(attempt))
                    attempt += 1
        except TimeoutError:
            raise ModelError(
                f"No answer in {self._deadline:g} seconds; {last}: see to the server, ask it for "
                "less at a time, or allow more time."
            ) from None

    async def _post(
        self, lane: Lane, path: str, body: Mapping[str, Any], optional: Sequence[str]
    ) -> dict[str, Any]:
        """Ask a server once, until half the time is over or it is set aside."""
        limit = asyncio.timeout(self._deadline / 2)
        lane.limits.add(limit)
        try:
            async with limit:
                return await lane.endpoint.post(self.client, path, body, optional)
        except TimeoutError:
            raise TryAgain("gives no answer") from None
        finally:
            lane.limits.discard(limit)

    @asynccontextmanager
    async def _lane(self) -> AsyncIterator[Lane]:
        """Wait for a server with room; it is taken until the context is left."""
        loop = asyncio.get_running_loop()
        while True:
            if self._lost:
                raise ServersLostError(self._lost)
            free = [lane for lane in self._lanes if lane.free(loop.time())]
            if free:
                break
            self._changed.clear()
            await self._changed.wait()
        lane = min(free, key=lambda lane: (lane.open, lane.asked))
        lane.open += 1
        lane.asked += 1
        trial = lane.tried = lane.failures >= FAILURES
        try:
            yield lane
        finally:
            lane.open -= 1
            lane.tried = lane.tried and not trial
            self._changed.set()
            loop.call_at(lane.closed_until, self._changed.set)

    def _give_up_if_lost(self) -> None:
        if all(lane.lost() for lane in self._lanes):
            faults = "; ".join(f"{lane.endpoint.shown} {lane.fault}" for lane in self._lanes)
            self._lost = f"No server is left: {faults}: start one, or correct the address."
            self._changed.set()
            raise ServersLostError(self._lost)


def backoff(attempt: int) -> float:
    """Draw the seconds to wait after a failed attempt, so that many do not come back at once."""
    return random.uniform(0, min(BACKOFF_S * 2.0 ** min(attempt, 16), LONGEST_BACKOFF_S))


class Background:
    """An event loop in a thread of its own, from which a pool is asked.

    It is a context: leaving it cancels what runs, closes the connections and ends the thread.
    """

    def __init__(
        self, endpoints: Sequence[Endpoint], api_key: str | None, width: int, deadline: float
    ) -> None:
        """Make one; ``Pool`` says what is needed."""
        self._client = make_client(api_key)
        self.pool = Pool(endpoints, self._client, width, deadline)
        self._open: set[Future[Any]] = set()

    def __enter__(self) -> Self:
        self._loop, self._stop = asyncio.new_event_loop(), asyncio.Event()
        # A generator that nobody closes must not keep the interpreter from ending.
        self._thread = threading.Thread(target=self._run, name="alphagen-server", daemon=True)
        self._thread.start()
        atexit.register(self.close)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, work: Coroutine[Any, Any, ResultT]) -> Future[ResultT]:
        """Run a coroutine in the thread."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        return future

    def close(self) -> None:
        """Cancel what runs, close the connections and end the thread."""
        atexit.unregister(self.close)
        if self._thread.is_alive():
            # Only what was submitted: the library cancels its own tasks, in the right order.
            for future in tuple(self._open):
                future.cancel()
            self._loop.call_soon_threadsafe(self._stop.set)
            if threading.current_thread() is not self._thread:  # it may collect the garbage
                self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._main())

    async def _main(self) -> None:
        async with self._client:
            await self._stop.wait()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.gather(*tasks, return_exceptions=True)

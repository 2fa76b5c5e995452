"""The executor whose programs run on a Ray cluster: one actor per core, each with a sandbox.

Calls go out in batches, few of them ahead of what is finished, and are forgotten when their values
are in: nothing about them is kept on the cluster, so one that is lost with its actor is made again.
A machine that no longer answers is noticed by Ray, within seconds if every machine was started
with the settings in ``NOTICE``, and its calls go elsewhere. What an actor cut off might still do
reaches nobody, so every call has one value.

What is not covered. The cluster trusts whoever may connect to it; programs are isolated as on one
machine (:mod:`alphagen.execution.sandboxed`), in the actor. When the head is lost, so is the
command, and a run is continued by giving the command again.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

from alphagen import __version__
from alphagen.errors import SandboxError, UsageError
from alphagen.execution.remote import RemoteExecutor
from alphagen.execution.sandboxed import SandboxExecutor
from alphagen.execution.walls import Tier

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

NOTICE = {
    "RAY_grpc_client_keepalive_time_ms": "10000",
    "RAY_grpc_client_keepalive_timeout_ms": "10000",
    "RAY_health_check_period_ms": "2000",
    "RAY_health_check_failure_threshold": "3",
}
"""Settings of Ray, for the environment of each of its processes, with which a machine that is cut
off is noticed after 20 to 30 seconds instead of seven minutes."""

LOCAL = "local"
"""Address of a Ray of one's own, on this machine, that ends with the executor."""

BATCH = 32
"""Calls that are sent together at most."""

BATCH_S = 0.5
"""Seconds that a batch should take at most, so that a lost one costs little."""

WINDOW = 2
"""Batches that an actor has at the same time: one it works on, and the next."""

MOST_THREADS = 2048
"""Calls that wait in this process at most, each in a thread."""

TRIES = 4
"""Actors that a call may be lost with. After the first two it travels alone."""

START_S = 120.0
"""Seconds in which the first actor must be up."""

KNOCK_S = 10.0
"""Seconds in which the head of a cluster must answer."""


class Actor:
    """Does the work on a cluster, in a process of its own."""

    def ready(self, tier: str | None) -> tuple[str, str]:
        """Make the sandbox; return what isolates it, and our version there."""
        self._executor = SandboxExecutor(tier=None if tier is None else Tier(tier))
        return self._executor.tier, __version__

    def work(self, calls: list[tuple[Any, ...]]) -> tuple[float, list[tuple[bool, Any]]]:
        """Make calls, one after the other.

        Returns:
            The seconds they took; for each whether it ended well, and its value or exception.
        """
        begun = perf_counter()
        answers: list[tuple[bool, Any]] = []
        for function, args, kwargs in calls:
            try:
                answers.append((True, function(self._executor, *args, **kwargs)))
            except Exception as error:
                answers.append((False, error))
        return perf_counter() - begun, answers


@dataclass(slots=True, eq=False)
class _Call:
    what: tuple[Any, ...]
    answer: Future[Any] = field(default_factory=Future)
    lost: int = 0


@dataclass(slots=True, eq=False)
class _Worker:
    """An actor, as seen from here."""

    handle: Any
    up: bool = False
    batches: list[list[_Call]] = field(default_factory=list)

    @property
    def room(self) -> int:
        """How many more batches it can take."""
        return WINDOW - len(self.batches) if self.up else 0


class RayExecutor(RemoteExecutor):
    """Runs programs on a Ray cluster. Safe to use from several threads.

    Attributes:
        repeated: calls that were made again, because their actor was lost.
    """

    def __init__(
        self, address: str | None = None, *, workers: int | None = None, tier: Tier | None = None
    ) -> None:
        """Connect, and start the actors; return when the first of them is up.

        Args:
            address: of the cluster, as Ray takes it; ``LOCAL`` for one of our own. None is what
                RAY_ADDRESS names, or a cluster that was started on this machine, or our own.
            workers: actors; None is one for each processor that the cluster has now. Those for
                which there is no room yet start when there is.
            tier: what isolates, everywhere; None takes the best where the first actor is.

        Raises:
            UsageError: Ray is not installed, or there are fewer than one workers.
            SandboxError: no cluster answers, none of its machines is free, or one of them cannot
                isolate programs or has another version of alphagen.
        """
        if workers is not None and workers < 1:
            raise UsageError(f"workers is {workers}: at least one is needed.")
        self._ray = _connect(address)
        self._where = address or "this address"
        self._wanted = workers or int(self._ray.cluster_resources().get("CPU", 1))
        self._batch = max(1, min(BATCH, MOST_THREADS // ((WINDOW + 1) * self._wanted)))
        self.threads = (WINDOW + 1) * self._wanted * self._batch
        self.repeated = 0
        self._actor = self._ray.remote(
            num_cpus=1, max_restarts=0, max_task_retries=0, scheduling_strategy="SPREAD"
        )(Actor)
        self._calls: deque[_Call] = deque()
        self._workers: list[_Worker] = []
        self._events: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._hungry = True
        self._broken: SandboxError | None = None
        self._stillborn = 0
        self._seconds = 0.0  # of a call, on average over the last ones
        try:
            self.tier = self._first(tier)
        except BaseException:
            self._ray.shutdown()
            raise
        for _ in range(self._wanted - 1):
            self._start()
        self._thread = Thread(target=self._serve, name="alphagen-ray", daemon=True)
        self._thread.start()

    def __enter__(self) -> RayExecutor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def cancel(self) -> None:
        """End the actors soon; calls that wait end with a ``SandboxError``. For signal handlers."""
        self._events.put(None)

    def close(self) -> None:
        """End the actors and leave the cluster; calls that wait end with a ``SandboxError``."""
        if self._thread.is_alive():
            self.cancel()
            self._thread.join()
            self._ray.shutdown()

    def call(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Call a function in an actor; see :meth:`RemoteExecutor.call`."""
        call = _Call((function, args, kwargs))
        self._calls.append(call)
        if self._hungry:  # otherwise it is found when a batch comes back
            self._events.put(_nothing)
        if not self._thread.is_alive():
            raise SandboxError("The Ray executor is closed: make another.")
        value: T = call.answer.result()
        return value

    def _first(self, tier: Tier | None) -> str:
        """Start the first actor; return what isolates there."""
        worker = _Worker(self._actor.remote(), up=True)
        try:
            found, version = self._ray.get(worker.handle.ready.remote(tier), timeout=START_S)
        except self._ray.exceptions.GetTimeoutError:
            raise SandboxError(
                f"No worker started within {START_S:.0f} s on the Ray cluster at {self._where}: "
                "see with `ray status` whether its processors are taken."
            ) from None
        except self._ray.exceptions.RayActorError as error:
            raise SandboxError(
                f"A worker on the Ray cluster at {self._where} did not start ({_line(error)}): "
                "is alphagen installed on each of its machines?"
            ) from None
        except SandboxError as error:
            raise _plain(error) from None
        self._workers.append(worker)
        _check_version(version)
        return str(found)

    def _start(self) -> None:
        worker = _Worker(self._actor.remote())
        self._workers.append(worker)
        self._when_done(worker.handle.ready.remote(self.tier), partial(self._is_up, worker))

    def _when_done(self, reference: Any, event: Callable[[Future[Any]], None]) -> None:
        def done(future: Future[Any]) -> None:  # in a thread of Ray's, where nothing may wait
            self._events.put(partial(event, future))

        reference.future().add_done_callback(done)

    def _serve(self) -> None:
        """Handle what happens, one thing after the other, so that nothing needs a lock."""
        while (event := self._events.get()) is not None:
            event()
            if self._events.empty():
                self._hand_out()
        self._broken = SandboxError("The Ray executor was closed.")
        for worker in self._workers:
            self._kill(worker)
            self._calls.extend(call for calls in worker.batches for call in calls)
        self._hand_out()

    def _hand_out(self) -> None:
        if self._broken is not None:
            self._fail(self._broken)
        for room in range(WINDOW, 0, -1):  # those that have nothing to do come first
            for worker in self._workers:
                if worker.room == room and self._calls:
                    self._send(worker, self._next_batch())
        self._hungry = self._broken is not None or any(worker.room for worker in self._workers)
        if self._hungry and self._calls:  # came while it was decided
            self._events.put(_nothing)

    def _next_batch(self) -> list[_Call]:
        """Take a fair share of the calls that wait, so that actors end at about the same time."""
        size = min(self._batch, -(-len(self._calls) // self._wanted))
        if self._seconds:
            size = min(size, int(BATCH_S / self._seconds))
        if self._calls[0].lost > 1:
            size = 1
        return [self._calls.popleft() for _ in range(max(1, size))]

    def _send(self, worker: _Worker, calls: list[_Call]) -> None:
        try:
            reference = worker.handle.work.remote([call.what for call in calls])
        except Exception as error:  # an argument that cannot be sent
            for call in calls:
                call.answer.set_exception(error)
        else:
            worker.batches.append(calls)
            self._when_done(reference, partial(self._answered, worker, calls))

    def _answered(self, worker: _Worker, calls: list[_Call], future: Future[Any]) -> None:
        error = future.exception()
        worker.batches.remove(calls)
        if error is None:
            seconds, answers = future.result()
            self._seconds += 0.2 * (seconds / len(calls) - self._seconds)
            for call, (well, value) in zip(calls, answers, strict=True):
                call.answer.set_result(value) if well else call.answer.set_exception(value)
            return
        self._lose(worker)
        for call in reversed(calls):
            call.lost += 1
            if call.lost < TRIES:
                self.repeated += 1
                self._calls.appendleft(call)
            else:
                call.answer.set_exception(
                    SandboxError(
                        f"{TRIES} workers on the Ray cluster were lost with one program "
                        f"({_line(error)}): are its machines short of memory? Start again."
                    )
                )

    def _is_up(self, worker: _Worker, future: Future[Any]) -> None:
        error = future.exception()
        try:
            if error is None:
                _check_version(future.result()[1])
                worker.up = True
                self._stillborn = 0
                return
        except SandboxError as mismatch:
            error = mismatch
        self._lose(worker)
        self._stillborn += 1
        if isinstance(error, SandboxError):
            self._broken = _plain(error)
        elif self._stillborn > TRIES * self._wanted:
            self._broken = SandboxError(f"No worker starts on the Ray cluster: {_line(error)}.")

    def _lose(self, worker: _Worker) -> None:
        """Replace an actor, once."""
        if worker in self._workers:
            self._workers.remove(worker)
            self._kill(worker)
            if self._broken is None:
                self._start()

    def _kill(self, worker: _Worker) -> None:
        with contextlib.suppress(self._ray.exceptions.RayError, ValueError):
            self._ray.kill(worker.handle)

    def _fail(self, error: SandboxError) -> None:
        while self._calls:
            self._calls.popleft().answer.set_exception(error)


def _connect(address: str | None) -> Any:
    """Connect this process to a cluster and return Ray.

    Raises:
        UsageError: Ray is not installed.
        SandboxError: no cluster answers.
    """
    for name, value in NOTICE.items():
        os.environ.setdefault(name, value)
    try:
        import ray
        import ray.exceptions
    except ImportError:
        raise UsageError("Ray is not installed: `pip install 'alphagen[ray]'`.") from None
    try:
        _knock(address or os.environ.get("RAY_ADDRESS", ""))
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except (OSError, ValueError, RuntimeError) as error:
        place = address or "the address in RAY_ADDRESS"
        raise SandboxError(
            f"No Ray cluster answers at {place} ({_line(error)}): "
            "start one with `ray start --head`, or leave --ray-address out to use this machine."
        ) from None
    return ray


def _knock(address: str) -> None:
    """See whether anyone listens at HOST:PORT: Ray would try for five minutes.

    Raises:
        OSError: nobody does.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), KNOCK_S).close()


def _nothing() -> None:
    """Happen, to have new calls looked at."""


def _check_version(version: str) -> None:
    if version != __version__:
        raise SandboxError(
            f"A machine of the Ray cluster has alphagen {version} and this one {__version__}: "
            "install the same on all of them."
        )


def _plain(error: SandboxError) -> SandboxError:
    """Take the message out of an error that came from an actor, where it follows a traceback."""
    return SandboxError(str(getattr(error, "cause", error)))


def _line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")

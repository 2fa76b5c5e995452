"""The server engine: any server with OpenAI's interface, such as vLLM, SGLang or llama.cpp."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from alphagen.core import paired
from alphagen.errors import ModelError, UsageError
from alphagen.sampling.base import Completion, Request, chunk_seed
from alphagen.sampling.http import Endpoint, TryAgain
from alphagen.sampling.pool import Background

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alphagen.sampling.pool import Pool

READ_AHEAD = 8
"""Requests that are open at a time at most."""

OPTIONAL = ("n", "seed", "stop", "logprobs")
"""Fields that a server may refuse, and is then asked without."""

OWN = ("model", "prompt", "messages", "temperature", "n", "seed", "stream")
"""Fields that ``extra`` may not set."""


class Piece(NamedTuple):
    """Samples of a request that one HTTP request asks for.

    Attributes:
        request: what they belong to.
        indices: their places in it; prompt and temperature are the same at all of them.
    """

    request: Request
    indices: Sequence[int]


@dataclass(eq=False)
class ServerEngine:
    """Completes prompts with servers that share the work.

    A completion depends on its request and its place in it, as far as the servers honour seeds,
    and not on when or by which of several like servers it was made.

    Attributes:
        base_urls: addresses such as ``http://localhost:8000/v1``.
        model: what the servers call the model; empty for the only one they have, see ``check``.
        chat: ask ``/chat/completions``, with the prompt as the message of a user; otherwise
            ``/completions``.
        max_new_tokens: length of a completion at most.
        stop: a completion ends before the first of these.
        n_per_request: completions of one prompt that are asked for together at most.
        concurrency: HTTP requests that each server is given at a time, by each ``complete``.
        deadline_s: seconds that an HTTP request may take, with its repetitions. One that hangs is
            repeated after half of them, so allow twice what a slow answer takes.
        api_key: sent with every request; see ``read_api_key``.
        logprobs: ask for log-probabilities. Most servers give them before the temperature.
        extra: further fields of each HTTP request.

    Raises:
        UsageError: an address, the key or a field of ``extra`` cannot be used.
    """

    base_urls: Sequence[str] = field(repr=False)  # may hold a password
    model: str
    _: KW_ONLY
    chat: bool
    max_new_tokens: int
    stop: Sequence[str] = ()
    n_per_request: int = 32
    concurrency: int = 16
    deadline_s: float = 600.0
    api_key: str | None = field(default=None, repr=False)
    logprobs: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    _endpoints: list[Endpoint] = field(init=False)

    def __post_init__(self) -> None:
        self._endpoints = [Endpoint(url, self.api_key) for url in self.base_urls]
        if not self._endpoints:
            raise UsageError("No server is named: give an address like http://localhost:8000/v1.")
        for name in ("max_new_tokens", "n_per_request", "concurrency", "deadline_s"):
            if getattr(self, name) <= 0:
                raise UsageError(f"`{name}` is {getattr(self, name)}: write a number above 0.")
        if "" in self.stop:
            raise UsageError("A stop text is empty, and would cut off everything: leave it out.")
        if wrong := [key for key in self.extra if key in OWN]:
            raise UsageError(
                f"The extra field `{wrong[0]}` is set by alphagen itself: leave it out."
            )

    @property
    def name(self) -> str:
        """What writes, for the records of a run."""
        return f"server:{'chat' if self.chat else 'completion'}:{self.model}"

    def check(self) -> str:
        """See that every server is there and has the model.

        Returns:
            The model's name. If it was empty and all servers list one model only, it is that one,
            from now on.

        Raises:
            ModelError: a server cannot be used.
        """
        for endpoint in self._endpoints:
            with self._background([endpoint]) as background:
                background.submit(self._check(endpoint, background.pool)).result()
        return self.model

    def complete(self, requests: Iterable[Request]) -> Iterator[list[Completion]]:
        """Yield the completions of one request after the other, as ``Engine`` says.

        The servers are talked to in a thread, which ends with this generator; closing it cancels
        what is open.
        """
        source = iter(requests)
        pending: deque[list[Future[dict[int, Completion]]]] = deque()
        enough = 2 * self.concurrency * len(self._endpoints)
        ended = False
        with self._background(self._endpoints) as background:
            while True:
                busy = [piece for pieces in pending for piece in pieces if not piece.done()]
                if not ended and len(busy) < enough and len(pending) < READ_AHEAD:
                    request = next(source, None)
                    if request is None:
                        ended = True
                        continue
                    pieces = split(request, self.n_per_request)
                    pending.append(
                        [
                            background.submit(self._complete(piece, background.pool))
                            for piece in pieces
                        ]
                    )
                elif not pending:
                    return
                elif all(piece.done() for piece in pending[0]):
                    yield in_order(piece.result() for piece in pending.popleft())
                else:
                    wait(busy, return_when=FIRST_COMPLETED)

    def _background(self, endpoints: Sequence[Endpoint]) -> Background:
        return Background(endpoints, self.api_key, self.concurrency, self.deadline_s)

    async def _check(self, endpoint: Endpoint, pool: Pool) -> None:
        try:
            listed = await endpoint.models(pool.client)
        except TryAgain as fault:
            raise ModelError(
                f"{endpoint.shown} {fault}: start the server, or correct the address."
            ) from fault
        if not self.model:
            if listed is None or len(listed) != 1:
                known = ", ".join(listed or []) or "none"
                raise ModelError(
                    f"{endpoint.shown} does not list one model only ({known}): name the model."
                )
            self.model = listed[0]
        if self.model not in (listed or []):  # a server need not list what it has
            await pool.ask(*self._question("1", 1.0, 0, 1, max_new_tokens=1), self._read)

    async def _complete(self, piece: Piece, pool: Pool) -> dict[int, Completion]:
        """Ask for a piece, and once more, one by one, for what the answer lacks."""
        request, indices = piece
        first = indices[0]
        path, body, optional = self._question(
            request.prompts[first],
            request.temperatures[first],
            request_seed(request.seed, first),
            len(indices),
        )
        answer, endpoint = await pool.ask(path, body, optional, self._read)
        found = dict(zip(indices, answer, strict=False))  # a server may also give too many
        missing = indices[len(found) :]
        if missing:
            endpoint.leave_out(["n"], f"{len(found)} of {len(indices)} completions came")
            rest = (self._complete(Piece(request, [index]), pool) for index in missing)
            for one in await asyncio.gather(*rest):
                found |= one
        return found

    def _question(
        self,
        prompt: str,
        temperature: float,
        seed: int,
        n: int,
        max_new_tokens: int | None = None,
    ) -> tuple[str, dict[str, Any], list[str]]:
        """Return the path, the fields and which of them are optional."""
        body: dict[str, Any] = {"model": self.model}
        if self.chat:
            body["messages"] = [{"role": "user", "content": prompt}]
        else:
            body["prompt"] = prompt
        body |= {
            "max_tokens": max_new_tokens or self.max_new_tokens,
            "temperature": temperature,
            "seed": seed,
        }
        if n > 1:
            body["n"] = n
        if self.stop:
            body["stop"] = list(self.stop)
        if self.logprobs:
            body["logprobs"] = True if self.chat else 1
        optional = [*OPTIONAL, *self.extra, *(["max_tokens"] if self.chat else [])]
        path = "chat/completions" if self.chat else "completions"
        return path, body | dict(self.extra), optional

    def _read(self, answer: Mapping[str, Any]) -> list[Completion]:
        """Read the choices of an answer.

        Raises:
            TryAgain: there are none, or one is ill-formed.
        """
        try:
            choices = list(answer["choices"])
            if all(isinstance(choice.get("index"), int) for choice in choices):
                choices.sort(key=lambda choice: int(choice["index"]))
            found = [self._completion(choice) for choice in choices]
        except (KeyError, TypeError, AttributeError) as fault:
            raise TryAgain("gives an answer without well-formed choices") from fault
        if not found:
            raise TryAgain("gives an answer without a choice")
        return found

    def _completion(self, choice: Mapping[str, Any]) -> Completion:
        text = paired(message_text(choice["message"]) if self.chat else choice["text"])
        # Some servers leave the stop text in, or were asked without it.
        cut = min((place for end in self.stop if (place := text.find(end)) >= 0), default=None)
        return Completion(
            text[:cut],
            logprob=total_logprob(choice.get("logprobs")),
            ended=cut is not None or choice.get("finish_reason") == "stop",
            tokens=len(logprobs_of(choice.get("logprobs"))) or None,
        )


def split(request: Request, n_per_request: int) -> list[Piece]:
    """Put places with the same prompt and temperature together, ``n_per_request`` at most.

    >>> request = Request(["a", "b", "a", "a"], seed=0, temperatures=[1.0] * 4)
    >>> [piece.indices for piece in split(request, 2)]
    [[0, 2], [1], [3]]
    """
    alike: dict[tuple[str, float], list[int]] = {}
    for index, key in enumerate(zip(request.prompts, request.temperatures, strict=True)):
        alike.setdefault(key, []).append(index)
    pieces = []
    for (_, temperature), indices in alike.items():
        size = n_per_request if temperature > 0 else 1  # vLLM gives one likeliest text at a time
        pieces += [
            Piece(request, indices[begin : begin + size]) for begin in range(0, len(indices), size)
        ]
    return sorted(pieces, key=lambda piece: piece.indices[0])


def in_order(pieces: Iterable[Mapping[int, Completion]]) -> list[Completion]:
    """Return the completions of a request at their places."""
    placed = {index: one for piece in pieces for index, one in piece.items()}
    return [placed[index] for index in range(len(placed))]


def request_seed(seed: int, index: int) -> int:
    """Return the seed of the HTTP request whose first sample has this index in its request.

    A server that honours ``n`` may use this seed for the first sample, the next one for the second
    and so on, as vLLM does, so that neighbours must be far apart: 52 bits of a hash. More would
    not survive JSON numbers, which many programs read as floats, exact to 53 bits. Programs that
    keep 32 bits, such as llama.cpp, repeat about one sample in 40,000 when 100,000 are drawn of one
    prompt.

    >>> request_seed(0, 0)
    2254510001369890
    """
    return chunk_seed(seed, "server", index) >> 11


def message_text(message: Mapping[str, Any]) -> str:
    """Return what a chat message says, or what was thought where nothing was said."""
    for key in ("content", "reasoning_content", "reasoning"):
        said = message.get(key)
        if isinstance(said, list):
            said = "".join(part.get("text") or "" for part in said)
        if said:
            return str(said)
    return ""


def logprobs_of(logprobs: object) -> list[Any]:
    """Return what a server says of each token; empty where it says nothing."""
    if not isinstance(logprobs, dict):
        return []
    each = logprobs.get("token_logprobs")
    if each is None:
        each = [token.get("logprob") for token in logprobs.get("content") or []]
    return list(each)


def total_logprob(logprobs: object) -> float | None:
    """Add up the log-probabilities of the tokens; None if some are unknown."""
    each = logprobs_of(logprobs)
    if not each or not all(isinstance(one, int | float) and math.isfinite(one) for one in each):
        return None
    return math.fsum(each)

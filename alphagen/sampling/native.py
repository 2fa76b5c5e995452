"""The native engine: our own network on this machine.

On a CPU, several pieces of work are written at the same time, each by one thread of its own that
does not share its work: the many small steps of writing are over before other threads have woken.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import torch

from alphagen.sampling.base import Completion, Request, chunk_seed
from alphagen.sampling.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tokenizers import Tokenizer

    from alphagen.sampling.network import Network


REMEMBERED = 256
"""Encoded prompts that are kept: one problem's, with each rating and tag that a sample may have."""

PIECE, PIECES = 256, 4
"""Rows that are written together on a CPU: at least so many, and a share of a large request.

A large batch would not fit into caches, but completions of one prompt share what they have in
common only with those in their own piece.
"""

PIECE_ON_GPU = 8192

Piece = tuple[list[int], "Future[list[Completion]]"]
"""Places in a request, and what is being written for them."""


class NativeEngine:
    """Completes prompts with our own network.

    A request is cut into pieces, each with random numbers of its own, so that it does not matter
    how many are written at the same time. Machines of different kinds may draw different samples,
    for they compute in different number formats.
    """

    def __init__(
        self,
        network: Network,
        tokenizer: Tokenizer,
        *,
        max_new_tokens: int | None = None,
        workers: int | None = None,
    ) -> None:
        """Make an engine.

        Args:
            network: in the number format and on the device to compute with.
            tokenizer: the one it was trained with.
            max_new_tokens: length of a completion at most; None for what the network is made for.
            workers: pieces that are written at the same time; None is one for each thread that
                torch would use, and one on a GPU.
        """
        self.network = network
        self.tokenizer = tokenizer
        self.max_new_tokens = max_new_tokens or network.sizes.max_decoder_tokens
        self.name = f"native:{network.name}"
        on_gpu = network.device.type != "cpu"
        self._piece = PIECE_ON_GPU if on_gpu else PIECE
        self._workers = workers or (1 if on_gpu else torch.get_num_threads())
        self._memories: dict[str, torch.Tensor] = {}
        self._lock = threading.Lock()

    def complete(self, requests: Iterable[Request]) -> Iterator[list[Completion]]:
        """Yield the completions of one request after the other, as ``Engine`` says.

        One request is read ahead, so that no worker waits for the last piece of the one before.
        """
        pool = ThreadPoolExecutor(
            self._workers, "native", initializer=torch.set_num_threads, initargs=(1,)
        )
        running: deque[list[Piece]] = deque()
        try:
            for request in requests:
                pieces = []
                for number, places in enumerate(self._cut(request)):
                    seed = chunk_seed(request.seed, "piece", number)
                    pieces.append((places, pool.submit(self._write, request, places, seed)))
                running.append(pieces)
                if len(running) > 1:
                    yield _joined(running.popleft())
            while running:
                yield _joined(running.popleft())
        finally:
            pool.shutdown(cancel_futures=True)

    def _cut(self, request: Request) -> list[list[int]]:
        """Divide the places of a request into pieces; equal prompts go together."""
        first = {text: place for place, text in reversed(list(enumerate(request.prompts)))}
        places = sorted(range(len(request.prompts)), key=lambda at: first[request.prompts[at]])
        size = max(self._piece, -(-len(places) // PIECES))
        return [places[at : at + size] for at in range(0, len(places), size)]

    def _write(self, request: Request, places: list[int], seed: int) -> list[Completion]:
        prompts = [request.prompts[place] for place in places]
        distinct = {text: number for number, text in enumerate(dict.fromkeys(prompts))}
        rows = decode(
            self.network,
            [self._memory(text) for text in distinct],
            [distinct[text] for text in prompts],
            max_new_tokens=self.max_new_tokens,
            temperatures=[request.temperatures[place] for place in places],
            generator=torch.Generator().manual_seed(seed),
        )
        texts = self.tokenizer.decode_batch([row.tokens for row in rows], skip_special_tokens=True)
        return [
            Completion(text, row.logprob, row.ended, len(row.tokens))
            for text, row in zip(texts, rows, strict=True)
        ]

    def _memory(self, text: str) -> torch.Tensor:
        """Encode a prompt, unless that was done before."""
        memory = self._memories.get(text)
        if memory is None:
            memory = self.network.encode(self._ids(text))
            with self._lock:
                if len(self._memories) >= REMEMBERED:
                    del self._memories[next(iter(self._memories))]
                self._memories[text] = memory
        return memory

    def _ids(self, text: str) -> list[int]:
        """Read a prompt; too long a one loses its middle, keeping metadata and tests."""
        sizes = self.network.sizes
        ids: list[int] = self.tokenizer.encode(text).ids or [sizes.bos_token_id]
        if len(ids) <= sizes.max_encoder_tokens:
            return ids
        head = sizes.max_encoder_tokens * 3 // 5
        return ids[:head] + ids[head - sizes.max_encoder_tokens :]


def _joined(pieces: list[Piece]) -> list[Completion]:
    """Put what was written for the pieces of a request at its places."""
    found = {
        place: completion
        for places, written in pieces
        for place, completion in zip(places, written.result(), strict=True)
    }
    return [found[place] for place in range(len(found))]

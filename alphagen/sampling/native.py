"""The native engine: our own network on this machine."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from alphagen.models.precision import compute_dtype
from alphagen.sampling.base import Completion, Request
from alphagen.sampling.decode import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from transformers import PreTrainedTokenizerFast

    from alphagen.models import AlphagenForConditionalGeneration


REMEMBERED = 256
"""Encoded prompts that are kept: one problem's, with each rating and tag that a sample may have."""


class NativeEngine:
    """Completes prompts with our own network; a request is one batch.

    Networks run in bfloat16 where that is faster, so machines of different kinds may draw
    different samples.
    """

    def __init__(
        self,
        model: AlphagenForConditionalGeneration,
        tokenizer: PreTrainedTokenizerFast,
        *,
        max_new_tokens: int | None = None,
    ) -> None:
        """Make an engine.

        Args:
            model: the network; it is not changed.
            tokenizer: the one it was trained with.
            max_new_tokens: length of a completion at most; None for what the network is made for.
        """
        dtype = compute_dtype(model.device)
        # The caller's model keeps its dtype.
        converted: Any = copy.deepcopy(model)
        self.model: AlphagenForConditionalGeneration = converted.to(dtype)
        self.model.train(False)
        self.tokenizer = tokenizer
        self.max_new_tokens = max_new_tokens or model.config.max_decoder_tokens
        self.name = f"native:{Path(model.name_or_path or 'unsaved').name}"
        self._memories: dict[str, torch.Tensor] = {}

    def complete(self, requests: Iterable[Request]) -> Iterator[list[Completion]]:
        """Yield the completions of one request after the other, as ``Engine`` says."""
        for request in requests:
            yield self._complete(request)

    def _complete(self, request: Request) -> list[Completion]:
        distinct = {text: place for place, text in enumerate(dict.fromkeys(request.prompts))}
        rows = decode(
            self.model,
            [self._memory(text) for text in distinct],
            [distinct[text] for text in request.prompts],
            max_new_tokens=self.max_new_tokens,
            temperatures=request.temperatures,
            generator=torch.Generator().manual_seed(request.seed),
        )
        texts = self.tokenizer.batch_decode([row.tokens for row in rows], skip_special_tokens=True)
        return [
            Completion(text, row.logprob, row.ended) for text, row in zip(texts, rows, strict=True)
        ]

    def _memory(self, text: str) -> torch.Tensor:
        """Encode a prompt, unless that was done before."""
        memory = self._memories.get(text)
        if memory is None:
            if len(self._memories) == REMEMBERED:
                del self._memories[next(iter(self._memories))]
            memory = self._memories[text] = encode(self.model, self._ids(text))
        return memory

    def _ids(self, text: str) -> list[int]:
        """Read a prompt; too long a one loses its middle, keeping metadata and tests."""
        ids: list[int] = self.tokenizer(text)["input_ids"] or [self.tokenizer.bos_token_id]
        limit = self.model.config.max_encoder_tokens
        if len(ids) <= limit:
            return ids
        head = limit * 3 // 5
        return ids[:head] + ids[head - limit :]

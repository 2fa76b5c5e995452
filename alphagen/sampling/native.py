"""The native engine: samples from our own network on this machine."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from alphagen.core import Program, Sample
from alphagen.models.precision import compute_dtype
from alphagen.sampling.base import check_start, chunk_seed
from alphagen.sampling.decode import Completion, decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from transformers import PreTrainedTokenizerFast

    from alphagen.core import Language, Problem, Prompt
    from alphagen.models import AlphagenForConditionalGeneration


REMEMBERED = 256
"""Encoded prompts that are kept: one problem's, with each rating and tag that a sample may have."""


class Writer:
    """A network and its tokenizer: texts in, texts out."""

    def __init__(
        self,
        model: AlphagenForConditionalGeneration,
        tokenizer: PreTrainedTokenizerFast,
        max_new_tokens: int | None = None,
    ) -> None:
        """Make a writer; None writes as much as the network is made for."""
        dtype = compute_dtype(model.device)
        # The caller's model keeps its dtype.
        converted: Any = copy.deepcopy(model)
        self.model: AlphagenForConditionalGeneration = converted.to(dtype)
        self.model.train(False)
        self.tokenizer = tokenizer
        self.max_new_tokens = max_new_tokens or model.config.max_decoder_tokens
        self.name = f"native:{Path(model.name_or_path or 'unsaved').name}"
        self._memories: dict[str, torch.Tensor] = {}

    def write(
        self, prompts: Sequence[str], *, seed: int, temperature: float
    ) -> list[tuple[str, Completion]]:
        """Complete each prompt."""
        distinct = {text: place for place, text in enumerate(dict.fromkeys(prompts))}
        completions = decode(
            self.model,
            [self._memory(text) for text in distinct],
            [distinct[text] for text in prompts],
            max_new_tokens=self.max_new_tokens,
            temperature=temperature,
            generator=torch.Generator().manual_seed(seed),
        )
        texts = self.tokenizer.batch_decode(
            [completion.tokens for completion in completions], skip_special_tokens=True
        )
        return list(zip(texts, completions, strict=True))

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


class NativeSampler:
    """Writes programs with our own network.

    A chunk is one batch. Its metadata and its random numbers come from the seed of the chunk, so
    that it can be drawn again alone. Networks run in bfloat16 where that is faster, so machines
    of different kinds may draw different samples.
    """

    def __init__(
        self,
        model: AlphagenForConditionalGeneration,
        tokenizer: PreTrainedTokenizerFast,
        make_prompt: Callable[[Problem, random.Random], Prompt],
        read_program: Callable[[str, Language], Program | str],
        *,
        temperature: float = 0.25,
        batch_size: int = 256,
        max_new_tokens: int | None = None,
    ) -> None:
        """Make a sampler.

        Args:
            model: the network; it is not changed.
            tokenizer: the one it was trained with.
            make_prompt: draws metadata and makes the prompt of one sample.
            read_program: makes a program of a completion, or says why it is none.
            temperature: logits are divided by it; nothing is cut off (paper, section 4.4).
            batch_size: number of samples in a chunk.
            max_new_tokens: length of a completion at most; None for what the network is made for.
        """
        self._writer = Writer(model, tokenizer, max_new_tokens)
        self._make_prompt, self._read_program = make_prompt, read_program
        self.temperature = temperature
        self.chunk_size = batch_size
        self.name = self._writer.name

    def sample(
        self, problem: Problem, n: int, *, seed: int, start: int = 0
    ) -> Iterator[list[Sample]]:
        """Yield samples ``start`` to ``start + n`` in chunks, as ``Sampler`` says."""
        first = check_start(start, self.chunk_size)
        for chunk, begin in enumerate(range(start, start + n, self.chunk_size), first):
            drawn = self._draw(problem, begin, chunk_seed(seed, problem.key, chunk))
            yield drawn[: start + n - begin]

    def _draw(self, problem: Problem, begin: int, seed: int) -> list[Sample]:
        rng = random.Random(seed)
        prompts = [self._make_prompt(problem, rng) for _ in range(self.chunk_size)]
        written = self._writer.write(
            [prompt.text for prompt in prompts], seed=seed, temperature=self.temperature
        )
        samples = []
        for index, (prompt, (text, completion)) in enumerate(
            zip(prompts, written, strict=True), begin
        ):
            read: Program | str = "no end"
            if completion.ended:
                read = self._read_program(text, prompt.metadata.language)
            program, failure = (read, "") if isinstance(read, Program) else (None, read)
            samples.append(
                Sample(
                    index=index,
                    prompt=prompt,
                    text=text,
                    seed=seed,
                    temperature=self.temperature,
                    logprob=completion.logprob,
                    program=program,
                    failure=failure,
                )
            )
        return samples


class NativeTextModel:
    """Continues texts with our own network; test inputs are written this way."""

    def __init__(
        self,
        model: AlphagenForConditionalGeneration,
        tokenizer: PreTrainedTokenizerFast,
        *,
        batch_size: int = 64,
        max_new_tokens: int | None = None,
    ) -> None:
        """Make a text model; the arguments are those of ``NativeSampler``."""
        self._writer = Writer(model, tokenizer, max_new_tokens)
        self.batch_size = batch_size
        self.name = self._writer.name

    def complete(self, prompt_text: str, n: int, *, seed: int, temperature: float) -> list[str]:
        """Return ``n`` independent completions of the prompt."""
        texts: list[str] = []
        for chunk, begin in enumerate(range(0, n, self.batch_size)):
            written = self._writer.write(
                [prompt_text] * min(self.batch_size, n - begin),
                seed=chunk_seed(seed, prompt_text, chunk),
                temperature=temperature,
            )
            texts += [text for text, _ in written]
        return texts

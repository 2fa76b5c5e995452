"""What every sampler offers, and where its seeds come from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alphagen.core import Problem, Sample


class Sampler(Protocol):
    """Writes programs for a problem."""

    @property
    def name(self) -> str:
        """What wrote the samples, for the records of a run."""
        ...

    @property
    def chunk_size(self) -> int:
        """Number of samples in a chunk, the unit that is drawn, stored and resumed as a whole."""
        ...

    def sample(
        self, problem: Problem, n: int, *, seed: int, start: int = 0
    ) -> Iterator[list[Sample]]:
        """Yield samples ``start`` to ``start + n``, one chunk after the other.

        Chunk ``i`` holds the samples from ``i * chunk_size`` on. It depends on the problem, on
        ``chunk_seed(seed, problem.key, i)`` and on nothing drawn before it, so any chunk can be
        drawn again alone. The last one is drawn whole and cut to what was asked for, so asking
        for more later repeats what there is. A sampler with nothing more to say ends early.

        Args:
            problem: what a contestant sees of it.
            n: number of samples.
            seed: seed of the run.
            start: index of the first sample, a multiple of ``chunk_size``.

        Raises:
            ModelError: the model, or the server it runs on, does not answer.
        """
        ...


class TextModel(Protocol):
    """Continues a text; the second model, which writes test inputs, is asked this way."""

    @property
    def name(self) -> str:
        """What wrote the text, for the records of a run."""
        ...

    def complete(self, prompt_text: str, n: int, *, seed: int, temperature: float) -> list[str]:
        """Return ``n`` independent completions of the prompt.

        Raises:
            ModelError: the model, or the server it runs on, does not answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """Prompts to be completed together, one completion each.

    Attributes:
        prompts: texts; many are alike as a rule.
        seed: of all random numbers that go into the completions.
        temperatures: the logits are divided by these, one for each prompt; 0 takes the likeliest.
    """

    prompts: Sequence[str]
    seed: int
    temperatures: Sequence[float]


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote.

    Attributes:
        text: without the prompt, and without what marks the end.
        logprob: natural logarithm of its probability under the sampled distribution, None if
            unknown.
        ended: whether the model came to an end; otherwise it was cut off at the limit.
        tokens: how many were written, None if unknown.
    """

    text: str
    logprob: float | None
    ended: bool
    tokens: int | None = None


class Engine(Protocol):
    """A model and the means to run it."""

    @property
    def name(self) -> str:
        """What writes, for the records of a run."""
        ...

    def complete(self, requests: Iterable[Request]) -> Iterator[list[Completion]]:
        """Yield the completions of one request after the other.

        A request is completed alike whatever comes before and after it. Requests may be read
        ahead of the completions that are yielded, to keep the machine busy.

        Raises:
            ModelError: the model, or the server it runs on, does not answer.
        """
        ...


def chunk_seed(seed: int, key: str, index: int) -> int:
    """Return the seed of one chunk: 63 bits of a hash, so that neighbours are far apart.

    >>> chunk_seed(0, "problem", 0)
    8691087841937817593
    >>> chunk_seed(0, "problem", 1)
    471755141358514398

    Args:
        seed: seed of the run.
        key: key of the problem.
        index: position of the chunk, from 0.
    """
    digest = hashlib.sha256(f"{seed}\0{key}\0{index}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def check_start(start: int, chunk_size: int) -> int:
    """Return the index of the chunk that begins at sample ``start``.

    Raises:
        ValueError: no chunk begins there.
    """
    index, rest = divmod(start, chunk_size)
    if rest or start < 0:
        raise ValueError(f"start {start} is not a multiple of the chunk size {chunk_size}")
    return index

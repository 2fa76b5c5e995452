"""From an engine, which completes texts, to a sampler, which writes programs for a problem."""

from __future__ import annotations

import random
from collections import deque
from typing import TYPE_CHECKING

from alphagen.core import Program, Sample
from alphagen.sampling.base import Request, check_start, chunk_seed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    from alphagen.core import Language, Problem, Prompt
    from alphagen.sampling.base import Completion, Engine

    class ReadProgram(Protocol):
        """Makes a program of a completion, or says why it is none."""

        def __call__(self, text: str, language: Language, *, ended: bool) -> Program | str:
            """Read it; ``ended`` is false for a text that was cut off."""
            ...


LEVELS = 8
"""Different temperatures at most, as a server is asked for all samples of one together."""


class EngineSampler:
    """Writes programs with any engine.

    The metadata and the random numbers of a chunk come from its own seed, so that it can be drawn
    again alone.
    """

    def __init__(
        self,
        engine: Engine,
        make_prompt: Callable[[Problem, random.Random], Prompt],
        read_program: ReadProgram,
        *,
        read_function: ReadProgram | None = None,
        temperature: tuple[float, float] = (0.25, 0.25),
        chunk_size: int = 256,
    ) -> None:
        """Make a sampler.

        Args:
            engine: completes the prompts.
            make_prompt: draws metadata and makes the prompt of one sample.
            read_program: makes a program of a completion, or says why it is none.
            read_function: does so for problems that ask for a function; None leaves it to
                ``read_program``.
            temperature: each sample's is drawn from ``LEVELS`` steps between these, in either
                order; nothing is cut off (paper, section 4.4).
            chunk_size: number of samples in a chunk.
        """
        self._engine = engine
        self._make_prompt, self._read_program = make_prompt, read_program
        self._read_function = read_function or read_program
        low, high = sorted(temperature)
        steps = LEVELS - 1 if high > low else 1
        self._levels = [low + (high - low) * step / steps for step in range(LEVELS)]
        self.chunk_size = chunk_size
        self.name = engine.name

    def sample(
        self, problem: Problem, n: int, *, seed: int, start: int = 0
    ) -> Iterator[list[Sample]]:
        """Yield samples ``start`` to ``start + n`` in chunks, as ``Sampler`` says."""
        first = check_start(start, self.chunk_size)
        asked: deque[tuple[list[Prompt], Request]] = deque()

        def requests() -> Iterator[Request]:
            for chunk in range(first, first + -(-n // self.chunk_size)):
                own_seed = chunk_seed(seed, problem.key, chunk)
                rng = random.Random(own_seed)
                prompts = [self._make_prompt(problem, rng) for _ in range(self.chunk_size)]
                temperatures = [rng.choice(self._levels) for _ in prompts]
                request = Request([prompt.text for prompt in prompts], own_seed, temperatures)
                asked.append((prompts, request))
                yield request

        begin, end = start, start + n
        read = self._read_function if problem.rules.harness else self._read_program
        for completions in self._engine.complete(requests()):
            prompts, request = asked.popleft()
            yield [
                self._sample(read, index, prompt, request.seed, temperature, completion)
                for index, prompt, temperature, completion in zip(
                    range(begin, min(begin + self.chunk_size, end)),
                    prompts,
                    request.temperatures,
                    completions,
                    strict=False,  # the last chunk is cut to what was asked for
                )
            ]
            begin += self.chunk_size

    def _sample(
        self,
        read_program: ReadProgram,
        index: int,
        prompt: Prompt,
        seed: int,
        temperature: float,
        completion: Completion,
    ) -> Sample:
        text, language = completion.text, prompt.metadata.language
        read = read_program(text, language, ended=completion.ended)
        program, failure = (read, "") if isinstance(read, Program) else (None, read)
        return Sample(
            index=index,
            prompt=prompt,
            text=text,
            seed=seed,
            temperature=temperature,
            logprob=completion.logprob,
            program=program,
            failure=failure,
            model=self.name,
            tokens=completion.tokens,
        )


class EngineTextModel:
    """Continues texts with any engine; test inputs are written this way."""

    def __init__(self, engine: Engine, *, chunk_size: int = 64) -> None:
        """Make a text model that asks for ``chunk_size`` completions at once."""
        self._engine = engine
        self.chunk_size = chunk_size
        self.name = engine.name

    def complete(self, prompt_text: str, n: int, *, seed: int, temperature: float) -> list[str]:
        """Return ``n`` independent completions of the prompt."""
        requests = (
            Request(
                [prompt_text] * size, chunk_seed(seed, prompt_text, chunk), [temperature] * size
            )
            for chunk, begin in enumerate(range(0, n, self.chunk_size))
            for size in [min(self.chunk_size, n - begin)]
        )
        return [one.text for chunk in self._engine.complete(requests) for one in chunk]

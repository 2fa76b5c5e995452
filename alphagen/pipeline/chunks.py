"""Samples and their verdicts, chunk by chunk: made where they are absent, read where they are not.

The model writes the next chunk while the programs of the last ones run. At most ``AHEAD`` chunks
wait for their verdicts, so memory does not grow with the number of samples; of the programs
judged, the verdicts alone are remembered, to run each distinct program once.
"""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alphagen.core import Judgement, Verdict
from alphagen.errors import ModelError, SandboxError
from alphagen.execution import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alphagen.config import SolveConfig
    from alphagen.core import Problem, Program, Sample
    from alphagen.pipeline.progress import Stopwatch
    from alphagen.runs import Run
    from alphagen.sampling.base import Sampler

AHEAD = 2
"""Chunks that are drawn before the verdicts on the first of them are awaited."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk of samples, and the judgements on them if they are known already."""

    index: int
    samples: list[Sample]
    judgements: list[Judgement | None] | None


def draw_chunks(
    problem: Problem, sampler: Sampler, run: Run, *, n: int, seed: int, watch: Stopwatch
) -> Iterator[Chunk]:
    """Yield the first ``n`` samples in chunks: those on disk, and new ones, which go there.

    Fewer come when the sampler ends early. Time spent in the sampler counts as ``sampling``.
    """
    size = sampler.chunk_size
    stream: Iterator[list[Sample]] | None = None
    for index, start in enumerate(range(0, n, size)):
        wanted = min(size, n - start)
        samples = run.samples.read(index)
        if samples is not None and len(samples) >= wanted:
            yield Chunk(index, samples[:wanted], _known(run, index, samples[:wanted]))
            stream = None
            continue
        with watch.stage("sampling"):
            stream = stream or sampler.sample(problem, n - start, seed=seed, start=start)
            try:
                samples = next(stream, [])
            except (MemoryError, RuntimeError) as fault:
                raise _short_of_memory(fault, sampler, index) from fault
        if not samples:
            return
        if [sample.index for sample in samples] != list(range(start, start + len(samples))):
            raise ModelError(f"{sampler.name} gave samples out of order in chunk {index}.")
        run.judgements.remove(index)
        run.samples.write(index, samples, seed=samples[0].seed)
        yield Chunk(index, samples, None)


def _short_of_memory(fault: Exception, sampler: Sampler, index: int) -> Exception:
    """Put a lack of memory, of the machine or of a GPU, into a sentence; leave other faults be."""
    text = str(fault).lower()
    lacking = "out of memory" in text or "can't allocate memory" in text  # as torch puts it
    if not (lacking or isinstance(fault, MemoryError)):
        return fault
    return ModelError(
        f"Memory ran out while {sampler.name} wrote chunk {index} of {sampler.chunk_size} samples; "
        "what was written before is kept. Free some and give the same command again, or begin "
        f"anew with smaller chunks (--set chunk_size={max(1, sampler.chunk_size // 4)})."
    )


def _known(run: Run, index: int, samples: list[Sample]) -> list[Judgement | None] | None:
    held = dict(run.judgements.read(index) or ())
    if all(sample.index in held for sample in samples):
        return [held[sample.index] for sample in samples]
    return None


def stop_early(
    chunks: Iterator[Chunk], config: SolveConfig, survivors: Callable[[], int]
) -> Iterator[Chunk]:
    """Yield chunks until there are as many survivors as wanted, or time is up.

    Args:
        chunks: with their judgements.
        config: says when it is enough.
        survivors: tells how many were among the chunks yielded so far.
    """
    begun = time.monotonic()
    for chunk in chunks:
        yield chunk
        if config.until is not None and survivors() >= config.until:
            return
        if config.time_limit is not None and time.monotonic() - begun >= config.time_limit:
            return


def judge_chunks(
    chunks: Iterator[Chunk], run: Run, judge: Callable[[Program], Judgement], workers: int
) -> Iterator[Chunk]:
    """Yield the chunks with their judgements, in order; new ones go to disk.

    A sample without a program has no judgement. Programs that differ only in looks run once.

    Raises:
        SandboxError: not one program of a chunk could be judged.
    """
    known: dict[str, Judgement | Future[Judgement]] = {}
    waiting: deque[Chunk] = deque()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="judge")
    try:
        for chunk in chunks:
            if chunk.judgements is None:
                for program in _programs(chunk):
                    if canonical(program) not in known:
                        known[canonical(program)] = pool.submit(judge, program)
            waiting.append(chunk)
            while waiting and (len(waiting) > AHEAD or _settled(waiting[0], known)):
                yield _finished(waiting.popleft(), run, known)
        while waiting:
            yield _finished(waiting.popleft(), run, known)
    finally:
        pool.shutdown(cancel_futures=True)


def _programs(chunk: Chunk) -> list[Program]:
    return [sample.program for sample in chunk.samples if sample.program is not None]


def _settled(chunk: Chunk, known: dict[str, Judgement | Future[Judgement]]) -> bool:
    held = (known.get(canonical(program)) for program in _programs(chunk))
    return chunk.judgements is not None or all(
        not isinstance(one, Future) or one.done() for one in held
    )


def _finished(chunk: Chunk, run: Run, known: dict[str, Judgement | Future[Judgement]]) -> Chunk:
    """Wait for the verdicts on a chunk, write them down, and remember them without their runs."""
    judgements = chunk.judgements
    if judgements is None:
        judgements = [_verdict(sample, known) for sample in chunk.samples]
        _refuse_silence([judgement for judgement in judgements if judgement is not None])
        indices = (sample.index for sample in chunk.samples)
        run.judgements.write(chunk.index, list(zip(indices, judgements, strict=True)))
    for sample, judgement in zip(chunk.samples, judgements, strict=True):
        if sample.program is not None and judgement is not None:
            known[canonical(sample.program)] = replace(judgement, results=())
    return replace(chunk, judgements=judgements)


def _refuse_silence(judgements: list[Judgement]) -> None:
    if judgements and all(judgement.verdict is Verdict.JE for judgement in judgements):
        messages = (r.stderr.strip()[-300:] for j in judgements for r in j.results if r.stderr)
        raise SandboxError(
            f"Not one of {len(judgements)} programs could be judged "
            f"({next(messages, 'no reason given')}); is the machine out of memory or processes? "
            "Use fewer workers and start again."
        )


def _verdict(sample: Sample, known: dict[str, Judgement | Future[Judgement]]) -> Judgement | None:
    if sample.program is None:
        return None
    held = known[canonical(sample.program)]
    return held.result() if isinstance(held, Future) else held

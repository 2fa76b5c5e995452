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
from itertools import repeat
from typing import TYPE_CHECKING

from alphagen.core import Judgement, Verdict
from alphagen.errors import ModelError, SandboxError
from alphagen.execution import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alphagen.config import SolveConfig
    from alphagen.core import Problem, Program, Sample
    from alphagen.pipeline.progress import Stopwatch
    from alphagen.runs import Run
    from alphagen.sampling.base import Sampler

AHEAD = 2
"""Chunks that are drawn before the verdicts on the first of them are awaited."""

SILENT = 8
"""Distinct programs in a row that could not be judged, in whole chunks, after which it is not
taken for bad luck."""


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
    chunks: Iterator[Chunk],
    run: Run,
    judge: Callable[[Program], Judgement],
    workers: int,
    in_turn: Callable[[Program, Judgement], Judgement] = lambda _, judgement: judgement,
) -> Iterator[Chunk]:
    """Yield the chunks with their judgements, in order; new ones go to disk.

    A sample without a program has no judgement. Programs that differ only in looks run once. One
    that could not be judged is tried again where it comes again, and by the next call.

    Args:
        chunks: with the judgements that are known.
        run: where the others go.
        judge: judges a program; called from several threads.
        workers: programs that are judged at the same time.
        in_turn: has the last word on each distinct program, in the order of the samples.

    Raises:
        SandboxError: nothing can be judged.
    """
    waiting: deque[Chunk] = deque()
    silence = _Silence(run)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="judge")
    verdicts = _Verdicts(judge, in_turn, pool)
    try:
        for chunk in chunks:
            verdicts.ask(chunk)
            waiting.append(chunk)
            while waiting and (len(waiting) > AHEAD or verdicts.are_in(waiting[0])):
                yield _finished(waiting.popleft(), run, verdicts, silence)
        while waiting:
            yield _finished(waiting.popleft(), run, verdicts, silence)
        silence.end()
    finally:
        pool.shutdown(cancel_futures=True)


def _finished(chunk: Chunk, run: Run, verdicts: _Verdicts, silence: _Silence) -> Chunk:
    """Wait for the verdicts on a chunk, and write them down where they are news."""
    judgements = verdicts.of(chunk)
    silence.hear(chunk.samples, judgements)
    if judgements != chunk.judgements:
        held = dict(run.judgements.read(chunk.index) or ())  # of samples beyond those asked for
        held |= {one.index: j for one, j in zip(chunk.samples, judgements, strict=True)}
        run.judgements.write(chunk.index, sorted(held.items()))
    return replace(chunk, judgements=judgements)


class _Verdicts:
    """The verdicts on programs, without their runs once a chunk is done."""

    def __init__(
        self,
        judge: Callable[[Program], Judgement],
        in_turn: Callable[[Program, Judgement], Judgement],
        pool: ThreadPoolExecutor,
    ) -> None:
        self._judge = judge
        self._in_turn = in_turn
        self._pool = pool
        self._known: dict[str, Judgement | Future[Judgement]] = {}

    def ask(self, chunk: Chunk) -> None:
        """Let the programs of a chunk be judged that are not yet."""
        for program, held in _programs(chunk):
            if held is None and canonical(program) not in self._known:
                self._known[canonical(program)] = self._pool.submit(self._judge, program)

    def are_in(self, chunk: Chunk) -> bool:
        """Say whether nothing is left to wait for."""
        asked = (self._known.get(canonical(p)) for p, held in _programs(chunk) if held is None)
        return all(not isinstance(one, Future) or one.done() for one in asked)

    def of(self, chunk: Chunk) -> list[Judgement | None]:
        """Wait for the verdicts on the next chunk."""
        found: dict[Program, Judgement] = {}
        for program, held in _programs(chunk):
            found[program] = self._of(program, held)
        for program, judgement in found.items():
            if judgement.verdict is Verdict.JE:
                self._known.pop(canonical(program), None)
            else:
                self._known[canonical(program)] = replace(judgement, results=())
        programs = (sample.program for sample in chunk.samples)
        return [None if program is None else found[program] for program in programs]

    def _of(self, program: Program, held: Judgement | None) -> Judgement:
        name = canonical(program)
        known = self._known.get(name)
        if isinstance(known, Judgement):
            return known
        if held is None:  # and if it is not known, it was lost in a chunk before
            held = self._judge(program) if known is None else known.result()
        self._known[name] = judgement = self._in_turn(program, held)
        return judgement


def _programs(chunk: Chunk) -> Iterator[tuple[Program, Judgement | None]]:
    """Yield the programs of a chunk with their judgements; that we could not judge is none."""
    for sample, held in zip(chunk.samples, chunk.judgements or repeat(None), strict=False):
        if sample.program is not None:
            lost = held is None or held.verdict is Verdict.JE
            yield sample.program, None if lost else held


class _Silence:
    """Notices when nothing can be judged, which is no fault of the programs."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._heard = False
        self._lost: dict[str, str] = {}

    def hear(self, samples: Sequence[Sample], judgements: Sequence[Judgement | None]) -> None:
        """Take in the judgements on a chunk.

        Raises:
            SandboxError: not one of ``SILENT`` programs in a row could be judged.
        """
        pairs = [(s.program, j) for s, j in zip(samples, judgements, strict=True)]
        judged = [(program, j) for program, j in pairs if program is not None and j is not None]
        if any(j.verdict is not Verdict.JE for _, j in judged):
            self._heard = True
            self._lost.clear()
            return
        self._lost |= {canonical(program): _reason(j) for program, j in judged}
        if len(self._lost) >= SILENT:
            raise self._error()

    def end(self) -> None:
        """Take in that there is no more to judge.

        Raises:
            SandboxError: there were programs, and not one could be judged.
        """
        if self._lost and not self._heard:
            raise self._error()

    def _error(self) -> SandboxError:
        reason = next(filter(None, self._lost.values()), "no reason given")
        checker = self._run.problem.rules.checker
        doubt = (
            "" if checker is None else f"does the problem's {checker.protocol} checker work, or "
        )
        return SandboxError(
            f"Not one of {len(self._lost)} programs could be judged ({reason}); {doubt}"
            f"is the machine out of memory or processes? {'Mend it, or use' if doubt else 'Use'} "
            "fewer workers and start again."
        )


def _reason(judgement: Judgement) -> str:
    return next((r.stderr.strip()[-300:] for r in judgement.results if r.stderr), "")

"""The whole method: from a problem to at most ten submissions (paper, section 4.4 to 4.6)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from alphagen.core import ORDINARY, Care, Language, Verdict
from alphagen.errors import NoExamplesError
from alphagen.execution import at_once, limits_for
from alphagen.pipeline.answers import answered
from alphagen.pipeline.behaviour import generated_inputs, signatures
from alphagen.pipeline.chunks import draw_chunks, judge_chunks, stop_early
from alphagen.pipeline.finalists import hand_in
from alphagen.pipeline.judging import Judge, cpu_limit
from alphagen.pipeline.progress import Progress, Stopwatch, silent
from alphagen.runs import Run
from alphagen.runs.lock import sole_writer
from alphagen.sampling.base import chunk_seed
from alphagen.selection import cluster, survivors, tally

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alphagen.config import SolveConfig
    from alphagen.core import Cluster, Judgement, Problem, Sample, Submission
    from alphagen.execution import Executor
    from alphagen.inputgen import InputGenerator
    from alphagen.pipeline.chunks import Chunk
    from alphagen.sampling.base import Sampler

DRAWN = set(
    "seed temperature temperature_to languages language_shares max_new_tokens precision strict "
    "inputs".split()
)
"""Settings that decide what is drawn and what passes."""


@dataclass(slots=True)
class Counts:
    """What became of the samples.

    Attributes:
        samples: how many were drawn.
        programs: how many of them hold a program.
        unique: how many of these are distinct.
        survivors: how many samples passed every example.
        unjudged: how many could not be judged; none of them counts as wrong.
        failures: why the others hold no program, and how many of them.
    """

    samples: int = 0
    programs: int = 0
    unique: int = 0
    survivors: int = 0
    unjudged: int = 0
    failures: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Solution:
    """What is handed in, and how it came about.

    Attributes:
        submissions: in the order they are to be handed in; empty when nothing passed the examples.
        clusters: the survivors by behaviour, largest first.
        counts: what became of the samples.
        inputs: number of generated inputs that the survivors ran on.
        seconds: time this call spent in each stage; ``running`` is what sampling did not hide.
        sha256: hash of the submissions, as frozen in the run.
    """

    submissions: list[Submission]
    clusters: list[Cluster]
    counts: Counts
    inputs: int
    seconds: dict[str, float]
    sha256: str


def solve(
    problem: Problem,
    sampler: Sampler,
    executor: Executor,
    input_generator: InputGenerator,
    run: Run,
    config: SolveConfig,
    progress: Progress = silent,
) -> Solution:
    """Solve a problem.

    Whatever the run holds already is not made again, so a call that was killed is resumed by the
    same call, and ends with the same submissions, unless a program comes so near its time limit
    that it is a matter of chance. Only the public part of the problem is used.

    Args:
        problem: what to solve.
        sampler: writes programs.
        executor: runs them.
        input_generator: writes inputs for the survivors to be grouped by.
        run: where everything goes; see ``open_run``.
        config: how many of each.
        progress: told how far each stage has come.

    Raises:
        NoExamplesError: the problem has no examples, so nothing could be told from anything.
        SandboxError: programs cannot be run or judged here.
        ModelError: a model does not answer.
        RunError: the run cannot be written, or another process is at work on it.
    """
    problem = problem.public()
    if not problem.examples:
        raise NoExamplesError(
            f"{problem.title or 'The problem'} has no example tests, so no program can be "
            "filtered: add one, and look at it with `alphagen show`."
        )
    with sole_writer(run.path):
        watch = Stopwatch("sampling", "running", "inputs", "clustering")
        counts = Counts()
        workers = at_once(executor, config.workers)
        judge = Judge(problem, executor, config)

        # 1. Sample programs, and run each on the examples while the model writes the next.
        with watch.stage("running"):
            chunks = draw_chunks(
                problem, sampler, run, n=config.samples, seed=config.seed, watch=watch
            )
            chunks = _reported(chunks, "sampling", config.samples, progress)
            chunks = judge_chunks(chunks, run, judge.on_examples, workers, judge.in_turn)
            chunks = _reported(chunks, "running", config.samples, progress)

            # 2. Keep those that pass all examples, until there are enough of them.
            chunks = stop_early(chunks, config, lambda: counts.survivors)
            kept = survivors(_counted(chunks, counts), config.max_survivors)
            programs = tally(kept)

        # 3. Run the survivors on inputs that a second model wrote; group those that agree on all.
        with watch.stage("inputs"):
            inputs = generated_inputs(problem, input_generator, run, config) if kept else []
        with watch.stage("clustering"):
            behaviour = signatures(
                list(programs),
                inputs,
                executor,
                run,
                limits=judge.limits,
                workers=workers,
                progress=progress,
            )
            clusters = cluster((one, behaviour[one.hash], size) for one, size in programs.items())
            clusters = answered(clusters, programs, run, judge)  # see `alphagen settle`

        # 4. Hand in one program of each of the largest groups, if it passes again, alone.
        seed = seed_of_choice(problem, config)
        with watch.stage("clustering"):
            alone = partial(judge.on_examples, care=Care.ALONE)
            submissions = hand_in(clusters, config.submissions, seed, alone, workers)
        summary = {**asdict(counts), "clusters": len(clusters), "inputs": len(inputs)}
        sha256 = run.write_submissions(
            submissions,
            config=asked(config),
            seconds=watch.seconds,
            sandbox=executor.tier,
            **summary,
        )
        return Solution(submissions, clusters, counts, len(inputs), watch.seconds, sha256)


def open_run(
    path: Path,
    problem: Problem,
    sampler: Sampler,
    input_generator: InputGenerator,
    config: SolveConfig,
) -> Run:
    """Open the directory of a run, or begin one there.

    What decides the content of the records must be as it was: who wrote them, the seed, and what
    the programs may use. The numbers of samples, survivors and submissions may change: a run can
    be given more samples, or asked for fewer submissions, later.

    Raises:
        RunError: the directory holds a run with other settings.
    """
    cpu_s = cpu_limit(problem, config)
    limits = {one.value: limits_for(problem, one, cpu_s=cpu_s) for one in Language}
    settings: dict[str, Any] = {
        "sampler": sampler.name,
        "chunk_size": sampler.chunk_size,
        "input_generator": input_generator.name,
        "limits": {name: [one.cpu_s, one.memory_bytes] for name, one in limits.items()},
        **config.model_dump(mode="json", include=DRAWN),
    }
    if problem.rules != ORDINARY:
        settings["rules"] = problem.rules.hash
    return Run.open(path, problem, settings)


def seed_of_choice(problem: Problem, config: SolveConfig) -> int:
    """Return the seed of the choice within clusters."""
    return chunk_seed(config.seed, f"submissions for {problem.key}", 0)


def asked(config: SolveConfig) -> dict[str, Any]:
    """Return the settings that decide the submissions, as JSON: all but the number of workers."""
    return config.model_dump(mode="json", exclude={"workers"})


def _reported(
    chunks: Iterator[Chunk], stage: str, total: int, progress: Progress
) -> Iterator[Chunk]:
    done = 0
    for chunk in chunks:
        done += len(chunk.samples)
        progress(stage, done, total)
        yield chunk


def _counted(chunks: Iterator[Chunk], counts: Counts) -> Iterator[tuple[Sample, Judgement | None]]:
    """Yield samples and judgements, and count them on the way."""
    seen: set[str] = set()
    for chunk in chunks:
        for sample, judgement in zip(chunk.samples, chunk.judgements or (), strict=True):
            counts.samples += 1
            if sample.program is not None and judgement is not None:
                counts.programs += 1
                seen.add(sample.program.hash)
                counts.unique = len(seen)
                counts.survivors += judgement.accepted
                counts.unjudged += judgement.verdict is Verdict.JE
            elif sample.program is None:
                counts.failures[sample.failure] = counts.failures.get(sample.failure, 0) + 1
            yield sample, judgement

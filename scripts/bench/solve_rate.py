"""Measure how many problems the bundled models solve: 10@k.

Problems come from the forge or from a JSON Lines file::

    python scripts/bench/solve_rate.py --forge held-out --problems 40 --samples 100,1000
    python scripts/bench/solve_rate.py --file problems.jsonl --difficulty easy --samples 1000

Every problem is solved by ``alphagen.pipeline.solve`` from its public part; only then are the
submissions judged on the hidden tests. A folder given with --out keeps the runs, and the same
command goes on where it was stopped. With --replay, programs that sample.py wrote are handed out,
and no network samples.
"""

from __future__ import annotations

import json
import platform
import tempfile
from collections import Counter
from datetime import UTC, datetime
from itertools import count, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from problems import choose, problem_options
from tqdm import tqdm

from alphagen.config import SolveConfig
from alphagen.execution import SandboxExecutor, judge, limits_for
from alphagen.pipeline.loading import load_input_generator, load_sampler
from alphagen.pipeline.solve import open_run, solve
from alphagen.sampling.replay import ReplaySampler, read_programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagen.core import Problem, Submission
    from alphagen.execution import Executor
    from alphagen.sampling.base import Sampler


def first_accepted(executor: Executor, problem: Problem, submissions: list[Submission]) -> int:
    """Rank of the first submission that passes every test, 0 when none does."""
    tests = problem.examples + problem.hidden
    for submission in submissions:
        limits = limits_for(problem, submission.program.language)
        if judge(executor, submission.program, tests, limits).accepted:
            return submission.rank
    return 0


@click.command()
@problem_options
@click.option("--samples", default="100,1000", show_default=True, help="Values of k.")
@click.option("--temperature", type=float)
@click.option("--model", default="bundled", show_default=True)
@click.option("--replay", type=click.Path(path_type=Path), help="What sample.py wrote.")
@click.option("--input-model", default="bundled", show_default=True)
@click.option("--out", type=click.Path(path_type=Path))
def main(
    which: str | None,
    path: Path | None,
    difficulty: str | None,
    problems: int,
    seed: int,
    samples: str,
    temperature: float | None,
    model: str,
    replay: Path | None,
    input_model: str,
    out: Path | None,
) -> None:
    """Print one JSON object with the rates, and what became of each problem."""
    chosen = choose(which, path, difficulty, problems, seed)
    config = SolveConfig(seed=seed).merged(temperature=temperature)
    executor = SandboxExecutor()
    samplers = replayed(replay, config) if replay else repeat(load_sampler([model], config))
    generator = load_input_generator(input_model, config, executor)
    ks = sorted(int(k) for k in samples.split(","))
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = out or Path(temporary)
        for number, (name, problem) in enumerate(tqdm(chosen, unit="problem")):
            public, sampler = problem.public(), next(samplers)
            run = open_run(folder / f"{number:04d}", public, sampler, generator, config)
            row: dict[str, Any] = {"problem": name}
            for k in ks:
                asked = config.merged(samples=k)
                solution = solve(public, sampler, executor, generator, run, asked)
                row[f"survivors@{k}"] = solution.counts.survivors
                row[f"rank@{k}"] = first_accepted(executor, problem, solution.submissions)
            rows.append(row)
            tqdm.write(json.dumps(row))
    click.echo(json.dumps(summary(rows, ks, config), indent=1))


def replayed(folder: Path, config: SolveConfig) -> Iterator[Sampler]:
    """Samplers that hand out what sample.py wrote for each problem."""
    for number in count():
        programs = read_programs(folder / f"{number:04d}.jsonl")
        yield ReplaySampler(programs, chunk_size=config.chunk_size)


def summary(rows: list[dict[str, Any]], ks: list[int], config: SolveConfig) -> dict[str, Any]:
    """Count what was solved, and why the rest was not."""
    total = len(rows)
    rates = {}
    for k in ks:
        lost = Counter(
            "no survivor" if not row[f"survivors@{k}"] else "wrong survivors"
            for row in rows
            if not row[f"rank@{k}"]
        )
        solved = sum(row[f"rank@{k}"] > 0 for row in rows)
        first = sum(row[f"rank@{k}"] == 1 for row in rows)
        rates[f"10@{k}"] = {
            "solved": solved,
            "rate": round(solved / max(total, 1), 4),
            "by the first submission": first,
            **lost,
        }
    return {
        "problems": total,
        "rates": rates,
        "temperature": config.temperature,
        "seed": config.seed,
        "date": datetime.now(UTC).date().isoformat(),
        "hardware": f"{platform.machine()}, {platform.processor() or 'unknown processor'}",
    }


if __name__ == "__main__":
    main()

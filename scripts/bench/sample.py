"""Sample programs for many problems at once, on a GPU if there is one; `evaluate` judges them.

A GPU is fast when thousands of programs are written at once, so a batch holds samples of several
problems. The distribution is that of ``alphagen solve``; the random numbers are others::

    python scripts/bench/sample.py --benchmark problems.jsonl --samples 10000 --out samples
    alphagen evaluate --benchmark problems.jsonl --samples 10000 --replay samples

Each problem has a file of its own, ``0000.jsonl`` for the first.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from alphagen.cli.benchmarks import load_benchmark
from alphagen.cli.options import cut_options
from alphagen.config import SolveConfig
from alphagen.pipeline.loading import metadata_choices
from alphagen.prompts import draw_metadata, encoder_prompt
from alphagen.sampling.base import Request, chunk_seed
from alphagen.sampling.bundles import read_bundle
from alphagen.sampling.native import NativeEngine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alphagen.core import Problem


def batches(
    problems: Sequence[Problem], samples: int, size: int
) -> Iterator[list[tuple[int, int]]]:
    """Split all samples into batches: pairs of a problem's number and a count."""
    batch: list[tuple[int, int]] = []
    room = size
    for number in range(len(problems)):
        left = samples
        while left:
            taken = min(left, room)
            batch.append((number, taken))
            left, room = left - taken, room - taken
            if not room:
                yield batch
                batch, room = [], size
    if batch:
        yield batch


@click.command()
@click.option("--benchmark", required=True, help="Whatever `alphagen benchmark` takes.")
@cut_options
@click.option("--seed", default=0, show_default=True, help="Of the samples.")
@click.option("--samples", default=1000, show_default=True, help="Programs for each problem.")
@click.option("--temperature", type=float)
@click.option("--model", default="sampler", show_default=True)
@click.option("--batch", default=8192, show_default=True, help="Programs written at once.")
@click.option("--out", type=click.Path(path_type=Path), required=True)
def main(
    benchmark: str,
    problems: int | None,
    since: str | None,
    until_date: str | None,
    difficulty: str | None,
    seed: int,
    samples: int,
    temperature: float | None,
    model: str,
    batch: int,
    out: Path,
) -> None:
    """Write one file of programs for each problem."""
    loaded = load_benchmark(
        benchmark, problems, 0, since=since, until=until_date, difficulty=difficulty
    )
    chosen = [problem.public() for _, problem in loaded]
    config = SolveConfig(seed=seed).merged(temperature=temperature)
    bundle = read_bundle(model)
    choices = metadata_choices(bundle.metadata, config)
    engine = NativeEngine(bundle.network, bundle.tokenizer)
    out.mkdir(parents=True, exist_ok=True)
    parts = list(batches(chosen, samples, batch))
    for index, part in enumerate(tqdm(parts, unit="batch")):
        batch_seed = chunk_seed(seed, "benchmark", index)
        rng = Random(batch_seed)
        prompts = [
            encoder_prompt(chosen[number], draw_metadata(rng, choices)).text
            for number, count in part
            for _ in range(count)
        ]
        request = Request(prompts, batch_seed, [config.temperature] * len(prompts))
        written = iter(next(engine.complete([request])))
        for number, count in part:
            lines = [json.dumps({"source": next(written).text}) for _ in range(count)]
            with (out / f"{number:04d}.jsonl").open("a") as file:
                file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

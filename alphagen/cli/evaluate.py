"""``alphagen evaluate``: how many problems of a benchmark are solved."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alphagen.cli.evaluated import examine, question, question_options, render
from alphagen.cli.options import (
    cut_options,
    drawing_config,
    drawing_options,
    executor_options,
    make_executor,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alphagen.config import SolveConfig
    from alphagen.execution import Executor
    from alphagen.inputgen import InputGenerator
    from alphagen.sampling.base import Sampler

FAILED = 1
INTERRUPTED = 130
PROBLEMS = "problems"


@click.command("evaluate")
@click.option("--benchmark", required=True, help="forge, or whatever `alphagen benchmark` takes.")
@cut_options
@click.option(
    "--benchmark-seed", type=int, default=0, show_default=True, help="Of made-up problems."
)
@drawing_options
@click.option("--submissions", type=int, help="Programs to hand in at most; 10 unless set.")
@click.option(
    "--input-model",
    help="The model that writes test inputs, named like --model, or none to only change the "
    "examples; bundled unless set.",
)
@click.option(
    "--replay",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Use the programs in this folder instead of a model: 0000.jsonl for the first problem.",
)
@click.option("--cpu-limit", type=float, help="CPU seconds per run, instead of the problem's.")
@executor_options
@question_options
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the evaluation.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(
    context: click.Context,
    /,
    benchmark: str,
    problems: int | None,
    since: str | None,
    until_date: str | None,
    difficulty: str | None,
    benchmark_seed: int,
    models: tuple[str, ...],
    input_model: str | None,
    replay: Path | None,
    tier: str | None,
    where: str | None,
    ray_address: str | None,
    ks: str | None,
    selectors: str | None,
    subsamples: int,
    out: Path | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Solve each problem of a benchmark, and judge what came of it on the hidden tests.

    A problem is solved as `alphagen solve` does it. Only when its submissions are frozen and
    hashed are the hidden tests opened; they judge the submissions and every distinct survivor, so
    that `alphagen curve` can ask the same samples for any n, any k and any selector.

    Everything is kept in a folder, runs/BENCHMARK-KEY unless --out names another: a run for each
    problem, under problems/. The same command continues an evaluation that was interrupted, and
    more --samples are added to those there are. The exit code is 1 when a problem failed.

    Example: alphagen evaluate --benchmark forge --problems 20 --samples 1000
    """
    from alphagen.cli.benchmarks import load_benchmark
    from alphagen.pipeline.evaluate import benchmark_hash, evaluate
    from alphagen.pipeline.solve import DRAWN, asked
    from alphagen.pipeline.specs import BUNDLED
    from alphagen.runs import Evaluation

    config = drawing_config(**given)
    wanted = question(config.submissions, ks, selectors, subsamples)
    chosen = load_benchmark(
        benchmark, problems, benchmark_seed, since=since, until=until_date, difficulty=difficulty
    )
    names = distinct(name for name, _ in chosen)
    chosen = [(name, problem) for name, (_, problem) in zip(names, chosen, strict=True)]
    settings = {
        "benchmark": benchmark,
        "sha256": benchmark_hash(chosen),
        "models": [f"replay {replay}"] if replay else list(models or (BUNDLED,)),
        "input_model": input_model or BUNDLED,
    }
    drawn = config.model_dump(mode="json", include=DRAWN | {"cpu_limit"})
    folder = out or Path("runs") / f"{slug(benchmark)}-{digest([settings, drawn])}"
    evaluation = Evaluation.open(folder, names, settings, config=asked(config))
    executor = make_executor(tier, where, ray_address, config.workers)
    parts = Parts(settings, replay, config, executor)
    try:
        with Bar(len(chosen)) as bar:
            failures = evaluate(chosen, evaluation, parts, executor, config, bar)
    except KeyboardInterrupt:
        click.echo(
            f"Interrupted. {folder} keeps what is done; the same command continues it.", err=True
        )
        context.exit(INTERRUPTED)
    report = {**examine([[folder]], wanted), "failed": failures}
    click.echo(json.dumps(report) if as_json else render(report))
    for name, reason in failures.items():
        click.echo(f"{name} failed: {reason}", err=True)
    if failures:
        context.exit(FAILED)


class Parts:
    """Loads what writes programs and inputs, when the first problem asks for it."""

    def __init__(
        self,
        settings: dict[str, Any],
        replay: Path | None,
        config: SolveConfig,
        executor: Executor,
    ) -> None:
        self._settings, self._replay = settings, replay
        self._config, self._executor = config, executor
        self._sampler: Sampler | None = None
        self._generator: InputGenerator | None = None

    def __call__(self, number: int) -> tuple[Sampler, InputGenerator]:
        """Return what writes programs and inputs for problem ``number``."""
        from alphagen.cli.solve import load_generator, replayed
        from alphagen.pipeline.loading import load_sampler

        if self._generator is None:
            name = self._settings["input_model"]
            self._generator = load_generator(name, self._config, self._executor)
        if self._replay is not None:
            return replayed(self._replay / f"{number:04d}.jsonl", self._config), self._generator
        if self._sampler is None:
            self._sampler = load_sampler(self._settings["models"], self._config)
        return self._sampler, self._generator


class Bar:
    """Shows on standard error how many problems are done; nothing where that is no terminal."""

    def __init__(self, problems: int) -> None:
        from tqdm import tqdm

        self._bar = tqdm(total=problems, unit="problem", disable=None)

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show a stage of the problem at hand, or that problems are done."""
        if stage == PROBLEMS:
            self._bar.update(done - self._bar.n)
        else:
            self._bar.set_postfix_str(f"{stage} {done}/{total}")


def distinct(names: Iterable[str]) -> list[str]:
    """Tell problems of one name apart, for curves know problems by their names.

    >>> distinct(["Sum", "Max", "Sum"])
    ['Sum', 'Max', 'Sum (2)']
    """
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def slug(name: str) -> str:
    """Make a part of a folder's name of the name of a benchmark."""
    return re.sub(r"[^a-z0-9]+", "-", Path(name).stem.lower()).strip("-") or "benchmark"


def digest(content: object) -> str:
    """Name settings by their content: 8 hexadecimal digits."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:8]

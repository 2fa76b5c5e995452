"""``alphagen evaluate``: how many problems of a benchmark are solved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from alphagen.cli import FAILED
from alphagen.cli.evaluated import examine, question, question_options, render
from alphagen.cli.options import (
    cpu_limit_option,
    cut_options,
    drawing_config,
    drawing_options,
    executor_options,
    interrupted,
    make_executor,
    mirror_folder,
    mirror_option,
    submissions_option,
)
from alphagen.cli.parts import Parts, default_folder, distinct, named_parts, parts_options

PROBLEMS = "problems"


@click.command("evaluate")
@click.option("--benchmark", required=True, help="forge, or whatever `alphagen benchmark` takes.")
@cut_options
@click.option(
    "--benchmark-seed", type=int, default=0, show_default=True, help="Of made-up problems."
)
@drawing_options
@submissions_option
@parts_options
@cpu_limit_option
@executor_options
@question_options
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the evaluation.")
@mirror_option
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
    mirror: str | None,
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
    from alphagen.pipeline.solve import asked
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
        **named_parts(models, input_model, replay),
    }
    folder = out or default_folder(benchmark, settings, config)
    mirror_folder(context, folder, mirror)
    evaluation = Evaluation.open(folder, names, settings, config=asked(config))
    executor = make_executor(tier, where, ray_address, config.workers)
    parts = Parts(settings, replay, config, executor)
    try:
        with Bar(len(chosen)) as bar:
            failures = evaluate(chosen, evaluation, parts, executor, config, bar)
    except KeyboardInterrupt:
        interrupted(context, folder)
    report = {**examine([[folder]], wanted), "failed": failures}
    click.echo(json.dumps(report) if as_json else render(report))
    for name, reason in failures.items():
        click.echo(f"{name} failed: {reason}", err=True)
    if failures:
        context.exit(FAILED)


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

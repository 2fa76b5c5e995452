"""``alphagen solve``: from a problem to programs that are ready to hand in."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alphagen.cli import NOTHING_FOUND
from alphagen.cli.options import (
    cpu_limit_option,
    drawing_config,
    drawing_options,
    executor_options,
    interrupted,
    isolated_by,
    make_executor,
    mirror_folder,
    mirror_option,
    read_problem,
    submissions_option,
)
from alphagen.cli.parts import NO_MODEL, load_generator, load_writer, replayed
from alphagen.core import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from alphagen.config import SolveConfig
    from alphagen.core import Problem
    from alphagen.execution import Executor
    from alphagen.runs import Run


@click.command("solve")
@click.argument("problem")
@drawing_options
@submissions_option
@click.option(
    "--input-model",
    help="The model that writes test inputs, named like --model, or none to only change the "
    "examples; bundled unless set, none with --replay.",
)
@click.option(
    "--replay",
    type=click.Path(path_type=Path),
    help="Use the programs in this .jsonl file, program file or folder instead of a model.",
)
@click.option(
    "--until", type=int, metavar="N", help="Sample no more once N programs pass the examples."
)
@click.option("--time-limit", type=float, help="Sample no more after so many seconds.")
@cpu_limit_option
@executor_options
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the run.")
@mirror_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(
    context: click.Context,
    /,
    problem: str,
    models: tuple[str, ...],
    input_model: str | None,
    replay: Path | None,
    tier: str | None,
    where: str | None,
    ray_address: str | None,
    out: Path | None,
    mirror: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Write programs for PROBLEM, test them, and hand over the best.

    PROBLEM is a text, Markdown, HTML, LaTeX or JSON file, a folder, a Kattis package, or - for
    standard input. Programs are sampled from a model, run on the examples in a sandbox, and those
    that pass are grouped by what they print on further inputs; one of each of the largest groups
    is handed over.

    Everything is kept in a folder, runs/NAME-KEY unless --out names another. The same command
    continues a run that was interrupted, and more --samples are added to those there are. The
    exit code is 3 when no program passes the examples.

    Example: alphagen solve problem.txt --samples 5000
    """
    from alphagen.pipeline.specs import BUNDLED

    config = drawing_config(**given)
    loaded = read_problem(problem)
    folder = out or Path("runs") / f"{run_name(problem, loaded)}-{loaded.key}"
    mirror_folder(context, folder, mirror)
    asked = {
        "model": [str(replay)] if replay else list(models or (BUNDLED,)),
        "input_model": input_model or (NO_MODEL if replay else BUNDLED),
    }
    try:
        run = finished(folder, loaded, config, asked) if not replay else None
        if run is None:
            start = partial(make_executor, tier, where, ray_address, config.workers)
            run = make(folder, loaded, config, asked, replay, start)
    except KeyboardInterrupt:
        interrupted(context, folder)
    report = write_files(run)
    click.echo(json.dumps(report) if as_json else render(report))
    if not report["submissions"]:
        click.echo(advice(run, report, problem, replay), err=True)
        context.exit(NOTHING_FOUND)


def run_name(name: str, problem: Problem) -> str:
    """Name a run after the file, or after the title of a problem from standard input."""
    text = problem.title if name == "-" else Path(name).resolve().stem
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40] or "problem"


def finished(
    folder: Path, problem: Problem, config: SolveConfig, models: dict[str, Any]
) -> Run | None:
    """Return the run if this very question was answered there before; no model is loaded."""
    from alphagen.errors import RunError
    from alphagen.pipeline.settle import is_whole
    from alphagen.runs import Run

    try:
        held = json.loads((folder / "request.json").read_text(encoding="utf-8"))
        run = Run.read(folder)
        same = held == request(run, problem, config, models)
    except (OSError, ValueError, RunError):
        return None
    return run if same and is_whole(folder) else None


def request(
    run: Run, problem: Problem, config: SolveConfig, models: dict[str, Any]
) -> dict[str, Any]:
    """Return all that decides the answer, and the hash of the answer."""
    from alphagen import __version__
    from alphagen.pipeline.solve import asked

    return {
        "alphagen": __version__,
        "problem": problem.key,
        "limits": [problem.time_limit_s, problem.memory_limit_bytes],
        "rules": problem.rules.hash,
        "config": asked(config),
        **models,
        "sha256": run.about_submissions()["sha256"],
    }


def make(
    folder: Path,
    problem: Problem,
    config: SolveConfig,
    models: dict[str, Any],
    replay: Path | None,
    start: Callable[[], Executor],
) -> Run:
    """Load the models and solve the problem, with bars on standard error."""
    from alphagen.pipeline.solve import open_run, solve
    from alphagen.runs.manifest import write_json

    executor = start()
    sampler = replayed(replay, config) if replay else load_writer(models["model"], config)
    generator = load_generator(models["input_model"], config, executor)
    run = open_run(folder, problem, sampler, generator, config)
    with Bars() as bars:
        solve(problem, sampler, executor, generator, run, config, bars)
    write_json(folder / "request.json", request(run, problem, config, models))
    return run


class Bars:
    """Shows progress on standard error, a bar for each stage; nothing where that is no terminal."""

    def __init__(self) -> None:
        self._bars: dict[str, Any] = {}

    def __enter__(self) -> Bars:
        return self

    def __exit__(self, *_: object) -> None:
        for bar in self._bars.values():
            bar.close()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Move the bar of a stage."""
        from tqdm import tqdm

        if stage not in self._bars:
            self._bars[stage] = tqdm(
                total=total, desc=f"{stage:<10}", disable=None, position=len(self._bars)
            )
        self._bars[stage].update(done - self._bars[stage].n)


def write_files(run: Run, folder: Path | None = None) -> dict[str, Any]:
    """Write the submissions as files, ready to paste, and describe the run for ``--json``.

    They go into ``folder``, or into ``submissions`` in the folder of the run.
    """
    from alphagen.runs.shards import write_whole

    folder = folder or run.path / "submissions"
    rows: list[dict[str, Any]] = []
    for one in run.read_submissions():
        path = folder / f"{one.rank:02d}{one.program.language.suffix}"
        write_whole(path, one.program.source.encode("utf-8", "surrogateescape"))
        rows.append(
            {
                "rank": one.rank,
                "path": str(path),
                "language": one.program.language.value,
                "cluster": one.cluster,
                "cluster_size": one.cluster_size,
            }
        )
    remove_files(folder, {row["path"] for row in rows})
    facts = run.about_submissions()
    problem = {"title": run.problem.title, "key": run.problem.key}
    names = (
        "samples",
        "programs",
        "unique",
        "survivors",
        "unjudged",
        "failures",
        "inputs",
        "clusters",
    )
    counts = {name: facts[name] for name in (*names, "sandbox")}
    seconds = {stage: round(spent, 3) for stage, spent in facts["seconds"].items()}
    shown = {"problem": problem, **counts, "submissions": rows}
    return {**shown, "run": str(run.path), "seconds": seconds}


def remove_files(folder: Path, but: Collection[str] = ()) -> None:
    """Remove submissions of an earlier call, and nothing else that may lie there."""
    from alphagen.core import Language
    from alphagen.runs.shards import remove_file

    endings = {language.suffix for language in Language}
    for file in folder.glob("[0-9][0-9].*"):
        if file.suffix in endings and str(file) not in but:
            remove_file(file)


def render(report: dict[str, Any]) -> str:
    """Lay the outcome out for a terminal."""
    title = report["problem"]["title"] or "Untitled problem"
    lines = [
        f"{title}: {plural(report['samples'], 'sample')}, "
        f"{plural(report['unique'], 'distinct program')}, "
        f"{report['survivors']} passed the examples, {plural(report['clusters'], 'cluster')}."
    ]
    if report["unjudged"]:
        unjudged = plural(report["unjudged"], "sample")
        lines.append(f"{unjudged} could not be judged, and count neither as right nor as wrong.")
    if failures := report["failures"]:
        reasons = ", ".join(f"{count} {why}" for why, count in failures.items())
        lines.append(f"{plural(sum(failures.values()), 'sample')} held no program: {reasons}.")
    if report["submissions"]:
        lines += ["", "rank  cluster  share  file"]
    for row in report["submissions"]:
        share = row["cluster_size"] / max(1, report["survivors"])
        lines.append(f"{row['rank']:>4}  {row['cluster_size']:>7}  {share:>5.0%}  {row['path']}")
    spent = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in report["seconds"].items())
    last = (f"Time: {spent}.", isolated_by(report["sandbox"]), f"Run: {report['run']}")
    return "\n".join([*lines, "", " ".join(filter(None, last))])


def advice(run: Run, report: dict[str, Any], problem: str, replay: Path | None) -> str:
    """Say what became of the programs when none passed, and what may help."""
    from collections import Counter

    found = Counter(str(j.verdict) for _, j in run.judgements if j is not None)
    verdicts = ", ".join(f"{name} {count}" for name, count in found.most_common())
    others = (
        f"Try more samples (--samples {4 * max(report['samples'], 250)} continues this run), a "
        "higher --temperature or another --model"
    )
    limit_s = run.manifest["settings"]["limits"]["python3"][0]
    slow = f", give those that ran out of time all of it (--cpu-limit {limit_s:g})"
    return (
        f"No program passed the examples ({verdicts or 'no sample held a program'}). "
        f"{'Replay other programs' if replay else others}{slow if found['TLE'] else ''}, and check "
        f"with `alphagen show {problem}` that the problem was read as it was meant."
    )

"""``alphagen sample``: programs for a problem, without running them."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from alphagen.cli.options import drawing_config, drawing_options, read_problem
from alphagen.cli.parts import load_writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagen.core import Sample
    from alphagen.errors import UsageError


@click.command("sample")
@click.argument("problem")
@drawing_options
@click.option("--out", type=click.Path(path_type=Path), help="A file; standard output unless set.")
def command(
    problem: str,
    models: tuple[str, ...],
    out: Path | None,
    **given: Any,
) -> None:
    """Write samples for PROBLEM as lines of JSON, as they are drawn.

    Each line is an object with index, model, seed, temperature, logprob, text, and the source and
    language of the program that was read from the text, or the failure to find one. Nothing is run.
    The file can be given to `alphagen solve --replay`.

    Example: alphagen sample problem.txt --samples 200 --out samples.jsonl
    """
    from tqdm import tqdm

    from alphagen.pipeline.specs import BUNDLED

    config = drawing_config(**given)
    loaded = read_problem(problem).public()
    if out is not None and out.exists():
        raise already_there(out)  # loading may take minutes
    sampler = load_writer(models or (BUNDLED,), config)
    with opened(out) as file, tqdm(total=config.samples, unit="sample", disable=None) as bar:
        for chunk in sampler.sample(loaded, config.samples, seed=config.seed):
            for sample in chunk:
                file.write(json.dumps(as_line(sample)) + "\n")
            file.flush()
            bar.update(len(chunk))


@contextmanager
def opened(path: Path | None) -> Iterator[TextIO]:
    """Open a new file, or standard output."""
    if path is None:
        yield sys.stdout
        return
    from alphagen.errors import UsageError

    try:
        with path.open("x", encoding="utf-8") as file:
            yield file
    except FileExistsError:
        raise already_there(path) from None
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}): give another --out."
        ) from None


def already_there(path: Path) -> UsageError:
    """Say that a file would be overwritten."""
    from alphagen.errors import UsageError

    return UsageError(f"{path} is there already: give another --out, or remove it.")


def as_line(sample: Sample) -> dict[str, Any]:
    """Describe a sample."""
    program = sample.program
    return {
        "index": sample.index,
        "model": sample.model,
        "seed": sample.seed,
        "temperature": sample.temperature,
        "logprob": sample.logprob,
        "source": program and program.source,
        "language": (program.language if program else sample.prompt.metadata.language).value,
        "failure": sample.failure,
        "text": sample.text,
    }

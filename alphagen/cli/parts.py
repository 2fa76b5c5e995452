"""The models of a command that solves, and what commands that solve many problems share."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alphagen.cli.options import kept_interrupt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from alphagen.config import SolveConfig
    from alphagen.execution import Executor
    from alphagen.inputgen import InputGenerator
    from alphagen.sampling.base import Sampler

NO_MODEL = "none"


def parts_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that ``named_parts`` reads, for many problems."""
    options = (
        click.option(
            "--input-model",
            help="The model that writes test inputs, named like --model, or none to only change "
            "the examples; bundled unless set.",
        ),
        click.option(
            "--replay",
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            help="Use the programs in this folder instead of a model: 0000.jsonl for the first "
            "problem.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def named_parts(
    models: Sequence[str], input_model: str | None, replay: Path | None
) -> dict[str, Any]:
    """Name what writes programs and inputs, as ``Parts`` takes it and a manifest keeps it."""
    from alphagen.pipeline.specs import BUNDLED

    return {
        "models": [f"replay {replay}"] if replay else list(models or (BUNDLED,)),
        "input_model": input_model or BUNDLED,
    }


def default_folder(name: str, settings: dict[str, Any], config: SolveConfig) -> Path:
    """Name a folder after a collection of problems and all that decides what comes of it."""
    from alphagen.pipeline.solve import DRAWN

    drawn = config.model_dump(mode="json", include=DRAWN | {"cpu_limit"})
    return Path("runs") / f"{slug(name)}-{digest([settings, drawn])}"


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
        if self._generator is None:
            name = self._settings["input_model"]
            self._generator = load_generator(name, self._config, self._executor)
        if self._replay is not None:
            return replayed(self._replay / f"{number:04d}.jsonl", self._config), self._generator
        if self._sampler is None:
            self._sampler = load_writer(self._settings["models"], self._config)
        return self._sampler, self._generator


def replayed(path: Path, config: SolveConfig) -> Sampler:
    """Read programs to replay; their content is part of the sampler's name."""
    from alphagen.sampling.replay import ReplaySampler, read_programs

    programs = read_programs(path)
    digest = hashlib.sha256("".join(program.hash for program in programs).encode())
    name = f"replay {digest.hexdigest()[:12]}"
    return ReplaySampler(programs, chunk_size=config.chunk_size, name=name)


def load_writer(models: Sequence[str], config: SolveConfig) -> Sampler:
    """Load what writes programs.

    Raises:
        UsageError: the bundled model would write nothing in a language that it knows.
    """
    from alphagen.core import Language
    from alphagen.errors import UsageError
    from alphagen.pipeline import loading
    from alphagen.pipeline.specs import BUNDLED, parse_model

    foreign = [one.value for one in config.languages if one is not Language.PYTHON3]
    if foreign and any(parse_model(one).name == BUNDLED for one in models):
        said = f"The bundled model knows Python only, not {', '.join(foreign)}"
        if Language.PYTHON3 not in config.languages:
            raise UsageError(f"{said}: give another --model, or --languages python3.")
        click.echo(f"{said}: what it writes as that will hardly compile.", err=True)
    with kept_interrupt():
        return loading.load_sampler(models, config)


def load_generator(name: str, config: SolveConfig, executor: Executor) -> InputGenerator:
    """Load what writes inputs."""
    if name == NO_MODEL:
        from alphagen.inputgen import MutationInputGenerator

        return MutationInputGenerator()
    from alphagen.pipeline import loading

    with kept_interrupt():
        return loading.load_input_generator(name, config, executor)


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

"""What several commands ask for."""

from __future__ import annotations

import math
import re
import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alphagen.cli import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType
    from typing import NoReturn

    from alphagen.config import SolveConfig
    from alphagen.core import Problem
    from alphagen.execution import Executor, Tier

AUTO = "auto"


class Number(click.FloatRange):
    """A number in a range; one that is none ("nan") would pass every comparison."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the value of an option."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


def drawing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what is sampled."""
    options = (
        click.option("--samples", type=int, help="Programs to sample; 1000 unless set."),
        click.option("--seed", type=int, help="Seed of every random choice; 0 unless set."),
        click.option(
            "--temperature",
            metavar="T[-T]",
            help="Higher is more varied, 0.7 unless set; 0.6-1.0 draws one for each sample.",
        ),
        click.option(
            "--languages",
            metavar="NAME[:SHARE],...",
            help="Languages to write in, such as python3:0.5,cpp:0.5; python3 unless set. The "
            "bundled model knows Python only.",
        ),
        click.option(
            "--model",
            "models",
            multiple=True,
            metavar="MODEL[:SHARE]",
            help="bundled, a folder, owner/name on the Hugging Face hub, or a server as "
            "http://host:port/v1#name; several share the samples. bundled unless set.",
        ),
        click.option(
            "--max-new-tokens",
            type=int,
            help="Length of a completion, for models that are not ours.",
        ),
        click.option(
            "--config", "config_file", type=click.Path(path_type=Path), help="YAML settings."
        ),
        click.option(
            "--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Change a setting."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def drawing_config(
    config_file: Path | None,
    overrides: tuple[str, ...],
    temperature: str | None,
    languages: str | None,
    **given: Any,
) -> SolveConfig:
    """Make the settings of a command with ``drawing_options``; what was given comes last.

    Raises:
        ConfigError: a setting is not allowed.
        UsageError: some languages have a share and others have none.
    """
    from alphagen.config import SolveConfig, load_config

    given |= {**temperatures(temperature), **language_shares(languages)}
    return load_config(SolveConfig, config_file, overrides).merged(**given)


def temperatures(text: str | None) -> dict[str, str]:
    """Read the value of ``--temperature`` into settings; what is wrong with it, they say.

    >>> temperatures("0.6-1.0")
    {'temperature': '0.6', 'temperature_to': '1.0'}
    """
    if text is None:
        return {}
    if between := re.fullmatch(r"([\d.]+)-([\d.]+)", text):
        return {"temperature": between[1], "temperature_to": between[2]}
    return {"temperature": text}


def language_shares(text: str | None) -> dict[str, list[str]]:
    """Read the value of ``--languages`` into settings.

    >>> language_shares("python3:0.7,cpp:0.3")
    {'languages': ['python3', 'cpp'], 'language_shares': ['0.7', '0.3']}

    Raises:
        UsageError: some languages have a share and others have none.
    """
    if text is None:
        return {}
    parts = [part.strip().partition(":") for part in text.split(",")]
    names, shares = [name for name, _, _ in parts], [share for _, _, share in parts]
    if any(shares) and not all(shares):
        from alphagen.errors import UsageError

        raise UsageError(f"'{text}': give every language a share, or none.")
    return {"languages": names, **({"language_shares": shares} if any(shares) else {})}


def cut_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which problems of a benchmark are taken."""
    options = (
        click.option("--problems", type=click.IntRange(1), help="Only the first so many."),
        click.option("--since", metavar="DATE", help="Only problems of that day and later."),
        click.option("--until-date", metavar="DATE", help="Only problems up to that day."),
        click.option("--difficulty", help="Only these, in the data set's words, such as easy."),
    )
    for option in reversed(options):
        command = option(command)
    return command


submissions_option = click.option(
    "--submissions", type=int, help="Programs to hand over at most; 10 unless set."
)
cpu_limit_option = click.option(
    "--cpu-limit", type=float, help="CPU seconds per run, instead of the problem's."
)
sandbox_option = click.option(
    "--sandbox", "tier", help="auto, bubblewrap, landlock, or weak, which is unsafe."
)
mirror_option = click.option(
    "--mirror",
    metavar="URL",
    help="Copy the folder there as it grows, and go on from there where it is absent: "
    "s3://bucket/name, or whatever else fsspec reaches.",
)


RAY = "ray"


def executor_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say where programs run: see ``make_executor``."""
    options = (
        click.option("--workers", type=int, help="Programs at once; one per processor unless set."),
        sandbox_option,
        click.option(
            "--executor",
            "where",
            type=click.Choice(["local", RAY]),
            help="Where programs run: on this machine, or on a Ray cluster; local unless set.",
        ),
        click.option(
            "--ray-address",
            metavar="HOST:PORT",
            help="The Ray cluster; what RAY_ADDRESS names unless set, or this machine.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def make_executor(
    tier: str | None, where: str | None, ray_address: str | None, workers: int | None
) -> Executor:
    """Make what runs programs, as a command with ``executor_options`` was told.

    Raises:
        UsageError: there is no such sandbox, Ray is not installed, or an address is no use.
        SandboxError: programs cannot be isolated, or no cluster answers.
    """
    from alphagen.errors import UsageError
    from alphagen.execution import SandboxExecutor

    if where == RAY:
        from alphagen.execution.on_ray import RayExecutor

        cluster = RayExecutor(ray_address, workers=workers, tier=chosen_tier(tier))
        _on_interrupt(cluster.cancel)
        return cluster
    if ray_address is not None:
        raise UsageError(f"--ray-address {ray_address} is of no use without --executor ray.")
    return SandboxExecutor(tier=chosen_tier(tier))


def _on_interrupt(stop: Callable[[], None]) -> None:
    """Have work stopped at Ctrl-C that would be waited for otherwise, as on other machines."""
    if not _interruptible():
        return
    before = signal.getsignal(signal.SIGINT)

    def handler(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        stop()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, handler)


def _interruptible() -> bool:
    """Whether Ctrl-C is meant for us; a job in the background ignores it."""
    is_main = threading.current_thread() is threading.main_thread()
    return is_main and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN


def mirror_folder(context: click.Context, folder: Path, url: str | None) -> None:
    """Keep a copy of a folder until the command ends, as ``--mirror`` asks."""
    from alphagen.runs.mirror import mirrored

    context.with_resource(mirrored(folder, url))


def interrupted(context: click.Context, folder: Path) -> NoReturn:
    """End a command that was told to stop, and say that nothing is lost."""
    click.echo(
        f"Interrupted. {folder} keeps what is done; the same command continues it.", err=True
    )
    context.exit(INTERRUPTED)


@contextmanager
def kept_interrupt() -> Iterator[None]:
    """Raise a Ctrl-C again at the end: what is imported meanwhile may have swallowed it."""
    if not _interruptible():
        yield
        return
    seen = False

    def handler(number: int, frame: FrameType | None) -> None:
        nonlocal seen
        seen = True
        signal.default_int_handler(number, frame)

    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if seen:
        raise KeyboardInterrupt


def read_problem(name: str) -> Problem:
    """Read the problem from a path, or from standard input for ``-``."""
    from alphagen.data import load_problem, parse_problem

    if name == "-":
        return parse_problem(sys.stdin.buffer.read())
    return load_problem(name)


def chosen_tier(name: str | None) -> Tier | None:
    """Read the value of ``--sandbox``; None for the best there is.

    Raises:
        UsageError: there is no such sandbox.
    """
    from alphagen.errors import UsageError
    from alphagen.execution import Tier

    if name in (None, AUTO):
        return None
    try:
        return Tier(name)
    except ValueError:
        known = ", ".join((AUTO, *Tier))
        raise UsageError(f"There is no sandbox named '{name}'; name one of {known}.") from None


def isolated_by(tier: str) -> str:
    """Name the sandbox that programs ran in, where it was not the best there is.

    >>> isolated_by("bubblewrap"), isolated_by("weak")
    ('', 'Sandbox: weak.')
    """
    from alphagen.execution import Tier

    return "" if tier == Tier.BUBBLEWRAP else f"Sandbox: {tier}."

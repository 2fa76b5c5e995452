"""The command line: one file per command, imported when it is asked for.

``alphagen.cli.<name>`` holds ``command``, a click command. The help below knows each command by
the sentence in ``COMMANDS`` alone, so that ``alphagen --help`` imports none of them.

Exit codes: 0 done; 1 failure; 2 wrong usage; 3 finished without a submission; 130 interrupted.
"""

import difflib
import os
import re
import sys
from importlib import import_module
from typing import Any, NamedTuple

import click

from alphagen import __version__
from alphagen.errors import AlphagenError

FAILED, NOTHING_FOUND, INTERRUPTED = 1, 3, 130


class Entry(NamedTuple):
    """Where a command lives, and the sentence that describes it."""

    module: str
    help: str


COMMANDS = {
    "show": Entry("alphagen.cli.show", "Show how a problem is read: statement, limits, examples."),
    "solve": Entry(
        "alphagen.cli.solve", "Write programs for a problem and hand over the best ten."
    ),
    "contest": Entry("alphagen.cli.contest", "Solve every problem of a folder with one budget."),
    "explain": Entry("alphagen.cli.explain", "Show the clusters of a run and where they disagree."),
    "settle": Entry("alphagen.cli.settle", "Say what is right, and choose the submissions again."),
    "evaluate": Entry(
        "alphagen.cli.evaluate", "Solve a benchmark and see how many problems are solved."
    ),
    "curve": Entry("alphagen.cli.curve", "Ask evaluated folders for any n, any k, any selector."),
    "sample": Entry("alphagen.cli.sample", "Write programs for a problem, and run nothing."),
    "models": Entry("alphagen.cli.models", "List the models that can be used here."),
    "judge": Entry("alphagen.cli.judge", "Run a program on a problem's tests, in the sandbox."),
    "report": Entry("alphagen.cli.report", "Write a page about a run: curves, losses, programs."),
    "rank": Entry("alphagen.cli.rank", "Place submissions on the scoreboard of a contest."),
    "benchmark": Entry(
        "alphagen.cli.benchmark", "List the problems of a benchmark, and what may be wrong."
    ),
    "clean": Entry(
        "alphagen.cli.clean", "Keep of a data set what its own programs bear out, and add tests."
    ),
    "doctor": Entry("alphagen.cli.doctor", "Show what the sandbox gives here, and test it."),
    "train": Entry("alphagen.cli.train", "Train a model from a configuration file."),
    "reproduce": Entry(
        "alphagen.cli.reproduce", "Train and measure a table of the paper anew, in small."
    ),
    "forge": Entry("alphagen.cli.forge", "Make contest problems with solutions and tests."),
}


class Fault(click.ClickException):
    """An `AlphagenError` as click reports it: ``Error: <sentence>`` and an exit code."""

    def __init__(self, error: AlphagenError) -> None:
        super().__init__(str(error))
        self.exit_code = error.exit_code  # type: ignore[misc]  # click sets it so too


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and reports errors in one sentence."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command line, and say in one sentence that its output cannot be written."""
        try:
            return super().main(*args, **extra)
        except OSError as error:
            if not (reason := _unwritable()):
                raise
            click.echo(f"Error: Standard output cannot be written ({reason}).", err=True)
            raise SystemExit(FAILED) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order people meet them."""
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None when there is no such command."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return super().get_command(ctx, cmd_name)
        command: click.Command = import_module(entry.module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that ``args`` start with, or name the nearest one."""
        name = args[0]
        if any(re.fullmatch(r"(?:--[a-z-]+=)?", one) for one in args):
            ctx.fail(f"'{name}' was given an empty argument. Name the current folder as '.'.")
        if name in self.list_commands(ctx) or name.startswith("-"):
            return super().resolve_command(ctx, args)
        near = difflib.get_close_matches(name, self.list_commands(ctx), n=1)
        hint = f"Did you mean '{near[0]}'?" if near else f"Commands: {', '.join(COMMANDS)}."
        return ctx.fail(f"No such command '{name}'. {hint}")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        names = [name for name in self.list_commands(ctx) if name in COMMANDS]
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in names])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn errors meant for a person into one sentence."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # here, so that click deals with a reader that has gone
            return result
        except AlphagenError as error:
            raise Fault(error) from error
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(INTERRUPTED)


def _unwritable() -> str:
    """Say why standard output cannot be written, nothing where it can, by a line break more."""
    try:
        sys.stdout.write("\n")
        sys.stdout.flush()
    except OSError as error:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDWR), "w")  # Python flushes it again
        return error.strerror or str(error)
    return ""


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    __version__, "--version", prog_name="alphagen", message="%(prog)s %(version)s"
)
def main() -> None:
    """Solve programming-contest problems the way AlphaCode does.

    A model writes many programs, a sandbox runs them on the example tests, those that pass are
    grouped by what they print, and one of each large group is handed over.

    \b
    Example:
      alphagen solve examples/01-market-stall.txt
    """  # noqa: D301 - click looks for the character itself

"""The door: help, version, unknown commands, and errors in one sentence."""

import errno
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner, Result

import alphagen
from alphagen.cli import COMMANDS, Entry, main
from alphagen.errors import AlphagenError, ConfigError, SandboxError


@pytest.fixture
def run_body(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], Result]:
    """Run a function as the command ``probe``."""

    def run(body: Callable[[], None]) -> Result:
        module = ModuleType("probe_command")
        module.command = click.command("probe")(body)  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "probe_command", module)
        monkeypatch.setitem(COMMANDS, "probe", Entry("probe_command", "Try something."))
        return CliRunner().invoke(main, ["probe"])

    return run


def raising(error: BaseException) -> Callable[[], None]:
    def body() -> None:
        raise error

    return body


def test_help_lists_every_command() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    for name, entry in COMMANDS.items():
        assert f"  {name}" in result.output
        assert " ".join(entry.help.split()) in " ".join(result.output.split())


def test_version() -> None:
    result = CliRunner().invoke(main, ["--version"])
    assert result.output == f"alphagen {alphagen.__version__}\n"


def test_unknown_command_suggests_the_nearest() -> None:
    result = CliRunner().invoke(main, ["sovle", "x.txt"])
    assert result.exit_code == 2
    assert "No such command 'sovle'. Did you mean 'solve'?" in result.stderr
    assert result.stdout == ""


def test_unknown_command_near_nothing_lists_all() -> None:
    result = CliRunner().invoke(main, ["xyzzy"])
    assert result.exit_code == 2
    assert f"Commands: {', '.join(COMMANDS)}." in result.stderr


def test_unknown_option_is_wrong_usage() -> None:
    result = CliRunner().invoke(main, ["--frobnicate"])
    assert result.exit_code == 2
    assert "No such option" in result.stderr


def test_a_command_runs(run_body: Callable[[Callable[[], None]], Result]) -> None:
    result = run_body(lambda: click.echo("done"))
    assert (result.exit_code, result.output) == (0, "done\n")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AlphagenError("It is wrong; mend it."), 1),
        (ConfigError("`a` is 1; give 2.\n`b` is 1; give 2."), 2),
        (SandboxError("No sandbox; install one."), 1),
    ],
)
def test_errors_for_people_are_one_sentence(
    run_body: Callable[[Callable[[], None]], Result], error: AlphagenError, code: int
) -> None:
    result = run_body(raising(error))
    assert result.exit_code == code
    assert result.stderr == f"Error: {error}\n"
    assert result.stdout == ""


def test_bugs_are_not_hidden(run_body: Callable[[Callable[[], None]], Result]) -> None:
    result = run_body(raising(ZeroDivisionError("a bug")))
    assert isinstance(result.exception, ZeroDivisionError)


def test_interrupt_exits_with_130(run_body: Callable[[Callable[[], None]], Result]) -> None:
    result = run_body(raising(KeyboardInterrupt()))
    assert (result.exit_code, result.stderr) == (130, "Interrupted.\n")


def test_other_system_errors_are_not_taken_for_a_closed_pipe(
    run_body: Callable[[Callable[[], None]], Result],
) -> None:
    result = run_body(raising(OSError(errno.ENOSPC, "No space left on device")))
    assert isinstance(result.exception, OSError)


@pytest.mark.parametrize(
    "call", [["-m", "alphagen"], ["-c", "from alphagen.cli import main; main()"]]
)
def test_started_as_a_program(call: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *call, "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"alphagen {alphagen.__version__}\n"


def test_a_reader_that_has_gone_leaves_no_traceback() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    code = (
        "import click, sys, types; from alphagen import cli\n"
        "module = types.ModuleType('probe')\n"
        "module.command = click.command('probe')(lambda: print('nobody reads this'))\n"
        "sys.modules['probe'] = module\n"
        "cli.COMMANDS['probe'] = cli.Entry('probe', 'Print.')\n"
        "cli.main(['probe'])\n"
    )
    with os.fdopen(write_end, "wb") as stdout:
        done = subprocess.run(
            [sys.executable, "-c", code],
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.stderr == ""
    assert done.returncode == 1


@pytest.mark.parametrize("arguments", [["show", ""], ["solve", "x.txt", "--out="]])
def test_an_empty_argument_is_not_the_current_folder(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert f"'{arguments[0]}' was given an empty argument." in result.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["--help"], ["benchmark"]])
def test_output_that_cannot_be_written_is_said(arguments: list[str], unbuffered: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "alphagen", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
            text=True,
            check=False,
        )
    said = "Error: Standard output cannot be written (No space left on device).\n"
    assert (done.stderr, done.returncode) == (said, 1)


def test_closed_streams_are_as_good_as_none() -> None:
    call = [sys.executable, "-m", "alphagen", "benchmark"]
    shell = f"{shlex.join(call)} <&- >&-"
    done = subprocess.run(shell, shell=True, capture_output=True, check=False)  # noqa: S602
    assert (done.stderr, done.returncode) == (b"", 0)


def test_an_interrupt_of_an_import_is_one_sentence() -> None:
    code = (
        "import importlib.abc, signal, sys\n"
        "class Finder(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'click':\n"
        "            signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from alphagen.__main__ import start\n"
        "start()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("Interrupted.\n", 130)

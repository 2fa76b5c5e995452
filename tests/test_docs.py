"""Every command is documented, and what the README tells people to run does run."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from alphagen.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUNNABLE = re.compile(r"<!-- runnable -->\n```sh\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def runnable(text: str) -> list[str]:
    """List the command lines of the blocks marked runnable."""
    return [line for block in RUNNABLE.findall(text) for line in block.splitlines() if line]


@pytest.mark.parametrize("name", COMMANDS)
def test_readme_documents_the_command(name: str) -> None:
    assert f"**`alphagen {name}`**" in README


def test_readme_documents_no_other_command() -> None:
    assert set(re.findall(r"\*\*`alphagen ([\w-]+)`\*\*", README)) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    help_text = CliRunner().invoke(command, ["--help"]).output
    assert re.search(rf"Examples?:\s+alphagen {name}\s+\S", help_text), help_text


def test_every_option_has_help() -> None:
    bare = []
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        options = [param for param in command.params if isinstance(param, click.Option)]
        bare += [f"{name} {option.opts[0]}" for option in options if not option.help]
    assert bare == []


def test_some_lines_are_runnable() -> None:
    assert runnable("<!-- runnable -->\n```sh\na b\nc\n```\n```sh\nd\n```\n") == ["a b", "c"]
    assert len(runnable(README)) >= 2


@pytest.mark.parametrize("line", runnable(README))
def test_runnable_line_runs(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    program, *arguments = shlex.split(line)
    assert program == "alphagen"
    result = CliRunner().invoke(main, arguments, prog_name="alphagen")
    assert result.exit_code == 0, result.output
    assert result.output


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [target for target in LINK.findall(text) if not (ROOT / target).exists()] == []


def test_paths_in_the_file_tree_exist() -> None:
    tree = README.split("    alphagen/\n")[1].split("\n\n")[0].splitlines()
    rooms = [line.split()[0] for line in tree if line.startswith("      ")]
    tops = [line.split()[0] for line in tree if re.match(r"    \S", line)]
    assert len(rooms) > 10
    assert [name for name in rooms if not (ROOT / "alphagen" / name).exists()] == []
    assert [name for name in tops if not (ROOT / name).exists()] == []


def test_every_room_is_in_the_file_tree() -> None:
    rooms = [path.name for path in (ROOT / "alphagen").iterdir() if (path / "__init__.py").exists()]
    assert [name for name in rooms if f"      {name}/ " not in README] == []

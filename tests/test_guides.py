"""The guides are true: links lead somewhere, commands exist, Python runs, the reference is new."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from alphagen.cli import COMMANDS, main
from alphagen.execution import check_system

ROOT = Path(__file__).resolve().parent.parent
GUIDES = sorted((ROOT / "docs").glob("*.md"))
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
BLOCKS = PYTHON.findall((ROOT / "docs" / "library.md").read_text(encoding="utf-8"))
EXPECTED = [
    "Tallest Sunflower AC True\n",
    "64 samples,",
    "0 AC\n1 WA\n",
    "[(('1', '3'), 4), (('1', '2'), 3)]\n['print(1)',",
]


def test_the_reference_is_what_the_commands_say():
    # In a process of its own: click remembers the first form in which help was asked for.
    code = "import runpy; print(end=runpy.run_path('scripts/commands.py')['reference']())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    held = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert held == done.stdout, "run `python scripts/commands.py`"
    assert all(f"## alphagen {name}\n" in held for name in COMMANDS)


def test_every_guide_is_in_the_list():
    listed = set(LINK.findall((ROOT / "docs" / "README.md").read_text(encoding="utf-8")))
    assert {guide.name for guide in GUIDES} - {"README.md"} <= listed


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_links_lead_somewhere(guide):
    targets = LINK.findall(guide.read_text(encoding="utf-8"))
    assert [target for target in targets if not (guide.parent / target).exists()] == []


def lines():
    for guide in GUIDES:
        for block in SHELL.findall(guide.read_text(encoding="utf-8")):
            yield from ((guide.name, line) for line in block.splitlines() if line)


@pytest.mark.parametrize(("guide", "line"), list(lines()))
def test_commands_and_options_exist(guide, line):
    words = shlex.split(line)
    name, *arguments = words[words.index("alphagen") + 1 :]  # torchrun may stand before it
    command = main.get_command(click.Context(main), name)
    assert command is not None, (guide, name)
    known = {option for param in command.params for option in param.opts}
    assert [one for one in arguments if one.startswith("--") and one not in known] == []


@pytest.mark.skipif(bool(check_system()), reason="cannot isolate programs here")
@pytest.mark.parametrize(("block", "expected"), list(zip(BLOCKS, EXPECTED, strict=True)))
def test_python_runs(block, expected):
    done = subprocess.run(
        [sys.executable, "-c", block], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(expected)

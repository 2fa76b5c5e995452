"""Write docs/commands.md, the reference of the command line, from the commands themselves.

Run it after a change of a command: ``python scripts/commands.py``. A test holds the two together.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from alphagen.cli import COMMANDS, main

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
WIDTH = 88
HEAD = """\
# Commands

What each command says with `--help`; `python scripts/commands.py` writes this page.
"""


def reference() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None  # noqa: S101 - it is in the list
        for title, text in helps(command, f"alphagen {name}"):
            parts.append(
                f"{'##' if title.count(' ') == 1 else '###'} {title}\n\n```text\n{text}\n```\n"
            )
    return "\n".join(parts)


def helps(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the help of a command, and of those below it."""
    context = click.Context(command, info_name=name, max_content_width=WIDTH, terminal_width=WIDTH)
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            inner = command.get_command(context, below)
            assert inner is not None  # noqa: S101
            yield from helps(inner, f"{name} {below}")


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")

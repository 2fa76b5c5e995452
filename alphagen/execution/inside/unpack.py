"""Lay out the files that a checker reads, and become the checker.

Runs as a file of its own in a writable folder, and imports nothing of ours. Standard input holds a
line of JSON, then the files it names, one after the other. The arguments are the command.
"""

from __future__ import annotations

import json
import os
import sys

FOLDER = "feedback"
FAILED = 3
"""Exit code of what gives no verdict, whatever the protocol. An exception would end with 1, which
may be a verdict."""

PYTHON_CHECKER = f"""
import os, sys
def fail(*fault):
    sys.__excepthook__(*fault)
    sys.stderr.flush()
    os._exit({FAILED})
sys.excepthook = fail
del sys.argv[0]
with open(sys.argv[0], "rb") as file:
    source = file.read()
exec(compile(source, "checker.py", "exec"))
"""
"""What runs a checker in Python: its first argument is the checker's file."""


def main() -> None:
    """Replace what is in the folder, and execute the command."""
    head, _, rest = sys.stdin.buffer.read().partition(b"\n")
    job = json.loads(head)
    clear(".")
    os.mkdir(FOLDER)  # noqa: PTH102 - pathlib takes longer to load than this
    for name, size in job["files"].items():
        with open(name, "wb") as file:  # noqa: PTH123
            file.write(rest[:size])
        rest = rest[size:]
    os.dup2(os.open(job["stdin"], os.O_RDONLY), 0)
    command = [*sys.argv[1:], *job["arguments"]]
    os.execv(command[0], command)  # noqa: S606 - this is what we are for


def clear(folder: str) -> None:
    """Remove what the last checker left, even where it has closed a folder."""
    os.chmod(folder, 0o700)  # noqa: PTH101
    for entry in list(os.scandir(folder)):
        if entry.is_dir(follow_symlinks=False):
            clear(entry.path)
            os.rmdir(entry.path)  # noqa: PTH106
        else:
            os.unlink(entry.path)  # noqa: PTH108


if __name__ == "__main__":
    try:
        main()
    except BaseException as error:
        os.write(2, f"its files cannot be laid out: {error!r}".encode())
        os._exit(FAILED)

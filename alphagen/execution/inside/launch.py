"""Encloses itself where namespaces are refused, then becomes the server of a cell.

Landlock leaves the system's own files to be read and executed, and of others a compiler's scratch
folder alone. The server keeps a second, narrower set of rules for programs: without /proc, and
with signals and sockets of the abstract kind scoped to the program itself where the kernel can.
Runs as a file of its own, and imports nothing of ours.
"""

from __future__ import annotations

import ctypes
import json
import os
import struct
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
SECCOMP_MODE_FILTER, SIGKILL = 2, 9
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, TRUNCATE = 1, 2, 4, 8, 1 << 14
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
READ = EXECUTE | READ_FILE | READ_DIR
ALL_FS = {1: 13, 2: 14, 3: 15, 4: 15}
"""Number of rights over files that a version of Landlock knows; later ones know 16."""


def call(number: int, *arguments: object) -> int:
    """Make a system call."""
    result: int = LIBC.syscall(number, *arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{os.strerror(error)} (system call {number})")
    return result


def ruleset(version: int, rights: dict[str, int]) -> int:
    """Make a set of rules: what is allowed below each path, and nothing else."""
    handled = (1 << ALL_FS.get(version, 16)) - 1
    attributes = struct.pack("<3Q", handled, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = call(CREATE_RULESET, attributes, ctypes.c_size_t(size), 0)
    for path, allowed in rights.items():
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:  # not every system has it
            continue
        mask = handled if os.path.isdir(path) else FILE_RIGHTS & handled  # noqa: PTH112
        call(ADD_RULE, rules, 1, struct.pack("<Qi", allowed & mask, place), 0)
        os.close(place)
    return rules


def main() -> None:
    """Enclose this process as the one argument says, and become the server."""
    plan = json.loads(sys.argv[1])
    LIBC.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    if LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError("this process cannot give up new privileges")
    os.umask(0o077)
    os.chdir(plan["write"][0] if plan["write"] else "/")
    command = plan["command"]
    if plan["landlock"]:
        rights = dict.fromkeys(plan["read"], READ)
        rights.update((path, READ_FILE | WRITE_FILE) for path in plan["devices"])
        inner = ruleset(plan["landlock"], rights)
        os.set_inheritable(inner, True)
        rights.update((path, (1 << 16) - 1) for path in plan["write"])
        outer = ruleset(plan["landlock"], {**rights, "/proc": READ_FILE | READ_DIR})
        call(RESTRICT_SELF, outer, 0)
        os.close(outer)
        command = [*command, f"--rules={inner}"]
    with open(plan["filter"], "rb") as file:  # noqa: PTH123 - a descriptor
        instructions = file.read()
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    program = struct.pack("HxxxxxxQ", len(instructions) // 8, ctypes.addressof(buffer))
    if LIBC.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0):
        raise OSError("the seccomp filter is refused")
    os.execve(command[0], command, plan["environment"])  # noqa: S606 - this is what we are for


if __name__ == "__main__":
    main()

"""The executor that isolates: one bubblewrap cell per program, one fresh process per input.

What is covered. A program runs as an unprivileged user in its own user, pid, network, IPC, UTS and
mount namespaces, without capabilities, on a read-only file system that holds /usr, the Python it
needs and itself. Seccomp filters refuse sockets, processes, tracing, mounts, keyrings, shared
memory and locks (:mod:`alphagen.execution.seccomp`). The kernel bounds its address space, output,
CPU time and threads; the reaper, pid 1 of the cell, watches CPU time, elapsed time and resident
memory, and reports what the kernel counted (:mod:`alphagen.execution.reaper`). Expected outputs
never enter a cell: the parent compares. The compiler is confined in the same way, and its result
comes back through a pipe, never by a path.

What is not covered. The kernel is shared, so a bug in it is a way out: run alphagen in a virtual
machine when programs come from people rather than from a model. Timing and cache side channels,
and the use of memory bandwidth, are open. Between the limit on resident memory and the moment it
is noticed (20 ms at most), a program may use up to a gibibyte more.
"""

from __future__ import annotations

import functools
import shutil
from typing import TYPE_CHECKING

from alphagen.core import ExecutionResult, Language, Limits, Program, Status
from alphagen.errors import SandboxError
from alphagen.execution import languages
from alphagen.execution.builds import Binaries, NotBuiltError
from alphagen.execution.cell import COMPILE_REAPER, Cell, Session
from alphagen.execution.sandbox import Users, require_isolation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

CACHE_BYTES = 256 << 20
"""Bytes of compiled programs that are kept."""


class BubblewrapExecutor:
    """Runs each program in a cell of its own. Safe to use from several threads."""

    def __init__(
        self, *, python: str | Path | None = None, fresh_interpreter: bool = False
    ) -> None:
        """Try a sandbox, so that a machine that cannot isolate is known at once.

        Args:
            python: the interpreter for Python programs; None prefers /usr/bin/python3, and takes
                the one that runs us when that is missing or older than 3.9.
            fresh_interpreter: start a new interpreter for every input of a Python program, instead
                of forking one that has just started; slower, and a check on the other way.

        Raises:
            SandboxError: programs cannot be isolated on this machine; the message says why.
        """
        require_isolation()
        self._interpreter = languages.find_interpreter(python)
        self._fresh = fresh_interpreter
        self._users = Users()
        self._binaries = Binaries(CACHE_BYTES)
        self._reaper_code: bytes | None = None
        self._reaper_code = self._try_out()

    def run(
        self,
        program: Program,
        inputs: Sequence[str],
        limits: Limits,
        *,
        keep_going: Callable[[int, ExecutionResult], bool] | None = None,
    ) -> list[ExecutionResult]:
        """Run a program on inputs; see :meth:`alphagen.execution.Executor.run`.

        A run that could not be judged is tried once more, in a new cell, before it is JE.

        Raises:
            SandboxError: the program is C++ and g++ is not installed.
        """
        fixed: ExecutionResult | None = None
        content, command = b"", [""]
        try:
            content, command = self._prepare(program)
        except NotBuiltError as error:
            fixed = error.result
        results: list[ExecutionResult] = []
        session = Session(functools.partial(self._cell, content, command, limits))
        with session:
            for index, text in enumerate(inputs):
                result = (
                    fixed
                    if fixed is not None
                    else session.run(text.encode(errors="surrogatepass"), limits)
                )
                results.append(result)
                if keep_going is not None and not keep_going(index, result):
                    break
        return results

    def _cell(self, content: bytes, command: list[str], limits: Limits) -> Cell:
        name = languages.PROGRAM_PATH + (".py" if len(command) > 1 else "")
        return Cell(
            self._interpreter,
            self._users,
            limits,
            command,
            reaper_code=self._reaper_code,
            program=(name, content),
        )

    def _prepare(self, program: Program) -> tuple[bytes, list[str]]:
        """Return what goes into the cell, and how it is started there."""
        if program.language is Language.PYTHON3:
            source = program.source.encode(errors="surrogatepass")
            # compile() refuses NUL characters; what a file with one means depends on the version.
            fresh = self._fresh or "\0" in program.source
            python = self._interpreter.command if fresh else ""
            return source, [python, f"{languages.PROGRAM_PATH}.py"]
        binary = self._binaries.get(program.hash, lambda: self._compile(program))
        return binary, [languages.PROGRAM_PATH]

    def _compile(self, program: Program) -> bytes:
        compiler = shutil.which("g++", path="/usr/bin:/usr/local/bin")
        if compiler is None:
            raise SandboxError(
                "g++ is not installed, so C++ cannot be judged: `apt-get install g++`."
            )
        command = [compiler, *languages.CPP_FLAGS, "-o", languages.ARTEFACT_PATH]
        limits = languages.COMPILE_LIMITS
        cell = functools.partial(
            Cell,
            self._interpreter,
            self._users,
            limits,
            command,
            reaper_code=self._reaper_code,
            artefact=languages.ARTEFACT_PATH,
        )
        with Session(cell) as session:
            report = session.report(program.source.encode(errors="surrogatepass"), limits)
        if isinstance(report, ExecutionResult):
            raise NotBuiltError(report)
        status = report.status(limits)
        if status is Status.OK and report.output:
            return report.output
        message = report.errors.decode(errors="replace")
        if status is not Status.RTE:
            message = f"{message}\nThe compiler was stopped: {status}.".lstrip()
        raise NotBuiltError(
            ExecutionResult(Status.CE, stderr=message, cpu_s=report.cpu_s, wall_s=report.wall_s)
        )

    def _try_out(self) -> bytes:
        """Run a first program, which translates the reaper so that later cells start faster."""
        translate = Program(COMPILE_REAPER, Language.PYTHON3)
        result = self.run(translate, [""], Limits(cpu_s=20.0))[0]
        if result.status is Status.OK:
            return bytes.fromhex(result.stdout)
        why = (result.stderr or f"a trial program ended with {result.status}").strip()
        if "namespace" in why or "uid map" in why or "Operation not permitted" in why:
            why += (
                "; this system refuses user namespaces (in a container, allow them with "
                "`--security-opt seccomp=unconfined`; on Ubuntu, see `sysctl "
                "kernel.apparmor_restrict_unprivileged_userns`)"
            )
        raise SandboxError(f"Programs cannot be isolated on this machine: {why}.")

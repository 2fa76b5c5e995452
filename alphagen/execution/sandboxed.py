"""The executor that isolates: fork servers in bubblewrap cells, a fresh process for each input.

What is covered. A program runs as an unprivileged user in its own user, pid, network, IPC, UTS and
mount namespaces, without capabilities, on a read-only file system that holds /usr, the Python it
needs and itself; nothing there can be written. Seccomp filters refuse sockets, processes, tracing,
mounts, keyrings, shared memory and locks (:mod:`alphagen.execution.seccomp`). The kernel bounds its
address space, output, CPU time and threads; pid 1 of the cell watches CPU time, elapsed time and
resident memory, and reports what the kernel counted (:mod:`alphagen.execution.inside.zygote`). A
cell runs one program after another, each in processes forked from one that never runs a program,
and is believed that a program failed only if a program that is known well does not fail after it.
Expected outputs never enter a cell of programs: the parent compares, or a checker does in a cell of
its own. The compiler is confined in the same way, and its result comes back through a pipe, never
by a path; so are checkers, which may start processes and write in one folder, as it may.

What is not covered. The kernel is shared, so a bug in it is a way out: run alphagen in a virtual
machine when programs come from people rather than from a model. Timing and cache side channels,
and the use of memory bandwidth, are open. Where no control group can be made
(:mod:`alphagen.execution.groups`), a program may use up to a gibibyte more between the limit on
resident memory and the moment it is noticed (20 ms at most).
"""

from __future__ import annotations

import contextlib
import functools
import re
import weakref
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from alphagen.core import Care, ExecutionResult, Language, Limits, Program, Status
from alphagen.errors import SandboxError
from alphagen.execution import inside, languages
from alphagen.execution.builds import NotBuiltError
from alphagen.execution.cell import Cell, Task, python_server
from alphagen.execution.cells import Cells, Session
from alphagen.execution.compiler import CHECKER_LIMITS, COMPILE_LIMITS, Compiler
from alphagen.execution.groups import controllers
from alphagen.execution.inside.unpack import PYTHON_CHECKER
from alphagen.execution.inside.wire import CONTENT_PATH, PROGRAM_PATH
from alphagen.execution.seccomp import program_filter
from alphagen.execution.tiers import candidates
from alphagen.execution.together import run_together
from alphagen.execution.walls import FORKING, Server, Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from alphagen.execution.walls import Walls

_CANARY = b"import sys\nprint(sum(map(int, sys.stdin.read().split())))\n"

AHEAD = 8
"""Inputs that are run ahead of the question whether to go on at most, where the answer is rarely
no; one at a time is run of a program that runs out of time."""

_NUMPY = re.compile(r"^[ \t]*(from[ \t]+|import[ \t][\w ,.]*)\bnumpy\b", re.MULTILINE)


class SandboxExecutor:
    """Runs programs in cells that it keeps for the next ones. Safe to use from several threads."""

    def __init__(self, *, python: str | Path | None = None, tier: Tier | None = None) -> None:
        """Try a sandbox, so that a machine that cannot isolate is known at once.

        Args:
            tier: what isolates; None takes the best that works here, but never the weak one.
            python: the interpreter for Python programs; None prefers /usr/bin/python3, and takes
                the one that runs us when that is missing or older than 3.10.

        Raises:
            SandboxError: programs cannot be isolated on this machine; the message says why.
        """
        interpreter = languages.find_interpreter(python)
        reasons: list[str] = []
        for walls in candidates(interpreter, tier):
            self._build(walls)
            try:
                self._try_out()
            except SandboxError as error:
                self.close()
                reasons.append(f"{walls.tier}: {error}")
            else:
                self.reasons = tuple(reasons)
                return
        raise SandboxError(f"Programs cannot be isolated on this machine. {' '.join(reasons)}")

    def _build(self, walls: Walls) -> None:
        def open_cell(server: Server, task: Task) -> Cell:
            code = compiler.runner if server is Server.BINARY else python_server()
            headers = compiler.headers if server is Server.COMPILER else None
            return Cell(walls, server, task, code=code, headers=headers)

        self._walls = walls
        self.tier = str(walls.tier)
        self.groups = tuple(controllers())

        def canary(server: Server) -> Task | None:
            if server in FORKING:
                return python_canary()
            return binary_canary(compiler.runner) if server is Server.BINARY else None

        self._cells = Cells(open_cell, canary)
        self._compiler = compiler = Compiler(self._cells, walls)
        self.close = weakref.finalize(self, self._cells.close)

    def run(
        self,
        program: Program,
        inputs: Sequence[str],
        limits: Limits,
        *,
        keep_going: Callable[[int, ExecutionResult], bool] | None = None,
        care: Care = Care.FRESH,
        checker: bool = False,
    ) -> list[ExecutionResult]:
        """Run a program on inputs; see :meth:`alphagen.execution.Executor.run`.

        A run that could not be judged is tried once more, in a new cell, before it is JE.

        Raises:
            SandboxError: the program is C++ and g++ is not installed.
        """
        data = [text.encode(errors="surrogatepass") for text in inputs]
        results: list[ExecutionResult] = []
        with contextlib.closing(self._results(program, data, limits, care, checker)) as stream:
            for index, result in enumerate(stream):
                results.append(result)
                if keep_going is not None and not keep_going(index, result):
                    break
        return results

    def _results(
        self, program: Program, inputs: list[bytes], limits: Limits, care: Care, checker: bool
    ) -> Generator[ExecutionResult, None, None]:
        """Yield the results one after the other, few runs ahead of who reads them."""
        try:
            if checker:
                server, task = self._checker_task(program, limits)
            else:
                server, task = self._task(program, limits, care)
        except NotBuiltError as error:
            yield from [error.result] * len(inputs)
            return
        with Session(self._cells, server, task) as session:
            if care is Care.SHARED and self._shares(server):
                together = run_together(session, inputs, Random(program.hash))
                if together is not None:
                    yield from together
                    return
            done, ahead = 0, 1
            while done < len(inputs):
                results = session.run_each(inputs[done : done + ahead])
                yield from results
                done += len(results)
                slow = any(result.status is Status.TLE for result in results)
                ahead = 1 if slow or care is not Care.SHARED else min(2 * ahead, AHEAD)

    def _shares(self, server: Server) -> bool:
        """Say whether a server can run a program on many inputs for one start.

        A compiled program could start others meanwhile, which only pid 1 is sure to find.
        """
        prepared = self._compiler.headers is not None and self._walls.tier is Tier.BUBBLEWRAP
        return server in FORKING or (server is Server.BINARY and prepared)

    def _task(self, program: Program, limits: Limits, care: Care) -> tuple[Server, Task]:
        """Choose what serves a program, and write down what it is to serve.

        Raises:
            NotBuiltError: it does not compile.
        """
        content = self._content(program, COMPILE_LIMITS)
        # compile() refuses NUL characters; what a file with one means depends on the version.
        if care is Care.ALONE or "\0" in program.source:
            return Server.PLAIN, self._alone(program.language, content, limits)
        executes = program.language is Language.CPP
        filter_ = program_filter(executes=executes, kept=True, signals=self._walls.signals)
        if executes:
            return Server.BINARY, Task(limits, content, filter_)
        numpy = _NUMPY.search(program.source)
        return Server.NUMPY if numpy else Server.PYTHON, Task(limits, content, filter_)

    def _content(self, program: Program, limits: Limits) -> bytes:
        """Return what is sent of a program: its binary, compiled within the limits, or its text."""
        if program.language is Language.CPP:
            return self._compiler.compile(program, limits)
        return program.source.encode(errors="surrogatepass")

    def _alone(self, language: Language, content: bytes, limits: Limits) -> Task:
        path = PROGRAM_PATH + (language.suffix if language is Language.PYTHON3 else "")
        path = path if self._walls.holds_files else ""
        command = [path or CONTENT_PATH]
        if language is Language.PYTHON3:
            command.insert(0, self._walls.python())
        filter_ = program_filter(executes=True, kept=False, signals=self._walls.signals)
        return Task(limits, content, filter_, tuple(command), path)

    def _checker_task(self, checker: Program, limits: Limits) -> tuple[Server, Task]:
        """Do what ``_task`` does, for a checker."""
        if self._walls.tier is Tier.WEAK:  # programs can read any file, so also the answers
            why = "a checker needs a sandbox that hides its files: the weak one does not"
            raise NotBuiltError(ExecutionResult(Status.JE, stderr=why))
        python = self._walls.python()
        content = self._content(checker, CHECKER_LIMITS)
        interpreter = (python, "-c", PYTHON_CHECKER)
        command = (*(interpreter if checker.language is Language.PYTHON3 else ()), CONTENT_PATH)
        unpack = (python, "-I", "-S", "-c", unpacker())
        return Server.CHECKER, Task(limits, content, b"", (*unpack, *command))

    def _try_out(self) -> None:
        """Run a first program."""
        result = self.run(Program("print(2)", Language.PYTHON3), [""], Limits(cpu_s=20.0))[0]
        if result.stdout == "2\n":
            return
        why = (result.stderr or f"a trial program ended with {result.status}").strip()
        if "namespace" in why or "uid map" in why or "Operation not permitted" in why:
            why += (
                "; this system refuses user namespaces (in a container, allow them with "
                "`--security-opt seccomp=unconfined`; on Ubuntu, see `sysctl "
                "kernel.apparmor_restrict_unprivileged_userns`)"
            )
        raise SandboxError(f"{why}.")


@functools.cache
def unpacker() -> str:
    """Return the program that lays out the files of a checker."""
    return Path(inside.__file__).with_name("unpack.py").read_text(encoding="utf-8")


@functools.cache
def python_canary() -> Task:
    """Return a Python program that ends well wherever any does."""
    return Task(Limits(), _CANARY, program_filter(executes=False, kept=True))


@functools.cache
def binary_canary(runner: bytes) -> Task:
    """Return a compiled one: the server itself, which does the same where it is a program."""
    return Task(Limits(), runner, program_filter(executes=True, kept=True))

"""From C++ to binaries, inside the sandbox; each distinct program once."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from alphagen.core import ExecutionResult, Limits, Status
from alphagen.errors import SandboxError
from alphagen.execution import inside
from alphagen.execution.builds import Binaries, NotBuiltError
from alphagen.execution.cell import Task
from alphagen.execution.cells import Session
from alphagen.execution.inside.wire import ARTEFACT
from alphagen.execution.walls import Server

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagen.core import Program
    from alphagen.execution.cells import Cells
    from alphagen.execution.walls import Walls

CACHE_BYTES = 256 << 20
"""Bytes of compiled programs that are kept."""

COMPILE_LIMITS = Limits(
    cpu_s=10.0,
    wall_s=40.0,
    memory_bytes=1 << 30,
    output_bytes=64 << 20,
    processes=32,
)
"""What one compilation may use; ``output_bytes`` bounds the binary."""

CHECKER_LIMITS = replace(COMPILE_LIMITS, cpu_s=60.0, wall_s=240.0)
"""A checker is compiled once, with the 6,000 lines of testlib.h in it."""

FLAGS = ("-O2", "-std=gnu++17", "-DONLINE_JUDGE", "-pipe")
"""As judges call it: with extensions of GNU, and with the macro by which programs know a judge."""

STATIC = "-static"  # such a program starts twice as fast
EVERYTHING = "bits/stdc++.h"
"""The header that includes all others: half of the time of a compilation, unless precompiled."""

PREPARED = "prepared.o"
"""What makes a program run on many inputs for one start, see ``inside/prepared.cpp``."""

ARTEFACT_PATH = "main"  # in a compiler's own folder


class Compiler:
    """Compiles C++. Safe to use from several threads."""

    def __init__(self, cells: Cells, walls: Walls) -> None:
        self._cells = cells
        self._walls = walls
        self._binaries = Binaries(CACHE_BYTES)
        self._lock = threading.Lock()
        self._runner = b""
        self._static = True
        self.headers: Path | None = None
        """Folder of what is compiled once, when there is one. Programs that are built with it can
        be run on many inputs in one conversation."""

    def compile(self, program: Program, limits: Limits = COMPILE_LIMITS) -> bytes:
        """Return the binary of a program, from memory if it was compiled before.

        Args:
            program: in C++.
            limits: what the compiler may use.

        Raises:
            NotBuiltError: it does not compile.
            SandboxError: g++ is not installed.
        """
        self._prepare()
        return self._binaries.get(program.hash, lambda: self.build(program.source, limits))

    @property
    def runner(self) -> bytes:
        """The server that runs compiled programs.

        Raises:
            SandboxError: it cannot be compiled here.
        """
        self._prepare()
        return self._runner

    def build(self, source: str, limits: Limits = COMPILE_LIMITS) -> bytes:
        """Compile, without looking into the memory of binaries."""
        link = ["-s", *([STATIC] if self._static else [])]
        if Path("/usr/bin/ld.gold").exists():
            link.append("-fuse-ld=gold")
        prepared: tuple[str, ...] = ()
        if self.headers is not None:
            folder = self._walls.headers(self.headers)
            link += ["-I", folder]
            prepared = ("-x", "none", f"{folder}/{PREPARED}")
        options = (*link, "-x", "c++", "-", *prepared)
        return self._run_compiler(source, options, limits)

    def _prepare(self) -> None:
        """Once: find out whether static programs can be linked here, and compile what all share."""
        with self._lock:
            if self._runner:
                return
            runner = self._build_runner()
            self.headers = self._precompiled()
            self._runner = runner

    def _build_runner(self) -> bytes:
        try:
            return self.build(_own_source("runner.cpp"))
        except NotBuiltError as error:
            if not self._static:
                raise SandboxError(
                    f"g++ cannot build what runs C++ programs here: {error.result.stderr[-500:]}"
                ) from error
        self._static = False
        return self._build_runner()

    def _precompiled(self) -> Path | None:
        """Find the folder of what is compiled once or make it; None where none can be kept."""
        link = (STATIC,) if self._static else ()
        header = f"#include <{EVERYTHING}>\n"
        try:
            folder = cache_folder() / f"headers-{_compiler_version(link)}"
            self._keep(folder / f"{EVERYTHING}.gch", header, (*link, "-x", "c++-header"))
            self._keep(folder / PREPARED, _own_source("prepared.cpp"), (*link, "-c", "-x", "c++"))
        except (OSError, NotBuiltError):
            return None
        return folder

    def _keep(self, path: Path, source: str, options: Sequence[str]) -> None:
        """Compile to a file, unless it is there."""
        if path.exists():
            return
        for folder in (path.parents[1], path.parent):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)
        limits = replace(COMPILE_LIMITS, cpu_s=60.0, wall_s=240.0, output_bytes=250 << 20)
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_bytes(self._run_compiler(source, (*options, "/dev/stdin"), limits))
        temporary.chmod(0o644)
        temporary.replace(path)

    def _run_compiler(self, source: str, options: Sequence[str], limits: Limits) -> bytes:
        compiler = _find()
        if compiler is None:
            raise SandboxError(
                "g++ is not installed, so C++ cannot be judged: `apt-get install g++`."
            )
        command = (ARTEFACT, ARTEFACT_PATH, compiler, *FLAGS, *options, "-o", ARTEFACT_PATH)
        text = source.encode(errors="surrogatepass")
        task = Task(limits, b"", b"", command)
        with Session(self._cells, Server.COMPILER, task) as session:
            report = session.report(lambda cell: cell.run(task, text))
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


def _own_source(name: str) -> str:
    return Path(inside.__file__).with_name(name).read_text(encoding="utf-8")


def _find() -> str | None:
    return shutil.which("g++", path="/usr/bin:/usr/local/bin")


@functools.cache
def _compiler_version(link: tuple[str, ...]) -> str:
    """Name the compiler and how it is called; another one cannot use its precompiled headers."""
    about = Path(_find() or "").resolve().stat()
    ours = _own_source("prepared.cpp")
    text = f"{about.st_size} {about.st_mtime_ns} {FLAGS} {link} {ours}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def cache_folder() -> Path:
    """Return a folder for what can be made again, which the user of a cell can read.

    Raises:
        OSError: there is none, or others may write to it.
    """
    if os.geteuid() == 0:  # whose home is closed to the users of cells
        folder = Path("/var/cache/alphagen")
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "alphagen"
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)
    about = folder.stat()
    if about.st_uid != os.geteuid() or about.st_mode & 0o022:
        raise PermissionError(f"{folder}: others may write to it")
    return folder

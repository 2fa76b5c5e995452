"""Pid 1 of a cell: starts the program once per input, enforces its limits, and reports.

This file is copied into the sandbox and run there by itself, so it imports only what starts fast.
It trusts its standard input, which the supervisor holds, and nothing else.

A Python program can run in a fork of this interpreter, which has just started and never runs a
program itself: the fork becomes the program at the very end of this file, so that leaving it is
the interpreter's own affair, with exit functions, threads and finalisers. Anything else is
executed in the usual way.

A program cannot forge a report: it is another process, gets no descriptor but its own three, and
cannot trace, signal, slow down or limit this one (seccomp; pid 1 of a namespace; not dumpable).
The time and memory in a report are the kernel's, taken when the program is reaped.

On standard input: one ``HEADER`` and the program filter, then for each run an ``INPUT`` and its
bytes. On standard output, for each run: one ``REPORT``, the output, the end of standard error.
"""

from __future__ import annotations

import _ctypes
import _signal  # type: ignore[import-not-found]
import fcntl
import io
import os
import resource
import struct
import sys
import time

TYPE_CHECKING = False  # typing takes long to import
if TYPE_CHECKING:
    import types

HEADER = struct.Struct("<8Q")  # the fields of Settings, then the length of the filter
INPUT = struct.Struct("<Q")
REPORT = struct.Struct("<6Q2I")

PRELUDE_FAILED = 1  # the program was never started: nothing to judge
KILLED_CPU = 2
KILLED_WALL = 3
KILLED_MEMORY = 4
STARVED = 5  # it got no processor for so long that there is nothing to judge

PATIENCE = 10
"""Times the limit on elapsed time that we wait for a program that waits for a processor."""

STDERR_KEPT = 2048
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
F_ADD_SEALS = 1033
ALL_SEALS = 0xF
LONGEST_PAUSE_S = 0.02
OPEN_FILES = 64
ANY_FILES = 1024


class Settings:
    """What a run may use, and how programs start."""

    def __init__(self, fields: tuple[int, ...], filter_: bytes) -> None:
        """Unpack a header."""
        self.cpu_s, self.wall_s = fields[0] / 1e6, fields[1] / 1e6
        self.memory, self.address_space, self.output, self.processes, self.stack = fields[2:7]
        self.filter = filter_
        self.artefact = sys.argv[1]  # a file to send back instead of the output; may be empty
        self.command = sys.argv[2:]  # a first word that is empty: fork into the Python that follows


def read_exactly(count: int) -> bytes:
    """Read from the supervisor; when it is gone, so are we, and with pid 1 the whole cell."""
    parts = []
    while count:
        part = os.read(0, min(count, 1 << 20))
        if not part:
            os._exit(0)
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def write_all(data: bytes) -> None:
    """Write to the supervisor."""
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


def prctl(*arguments: int | bytes) -> None:
    """Change this process; importing ctypes itself would cost more than the rest."""
    address = _ctypes.dlsym(_ctypes.dlopen(None, 2), "prctl")  # type: ignore[arg-type]
    if _ctypes.call_function(address, arguments) != 0:
        raise OSError(f"prctl{arguments[:2]} failed")


def restrict(filter_: bytes) -> None:
    """Lay a seccomp filter on this process and what it executes."""
    start = id(filter_) + bytes.__basicsize__ - 1  # where the bytes themselves lie
    program = struct.pack("HxxxxxxQ", len(filter_) // 8, start)
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0)


def limit(which: int, value: int) -> None:
    """Set a hard limit, within the one we have."""
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))


def become_program(settings: Settings, files: tuple[int, ...]) -> None:
    """Confine this forked process, and execute the program unless it is to run right here."""
    os.setsid()
    for target, file in enumerate(files):
        os.dup2(file, target)
    for number in (_signal.SIGPIPE, _signal.SIGXFSZ, _signal.SIGINT):
        _signal.signal(number, _signal.SIG_DFL)
    _signal.pthread_sigmask(_signal.SIG_SETMASK, ())
    # The main thread's stack is part of the address space and may grow as far as that does.
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    wanted = settings.stack or resource.RLIM_INFINITY
    if hard != resource.RLIM_INFINITY:
        wanted = hard if wanted == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))
    cpu = int(settings.cpu_s) + 2
    limit(resource.RLIMIT_CPU, cpu)
    limit(resource.RLIMIT_FSIZE, settings.output + 1)
    limit(resource.RLIMIT_NOFILE, OPEN_FILES if settings.filter else ANY_FILES)
    limit(resource.RLIMIT_NPROC, settings.processes + 2)  # this, and pid 1
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_MEMLOCK, 0)
    limit(resource.RLIMIT_MSGQUEUE, 0)
    limit(resource.RLIMIT_AS, settings.address_space)
    if settings.filter:
        restrict(settings.filter)
    if settings.command[0]:
        os.execv(settings.command[0], settings.command)  # noqa: S606 - this is what we are for
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # or it could not open /dev/stdin
    os.closerange(3, ANY_FILES)


def start(settings: Settings, files: tuple[int, ...]) -> tuple[int, bytes]:
    """Fork, and wait until the program itself has begun.

    Returns:
        The process id, 0 in the program, and what went wrong before the program began (empty:
        nothing). The pipe is closed when it begins, so only our own code can write to it.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            become_program(settings, files)
        except BaseException as error:
            os.write(writer, repr(error).encode())
            os._exit(119)
        return 0, b""
    os.close(writer)
    complaint = os.read(reader, STDERR_KEPT)
    os.close(reader)
    return pid, complaint


def queued_s(pid: int) -> float:
    """Tell how long a process was ready to run while a busy machine ran others."""
    try:
        file = os.open(f"/proc/{pid}/schedstat", os.O_RDONLY)
    except OSError:  # a kernel without scheduler statistics
        return 0.0
    try:
        return int(os.read(file, 200).split()[1]) / 1e9
    finally:
        os.close(file)


def overrun(settings: Settings, pid: int, wall_s: float, statm: int) -> int:
    """Say which limit a running program is over, or 0."""
    if time.clock_gettime((~pid << 3) | 2) > settings.cpu_s:  # the clock of another process
        return KILLED_CPU
    if wall_s > settings.wall_s:
        if wall_s - queued_s(pid) > settings.wall_s:
            return KILLED_WALL
        if wall_s > PATIENCE * settings.wall_s:
            return STARVED
    resident = int(os.pread(statm, 200, 0).split()[1]) * resource.getpagesize()
    return KILLED_MEMORY if resident > settings.memory else 0


def supervise(settings: Settings, pid: int) -> tuple[int, resource.struct_rusage, float, int]:
    """Wait for the program to end, or end it.

    Returns:
        Its wait status, its rusage, elapsed seconds, and the limit it was killed for, or 0.
    """
    begun = time.monotonic()
    statm = os.open(f"/proc/{pid}/statm", os.O_RDONLY)
    pause, reason = 0.001, 0
    while True:
        _signal.sigtimedwait((_signal.SIGCHLD,), pause)
        found, status, usage = os.wait4(pid, os.WNOHANG)
        wall_s = time.monotonic() - begun
        if found:
            break
        reason = overrun(settings, pid, wall_s, statm)
        if reason:
            os.kill(pid, _signal.SIGKILL)
            _, status, usage = os.wait4(pid, 0)
            break
        pause = min(pause * 2, LONGEST_PAUSE_S)
    os.close(statm)
    return status, usage, wall_s, reason


def sweep() -> float:
    """Kill and reap everything else in the cell; return the CPU seconds it used."""
    seconds = 0.0
    while True:
        try:  # noqa: SIM105 - contextlib is slow to import
            os.kill(-1, _signal.SIGKILL)
        except ProcessLookupError:
            pass
        try:
            _, _, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return seconds
        seconds += usage.ru_utime + usage.ru_stime


def memory_file(name: str, content: bytes = b"") -> int:
    """Make a file that has no name; one with content cannot be changed any more."""
    file = os.memfd_create(name, os.MFD_CLOEXEC | 2)  # MFD_ALLOW_SEALING
    if content:
        view = memoryview(content)
        while view:
            view = view[os.write(file, view) :]
        os.lseek(file, 0, os.SEEK_SET)
    if name == "stdin":
        fcntl.fcntl(file, F_ADD_SEALS, ALL_SEALS)
    return file


def tail(file: int, most: int) -> bytes:
    """Read the last bytes of a file."""
    size = os.fstat(file).st_size
    return os.pread(file, most, max(0, size - most))


def head(file: int, most: int) -> bytes:
    """Read the first bytes of a file."""
    parts, size = [], 0
    while size < most:
        part = os.pread(file, min(most - size, 1 << 24), size)
        if not part:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def artefact(path: str, most: int) -> bytes:
    """Read what a compiler left at a path inside the sandbox; a link is not followed."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    try:
        return head(file, most)
    finally:
        os.close(file)


def run_once(settings: Settings, text: bytes) -> bool:
    """Run the program on one input and report; false when we have become the program."""
    files = memory_file("stdin", text), memory_file("stdout"), memory_file("stderr")
    pid, complaint = start(settings, files)
    if pid == 0:
        return False
    if complaint:
        os.wait4(pid, 0)
        sweep()
        write_all(REPORT.pack(PRELUDE_FAILED, 0, 0, 0, 0, 0, 0, len(complaint)) + complaint)
    else:
        status, usage, wall_s, reason = supervise(settings, pid)
        cpu_s = usage.ru_utime + usage.ru_stime + sweep()
        printed = max(os.fstat(file).st_size for file in files[1:])
        most = settings.output + 1
        path = settings.artefact
        output = artefact(path, most) if path else head(files[1], most)
        errors = tail(files[2], STDERR_KEPT)
        numbers = reason, status, int(cpu_s * 1e6), int(wall_s * 1e6), usage.ru_maxrss, printed
        write_all(REPORT.pack(*numbers, len(output), len(errors)) + output + errors)
    for file in files:
        os.close(file)
    return True


def standard_stream(number: int, name: str, mode: str, errors: str) -> io.TextIOWrapper:
    """Open a standard stream as the interpreter does when it starts."""
    raw = io.FileIO(number, mode, closefd=False)
    raw.name = name
    buffer = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    stream = io.TextIOWrapper(buffer, "utf-8", errors, line_buffering=number == 2)
    stream.mode = mode  # type: ignore[misc]
    return stream


def show(
    kind: type[BaseException], error: BaseException, trace: types.TracebackType | None
) -> None:
    """Print an uncaught exception without our own frame, which is the first."""
    trace = trace.tb_next if trace else None
    sys.__excepthook__(kind, error.with_traceback(trace), trace)


def become_main(path: str) -> None:
    """Make this interpreter look as if it had just been started with a program."""
    _signal.signal(_signal.SIGINT, _signal.default_int_handler)
    streams = {
        "stdin": standard_stream(0, "<stdin>", "r", "strict"),
        "stdout": standard_stream(1, "<stdout>", "w", "strict"),
        "stderr": standard_stream(2, "<stderr>", "w", "backslashreplace"),
    }
    vars(sys).update(streams, **{f"__{name}__": stream for name, stream in streams.items()})
    sys.argv = [path]
    sys.orig_argv = [sys.executable, path]
    module = sys.modules["__main__"] = type(sys)("__main__")
    module.__file__ = path
    module.__dict__["__builtins__"] = sys.modules["builtins"]
    sys.excepthook = show
    sys.setrecursionlimit(sys.getrecursionlimit() + 2)  # this frame, and the call of exec


def source_code(path: str) -> bytes:
    """Read a program."""
    file = os.open(path, os.O_RDONLY)
    try:
        return head(file, 1 << 40)
    finally:
        os.close(file)


def main() -> None:
    """Serve until the supervisor hangs up; return when we have become the program."""
    os.closerange(3, ANY_FILES)
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    _signal.pthread_sigmask(_signal.SIG_BLOCK, (_signal.SIGCHLD,))
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # which pid 1 never gets from its own
    header = HEADER.unpack(read_exactly(HEADER.size))
    settings = Settings(header, read_exactly(header[7]))
    while run_once(settings, read_exactly(INPUT.unpack(read_exactly(INPUT.size))[0])):
        pass


if __name__ == "__main__":
    main()
    become_main(sys.argv[3])
    # Nothing here may hold on to the new module, so that it is cleared when the interpreter ends.
    exec(  # noqa: S102 - this is what we are for
        compile(source_code(sys.argv[0]), sys.argv[0], "exec", dont_inherit=True),
        vars(sys.modules["__main__"]),
    )

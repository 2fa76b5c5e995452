"""Pid 1 of a cell: a fork server that starts programs, enforces their limits, and reports.

It trusts its standard input, which the supervisor holds, and nothing else. It has loaded the
standard library and never runs a program itself: a fork of it becomes the program
(:mod:`alphagen.execution.inside.become`), or executes one. Programs, inputs and outputs go between
pipes and files without names, not through its memory, so that no program finds them there.

A program cannot forge a report: it is another process, gets no descriptor but its own, and cannot
trace, signal, slow down or limit this one (seccomp; pid 1 of a namespace; not dumpable). The time
and memory in a report are the kernel's, taken when the program is reaped.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import contextlib
import fcntl
import functools
import gc
import importlib
import os
import random
import sys
import warnings
from typing import NamedTuple, NoReturn

from alphagen.execution.inside.become import (
    allow_recursion,
    become_program,
    drop_main,
    flush,
    open_main,
    prepare,
    run,
)
from alphagen.execution.inside.confine import (
    ANY_FILES,
    LIBC,
    OPEN_FILES,
    Bound,
    Filter,
    adopt_orphans,
    bounds,
    confine,
    make_filter,
    set_dumpable,
)
from alphagen.execution.inside.pages import use_huge_pages
from alphagen.execution.inside.supervise import supervise
from alphagen.execution.inside.together import run_together
from alphagen.execution.inside.wire import (
    ALLOWANCE,
    ARTEFACT,
    HEADER,
    INPUTS,
    MESSAGE,
    PRELUDE_FAILED,
    PROGRAM,
    REPORT,
    SIZE,
    STDERR_KEPT,
    Allowance,
)

PRELOADED = """
    abc array ast bisect collections copy datetime decimal fractions functools heapq io itertools
    math operator os queue random re string threading time typing
""".split()
"""What most programs import: each module makes every fork a little slower. None that registers
something to be done at exit, for all programs would do it."""

PLAIN = "plain"
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""What numpy reads when it is imported: a process that forks has no other threads."""

WARMING = b"""
import sys
a, b = map(int, input().split())
n = int(sys.stdin.readline())
def f(x):
    return sum(x) if x else 0
words = sorted(str(i) for i in range(n))
counts = {}
for word in words:
    counts[word] = counts.get(word, 0) + 1
print(a + b, f([1, 2]), max(words), *words)
print(f"{a}", "".join(words), len(counts), sep="\\n")
"""

F_ADD_SEALS = 1033
ALL_SEALS = 0xF
ALLOW_SEALING = 2
CONTROL_IN, CONTROL_OUT, CONTROL_ERRORS = 10, 11, 12  # the supervisor
COMPLAINTS = 13  # what goes wrong before a program begins
RULES = 14  # Landlock's
RULES_ARGUMENT = "--rules="


class Terms(NamedTuple):
    """What holds for a program; most that follow one another share it."""

    allowance: Allowance
    bounds: list[Bound]
    filter: Filter | None


class Task(NamedTuple):
    """The program that is being run, and all that is the same for each of its runs."""

    terms: Terms
    content: int
    size: int
    command: list[bytes]
    artefact: bytes


def main() -> None:
    """Serve until the supervisor hangs up. The arguments name what else to load."""
    modules = [name for name in sys.argv[1:] if not name.startswith(RULES_ARGUMENT)]
    enclosed = modules != sys.argv[1:]  # by Landlock; a program gets narrower rules
    files = [0, 1, 2, memory_file("complaints")]
    if enclosed:
        files.append(int(sys.argv[-1][len(RULES_ARGUMENT) :]))
    files = [fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, RULES + 1) for file in files]
    os.closerange(3, RULES + 1)
    for number, file in enumerate(files, CONTROL_IN):
        os.dup2(file, number, inheritable=False)
    for number in range(3):  # standard streams are made here for programs, which have files there
        os.dup2(memory_file("empty"), number)
    os.closerange(3, CONTROL_IN)
    os.closerange(CONTROL_IN + len(files), ANY_FILES)
    set_dumpable(False)
    if os.getpid() != 1:
        adopt_orphans()
    for number in (_signal.SIGPIPE, _signal.SIGXFSZ):  # which Python ignores; programs do not
        _signal.signal(number, _signal.SIG_DFL)
    _signal.pthread_sigmask(_signal.SIG_BLOCK, (_signal.SIGCHLD, _signal.SIGINT))
    try:
        preload(modules)
        serve(RULES if enclosed else -1)
    finally:  # whatever we have to say about ourselves is for the supervisor
        os.dup2(CONTROL_ERRORS, 2)


def serve(rules: int) -> NoReturn:
    """Answer one message after the other."""
    task = None
    while True:
        kind, size = MESSAGE.unpack(read_exactly(MESSAGE.size))
        if kind == PROGRAM:
            if task is not None:
                os.close(task.content)
            task = read_task()
        elif task is not None:
            run_once(task, size, rules, together=kind == INPUTS)


def preload(modules: list[str]) -> None:
    """Import what programs import, and leave no trace of our own files."""
    if modules != [PLAIN]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            os.environ.update(ONE_THREAD)
            for name in PRELOADED + modules:
                with contextlib.suppress(ImportError):  # the program will be told
                    importlib.import_module(name)
            for name in ONE_THREAD:
                del os.environ[name]
    # Fresh interpreters would differ; programs that agree should be seen to agree.
    random.seed(0)  # noqa: TID251
    for name in [name for name in sys.modules if name.partition(".")[0] == "alphagen"]:
        del sys.modules[name]
    sys.path[:] = [entry for entry in sys.path if entry != sys.argv[0]]
    if modules != [PLAIN]:
        use_huge_pages()
        for _ in range(20):
            warm_up()
        prepare()
        allow_recursion(frames=2)
    gc.collect()
    LIBC.malloc_trim(0)  # a fork takes the time to copy what is free as well
    gc.freeze()  # so that a program's collections look at its own objects alone
    gc.disable()


def warm_up() -> None:
    """Run what programs run, so that the interpreter has adapted to it before it is forked."""
    os.ftruncate(0, 0)
    os.pwrite(0, b"2 3\n4\n", 0)
    os.lseek(0, 0, os.SEEK_SET)
    os.ftruncate(1, 0)
    prepare()
    open_main()
    run(lambda: compile(WARMING, "warm", "exec", dont_inherit=True))
    flush()
    drop_main()


def read_exactly(count: int) -> bytes:
    """Read from the supervisor; when it is gone, so are we, and with pid 1 the whole cell."""
    data = b""
    while len(data) < count:
        part = os.read(CONTROL_IN, count - len(data))
        if not part:
            os._exit(0)
        data += part
    return data


def read_task() -> Task:
    """Receive a program."""
    allowance, filter_size, size, command_size = HEADER.unpack(read_exactly(HEADER.size))
    instructions = read_exactly(filter_size)
    content = receive("content", size)
    command = read_exactly(command_size).split(b"\0") if command_size else []
    artefact = b""
    if command and command[0] == ARTEFACT.encode():
        artefact, command = command[1], command[2:]
    terms = make_terms(allowance, instructions, ANY_FILES if artefact else OPEN_FILES)
    return Task(terms, content, size, command, artefact)


@functools.lru_cache(maxsize=4)
def make_terms(packed: bytes, instructions: bytes, open_files: int) -> Terms:
    """Prepare what holds for a program; that takes as long as a fifth of a short one."""
    allowance = Allowance(*ALLOWANCE.unpack(packed))
    return Terms(allowance, bounds(allowance, open_files), make_filter(instructions))


def memory_file(name: str) -> int:
    """Make a file that has no name."""
    return os.memfd_create(name, os.MFD_CLOEXEC | ALLOW_SEALING)


def receive(name: str, size: int, *, sealed: bool = True) -> int:
    """Move bytes from the supervisor to a file without a name, which then cannot be changed."""
    file = memory_file(name)
    left = size
    while left:
        moved = os.splice(CONTROL_IN, file, left)
        if not moved:
            os._exit(0)
        left -= moved
    os.lseek(file, 0, os.SEEK_SET)
    if sealed:
        fcntl.fcntl(file, F_ADD_SEALS, ALL_SEALS)
    return file


def send(file: int, start: int, size: int) -> None:
    """Move bytes from a file to the supervisor."""
    end = start + size
    while start < end:
        start += os.sendfile(CONTROL_OUT, file, start, end - start)


def run_once(task: Task, size: int, rules: int, *, together: bool) -> None:
    """Run the program and report.

    Args:
        task: what to run.
        size: bytes of its input; of inputs that are run together, their number.
        rules: Landlock's for the program, -1 for none.
        together: run on all inputs in one process.
    """
    sizes: list[int] = []
    if together:
        sizes = [SIZE.unpack(read_exactly(SIZE.size))[0] for _ in range(size)]
        size = sum(sizes)
    os.closerange(0, 3)  # each file gets the lowest number that is free
    receive("stdin", size, sealed=not together)
    memory_file("stdout")
    memory_file("stderr")
    # os.fork() would also run what modules registered for the child, at twice the price.
    pid = LIBC.fork()
    if pid == 0:
        start(task, sizes, rules)
    if pid < 0:
        raise OSError("fork failed")
    report(task, pid)


def start(task: Task, sizes: list[int], rules: int) -> NoReturn:
    """Turn this fork into the program, which never sees the file for complaints."""
    try:
        (_, limits, filter_), content, size, command, _ = task
        text = b"" if command else os.pread(content, size, 0)
        confine(limits, filter_, rules)
        if command:
            for file in (0, 1, 2, *([content] if size else [])):
                os.set_inheritable(file, True)
            os.execv(command[0], command)  # noqa: S606 - this is what we are for
        set_dumpable(True)  # or it could not open /dev/stdin
        os.closerange(3, ANY_FILES)
    except BaseException as error:
        os.write(COMPLAINTS, repr(error).encode())
        os._exit(1)
    try:
        if sizes:
            run_together(text, sizes)
        become_program(text)
    finally:
        os._exit(1)


def report(task: Task, pid: int) -> None:
    """Wait for the program, and send what became of it."""
    (allowance, *_), *_, artefact = task
    status, reason, cpu_s, wall_s, resident_kb = supervise(allowance, pid)
    output_file, errors_file = 1, 2
    if size_of(COMPLAINTS):
        reason, errors_file = PRELUDE_FAILED, COMPLAINTS
    printed, said = size_of(output_file), size_of(errors_file)
    most = max(printed, said)
    if artefact:
        output_file = open_artefact(artefact)
        printed = size_of(output_file) if output_file >= 0 else 0
    output, errors = min(printed, allowance.output + 1), min(said, STDERR_KEPT)
    times = int(cpu_s * 1e6), int(wall_s * 1e6)
    write_all(REPORT.pack(reason, status, *times, resident_kb, most, output, errors))
    send(output_file, 0, output)
    send(errors_file, said - errors, errors)
    if reason == PRELUDE_FAILED:
        os.ftruncate(COMPLAINTS, 0)
        os.lseek(COMPLAINTS, 0, os.SEEK_SET)
    if artefact and output_file >= 0:
        os.close(output_file)


def size_of(file: int) -> int:
    """Return the size of a file, whose position is lost."""
    return os.lseek(file, 0, os.SEEK_END)  # fstat(2) costs an object with twenty fields


def open_artefact(path: bytes) -> int:
    """Open what a compiler left inside the sandbox, -1 if nothing; a link is not followed."""
    try:
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return -1


def write_all(data: bytes) -> None:
    """Write to the supervisor."""
    view = memoryview(data)
    while view:
        view = view[os.write(CONTROL_OUT, view) :]

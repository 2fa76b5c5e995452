"""One Python program on many inputs in one process, where that cannot be told from a process each.

A program qualifies by what it imports and names: modules whose state can be put back, or that have
none. Each input then gets a new ``__main__``, new standard streams and the settings a fresh
interpreter has. Anything else, and any run that does not end well, ends the process, and the
supervisor runs the program afresh on each input; it does so for a few inputs in any case, and
compares.
"""

from __future__ import annotations

import ast
import decimal
import gc
import os
import random
import sys
from typing import NoReturn

from alphagen.execution.inside.become import (
    PATH,
    drop_main,
    open_main,
    open_streams,
    run,
)
from alphagen.execution.inside.wire import SIZE

NOT_TOGETHER = 118
"""Exit code: the inputs need a process each."""

STATELESS = set(
    """
    __future__ abc bisect cmath collections copy dataclasses datetime decimal enum fractions
    functools heapq io itertools math numbers operator os queue random re statistics string sys
    textwrap time typing unicodedata
    """.split()
)
SYS_NAMES = set(
    """
    stdin stdout stderr exit maxsize byteorder version version_info float_info hash_info int_info
    argv getsizeof getrecursionlimit setrecursionlimit set_int_max_str_digits maxunicode
    """.split()
)
OS_NAMES = {"read", "write", "fstat", "linesep", "sep", "SEEK_SET", "SEEK_CUR", "SEEK_END"}
IO_NAMES = set(
    """
    BytesIO StringIO IOBase RawIOBase BufferedIOBase TextIOBase BufferedReader BufferedWriter
    TextIOWrapper DEFAULT_BUFFER_SIZE SEEK_SET SEEK_CUR SEEK_END
    """.split()
)
STREAMS = {"stdin", "stdout", "stderr"}
NARROW = {"sys": SYS_NAMES, "os": OS_NAMES, "io": IO_NAMES}
OPAQUE = set(
    "eval exec open __import__ compile breakpoint setattr delattr __builtins__ __loader__".split()
)


class Qualifier(ast.NodeVisitor):
    """Looks for what could outlast a run; ``fine`` says that there is nothing."""

    def __init__(self) -> None:
        self.fine = True
        self.modules: dict[str, str] = {}  # local name: module
        self.borrowed: set[str] = set()  # names taken from modules

    def visit_Import(self, node: ast.Import) -> None:
        """Only modules that can be put back."""
        for name in node.names:
            self.fine = self.fine and name.name in STATELESS
            self.modules[name.asname or name.name] = name.name

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Of some modules, only some names."""
        module = node.module or ""
        names = {name.name for name in node.names}
        known = NARROW.get(module)
        self.fine = self.fine and module in STATELESS and (known is None or names <= known)
        self.borrowed |= {name.asname or name.name for name in node.names}

    def visit_Name(self, node: ast.Name) -> None:
        """Nothing that hides what is run; a module only to look into it."""
        self.fine = self.fine and node.id not in OPAQUE and node.id not in self.modules

    def visit_Call(self, node: ast.Call) -> None:
        """Of files, standard input alone: the output of all runs is one, and has a name."""
        match node:
            case ast.Call(func=ast.Name(id="open"), args=[ast.Constant(value=0), *others]):
                for one in (*others, *node.keywords):
                    self.visit(one)
            case _:
                self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """What belongs to a module is read, not written, but for the standard streams."""
        base = node.value
        module = self.modules.get(base.id) if isinstance(base, ast.Name) else None
        if module is not None:
            known = NARROW.get(module)
            read = isinstance(node.ctx, ast.Load) or (module == "sys" and node.attr in STREAMS)
            self.fine = self.fine and read and (known is None or node.attr in known)
            return
        root = base
        while isinstance(root, (ast.Attribute, ast.Subscript)):
            root = root.value
        if not isinstance(node.ctx, ast.Load) and isinstance(root, ast.Name):
            taken = root.id in self.modules or root.id in self.borrowed
            self.fine = self.fine and not taken
        self.generic_visit(node)


def qualifies(tree: ast.Module) -> bool:
    """Say whether nothing the program names outlasts a run."""
    qualifier = Qualifier()
    # What is imported is known before it is used, wherever in the text that is.
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            qualifier.visit_Import(node)
    qualifier.visit(tree)
    return qualifier.fine


def run_together(text: bytes, sizes: list[int]) -> NoReturn:
    """Run the program on all inputs; exit with 0 when every run ended well.

    Standard input holds the inputs one after the other. Standard output gets what the runs print,
    one after the other, and at the end the size of each.

    Args:
        text: the program.
        sizes: bytes of each input.
    """
    leave = os._exit
    try:
        tree = ast.parse(text, PATH)
        code = compile(tree, PATH, "exec", dont_inherit=True)
    except BaseException:
        leave(NOT_TOGETHER)
    if not qualifies(tree):
        leave(NOT_TOGETHER)
    inputs = [os.read(0, size) for size in sizes]
    streams = os.dup(0), os.dup(1)
    settings = Settings()
    gc.enable()  # the server is without
    printed: list[int] = []
    for data in inputs:
        settings.restore()
        for number, file in enumerate(streams):  # open(0) closes it in the end
            os.dup2(file, number)
        supply(data)
        open_streams()
        open_main()
        if run(lambda: code) != 0 or sys.stdout is None:
            leave(NOT_TOGETHER)
        sys.stdout.flush()
        drop_main()
        sys.stdout.flush()
        printed.append(os.lseek(streams[1], 0, os.SEEK_CUR) - sum(printed))
    os.write(streams[1], b"".join(SIZE.pack(size) for size in printed))
    leave(0)


def supply(data: bytes) -> None:
    """Make standard input hold one input, from its start."""
    os.ftruncate(0, 0)
    os.lseek(0, 0, os.SEEK_SET)
    os.write(0, data)
    os.lseek(0, 0, os.SEEK_SET)


class Settings:
    """What programs that qualify may change in the interpreter, as it was before the first."""

    def __init__(self) -> None:
        self.recursion = sys.getrecursionlimit()
        self.random = random.getstate()
        self.context = decimal.getcontext().copy()
        digits = getattr(sys, "get_int_max_str_digits", None)
        self.digits = digits() if digits else None

    def restore(self) -> None:
        """Put everything back."""
        sys.setrecursionlimit(self.recursion)
        sys.argv = [PATH]
        random.setstate(self.random)
        decimal.setcontext(self.context.copy())
        if self.digits is not None:
            sys.set_int_max_str_digits(self.digits)

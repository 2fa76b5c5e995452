"""Who may import whom, and other rules of the house that a reader of one file cannot see.

Every file under ``alphagen/`` is parsed. Imports inside functions and under ``TYPE_CHECKING``
count like any other, with two exceptions: a command of ``cli`` may import what it likes inside a
function, and naming a value of ``core`` is free.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
FREE = {"errors", "core", "config"}
EVERYTHING = {"*"}
MAY_IMPORT = {
    "": {"errors", "core"},
    "__main__": {"cli"},
    "errors": set(),
    "core": {"errors"},
    "config": FREE,
    "runs": FREE,
    "data": FREE,
    "forge": FREE,
    "prompts": FREE,
    "execution": FREE,
    "selection": FREE,
    "tensors": FREE,
    "models": FREE | {"tensors"},
    "evaluation": FREE | {"selection"},
    "sampling": FREE | {"models", "tensors"},
    "inputgen": FREE | {"prompts", "sampling"},
    "training": FREE | {"prompts", "models", "tensors", "runs", "forge", "data"},
    "pipeline": FREE
    | {"data", "prompts", "sampling", "execution", "inputgen", "selection", "evaluation", "runs"},
    "cli": EVERYTHING,
}
MAY_LOAD_TORCH = {"models", "tensors", "sampling", "training"}
NETWORK_LIBRARIES = {"torch", "transformers", "accelerate"}
PROCESS_LIBRARIES = {"subprocess", "multiprocessing", "pty", "pexpect"}
PROCESS_CALLS = ("fork", "forkpty", "system", "popen", "spawn", "posix_spawn", "exec")
PROCESS_FILE = "alphagen.execution.process"
MAX_LINES = 400


class Import(NamedTuple):
    """One imported module, and where the import stands."""

    target: str
    line: int
    in_function: bool
    for_types: bool


def source_files() -> dict[str, str]:
    """Map the name of each module of the package to its source."""
    found = {}
    for path in sorted((ROOT / "alphagen").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path.read_text(encoding="utf-8")
    return found


def imports(source: str, known: Iterable[str] = ()) -> list[Import]:
    """List what a source imports; ``from a import b`` is ``a.b`` where that is a module."""

    def walk(node: ast.AST, in_function: bool, for_types: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            inside = in_function or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            types = for_types or (
                isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
            )
            if isinstance(child, ast.Import):
                for name in child.names:
                    yield Import(name.name, child.lineno, inside, types)
            elif isinstance(child, ast.ImportFrom):
                for name in child.names:
                    whole = f"{child.module}.{name.name}"
                    target = whole if whole in known else child.module or ""
                    yield Import(target, child.lineno, inside, types)
            yield from walk(child, inside, types)

    known = set(known)
    return list(walk(ast.parse(source), False, False))


def room(module: str) -> str:
    """Name the room of a module: ``alphagen.core.problem`` is in ``core``."""
    return [*module.split("."), ""][1]


def import_faults(files: dict[str, str]) -> list[str]:
    """List the imports that break the table."""
    faults = []
    for module, source in files.items():
        allowed = MAY_IMPORT.get(room(module))
        if allowed is None:
            faults.append(f"{module}: room {room(module)!r} is not in the table")
            continue
        for found in imports(source, files):
            if found.target.partition(".")[0] != "alphagen":
                continue
            target = room(found.target)
            fine = target in {room(module), ""} or target in allowed or allowed is EVERYTHING
            if not fine and not (found.for_types and target == "core"):
                faults.append(f"{module}:{found.line} imports {found.target}")
    return faults


def network_faults(files: dict[str, str]) -> list[str]:
    """List the imports that would load torch where a light start is promised."""
    heavy_rooms = {"models", "training"}
    faults = []
    for module, source in files.items():
        if room(module) in MAY_LOAD_TORCH:
            continue
        for found in imports(source, files):
            library = found.target.partition(".")[0]
            heavy = library in NETWORK_LIBRARIES or (
                library == "alphagen" and room(found.target) in heavy_rooms
            )
            if heavy and not (found.in_function or found.for_types):
                faults.append(f"{module}:{found.line} loads {found.target} at import")
    return faults


def process_faults(files: dict[str, str]) -> list[str]:
    """List the places outside the one file, or outside execution, that start processes."""
    faults = []
    for module, source in files.items():
        for found in imports(source):
            if found.target.partition(".")[0] in PROCESS_LIBRARIES and module != PROCESS_FILE:
                faults.append(f"{module}:{found.line} imports {found.target}")
        if room(module) == "execution":
            continue
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Attribute):
                continue
            of_os = isinstance(node.value, ast.Name) and node.value.id == "os"
            if node.attr == "ProcessPoolExecutor" or (
                of_os and node.attr.startswith(PROCESS_CALLS)
            ):
                faults.append(f"{module}:{node.lineno} uses {node.attr}")
    return faults


def cycle(files: dict[str, str]) -> list[str]:
    """Return the modules of one import cycle, first and last the same; empty when there is none."""
    graph = {
        module: {
            found.target
            for found in imports(source, files)
            if found.target in files and not (room(module) == "cli" and found.in_function)
        }
        for module, source in files.items()
    }
    done: set[str] = set()

    def visit(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        for target in sorted(graph[module]):
            if found := visit(target, [*path, module]):
                return found
        done.add(module)
        return []

    return next((found for module in graph if (found := visit(module, []))), [])


def test_there_is_something_to_check() -> None:
    assert {"alphagen", "alphagen.core.problem", "alphagen.cli"} <= set(source_files())


def test_imports_keep_to_the_table() -> None:
    assert import_faults(source_files()) == []


def test_light_rooms_load_no_network() -> None:
    assert network_faults(source_files()) == []


def test_one_file_starts_processes() -> None:
    assert process_faults(source_files()) == []


def test_no_import_cycle() -> None:
    assert cycle(source_files()) == []


def test_files_are_short() -> None:
    files = [
        *ROOT.glob("alphagen/**/*.py"),
        *ROOT.glob("scripts/**/*.py"),
        *ROOT.glob("tests/**/*.py"),
    ]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("alphagen.selection.x", "import alphagen.execution.judge"),
        ("alphagen.selection.x", "from alphagen import execution"),
        ("alphagen.selection.x", "from alphagen.execution import judge"),
        ("alphagen.selection.x", "def f():\n    from alphagen.execution import judge"),
        (
            "alphagen.prompts.x",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import alphagen.data.text",
        ),
        ("alphagen.core.x", "from alphagen.config import SolveConfig"),
        ("alphagen.pipeline.x", "from alphagen.cli import main"),
        ("alphagen.newroom.x", ""),
    ],
)
def test_a_planted_import_is_caught(module: str, source: str) -> None:
    files = {"alphagen.execution": "", "alphagen.execution.judge": "", module: source}
    assert len(import_faults(files)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("alphagen.cli.x", "def f():\n    from alphagen.training import loop"),
        ("alphagen.pipeline.x", "from alphagen.execution import judge"),
        ("alphagen.execution.x", "from alphagen.execution.judge import judge"),
        ("alphagen.data.x", "from alphagen.core import Problem\nimport json"),
    ],
)
def test_allowed_imports_are_no_fault(module: str, source: str) -> None:
    assert import_faults({module: source}) == []


@pytest.mark.parametrize(
    ("module", "source", "faults"),
    [
        ("alphagen.cli.x", "import torch", 1),
        ("alphagen.cli.x", "from alphagen.models import network", 1),
        ("alphagen.pipeline.x", "from transformers import AutoModel", 1),
        ("alphagen.cli.x", "def f():\n    import torch", 0),
        ("alphagen.models.x", "import torch", 0),
    ],
)
def test_a_planted_network_is_caught(module: str, source: str, faults: int) -> None:
    assert len(network_faults({module: source})) == faults


@pytest.mark.parametrize(
    ("module", "source", "faults"),
    [
        ("alphagen.execution.pool", "import subprocess", 1),
        ("alphagen.execution.pool", "def f():\n    from multiprocessing import Pool", 1),
        ("alphagen.data.x", "import os\nos.system('ls')", 1),
        ("alphagen.data.x", "from concurrent import futures\nfutures.ProcessPoolExecutor()", 1),
        ("alphagen.execution.process", "import subprocess", 0),
        ("alphagen.data.x", "import os\nos.path.exists('a')", 0),
    ],
)
def test_a_planted_process_is_caught(module: str, source: str, faults: int) -> None:
    assert len(process_faults({module: source})) == faults


def test_a_planted_cycle_is_caught() -> None:
    files = {
        "alphagen.a": "from alphagen import b",
        "alphagen.b": "def f():\n    import alphagen.c",
        "alphagen.c": "from alphagen.a import thing",
    }
    assert cycle(files) == ["alphagen.a", "alphagen.b", "alphagen.c", "alphagen.a"]

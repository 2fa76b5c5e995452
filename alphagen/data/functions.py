"""Rows of HumanEval and MBPP: functions with asserts (Chen et al. 2021, Austin et al. 2021)."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alphagen.core import Language, Problem, Program, TestCase
from alphagen.data.harness import HOLDS, assert_test, harness, value_test
from alphagen.data.row import Row
from alphagen.data.shown import find_calls
from alphagen.errors import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator

CALLS = (
    "The input of an example is a call, and its output is the value in JSON. Write the function "
    "and what it needs; it reads and prints nothing."
)


def read_humaneval(row: dict[str, Any]) -> Row:
    """Read a row with ``prompt``, ``entry_point`` and ``test``.

    The calls that the docstring shows are the examples; there may be none. The asserts of ``check``
    are hidden tests, one each; where ``check`` does more than assert, all of it is one test.

    Raises:
        ProblemError: ``test`` is no Python, or has no ``check``.
    """
    prompt, name = row["prompt"], row["entry_point"]
    checked = read_check(row["test"], name)
    code = f"```python\n{prompt.strip()}\n```"
    return Row(
        row["task_id"],
        Problem(
            statement=f"Complete the function {name}.\n\n{code}\n\n{CALLS}",
            examples=tuple(
                value_test(f"{name}({', '.join(map(repr, call.arguments))})", call.value)
                for call in find_calls(prompt, name)
            ),
            hidden=checked.tests,
            title=name,
            source="HumanEval",
            rules=harness(checked.imports + _defined(prompt)),
        ),
        solutions=_solution(row.get("canonical_solution")),
    )


def _defined(prompt: str) -> str:
    """Return the prompt as Python that can run: a docstring is a body, but not all have one."""
    try:
        ast.parse(prompt)
    except (SyntaxError, ValueError):
        return f"{prompt.rstrip()}\n    pass\n"
    return prompt


@dataclass(frozen=True, slots=True)
class Check:
    """What a ``check(candidate)`` comes to.

    Attributes:
        tests: one for each assert, or one for all of it.
        imports: what the tests need.
    """

    tests: tuple[TestCase, ...]
    imports: str = ""


def read_check(source: str, name: str) -> Check:
    """Take a ``check(candidate)`` apart, so that expected values need not go into the sandbox.

    Args:
        source: Python that defines ``check``.
        name: the function that is checked.

    Raises:
        ProblemError: there is no such Python.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise ProblemError(f"The test of {name} is not valid Python ({error}).") from None
    defined = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "check"]
    if not defined:
        raise ProblemError(f"The test of {name} defines no check(candidate).")
    imports = [one for one in tree.body if isinstance(one, ast.Import | ast.ImportFrom)]
    body = [one for one in defined[0].body if not _says_nothing(one)]
    asserts = [one for one in body if isinstance(one, ast.Assert)]
    known = {"candidate", *dir(builtins), *_bound(imports)}
    if len(asserts) < len(body) or not _names(asserts) <= known:
        return Check((TestCase(f"{source.strip()}\n\ncheck({name})\n", f"{HOLDS}\n"),))
    tests = (assert_test(_Renamed("candidate", name).visit(one)) for one in asserts)
    return Check(tuple(tests), "".join(f"{ast.unparse(one)}\n" for one in imports))


def _says_nothing(node: ast.stmt) -> bool:
    """Whether a statement is ``pass``, a text, or an assert of a constant that holds."""
    value = getattr(node, "test" if isinstance(node, ast.Assert) else "value", None)
    holds = isinstance(value, ast.Constant) and (bool(value.value) or isinstance(node, ast.Expr))
    return isinstance(node, ast.Pass) or (holds and isinstance(node, ast.Assert | ast.Expr))


def _bound(imports: list[Any]) -> Iterator[str]:
    for node in imports:
        for alias in node.names:
            yield (alias.asname or alias.name).partition(".")[0]


def _names(nodes: list[ast.Assert]) -> set[str]:
    """List the names that expressions take from outside."""
    names = [one for node in nodes for one in ast.walk(node) if isinstance(one, ast.Name)]
    inside = {one.id for one in names if not isinstance(one.ctx, ast.Load)}
    inside |= {one.arg for node in nodes for one in ast.walk(node) if isinstance(one, ast.arg)}
    return {one.id for one in names} - inside


class _Renamed(ast.NodeTransformer):
    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self.new, node.ctx) if node.id == self.old else node


def read_mbpp(row: dict[str, Any]) -> Row:
    """Read a row with ``text`` (or ``prompt``) and ``test_list``.

    The first assert is the example, without which nobody knows the function's name; the others and
    those of ``challenge_test_list`` are hidden tests.

    Raises:
        ProblemError: the tests are no asserts.
    """
    name = f"MBPP/{row['task_id']}"
    sources = [*row["test_list"], *(row.get("challenge_test_list") or ())]
    try:
        nodes = [one for source in sources for one in ast.parse(source).body]
    except (SyntaxError, ValueError) as error:
        raise ProblemError(f"A test of {name} is not valid Python ({error}).") from None
    asserts = [one for one in nodes if isinstance(one, ast.Assert)]
    if not asserts or len(asserts) < len(nodes):
        raise ProblemError(f"The tests of {name} are not asserts only.")
    tests = tuple(map(assert_test, asserts))
    prelude = row.get("test_setup_code") or "\n".join(row.get("test_imports") or ())
    task = (row.get("text") or row.get("prompt") or "").strip()
    code = f"```python\n{ast.unparse(asserts[0])}\n```"
    return Row(
        name,
        Problem(
            statement=f"{task}\n\nThis must hold:\n\n{code}\n\n{CALLS}",
            examples=tests[:1],
            hidden=tests[1:],
            source="MBPP",
            rules=harness(f"{prelude}\n"),
        ),
        solutions=_solution(row.get("code")),
    )


def _solution(source: str | None) -> tuple[Program, ...]:
    return (Program(source, Language.PYTHON3),) if source else ()

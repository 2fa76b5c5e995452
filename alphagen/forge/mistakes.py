"""Wrong but plausible programs: a right one with one small change, as people and models make them.

A change is made in the text, so that a program keeps its style. Whether it is a mistake at all is
found out by running it: a changed program that still prints the same on every test is dropped.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from random import Random

from alphagen.core import TestCase

Edit = tuple[int, int, str]
"""Where a change begins and ends in the text, and what stands there afterwards."""

OTHER_COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">")),
    ast.LtE: ("<=", ("<", ">=")),
    ast.Gt: (">", (">=", "<")),
    ast.GtE: (">=", (">", "<=")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
}
OTHER_OPERATORS: dict[type[ast.operator], tuple[str, tuple[str, ...]]] = {
    ast.Add: ("+", ("-",)),
    ast.Sub: ("-", ("+",)),
    ast.Mult: ("*", ("+",)),
    ast.FloorDiv: ("//", ("%",)),
    ast.Mod: ("%", ("//",)),
}
OTHER_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "sum": "max"}
READING = ("input(", "next(data)", "sys.stdin")


class _Text:
    """Turns positions of the syntax tree into positions in the text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def start(self, node: ast.expr) -> int:
        return self._position(node.lineno, node.col_offset)

    def end(self, node: ast.expr) -> int:
        return self._position(node.end_lineno or 0, node.end_col_offset or 0)

    def _position(self, line: int, column: int) -> int:
        # Columns count bytes.
        begin = self.starts[line - 1]
        text = self.source[begin : self.starts[line]]
        return begin + len(text.encode()[:column].decode())

    def between(self, left: ast.expr, right: ast.expr, old: str, new: str) -> Iterator[Edit]:
        """Change the operator that stands between two expressions."""
        begin, stop = self.end(left), self.start(right)
        place = self.source.find(old, begin, stop)
        if place >= 0:
            yield place, place + len(old), new


def _other_operators(node: ast.AST, text: _Text) -> Iterator[Edit]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            for (before, after), op in zip(pairwise([left, *comparators]), ops, strict=True):
                old, others = OTHER_COMPARISONS.get(type(op), ("", ()))
                for new in others:
                    yield from text.between(before, after, old, new)
        case ast.BinOp(left=left, op=operator, right=right):
            old, others = OTHER_OPERATORS.get(type(operator), ("", ()))
            for new in others:
                yield from text.between(left, right, old, new)
        case ast.BoolOp(op=junction, values=values):
            old, new = ("and", "or") if isinstance(junction, ast.And) else ("or", "and")
            for before, after in pairwise(values):
                yield from text.between(before, after, old, new)
        case _:
            pass


def _other_values(node: ast.AST, text: _Text) -> Iterator[Edit]:
    match node:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            for changed in (value + 1, value - 1):
                yield text.start(node), text.end(node), str(changed) if changed >= 0 else "(-1)"
        case ast.Name(id=name) if name in OTHER_NAMES:
            yield text.start(node), text.end(node), OTHER_NAMES[name]
        case ast.Call(func=ast.Name(id="range"), args=[*_, last]):
            for change in (" - 1", " + 1"):
                yield text.end(last), text.end(last), change
        case ast.Subscript(slice=ast.Name() as index):
            yield text.end(index), text.end(index), " - 1"
        case _:
            pass


def edits(source: str) -> list[Edit]:
    """List the small changes that can be made to a program, but for the lines that read."""
    text = _Text(source)
    reading = {
        number
        for number, line in enumerate(source.splitlines(), start=1)
        if any(word in line for word in READING)
    }
    found = {
        edit
        for node in ast.walk(ast.parse(source))
        if getattr(node, "lineno", 0) not in reading
        for edit in (*_other_operators(node, text), *_other_values(node, text))
    }
    return sorted(found)


def mistakes(source: str, rng: Random) -> Iterator[str]:
    """Yield changed programs in random order, each with one change; all of them compile."""
    changes = edits(source)
    rng.shuffle(changes)
    for begin, end, new in changes:
        changed = source[:begin] + new + source[end:]
        try:
            compile(changed, "<mistake>", "exec")
        except (SyntaxError, ValueError):
            continue
        yield changed


def wrong_solutions(
    solutions: Sequence[str],
    tests: Sequence[TestCase],
    is_right: Callable[[str, Sequence[TestCase]], bool],
    rng: Random,
    count: int,
) -> list[str]:
    """Make programs that fail a test.

    Args:
        solutions: right programs to change.
        tests: what they are labelled by.
        is_right: whether a program passes all tests. A changed program may do anything, loop
            for ever included: run it in the sandbox.
        rng: source of chance.
        count: how many to make; fewer when the changes run out.
    """
    wrong: list[str] = []
    sources = list(solutions)
    rng.shuffle(sources)
    candidates = [changed for source in sources for changed in mistakes(source, rng)]
    rng.shuffle(candidates)
    for changed in candidates:
        if len(wrong) == count:
            break
        if changed not in wrong and not is_right(changed, tests):
            wrong.append(changed)
    return wrong

"""How the variables of one instance lie in its input, and the code that reads them.

A layout is a list of blocks. A block writes its lines, reads them back in Python, and is put in
words by ``wording.py``. The same family gets a new layout in every instance: values on one line
or several, lists in a row or a column, a count before its list or on the same line.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from alphagen.forge.variables import SCALARS, Variable

CASTS = {"int": "int", "float": "float"}
Rename = Callable[[str], str]

JOINING = ((1.0, 0.0, 0.5), (50, 30, 20))
"""Chances that a value stands on the line of the one before it, and how often each is drawn."""


@dataclass(frozen=True)
class Block:
    """Variables that are written together.

    Attributes:
        kind: line (scalars on one line), row (a list on one line), column (a list, one element a
            line), prefixed (a count and its list on one line), or the variable's kind.
        variables: in the order they are written.
    """

    kind: str
    variables: tuple[Variable, ...]


def plan(variables: Sequence[Variable], rng: Random) -> list[Block]:
    """Draw a layout."""
    blocks: list[Block] = []
    joining = rng.choices(*JOINING)[0]
    column = rng.random() < 0.18
    for variable in variables:
        last = blocks[-1] if blocks else None
        if variable.kind in SCALARS:
            numbers = variable.kind in CASTS
            # A text holds spaces: it stands alone on its line.
            texts = variable.kind == "text" or (last and last.variables[-1].kind == "text")
            joins = last is not None and last.kind == "line" and not texts
            same = joins and last is not None and (last.variables[-1].kind in CASTS) == numbers
            chance = joining if same else joining / 2
            if last is not None and joins and rng.random() < chance:
                blocks[-1] = Block("line", (*last.variables, variable))
            else:
                blocks.append(Block("line", (variable,)))
        elif variable.kind in ("list", "perm"):
            counted = (
                last is not None
                and last.kind == "line"
                and len(last.variables) == 1
                and variable.bounds[0].source == last.variables[0].name
                and variable.kind == "list"
                and variable.items[0].kind == "int"
            )
            if counted and last is not None and rng.random() < 0.05:
                blocks[-1] = Block("prefixed", (last.variables[0], variable))
            elif variable.items and variable.items[0].kind == "text":
                blocks.append(Block("column", (variable,)))
            else:
                blocks.append(Block("column" if column else "row", (variable,)))
        else:
            blocks.append(Block(variable.kind, (variable,)))
    return blocks


def write(blocks: Sequence[Block], values: Mapping[str, Any]) -> str:
    """Write the values as input text, without a final newline."""
    lines: list[str] = []
    for block in blocks:
        value = values[block.variables[-1].name]
        if block.kind == "line":
            lines.append(" ".join(str(values[v.name]) for v in block.variables))
        elif block.kind == "row":
            lines.append(" ".join(map(str, value)))
        elif block.kind == "prefixed":
            lines.append(" ".join(map(str, (len(value), *value))))
        elif block.kind in ("column", "grid"):
            lines.extend(map(str, value))
        else:
            lines.extend(" ".join(map(str, row)) for row in value)
    return "\n".join(lines)


def _cast(kind: str, text: str) -> str:
    return f"{CASTS[kind]}({text})" if kind in CASTS else text


def _item(variable: Variable) -> str:
    return variable.items[0].kind if variable.items else "int"


def read_lines(blocks: Sequence[Block], rename: Rename, rng: Random) -> list[str]:
    """Write the code that reads the input line by line."""
    strip = ".strip()" if rng.random() < 0.05 else ""
    comprehension = rng.random() < 0.05
    lines: list[str] = []
    for block in blocks:
        lines += _read_block(block, rename, strip, comprehension=comprehension)
    return lines


def _read_block(block: Block, rename: Rename, strip: str, *, comprehension: bool) -> list[str]:
    variable = block.variables[-1]
    name = rename(variable.name)
    if block.kind == "line":
        return _read_scalars(block.variables, rename, strip)
    if block.kind == "prefixed":
        return [f"{rename(block.variables[0].name)}, *{name} = map(int, input().split())"]
    count = rename(variable.bounds[0].source)
    kind = _item(variable)
    row = "input().split()"
    if kind in CASTS:
        row = f"list(map({kind}, {row}))"
        if comprehension and block.kind == "row":
            row = f"[{kind}(x) for x in input().split()]"
    if block.kind == "row":
        return [f"{name} = {row}"]
    if block.kind == "column":
        element = _cast(kind, "input()" if kind in CASTS else f"input(){strip}")
        return [f"{name} = [{element} for _ in range({count})]"]
    if block.kind == "grid":
        return [f"{name} = [input(){strip} for _ in range({count})]"]
    if block.kind == "matrix":
        return [f"{name} = [{row} for _ in range({count})]"]
    return _read_rows(variable, rename, count)


def _read_scalars(variables: Sequence[Variable], rename: Rename, strip: str) -> list[str]:
    kinds = {v.kind for v in variables}
    names = ", ".join(rename(v.name) for v in variables)
    kind = variables[0].kind
    if len(variables) == 1:
        return [f"{names} = {_cast(kind, 'input()' if kind in CASTS else f'input(){strip}')}"]
    if len(kinds) == 1 and kind in CASTS:
        return [f"{names} = map({kind}, input().split())"]
    lines = [f"{names} = input().split()"]
    for v in variables:
        if v.kind in CASTS:
            lines.append(f"{rename(v.name)} = {v.kind}({rename(v.name)})")
    return lines


def _read_rows(variable: Variable, rename: Rename, count: str) -> list[str]:
    name = rename(variable.name)
    kinds = {item.kind for item in variable.items}
    if len(kinds) == 1 and variable.items[0].kind in CASTS:
        kind = variable.items[0].kind
        return [f"{name} = [tuple(map({kind}, input().split())) for _ in range({count})]"]
    if len(kinds) == 1:
        return [f"{name} = [tuple(input().split()) for _ in range({count})]"]
    fields = ", ".join(rename(item.name) for item in variable.items)
    typed = ", ".join(_cast(item.kind, rename(item.name)) for item in variable.items)
    return [
        f"{name} = []",
        f"for _ in range({count}):",
        f"    {fields} = input().split()",
        f"    {name}.append(({typed}))",
    ]


def read_tokens(blocks: Sequence[Block], rename: Rename) -> list[str]:
    """Write the code that reads the input word by word, from an iterator called ``data``."""
    lines: list[str] = []
    for variable in (v for block in blocks for v in block.variables):
        name = rename(variable.name)
        if variable.scalar:
            lines.append(f"{name} = {_cast(variable.kind, 'next(data)')}")
            continue
        count = rename(variable.bounds[0].source)
        if variable.kind == "rows":
            item = "(" + ", ".join(_cast(f.kind, "next(data)") for f in variable.items) + ")"
            item = item if len(variable.items) > 1 else item[:-1] + ",)"
        elif variable.kind == "grid":
            item = "next(data)"
        else:
            item = _cast(_item(variable), "next(data)")
        if variable.kind == "matrix":
            item = f"[{item} for _ in range({rename(variable.bounds[1].source)})]"
        lines.append(f"{name} = [{item} for _ in range({count})]")
    return lines


def by_tokens(blocks: Sequence[Block]) -> bool:
    """Whether the input can be read word by word: no value holds spaces."""
    return all(v.kind != "text" and _item(v) != "text" for block in blocks for v in block.variables)

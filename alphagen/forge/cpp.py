"""The whole C++ program around a family's C++ solution: types, reading, several cases."""

import re
from collections.abc import Sequence

from alphagen.forge.layout import Block, Rename
from alphagen.forge.program import indent
from alphagen.forge.variables import Variable

TYPES = {"int": "long long", "float": "double", "word": "string", "text": "string"}


def element_type(variable: Variable) -> str:
    """Return the type of a list's elements, or of a permutation's."""
    return TYPES[variable.items[0].kind] if variable.items else TYPES["int"]


def _expression(source: str, rename: Rename) -> str:
    """Write a bound of a variable, an expression of Python, in C++."""
    powers = re.sub(r"(\w+) ?\*\* ?(\w+)", r"llround(pow(\1, \2))", rename(source))
    return powers.replace("//", "/")


def _read(variable: Variable, rename: Rename) -> list[str]:
    name = rename(variable.name)
    kind = variable.kind
    if kind == "text":
        return [f"string {name};", f"getline(cin >> ws, {name});"]
    if kind in TYPES:
        return [f"{TYPES[kind]} {name};", f"cin >> {name};"]
    count = _expression(variable.bounds[0].source, rename)
    if kind == "grid":
        return [f"vector<string> {name}({count});", f"for (auto &row : {name}) cin >> row;"]
    if kind == "matrix":
        width = _expression(variable.bounds[1].source, rename)
        return [
            f"vector<vector<long long>> {name}({count}, vector<long long>({width}));",
            f"for (auto &row : {name})",
            "    for (auto &value : row) cin >> value;",
        ]
    if kind == "rows":
        types = ", ".join(TYPES[item.kind] for item in variable.items)
        fields = [rename(item.name) for item in variable.items]
        return [
            f"vector<tuple<{types}>> {name}({count});",
            f"for (auto &[{', '.join(fields)}] : {name}) cin >> {' >> '.join(fields)};",
        ]
    value = (
        "getline(cin >> ws, value)"
        if variable.items and variable.items[0].kind == "text"
        else "cin >> value"
    )
    return [
        f"vector<{element_type(variable)}> {name}({count});",
        f"for (auto &value : {name}) {value};",
    ]


def render_cpp(body: str, blocks: Sequence[Block], rename: Rename, *, several: bool) -> str:
    """Write a C++17 program that reads the blocks and runs the body.

    Args:
        body: a solution, its names already those of the instance.
        blocks: layout of one case.
        rename: gives variables their names.
        several: the input opens with the number of cases.
    """
    lines = [
        line for block in blocks for variable in block.variables for line in _read(variable, rename)
    ]
    lines += body.rstrip().split("\n")
    if several:
        lines = ["int cases;", "cin >> cases;", "while (cases--) {", *indent(lines), "}"]
    head = ["#include <bits/stdc++.h>", "using namespace std;", "", "int main() {"]
    return "\n".join([*head, *indent(lines), "}"]) + "\n"

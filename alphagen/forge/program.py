"""The whole Python program around a family's solution: reading, several cases, styles."""

from collections.abc import Callable, Sequence
from random import Random

from alphagen.forge.layout import Block, by_tokens, read_lines, read_tokens

# Rare on purpose: a thousand samples should differ in what they do, not in how they look.
TOKENS_SHARE = 0.04
FUNCTION_SHARE = 0.1


def indent(lines: Sequence[str]) -> list[str]:
    """Indent by one level."""
    return ["    " + line if line else line for line in lines]


def split_imports(body: str) -> tuple[list[str], list[str]]:
    """Separate a body's import lines, which go to the top of the program, from the rest."""
    lines = body.rstrip().split("\n")
    imports = [line for line in lines if line.startswith(("import ", "from "))]
    return imports, [line for line in lines if line not in imports]


def render_program(
    body: str,
    blocks: Sequence[Block],
    rename: Callable[[str], str],
    rng: Random,
    *,
    several: bool,
) -> str:
    """Write a program that reads the blocks and runs the body.

    Args:
        body: a solution, its names already those of the instance.
        blocks: layout of one case.
        rename: gives variables their names.
        rng: draws the style.
        several: the input opens with the number of cases.
    """
    imports, lines = split_imports(body)
    style = rng.random()
    tokens = style < TOKENS_SHARE and by_tokens(blocks)
    if tokens:
        imports.insert(0, "import sys")
        opening = ["data = iter(sys.stdin.read().split())"]
        reading = read_tokens(blocks, rename)
        total = "int(next(data))"
    else:
        opening = []
        reading = read_lines(blocks, rename, rng)
        total = "int(input())"
    if several and rng.random() < FUNCTION_SHARE:
        main = ["def solve():", *indent([*reading, *lines]), ""]
        main += ["", f"for _ in range({total}):", "    solve()"]
        main = [*opening, *main] if not tokens else [opening[0], "", "", *main]
    elif several:
        loop = f"for _ in range({total}):"
        if rng.random() < FUNCTION_SHARE:
            opening = [*opening, f"cases = {total}"]
            loop = "for _ in range(cases):"
        main = [*opening, loop, *indent([*reading, *lines])]
    elif rng.random() < FUNCTION_SHARE / 5:
        main = ["def main():", *indent([*opening, *reading, *lines]), "", "", "main()"]
    else:
        main = [*opening, *reading, *lines]
    return "\n".join([*imports, *main]) + "\n"

"""What ``write`` writes is read back, in every layout, by every way of reading and every style."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.forge.layout import by_tokens, plan, read_lines, read_tokens, write
from alphagen.forge.program import render_program, split_imports
from alphagen.forge.trusted import run_trusted
from alphagen.forge.variables import draw, parse_variable

SETS = (
    {"n": "int 1 9", "a": "list n int -5 10**9"},
    {"n": "int 1 9", "k": "int 1 9", "x": "float 0 1 2", "p": "perm n"},
    {"s": "word 1 9", "c": "word 1 1 ab", "k": "int 1 9", "t": "text 1 4", "u": "word 1 3"},
    {"t": "text 2 4", "n": "int 1 5", "l": "list n text 1 3", "x": "float 0 9 1"},
    {"h": "int 1 4", "w": "int 1 4", "g": "grid h w .#", "m": "matrix h w int 0 9"},
    {"n": "int 1 4", "r": "rows n (x int 0 9, y int 0 9)", "s": "rows n (f float 0 9 1)"},
    {"n": "int 1 4", "r": "rows n (v word 1 3, k int 0 9)", "s": "rows n (b word 1 3, c word 1 2)"},
    {"n": "int 1 4", "o": "rows n (x int 0 9)", "q": "list 2*n word 1 4",
     "f": "list n float 0 1 2"},
)  # fmt: skip
KINDS = {"line", "row", "column", "prefixed", "grid", "matrix", "rows"}


def drawn(texts, rng):
    variables = [parse_variable(name, text) for name, text in texts.items()]
    values = {}
    for variable in variables:
        values[variable.name] = draw(variable, values, rng, small=True, count=True)
    return variables, values


def rename(source):
    return source


def shown(variables):
    return "\n".join(f"print(repr({v.name}))" for v in variables)


def expected(variables, values):
    return "".join(f"{values[v.name]!r}\n" for v in variables)


@pytest.mark.parametrize("texts", SETS)
@settings(max_examples=20)
@given(seed=st.integers(0, 10**6))
def test_what_is_written_is_read_back(texts, seed):
    rng = Random(seed)
    variables, values = drawn(texts, rng)
    blocks = plan(variables, rng)
    stdin = write(blocks, values) + "\n"
    lines = "\n".join([*read_lines(blocks, rename, rng), shown(variables)])
    assert run_trusted(lines, stdin) == expected(variables, values)
    if by_tokens(blocks):
        opening = ["import sys", "data = iter(sys.stdin.read().split())"]
        tokens = "\n".join([*opening, *read_tokens(blocks, rename), shown(variables)])
        assert run_trusted(tokens, stdin) == expected(variables, values)


@pytest.mark.parametrize("texts", SETS)
@settings(max_examples=10)
@given(seed=st.integers(0, 10**6), several=st.booleans())
def test_every_style_of_program_reads_its_input(texts, seed, several):
    rng = Random(seed)
    variables, values = drawn(texts, rng)
    blocks = plan(variables, rng)
    source = render_program(shown(variables), blocks, rename, rng, several=several)
    times = 3 if several else 1
    stdin = "\n".join([*(["3"] if several else []), *[write(blocks, values)] * times]) + "\n"
    assert run_trusted(source, stdin) == expected(variables, values) * times


def test_every_kind_of_block_is_drawn():
    seen = set()
    for seed in range(200):
        for texts in (SETS[0], SETS[4], SETS[5]):
            blocks = plan([parse_variable(*item) for item in texts.items()], Random(seed))
            seen |= {block.kind for block in blocks}
    assert seen == KINDS


def test_values_are_grouped_on_lines_in_every_way():
    variables = [parse_variable(name, "int 1 9") for name in "abcd"]
    plans = {tuple(len(b.variables) for b in plan(variables, Random(i))) for i in range(200)}
    assert {(4,), (1, 1, 1, 1), (2, 2), (1, 3), (3, 1), (1, 2, 1)} <= plans


def test_values_with_spaces_are_not_read_word_by_word():
    for texts, expected_answer in ((SETS[0], True), (SETS[2], False), (SETS[3], False)):
        blocks = plan([parse_variable(*item) for item in texts.items()], Random(0))
        assert by_tokens(blocks) is expected_answer


def test_every_style_is_drawn():
    variables = [parse_variable("n", "int 1 9")]
    blocks = plan(variables, Random(0))
    for several, marks in (
        (False, ("def main():", "next(data)", "input()")),
        (True, ("def solve():", "next(data)", "cases = ", "for _ in range(int(input())):")),
    ):
        sources = [
            render_program("print(n)", blocks, rename, Random(seed), several=several)
            for seed in range(100)
        ]
        for mark in marks:
            assert any(mark in source for source in sources), mark
        assert len(set(sources)) >= len(marks)


def test_imports_go_to_the_top():
    body = "import math\nfrom heapq import heappop\nprint(math.pi)\n"
    assert split_imports(body) == (["import math", "from heapq import heappop"], ["print(math.pi)"])
    source = render_program(body, [], rename, Random(3), several=True)
    assert source.startswith("import math\nfrom heapq import heappop\n")

"""One problem drawn from a family: statement, tests and solutions that agree with them."""

import contextlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from types import CodeType
from typing import Any

from alphagen.core import Problem, TestCase
from alphagen.errors import ForgeError
from alphagen.forge.constants import draw_constants
from alphagen.forge.family import Family
from alphagen.forge.layout import Block, plan, write
from alphagen.forge.naming import draw_names, pieces, substitute
from alphagen.forge.program import render_program
from alphagen.forge.statement import Manner, render_statement
from alphagen.forge.variables import Values, draw

ATTEMPTS = 30


@dataclass(frozen=True)
class Instance:
    """A problem and the programs that solve it.

    Attributes:
        problem: with its example and hidden tests.
        solutions: Python 3 programs, one for each solution of the family.
        family: name of the family.
        telling: index of the telling used, -1 when it was withheld.
    """

    problem: Problem
    solutions: tuple[str, ...]
    family: str
    telling: int


@lru_cache(maxsize=8192)
def _compiled(source: str) -> CodeType:
    return compile(source, "<family>", "exec")


def run_trusted(source: str, stdin: str) -> str:
    """Run a family's own program in this process and return what it prints.

    Only for code that ships with alphagen; programs of models go through ``execution``.
    """
    stream = io.StringIO(stdin)
    output = io.StringIO()
    scope: dict[str, Any] = {
        "__name__": "__main__",
        "input": lambda: _read_line(stream),
    }
    module = _compiled(source.replace("sys.stdin", "STDIN"))
    scope["STDIN"] = stream
    with contextlib.redirect_stdout(output):
        exec(module, scope)  # noqa: S102 - the families' own code
    return output.getvalue()


def _read_line(stream: io.StringIO) -> str:
    line = stream.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def draw_values(
    family: Family, constants: Mapping[str, Any], rng: Random, *, small: bool
) -> Values | None:
    """Draw the input of one test, or None when the family's condition refuses it."""
    values: Values = dict(constants)
    counts = family.counts
    for variable in family.variables:
        values[variable.name] = draw(
            variable, values, rng, small=small, count=variable.name in counts
        )
    scope: dict[str, Any] = {"rng": rng, "small": small, **values}
    if family.generate:
        exec(_compiled(family.generate), scope)  # noqa: S102 - the families' own code
        values.update({v.name: scope[v.name] for v in family.variables})
    if family.where and not eval(family.where, scope):  # noqa: S307 - the families' own code
        return None
    return values


def _test(
    source: str,
    family: Family,
    blocks: list[Block],
    constants: Mapping[str, Any],
    rng: Random,
    *,
    small: bool,
    cases: int,
) -> TestCase:
    """Draw one test; ``cases`` is 0 for a single case without a count before it."""
    texts: list[str] = []
    for _ in range(ATTEMPTS * max(cases, 1)):
        values = draw_values(family, constants, rng, small=small)
        if values is not None:
            texts.append(write(blocks, values))
        if len(texts) == max(cases, 1):
            break
    else:
        raise ForgeError(f"Family {family.name}: 'where' refuses nearly every input.")
    stdin = "\n".join([str(cases), *texts] if cases else texts) + "\n"
    return TestCase(stdin, run_trusted(source, stdin))


def _tests(
    source: str,
    family: Family,
    blocks: list[Block],
    constants: Mapping[str, Any],
    rng: Random,
    *,
    small: bool,
    count: int,
    several: bool,
) -> tuple[TestCase, ...]:
    """Draw tests whose outputs differ where that can be had."""
    tests: list[TestCase] = []
    outputs: set[str] = set()
    length = 220 if small else 20_000
    for attempt in range(count * 6):
        cases = rng.randint(2, 5 if small else 20) if several else 0
        test = _test(source, family, blocks, constants, rng, small=small, cases=cases)
        fresh = test.output not in outputs or attempt >= count * 3
        if len(test.input) > length and attempt < count * 5:
            continue
        if fresh and test.input not in {t.input for t in tests}:
            tests.append(test)
            outputs.add(test.output)
        if len(tests) == count:
            break
    if not tests:
        raise ForgeError(f"Family {family.name}: no test could be drawn.")
    return tuple(tests)


def draw_instance(
    family: Family, rng: Random, *, examples: int = 0, hidden: int = 0, withheld: bool = False
) -> Instance:
    """Draw one problem.

    Args:
        family: the task.
        rng: source of chance; the same state gives the same instance.
        examples: number of example tests; 0 draws one to three.
        hidden: number of hidden tests.
        withheld: leave the telling out, so that only formats and examples speak.

    Raises:
        ForgeError: the family is ill-formed.
    """
    constants, texts, codes = draw_constants(family.constants, rng)
    raw: dict[str, str] = {}
    for group in family.variants:
        raw.update(rng.choice(group))
    # An alternative may name another one, once.
    nested = {k: substitute(v, {o: t for o, t in raw.items() if o != k}) for k, v in raw.items()}
    bodies = [substitute(substitute(body, nested), codes) for body in family.solutions]
    used = (
        frozenset(word for body in bodies for word in pieces(body)[1::2])
        - {v.name for v in family.variables}
        - {f.name for v in family.variables for f in v.items}
    )
    names = draw_names(family, used, {**texts, **raw}, rng)
    several = family.several and rng.random() < 0.12
    blocks = plan(family.variables, rng)
    solutions = tuple(
        render_program(names.rename(body), blocks, names.rename, rng, several=several)
        for body in bodies
    )
    try:
        drawn = [
            _tests(
                solutions[0],
                family,
                blocks,
                constants,
                rng,
                small=small,
                count=count,
                several=several,
            )
            if count
            else ()
            for small, count in (
                (True, examples or rng.choices((1, 2, 3), (40, 40, 20))[0]),
                (False, hidden),
            )
        ]
    except ForgeError:
        raise
    except Exception as error:
        raise ForgeError(f"Family {family.name}: {type(error).__name__}: {error}") from error
    index = rng.randrange(len(family.tellings))
    manner = Manner(several=several, withheld=withheld)
    telling = family.tellings[index]
    statement, title = render_statement(family, telling, names, blocks, manner, rng)
    problem = Problem(
        statement=statement,
        examples=drawn[0],
        hidden=drawn[1],
        title=title,
        rating=family.rating,
        tags=family.tags,
        source="alphagen forge",
    )
    return Instance(problem, solutions, family.name, -1 if withheld else index)

"""One problem drawn from a family: statement, tests and solutions that agree with them."""

from dataclasses import dataclass
from random import Random

from alphagen.core import Problem
from alphagen.errors import ForgeError
from alphagen.forge.constants import draw_constants
from alphagen.forge.cpp import render_cpp
from alphagen.forge.drawing import TestMaker, revealing
from alphagen.forge.family import Family
from alphagen.forge.flavour import note
from alphagen.forge.layout import plan
from alphagen.forge.naming import draw_names, pieces, substitute
from alphagen.forge.program import render_program
from alphagen.forge.statement import Manner, render_statement
from alphagen.forge.trusted import limited

SEVERAL_SHARE = 0.12  # of the instances that may, read several cases
SPARE_EXAMPLES = 2  # drawn and not shown: those are shown that tell right from wrong


@dataclass(frozen=True)
class Instance:
    """A problem and the programs that solve it.

    Attributes:
        problem: with its example and hidden tests.
        solutions: Python 3 programs, one for each solution of the family.
        family: name of the family.
        telling: index of the telling used, -1 when it was withheld.
        wrong: Python 3 programs with a mistake; a few tests alone may not show it.
        cpp: a C++17 program that solves it; empty when the family has none.
    """

    problem: Problem
    solutions: tuple[str, ...]
    family: str
    telling: int
    wrong: tuple[str, ...] = ()
    cpp: str = ""


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
        ForgeError: the family is ill-formed; the message names it.
    """
    try:
        with limited():
            return _draw(family, rng, examples, hidden, withheld=withheld)
    except ForgeError as error:
        raise ForgeError(f"Family {family.name}: {error}") from error


def _draw(family: Family, rng: Random, examples: int, hidden: int, *, withheld: bool) -> Instance:
    constants, texts, codes = draw_constants(family.constants, rng)
    raw: dict[str, str] = {}
    for group in family.variants:
        raw.update(rng.choice(group))
    nested = raw
    for _ in range(2):  # an alternative may name another one, and that a third
        nested = {
            key: substitute(text, {o: t for o, t in nested.items() if o != key})
            for key, text in nested.items()
        }

    def code(body: str) -> str:
        return substitute(substitute(body, nested), codes)

    bodies, mistakes = [*map(code, family.solutions)], [*map(code, family.wrong)]
    cpp = code(family.cpp)
    words = frozenset(word for body in [*bodies, *mistakes, cpp] for word in pieces(body)[1::2])
    used = words.difference(family.names)
    names = draw_names(family, used, {**texts, **raw}, rng)
    several = family.several and rng.random() < SEVERAL_SHARE
    blocks = plan(family.variables, rng)

    def programs(sources: list[str]) -> tuple[str, ...]:
        return tuple(
            render_program(names.rename(source), blocks, names.rename, rng, several=several)
            for source in sources
        )

    solutions, wrong = programs(bodies), programs(mistakes)
    maker = TestMaker(family, solutions[0], blocks, constants, several)
    shown = examples or rng.choices((1, 2, 3), (40, 40, 20))[0]
    try:
        candidates = maker.several_tests(shown + SPARE_EXAMPLES, rng, small=True)
        example_tests = revealing(candidates, wrong, shown)
        hidden_tests = maker.several_tests(hidden, rng, small=False)
    except ForgeError:
        raise
    except Exception as error:  # a family's code may fail in any way
        raise ForgeError(f"{type(error).__name__}: {error}") from error
    index = rng.randrange(len(family.tellings))
    manner = Manner(several=several, withheld=withheld)
    telling = family.tellings[index]
    statement, title = render_statement(family, telling, names, blocks, manner, rng)
    problem = Problem(
        statement=statement + note(example_tests, rng),
        examples=example_tests,
        hidden=hidden_tests,
        title=title,
        rating=family.rating,
        tags=family.tags,
        source="alphagen forge",
    )
    if cpp:
        cpp = render_cpp(names.rename(cpp), blocks, names.rename, several=several)
    return Instance(problem, solutions, family.name, -1 if withheld else index, wrong, cpp)

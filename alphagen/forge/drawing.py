"""The tests of one instance: inputs drawn from the variables, outputs from a solution."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from alphagen.core import TestCase
from alphagen.errors import ForgeError
from alphagen.forge.bounds import misfits
from alphagen.forge.family import Family
from alphagen.forge.layout import Block, write
from alphagen.forge.trusted import holds, run_snippet, run_trusted
from alphagen.forge.variables import Values, draw

ATTEMPTS = 30
SMALL_LENGTH = 220  # characters of an input that a person would still print in a statement
LARGE_LENGTH = 20_000


def draw_values(
    family: Family, constants: Mapping[str, Any], rng: Random, *, small: bool
) -> Values | None:
    """Draw the input of one test, or None when the family's condition or bounds refuse it."""
    values: Values = dict(constants)
    counts = family.counts
    for variable in family.variables:
        values[variable.name] = draw(
            variable, values, rng, small=small, count=variable.name in counts
        )
    scope: dict[str, Any] = {"rng": rng, "small": small, **values}
    if family.generate:
        run_snippet(family.generate, scope)
        values.update({v.name: scope[v.name] for v in family.variables})
        if misfits(family, values):  # the statement promises the bounds
            return None
    return values if not family.where or holds(family.where, scope) else None


@dataclass(frozen=True)
class TestMaker:
    """Draws tests of one instance.

    Attributes:
        family: whose variables are drawn.
        source: a program that solves the instance.
        blocks: layout of one case.
        constants: the instance's constants.
        several: inputs open with the number of cases.
    """

    __test__ = False  # or pytest collects it

    family: Family
    source: str
    blocks: Sequence[Block]
    constants: Mapping[str, Any]
    several: bool

    def one(self, rng: Random, *, small: bool) -> TestCase:
        """Draw one test.

        Raises:
            ForgeError: the family's condition or bounds refuse nearly every input.
        """
        cases = rng.randint(2, 5 if small else 20) if self.several else 0
        texts: list[str] = []
        for _ in range(ATTEMPTS * max(cases, 1)):
            values = draw_values(self.family, self.constants, rng, small=small)
            if values is not None:
                texts.append(write(self.blocks, values))
            if len(texts) == max(cases, 1):
                break
        else:
            raise ForgeError("'where' or the bounds refuse nearly every input.")
        stdin = "\n".join([str(cases), *texts] if cases else texts) + "\n"
        return TestCase(stdin, run_trusted(self.source, stdin))

    def several_tests(self, count: int, rng: Random, *, small: bool) -> tuple[TestCase, ...]:
        """Draw up to ``count`` tests whose outputs differ where that can be had.

        Raises:
            ForgeError: not even one could be drawn.
        """
        tests: dict[str, TestCase] = {}
        outputs: set[str] = set()
        length = SMALL_LENGTH if small else LARGE_LENGTH
        for attempt in range(count * 6):
            test = self.one(rng, small=small)
            fresh = test.output not in outputs or attempt >= count * 3
            fits = len(test.input) <= length or attempt >= count * 5
            if fresh and fits and test.input not in tests:
                tests[test.input] = test
                outputs.add(test.output)
            if len(tests) == count:
                break
        if count and not tests:
            raise ForgeError("no test could be drawn.")
        return tuple(tests.values())


def disagreement(source: str, tests: Sequence[TestCase]) -> str:
    """Say where a program's output is not that of the tests; empty when it is."""
    for test in tests:
        try:
            output = run_trusted(source, test.input)
        except Exception as error:  # a family's code may fail in any way
            output = f"{type(error).__name__}: {error}"
        if output.split() != test.output.split():
            return f"{output[:80]!r}, solution 1 {test.output[:80]!r}, on {test.input[:80]!r}"
    return ""


def revealing(tests: Sequence[TestCase], wrong: Sequence[str], count: int) -> tuple[TestCase, ...]:
    """Choose ``count`` of the tests, so that as few wrong programs as possible pass them all."""
    chosen: list[TestCase] = []
    passing = list(wrong)
    for test in tests:
        if len(chosen) == count:
            break
        fooled = [source for source in passing if not disagreement(source, [test])]
        if len(fooled) < len(passing):
            chosen.append(test)
            passing = fooled
    rest = [test for test in tests if test not in chosen]
    chosen += rest[: count - len(chosen)]
    return tuple(test for test in tests if test in chosen)

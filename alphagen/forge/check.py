"""Checks of families: solutions that agree, tests that differ, tellings that are complete."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from alphagen.errors import ForgeError
from alphagen.forge.drawing import disagreement
from alphagen.forge.family import Family
from alphagen.forge.instance import Instance, draw_instance
from alphagen.forge.naming import DRAWN, PLACEHOLDER

LEFTOVER = re.compile(r"(?<!_)\{[A-Za-z]\w*\}")  # a_{n} is none
MIN_TELLINGS = 2
MIN_SOLUTIONS = 2


@dataclass(frozen=True)
class Fault:
    """What is wrong with a family."""

    family: str
    message: str

    def __str__(self) -> str:
        return f"{self.family}: {self.message}"


def check_family(family: Family, instances: int = 10, seed: int = 0) -> list[Fault]:
    """Draw instances of a family and list what is wrong with it."""
    messages: list[str] = []
    if len(family.tellings) < MIN_TELLINGS:
        messages.append(f"{len(family.tellings)} telling(s); at least {MIN_TELLINGS} are needed")
    if len(family.solutions) < MIN_SOLUTIONS:
        messages.append(f"{len(family.solutions)} solution(s); at least {MIN_SOLUTIONS} are needed")
    messages += _check_alternatives(family) + _check_placeholders(family)
    same = 0
    drawn: list[Instance] = []
    for number in range(instances):
        try:
            instance = draw_instance(
                family, Random(f"{seed} {family.name} {number}"), examples=2, hidden=8
            )
        except ForgeError as error:
            messages.append(str(error).removeprefix(f"Family {family.name}: "))
            break
        messages += _check_instance(instance)
        tests = instance.problem.examples + instance.problem.hidden
        same += len({test.output for test in tests}) == 1
        drawn.append(instance)
    messages += _check_mistakes(drawn)
    if same * 2 > instances:
        messages.append(f"{same} of {instances} instances print the same on every test")
    return [Fault(family.name, message) for message in dict.fromkeys(messages)]


def _check_alternatives(family: Family) -> list[str]:
    """Name the alternatives that programs use and that some draws would not have."""
    code = "\n".join((*family.solutions, *family.wrong, family.cpp))
    used = set(re.findall(r"\w+", code))
    return [
        f"not every alternative of its group has '{name}'"
        for group in family.variants
        for name in sorted(set().union(*group))
        if name in used and not all(name in choice for choice in group)
    ]


def _check_placeholders(family: Family) -> list[str]:
    """Name what tellings have in braces and nothing is filled in for, in some draws or all."""
    known = set(family.names) | {name for key in family.constants for name in key.split()}
    known |= set(DRAWN)
    for group in family.variants:
        known |= set.intersection(*(set(choice) for choice in group))
    return [
        f"telling {number} has {{{word}}}, which is no variable, constant or alternative"
        for number, telling in enumerate(family.tellings, start=1)
        for text in telling.texts
        for word in PLACEHOLDER.findall(text)
        if word not in known and word.partition("_")[0] not in family.names
    ]


def _check_mistakes(instances: Sequence[Instance]) -> list[str]:
    """Say which wrong programs no test shows, or no example."""
    messages = []
    for number in range(len(instances[0].wrong) if instances else 0):
        problems = [(one.wrong[number], one.problem) for one in instances]
        if not any(disagreement(source, p.examples + p.hidden) for source, p in problems):
            messages.append(f"wrong program {number + 1} is right on every test")
        elif not any(disagreement(source, p.examples) for source, p in problems):
            messages.append(f"wrong program {number + 1} passes every example")
    return messages


def _check_instance(instance: Instance) -> list[str]:
    messages = []
    problem = instance.problem
    if LEFTOVER.search(problem.statement):
        messages.append(f"placeholder left in the statement: {problem.statement[:200]!r}")
    for number, source in enumerate(instance.solutions[1:], start=2):
        if found := disagreement(source, problem.examples + problem.hidden):
            messages.append(f"solution {number} prints {found}")
    return messages


def check_families(families: Iterable[Family], instances: int = 10) -> list[Fault]:
    """Check several families."""
    return [fault for family in families for fault in check_family(family, instances)]

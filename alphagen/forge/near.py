"""Tellings that share their wording with problems that others wrote."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alphagen.forge.family import Family

SHINGLE = 5  # words; shorter runs than that are in every statement
_WORD = re.compile(r"[a-z']+|\d+")


@dataclass(frozen=True, order=True)
class Likeness:
    """What a telling and a problem have in common, word for word.

    Attributes:
        length: of the run, in words.
        family: whose telling it is.
        telling: its index.
        problem: name of the problem.
        words: the longest run of words that both have.
    """

    length: int
    family: str
    telling: int
    problem: str
    words: str


def shingles(text: str) -> list[tuple[str, ...]]:
    """List the runs of ``SHINGLE`` words of a text; names in braces stand for anything."""
    words = _WORD.findall(re.sub(r"\{\w+\}", " ", text).lower())
    return [tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)]


def _longest(runs: list[tuple[str, ...]], found: set[tuple[str, ...]]) -> list[str]:
    best: list[str] = []
    run: list[str] = []
    for shingle in runs:
        if shingle not in found:
            run = []
        else:
            run = [*run, shingle[-1]] if run else list(shingle)
            best = max(best, run, key=len)
    return best


def near(families: Iterable[Family], problems: Mapping[str, str], at_least: int) -> list[Likeness]:
    """List tellings that have a run of words in common with a problem, the longest first.

    Args:
        families: whose tellings to compare.
        problems: statements by name.
        at_least: words of a run; five or more.
    """
    holders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name, statement in problems.items():
        for shingle in shingles(statement):
            holders[shingle].add(name)
    found = []
    for family in families:
        for index, telling in enumerate(family.tellings):
            runs = shingles(telling.text)
            shared: dict[str, set[tuple[str, ...]]] = defaultdict(set)
            for shingle in runs:
                for name in holders.get(shingle, ()):
                    shared[name].add(shingle)
            for name, common in shared.items():
                run = _longest(runs, common)
                if len(run) >= at_least:
                    found.append(Likeness(len(run), family.name, index, name, " ".join(run)))
    return sorted(found, reverse=True)

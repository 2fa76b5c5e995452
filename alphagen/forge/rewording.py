"""Tellings in other words, so that training does not learn them by heart.

A family has four tellings, and training meets each of them hundreds of times. A rare word in it, of
a sunflower or of a lighthouse, would soon stand for the whole family, and nothing else of the
statement would be read. So other words are put in place of such words, and synonyms in place of
common ones. What carries the task is kept: words that many families use, a list of terms, and what
stands in the family's programs.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from random import Random
from typing import NamedTuple

from alphagen.forge.family import FAMILIES, Family, Telling, training_families
from alphagen.forge.parts import plural
from alphagen.forge.texts import read_yaml
from alphagen.forge.words import coin

RARE = 0.01
"""Words that at most this share of the families uses are rare."""

SHARES = (0.0, 0.3, 0.6, 0.9)
"""Shares of the rare words that are exchanged; one is drawn for each problem."""

SYNONYMS = 0.35
"""Share of the synonyms that are used."""

COINED = 0.15
"""Share of the exchanged words for which a new one is made up: real statements have such, too."""

WORD = re.compile(r"(?<![\w{'-])[A-Za-z][a-z]{2,}(?![\w}'-])")
BRACES = re.compile(r"(\{[^{}]*\})")
AN_WHOLE = re.compile(r"\b([Aa])n (?=whole number)")
BEFORE_EACH = re.compile(
    r"(?:^|[.,:] |\b(?:after|at|by|for|from|in|of|on|to|with) )$", re.IGNORECASE
)
AFTER_EACH = re.compile(r" (?!of\b|other\b|once\b|on\b|an?\b|and\b|to\b|in\b|for\b)[a-z]")
ENDINGS = ("ing", "ed", "er", "ly", "y", "")


class Vocabulary(NamedTuple):
    """What may be exchanged.

    Attributes:
        known: all words of the training families.
        rare: rare words, in the singular.
        alike: those of a kind, each an alternative to the others of it.
        synonyms: what may stand for a word or phrase.
        phrases: finds these.
    """

    known: frozenset[str]
    rare: frozenset[str]
    alike: Mapping[str, tuple[str, ...]]
    synonyms: Mapping[str, tuple[str, ...]]
    phrases: re.Pattern[str]


def _ending(word: str) -> str:
    return next(ending for ending in ENDINGS if word.endswith(ending))


def _kind(word: str) -> str:
    """Say what a word looks like: its ending, and whether ``a`` or ``an`` stands before it."""
    return ("an " if word[0] in "aeiou" else "a ") + _ending(word)


def _coined(word: str, rng: Random) -> str:
    """Make up a word of the kind of another one."""
    while True:
        new = coin(rng, rng.randint(3, 7)) + _ending(word)
        if _kind(new) == _kind(word):
            return new


def _stem(word: str, known: Collection[str]) -> str:
    """Take the plural's ending off, so that one lantern and two lanterns stay the same thing."""
    if word.endswith("ies") and word[:-3] + "y" in known:
        return word[:-3] + "y"
    if word.endswith("es") and word[:-1] not in known and word[:-2] in known:
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _determines(match: re.Match[str]) -> bool:
    """Say whether "each" stands before its noun, where "every" can stand as well."""
    text = match.string
    before, after = text[: match.start()], text[match.end() :]
    return bool(BEFORE_EACH.search(before) and AFTER_EACH.match(after))


@cache
def vocabulary() -> Vocabulary:
    """Read the training families for rare words, and the file for synonyms and terms."""
    held = read_yaml(FAMILIES / "rewording.yaml")
    kept = set(held["kept"].split())
    groups = [[phrase.strip() for phrase in line.split("/")] for line in held["synonyms"]]
    synonyms: dict[str, tuple[str, ...]] = {}
    for group in groups:
        synonyms.setdefault(group[0], tuple(group[1:]))
    seen = [
        {
            word
            for telling in family.tellings
            for text in telling.texts
            for word in WORD.findall(BRACES.sub(" ", text))
            if word.islower()
        }
        for family in training_families()
    ]
    kept |= set(synonyms)
    known: frozenset[str] = frozenset().union(*seen)
    used = Counter(stem for words in seen for stem in {_stem(w, known) for w in words - kept})
    most = RARE * len(seen)
    rare = frozenset(stem for stem, number in used.items() if number <= most and stem not in kept)
    alike: dict[str, list[str]] = defaultdict(list)
    for word in sorted(rare & known):
        alike[_kind(word)].append(word)
    longest_first = sorted(synonyms, key=len, reverse=True)
    phrases = re.compile(rf"(?<![\w{{'-])({'|'.join(longest_first)})(?![\w}}'-])", re.IGNORECASE)
    return Vocabulary(known, rare, {k: tuple(v) for k, v in alike.items()}, synonyms, phrases)


def _like(word: str, other: str) -> str:
    """Write a word with a capital where the one it stands for has it."""
    return other[0].upper() + other[1:] if word[0].isupper() else other


def reworded(family: Family, rng: Random) -> Family:
    """Tell a family in other words; it keeps its programs, names and numbers.

    Args:
        family: the task.
        rng: draws which words are exchanged, the same in all that a telling says.
    """
    words = vocabulary()
    share = rng.choice(SHARES)
    codes = (*family.solutions, *family.wrong, family.cpp, family.generate)
    given = (text for group in family.variants for choice in group for text in choice.values())
    kept = set(re.findall(r"[a-z]+", " ".join((*codes, *given, *family.constants.values()))))
    chosen: dict[str, str] = {}

    def rare(match: re.Match[str]) -> str:
        word = match.group()
        lower = word.lower()
        stem = _stem(lower, words.known)
        if stem not in words.rare or lower in kept:
            return word
        if stem not in chosen:
            chosen[stem] = _other(stem, words, rng) if rng.random() < share else stem
        return _like(word, chosen[stem] if lower == stem else plural(chosen[stem]))

    def synonym(match: re.Match[str]) -> str:
        phrase = match.group()
        if phrase.lower() in kept or rng.random() >= SYNONYMS:
            return phrase
        if phrase.lower() == "each" and not _determines(match):
            return phrase
        return _like(phrase, rng.choice(words.synonyms[phrase.lower()]))

    def other(text: str) -> str:
        parts = BRACES.split(text)  # every second one is a placeholder
        parts[::2] = [words.phrases.sub(synonym, WORD.sub(rare, part)) for part in parts[::2]]
        return AN_WHOLE.sub(r"\1 ", "".join(parts))

    tellings = tuple(
        Telling(
            other(telling.text),
            other(telling.output),
            {name: other(phrase) for name, phrase in telling.phrases.items()},
            telling.title,
        )
        for telling in family.tellings
    )
    return replace(family, tellings=tellings)


def _other(word: str, words: Vocabulary, rng: Random) -> str:
    others = words.alike.get(_kind(word), ())
    if not others or rng.random() < COINED:
        return _coined(word, rng)
    return rng.choice(others)

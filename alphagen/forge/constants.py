"""The constants of an instance: numbers, words and answers that its statement states.

They are drawn anew for every instance, so that a model learns to copy them from the statement::

    K: int 2 9          W: word 3 6        C: letter        YES NO: answers
    P: person           X: choice a b c    F: float 1 5 1   LO HI: ordered int 1 20
    T: thing (plural noun)                 M: modulus
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from alphagen.errors import ForgeError
from alphagen.forge.naming import PEOPLE, THINGS
from alphagen.forge.words import draw_words

ANSWERS = (
    ("YES", "NO"), ("Yes", "No"), ("yes", "no"), ("YES", "NO"), ("Yes", "No"), ("1", "0"),
    ("possible", "impossible"), ("TRUE", "FALSE"), ("True", "False"), ("OK", "BAD"), ("Y", "N"),
    ("1", "-1"), ("WIN", "LOSE"), ("good", "bad"), ("Possible", "Impossible"), ("JA", "NEJ"),
    ("valid", "invalid"), ("safe", "danger"), ("accept", "reject"), ("Ja", "Nej"), ("ok", "fail"),
    ("Happy", "Sad"), ("true", "false"), ("IGEN", "NEM"), ("Alice", "Bob"), ("0", "1"),
)  # fmt: skip
COMMON_ANSWERS = 0.7  # share of the answers that are of these
MODULI = (1_000_000_007, 998_244_353, 1_000_000_009, 10_007, 1_000)
Drawn = tuple[dict[str, Any], dict[str, str], dict[str, str]]


def draw_constants(constants: Mapping[str, str], rng: Random) -> Drawn:
    """Draw the constants of one instance.

    Returns:
        Their values, their text in a statement, and their literals in a program, by name.

    Raises:
        ForgeError: a description is not one of the known kinds.
    """
    values: dict[str, Any] = {}
    for key, text in constants.items():
        names = key.split()
        try:
            kind, *rest = text.split()
            drawn = _draw(kind, rest, len(names), values, rng)
            values.update(zip(names, drawn, strict=True))
        except (ValueError, IndexError, NameError, TypeError, SyntaxError) as error:
            raise ForgeError(f"Constant {key}: '{text}' is not a description.") from error
    texts = {name: str(value) for name, value in values.items()}
    codes = {
        name: '"' + value + '"' if isinstance(value, str) else repr(value)
        for name, value in values.items()
    }
    return values, texts, codes


def _bounds(words: list[str], values: Mapping[str, Any]) -> tuple[int, int]:
    low, high = (eval(word, {}, dict(values)) for word in words[:2])  # noqa: S307 - our own files
    return low, high


def _draw(
    kind: str, rest: list[str], count: int, values: Mapping[str, Any], rng: Random
) -> tuple[Any, ...]:
    if kind == "answers":
        return _answers(rng)
    if kind == "int":
        low, high = _bounds(rest, values)
        return tuple(rng.sample(range(low, high + 1), count))
    if kind == "ordered":
        low, high = _bounds(rest[1:], values)
        return tuple(sorted(rng.sample(range(low, high + 1), count)))
    if kind == "float":
        return tuple(
            round(rng.uniform(float(rest[0]), float(rest[1])), int(rest[2])) for _ in range(count)
        )
    pools = {
        "choice": tuple(word.strip("\"'") for word in rest),
        "person": PEOPLE,
        "thing": THINGS,
        "letter": tuple("abcdefghijklmnopqrstuvwxyz"),
        "capital": tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "modulus": MODULI,
    }
    if kind == "word":
        return draw_words(rng, count, int(rest[0]), int(rest[1]))
    if kind not in pools:
        raise ValueError(kind)
    return tuple(rng.sample(pools[kind], count))


def _answers(rng: Random) -> tuple[str, ...]:
    """Draw two answers, now and then words that no contest has."""
    if rng.random() < COMMON_ANSWERS:
        return rng.choice(ANSWERS)
    style = rng.choice((str.upper, str.lower, str.capitalize, str.title))
    words = draw_words(rng, 6, 2, 9)
    length = rng.choices((1, 2, 3), (60, 25, 15))[0]
    end = rng.choice(("", "", "", "!"))
    return tuple(style(" ".join(words[i : i + length])) + end for i in (0, 3))

"""What made-up families share: filled templates, conventions for answers, the family of the parts.

Templates of texts and programs name what varies in capitals: ``MANY``, ``COND``, ``NONE``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.variables import Variable, parse_variable

TOKEN = re.compile(r"\b[A-Z]+\b")
NOTHING_WORDS = "choice NONE none EMPTY nothing NO - nobody IMPOSSIBLE"
_DULL = frozenset(
    "given number numbers integer integers following program another elements directly consider "
    "answer separated characters themselves compare from then reads takes many which have last "
    "word words that with each this into second strictly follows choose exactly different several "
    "separately excepted otherwise belongs carved counting excluded subtract multiply".split()
)
VERBS = ("Print", "Print", "Print", "Output", "Write", "Display")


def fill(template: str, tokens: Mapping[str, str]) -> str:
    """Replace the words in capitals of a template that have a meaning.

    >>> fill("the sum of the MANY or NONE", {"MANY": "cats"})
    'the sum of the cats or NONE'
    """
    return TOKEN.sub(lambda match: tokens.get(match[0], match[0]), template)


@lru_cache(maxsize=8192)
def _variable(name: str, text: str) -> Variable:
    return parse_variable(name, text)


def say(rng: Random) -> str:
    """Draw the verb of an instruction to print."""
    return rng.choice(VERBS)


def nothing(rng: Random, *, number: bool = True) -> tuple[str, str, dict[str, str]]:
    """Draw what is printed when there is no answer.

    Returns:
        Its code, its text, and the constants that it needs.
    """
    if rng.random() < 0.3 or not number:
        return "NONE", '"{NONE}"', {"NONE": NOTHING_WORDS}
    value = rng.choice(("-1", "-1", "-1", "0"))
    return value, value, {}


def plural(noun: str) -> str:
    """Put a noun in the plural: its head, where it has an "of" or "in".

    >>> plural("number of wins"), plural("quality"), plural("day"), plural("box")
    ('numbers of wins', 'qualities', 'days', 'boxes')
    """
    head, link, rest = next(
        (noun.partition(word) for word in (" of ", " in ") if word in noun), (noun, "", "")
    )
    if re.search("[^aeiou]y$", head):
        return head[:-1] + "ies" + link + rest
    return head + ("es" if re.search("(s|x|ch|sh)$", head) else "s") + link + rest


def article(noun: str) -> str:
    """Put an indefinite article before a noun."""
    return ("an " if noun[0] in "aeio" else "a ") + noun


def _title(text: str) -> str:
    """Make a title of a telling's longest word, which is what it is about as often as not."""
    words = re.findall(r"(?<![{\w])[a-z]{4,}(?![}\w])", text)
    return max((word for word in words if word not in _DULL), key=len, default="").capitalize()


def make_family(
    name: str,
    variables: Mapping[str, str],
    tellings: Sequence[Telling],
    solutions: Sequence[str],
    tags: tuple[str, ...] = ("implementation",),
    *,
    generate: str = "",
    constants: Mapping[str, str] | None = None,
) -> Family:
    """Make a family of rating 800 of its parts; the first solution is the plain one."""
    return Family(
        name=f"composed-{name}",
        tags=tags,
        rating=800,
        variables=tuple(_variable(key, text) for key, text in variables.items()),
        constants=constants or {},
        variants=(),
        where="",
        generate=generate,
        tellings=tuple(replace(telling, title=_title(telling.text)) for telling in tellings),
        solutions=tuple(solutions),
    )

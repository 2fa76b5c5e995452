"""Metadata: what a prompt is conditioned on, drawn afresh for every sample (paper, section 4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from alphagen.core import Language, Metadata

RATINGS = tuple(range(800, 3501, 100))
"""The paper draws ratings uniformly from 800 to 3500 (section 4.4)."""

TAG_COMBINATIONS: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split(","))
    for line in (
        "implementation|math|greedy|brute force|strings|constructive algorithms|data structures|"
        "dp|graphs|sortings|number theory|implementation,math|greedy,math|greedy,implementation|"
        "greedy,sortings|brute force,implementation|brute force,math|implementation,strings|"
        "constructive algorithms,math|constructive algorithms,greedy|data structures,greedy|"
        "dfs and similar,graphs|dfs and similar,trees|dp,greedy|dp,math|dp,strings|"
        "binary search,greedy|binary search,math|math,number theory|geometry,math|"
        "combinatorics,math|combinatorics,dp|bitmasks,math|bitmasks,dp|games,math|"
        "two pointers,sortings|implementation,simulation|graphs,shortest paths|dsu,graphs|"
        "trees,dp|probabilities,math|hashing,strings|flows,graphs|divide and conquer|"
        "matrices,math|ternary search|string suffix structures|greedy,strings|"
        "greedy,math,sortings|brute force,greedy,implementation"
    ).split("|")
)
"""Fifty common combinations; the paper draws from the fifty most popular ones (appendix C.2)."""


@dataclass(frozen=True, slots=True)
class MetadataChoices:
    """What may be drawn.

    Attributes:
        ratings: ratings to draw from; None in it stands for no rating line.
        tags: combinations of tags to draw from; an empty one stands for no tags line.
        languages: languages to draw from.
        language_shares: how often each is drawn; None for all alike.
    """

    ratings: Sequence[int | None] = RATINGS
    tags: Sequence[tuple[str, ...]] = TAG_COMBINATIONS
    languages: Sequence[Language] = (Language.PYTHON3,)
    language_shares: Sequence[float] | None = None


def draw_metadata(rng: Random, choices: MetadataChoices) -> Metadata:
    """Draw the metadata of one sample, each part uniformly and on its own."""
    return Metadata(
        rating=rng.choice(choices.ratings),
        tags=rng.choice(choices.tags),
        language=rng.choices(choices.languages, choices.language_shares)[0],
    )

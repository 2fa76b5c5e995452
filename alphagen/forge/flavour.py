"""Sentences around a task that say nothing about it, as real statements have them."""

import re
from collections.abc import Mapping
from functools import cache
from random import Random

import yaml

from alphagen.forge.family import FAMILIES, load_families
from alphagen.forge.naming import PEOPLE, PLACES, THINGS


@cache
def _sentences() -> Mapping[str, list[str]]:
    text = (FAMILIES / "flavour.yaml").read_text("utf-8")
    loaded: Mapping[str, list[str]] = yaml.safe_load(text)
    return loaded


def _filled(sentence: str, rng: Random) -> str:
    fills = {"person": PEOPLE, "thing": THINGS, "place": PLACES}
    return re.sub(r"\{(\w+)\}", lambda m: rng.choice(fills[m.group(1)]), sentence)


def opening(rng: Random) -> str:
    """Draw a sentence or two to stand before a task, or nothing."""
    if rng.random() > 0.3:
        return ""
    count = 1 if rng.random() < 0.7 else 2
    return " ".join(_filled(s, rng) for s in rng.sample(_sentences()["openings"], count)) + " "


def closing(rng: Random) -> str:
    """Draw a sentence to stand after a task, or nothing."""
    if rng.random() > 0.2:
        return ""
    return " " + _filled(rng.choice(_sentences()["closings"]), rng)


def unrelated(rng: Random) -> str:
    """Draw a story that has nothing to do with the task, or none at all."""
    chance = rng.random()
    if chance < 0.35:
        return ""
    if chance < 0.6:
        count = rng.randint(1, min(4, len(_sentences()["openings"])))
        return " ".join(_filled(s, rng) for s in rng.sample(_sentences()["openings"], count))
    telling = rng.choice(rng.choice(load_families()).tellings)
    return re.sub(r"\{(\w+)\}", lambda m: m.group(1).split("_")[0].lower(), telling.text)

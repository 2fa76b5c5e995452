"""Sentences around a task that say nothing about it, as real statements have them."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from random import Random

import yaml

from alphagen.core import TestCase
from alphagen.forge.family import FAMILIES, training_families
from alphagen.forge.naming import PEOPLE, PLACES, THINGS


@cache
def _sentences() -> Mapping[str, list[str]]:
    text = (FAMILIES / "flavour.yaml").read_text("utf-8")
    loaded: Mapping[str, list[str]] = yaml.safe_load(text)
    return loaded


def _filled(sentence: str, rng: Random) -> str:
    fills = {"person": PEOPLE, "thing": THINGS, "place": PLACES}
    return re.sub(r"\{(person|thing|place)\}", lambda m: rng.choice(fills[m.group(1)]), sentence)


# How many sentences stand there: mostly none, now and then so many that the task has to be found.
OPENING_SENTENCES = ((0, 1, 2, 3, 5, 8), (62, 18, 9, 5, 4, 2))
CLOSING_SENTENCES = ((0, 1, 2, 3), (78, 16, 4, 2))


def opening(rng: Random) -> str:
    """Draw sentences to stand before a task, or nothing."""
    sentences = _drawn("openings", OPENING_SENTENCES, rng)
    return sentences and sentences + ("\n\n" if rng.random() < 0.15 else " ")


def closing(rng: Random) -> str:
    """Draw sentences to stand after a task, or nothing."""
    sentences = _drawn("closings", CLOSING_SENTENCES, rng)
    return sentences and ("\n\n" if rng.random() < 0.15 else " ") + sentences


def _drawn(kind: str, counts: tuple[tuple[int, ...], tuple[int, ...]], rng: Random) -> str:
    count = rng.choices(*counts)[0]
    return " ".join(_filled(s, rng) for s in rng.sample(_sentences()[kind], count))


NOTES = (
    "In the first example the answer is {out}.",
    "In the first example, the input is {inp}, so the output is {out}.",
    "Explanation for the first sample: one can check that {out} is right.",
    "The first sample shows that {inp} gives {out}.",
    "In the first sample, {person} gets {out}.",
    "It can be shown that no other answer than {out} is correct for the first example.",
)


def note(examples: Sequence[TestCase], rng: Random) -> str:
    """Draw a section that explains an example, or nothing; most statements have none."""
    if rng.random() > 0.15:
        return ""
    texts = {
        "inp": " ".join(examples[0].input.split()),
        "out": " ".join(examples[0].output.split()),
    }
    fitting = [
        sentence
        for sentence in NOTES
        if all(0 < len(text) <= 60 for key, text in texts.items() if f"{{{key}}}" in sentence)
    ]
    if not fitting:
        return ""
    sentences = rng.sample(fitting, min(len(fitting), rng.randint(1, 2)))
    if rng.random() < 0.3:
        sentences.append(rng.choice(_sentences()["openings"]))
    heading = rng.choice(("Note", "Note", "Explanation", "Notes"))
    text = _filled(" ".join(sentences), rng)  # first: what a test holds is not to be filled in
    text = re.sub(r"\{(inp|out)\}", lambda m: texts[m.group(1)], text)
    return f"\n\n{heading}\n{text}"


def unrelated(rng: Random) -> str:
    """Draw a story that has nothing to do with the task, or none at all."""
    chance = rng.random()
    if chance < 0.35:
        return ""
    if chance < 0.6:
        count = rng.randint(1, min(4, len(_sentences()["openings"])))
        return " ".join(_filled(s, rng) for s in rng.sample(_sentences()["openings"], count))
    # Training reads these too, so the words of held-out families stay out of them.
    telling = rng.choice(rng.choice(training_families()).tellings)
    return re.sub(r"\{(\w+)\}", lambda m: m.group(1).split("_")[0].lower(), telling.text)

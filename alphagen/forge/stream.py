"""Endless problems for training, and fresh ones for measuring."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from random import Random

from alphagen.errors import ForgeError
from alphagen.forge.composed import compose
from alphagen.forge.family import Family, held_out_families, training_families
from alphagen.forge.instance import Instance, draw_instance
from alphagen.forge.rewording import reworded

TRIES = 20


@dataclass(frozen=True)
class Mixture:
    """What training problems are drawn from.

    Attributes:
        composed: share of problems from families made up on the spot.
        withheld: share, of those whose task examples can show, that comes without its telling.
        tellings: number of tellings that a family may use, the first ones; None for all.
        families: number of families, the easiest ones; None for all.
        reworded: share of problems whose tellings are put in other words.
    """

    composed: float = 0.25
    withheld: float = 0.12
    tellings: int | None = None
    families: int | None = None
    reworded: float = 0.0


def draw_training(seed: int, index: int, mixture: Mixture, *, hidden: int = 3) -> Instance:
    """Draw training problem number ``index``; the same arguments give the same problem."""
    fault = "every answer was the same"
    for attempt in range(TRIES):
        rng = Random(f"train {seed} {index} {attempt}")
        composed = rng.random() < mixture.composed
        family = compose(rng) if composed else rng.choice(training_families(mixture.families))
        if mixture.tellings is not None:
            family = replace(family, tellings=family.tellings[: mixture.tellings])
        if mixture.reworded and rng.random() < mixture.reworded:
            family = reworded(family, rng)
        withheld = rng.random() < mixture.withheld * (2 if composed else 1)
        examples = rng.choice((2, 3, 3)) if withheld else 0
        try:
            instance = draw_instance(
                family, rng, examples=examples, hidden=hidden, withheld=withheld
            )
        except ForgeError as error:
            # The checks report a family's rare faults; hours of training should not die of one.
            fault = str(error)
            continue
        tests = instance.problem.examples + instance.problem.hidden
        # A problem whose answer never changes teaches to ignore the question.
        if len({test.output for test in tests}) > 1:
            return instance
    raise ForgeError(f"No problem could be drawn at index {index} of seed {seed}: {fault}.")


def draw_fresh(families: Sequence[Family], number: int, seed: int) -> Iterator[Instance]:
    """Draw problems for measuring: the families in turn, with ten hidden tests each."""
    for index in range(number):
        family = families[index % len(families)]
        rng = Random(f"fresh {seed} {index} {family.name}")
        yield draw_instance(family, rng, examples=2, hidden=10)


def draw_split(split: str, seed: int, *, hidden: int) -> Iterator[Instance]:
    """Draw problems without end.

    Args:
        split: ``training``, made-up families included, or ``held-out``.
        seed: of the draw.
        hidden: hidden tests of each problem.
    """
    families = held_out_families()
    for index in count():
        if split == "training":
            yield draw_training(seed, index, Mixture(), hidden=hidden)
        else:
            rng = Random(f"held out {seed} {index}")
            yield draw_instance(families[index % len(families)], rng, hidden=hidden)

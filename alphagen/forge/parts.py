"""What made-up families share: conditions, and the family of the parts."""

from collections.abc import Sequence
from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.variables import parse_variable

Condition = tuple[str, str]
"""Code over ``x``, and how a sentence says it after "that are" or "which is"."""


def condition(rng: Random, high: int = 50) -> Condition:
    """Draw a condition on an integer ``x``."""
    k = rng.randint(2, 9)
    bound = rng.randint(1, high)
    low, top = sorted(rng.sample(range(1, high + 10), 2))
    simple: tuple[Condition, ...] = (
        ("x % 2 == 0", "even"),
        ("x % 2 == 1", "odd"),
        (f"x % {k} == 0", rng.choice((f"divisible by {k}", f"multiples of {k}"))),
        (f"x % {k} != 0", f"not divisible by {k}"),
        (f"x > {bound}", rng.choice((f"greater than {bound}", f"larger than {bound}"))),
        (f"x > {bound}", rng.choice((f"more than {bound}", f"above {bound}"))),
        (f"x < {bound}", rng.choice((f"less than {bound}", f"below {bound}"))),
        (f"x >= {bound}", rng.choice((f"at least {bound}", f"not less than {bound}"))),
        (f"x <= {bound}", rng.choice((f"at most {bound}", f"no more than {bound}"))),
        (f"{low} <= x <= {top}", f"between {low} and {top} (inclusive)"),
        (f"x % 10 == {k}", f"numbers whose last digit is {k}"),
        (f"x % {k} == {k - 1}", f"numbers with remainder {k - 1} when divided by {k}"),
    )
    code, text = rng.choice(simple)
    chance = rng.random()
    if chance < 0.8:
        return code, text
    other, also = rng.choice(simple)
    if chance < 0.92:
        return f"{code} and {other}", f"{text} and {also}"
    return f"({code} or {other})", f"{text} or {also}"


def make_family(
    name: str,
    variables: dict[str, str],
    tellings: Sequence[Telling],
    solutions: Sequence[str],
    tags: tuple[str, ...] = ("implementation",),
    *,
    generate: str = "",
    constants: dict[str, str] | None = None,
) -> Family:
    """Make a family of its parts."""
    return Family(
        name=f"composed-{name}",
        tags=tags,
        rating=800,
        variables=tuple(parse_variable(key, text) for key, text in variables.items()),
        constants=constants or {},
        variants=(),
        where="",
        generate=generate,
        tellings=tuple(tellings),
        solutions=tuple(solutions),
    )

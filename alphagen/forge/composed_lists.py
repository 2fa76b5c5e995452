"""Made-up families over a list: filter it, map what is left, fold it."""

# ruff: noqa: E501 - scenes and tables read best in one line each

from collections.abc import Mapping
from random import Random

from alphagen.forge.family import Family
from alphagen.forge.parts_clauses import Atom, Clause, draw_atom, join
from alphagen.forge.parts_walks import Mapped, Scene, Walk, finish_walk
from alphagen.forge.parts_worlds import World, draw_world

BESIDES: tuple[tuple[str, str], ...] = (
    ("x > a[0]", "[is/are] greater than the first value of the list"),
    ("x < a[0]", "[is/are] less than the first value of the list"),
    ("x > a[-1]", "[is/are] greater than the last value of the list"),
    ("x * n > sum(a)", "[is/are] greater than the average of all values"),
    ("x * n < sum(a)", "[is/are] less than the average of all values"),
    ("a.count(x) == 1", "[occurs/occur] exactly once in the list"),
    ("a.count(x) > 1", "[occurs/occur] more than once in the list"),
    ("x == max(a)", "[is/are] equal to the largest value of the list"),
    ("x != min(a)", "[is/are] not equal to the smallest value of the list"),
)
MAPS: tuple[tuple[str, str, str], ...] = (
    ("x * x", "squares of the ", "square of the "),
    ("x // 2", "halves, rounded down, of the ", "half, rounded down, of the "),
    (
        "x // C",
        "quotients on division by C, rounded down, of the ",
        "quotient on division by C, rounded down, of the ",
    ),
    ("x * C", "products of C and each of the ", "product of C and the "),
    ("x % 10", "last digits of the ", "last digit of the "),
    ("x % C", "remainders on division by C of the ", "remainder on division by C of the "),
    ("abs(x - C)", "distances from C of the ", "distance from C of the "),
    ("-x", "negatives of the ", "negative of the "),
)

SIGNED_MAPS = tuple(entry for entry in MAPS if "/" not in entry[0] and "%" not in entry[0])

ADJECTIVES: Mapping[str, tuple[str, str]] = {
    "weight": ("heavier", "lighter"), "height": ("taller", "shorter"), "length": ("longer", "shorter"),
    "price": ("more expensive", "cheaper"), "age": ("older", "younger"), "temperature": ("warmer", "colder"),
    "depth": ("deeper", "shallower"), "volume": ("larger", "smaller"), "power": ("stronger", "weaker"), "brightness": ("brighter", "darker"),
    "altitude": ("higher", "lower"), "size": ("larger", "smaller"),
}  # fmt: skip


def list_clause(rng: Random, high: int, *, signed: bool = False, top: int = 100) -> Clause:
    """Draw a condition on the elements ``x`` of a list ``a``."""
    chance = rng.random()
    if chance < 0.12:
        code, form = rng.choice(BESIDES)
        return Clause(code, (Atom("x", form),))
    clause = draw_atom(rng, "x", high, signed=signed, read=0.25, top=top)
    if chance > 0.75:
        code, form = rng.choice(BESIDES)
        second = (
            Clause(code, (Atom("x", form),))
            if chance > 0.96
            else draw_atom(rng, "x", high, signed=signed)
        )
        if second.code != clause.code:
            return join(rng, clause, second)
    return clause


def draw_map(rng: Random, clause: Clause | None, *, signed: bool = False) -> Mapped:
    """Draw what is made of the elements."""
    if clause is not None and rng.random() < 0.6:
        return Mapped()
    if clause is not None and clause.limit and len(clause.atoms) == 1 and rng.random() < 0.6:
        shown = "{k}" if clause.limit == "k" else clause.limit
        return Mapped(
            f"x - {clause.limit}", f"excesses over {shown} of the ", f"excess over {shown} of the "
        )
    code, many, one = rng.choice(SIGNED_MAPS if signed else MAPS)
    c = str(rng.randint(2, 9))
    return Mapped(code.replace("C", c), many.replace("C", c), one.replace("C", c))


def scenes(rng: Random, world: World) -> list[Scene]:
    """Tell of a list in four ways."""
    names = {"x": f"the {world.what}"}
    lists = rng.choice(
        (
            "an array {a} of {n} integers",
            "a list {a} of {n} numbers",
            "a sequence {a} of {n} integers",
        )
    )
    math = Scene(
        rng.choice((f"You are given {lists}.", f"Consider {lists}.", f"Given is {lists}.")),
        {"n": "the length of {a}", "a": "the elements", "k": "a number", "p": "the lower bound", "q": "the upper bound"},
        rng.choice(("elements", "elements of {a}")), "element", {"x": ""}, bare=True,
        places="indices" if rng.random() < 0.5 else "positions", place=rng.choice(("index", "position")),
    )  # fmt: skip
    unit = f" {world.unit}" if world.unit else ""
    measure = rng.choice((f"The {world.what} of {world.one} i is {{a_i}}{unit}.", f"Their {world.whats}{' in ' + world.unit if world.unit else ''} are {{a_1}}, {{a_2}}, ..., {{a_n}}.",
                          f"For each of them, the {world.what} is known."))  # fmt: skip
    story = Scene(
        f"{world.opening} {measure}",
        {"n": f"the number of {world.several}", "a": f"the {world.whats}", "k": f"the given {world.what}", "m": "the divisor"},
        world.several, world.one, names, world.whats, world.what, world.unit,
        adjectives=ADJECTIVES.get(world.what, ()) if rng.random() < 0.6 else (),
        places="numbers", place="number",
    )  # fmt: skip
    noun, nouns = rng.choice((("number", "numbers"), ("integer", "integers"), ("value", "values")))
    school = Scene(
        rng.choice((f"Write a program that reads {{n}} {nouns}.", f"The teacher writes {{n}} {nouns} on the board.", f"Read {{n}} and then {{n}} {nouns}.")),
        {"n": f"how many {nouns} follow", "a": f"the {nouns}", "k": "the number to compare with"},
        nouns, noun, {"x": ""}, bare=True,
    )  # fmt: skip
    terse = Scene(
        rng.choice((f"The {world.whats} of {{n}} {world.several} are listed.", f"A table holds the {world.what} of each of {{n}} {world.several}.", f"{{n}} {world.whats} were noted, one for each {world.one}.")),
        {"n": f"how many {world.several} there are", "a": f"the {world.what} of each {world.one}", "k": "the limit"},
        world.whats, world.what, {"x": ""}, unit=world.unit, bare=True, places="numbers", place="number",
    )  # fmt: skip
    return [math, story, school, terse]


def fold_list(rng: Random) -> Family:
    """Filter a list, map what is left, fold it to a number or print it."""
    signed = rng.random() < 0.12
    world = draw_world(rng, signed=signed)
    high = rng.choice((20, 50, 100, 1000))
    clause = (
        list_clause(rng, min(high, rng.choice((12, 30, 60))), signed=signed, top=high)
        if rng.random() < 0.9
        else None
    )
    return finish_walk(
        Walk(
            "fold",
            {"n": "int 1 100", "a": f"list n int {-high if signed else 1} {high}"},
            "x in a",
            scenes(rng, world),
            clause,
            draw_map(rng, clause, signed=signed),
            igen="i in range(n)",
            inames={"x": "a[i]"},
            generate="k = rng.choice(a)" if clause and "k" in dict(clause.variables) else "",
        ),
        rng,
    )

"""Made-up families over pairs: two parallel lists, two numbers a line, neighbours in a list."""

# ruff: noqa: E501 - scenes and tables read best in one line each

from random import Random

from alphagen.forge.family import Family
from alphagen.forge.parts import plural
from alphagen.forge.parts_clauses import LIMITS, Clause, compare, draw_atom, join
from alphagen.forge.parts_duels import DUELS, WORDS
from alphagen.forge.parts_folds import FOLDS, Fold
from alphagen.forge.parts_walks import Mapped, Scene, Walk, finish_walk
from alphagen.forge.parts_worlds import PAIRS, draw_world

MIXED: tuple[tuple[str, str, str], ...] = (
    ("x + y", "sum of the X and the Y", "sums of the X and the Y"),
    (
        "abs(x - y)",
        "absolute difference of the X and the Y",
        "absolute differences of the X and the Y",
    ),
    ("x * y", "product of the X and the Y", "products of the X and the Y"),
    ("max(x, y)", "larger one of the X and the Y", "larger ones of the X and the Y"),
    ("min(x, y)", "smaller one of the X and the Y", "smaller ones of the X and the Y"),
)
SYMBOLS = {"x + y": "X + Y", "abs(x - y)": "|X - Y|", "x * y": "X * Y", "max(x, y)": "max(X, Y)", "min(x, y)": "min(X, Y)", "x - y": "X - Y", "y - x": "Y - X"}  # fmt: skip


def symbols(x: str, y: str) -> dict[str, str]:
    """Name the quantities of a pair in symbols."""
    names = {key: text.replace("X", x).replace("Y", y) for key, text in SYMBOLS.items()}
    return {"x": x, "y": y, **names}


def words(x: str, y: str) -> dict[str, str]:
    """Name the quantities of a pair in words."""
    names = {key: "the " + one.replace("X", x).replace("Y", y) for key, one, _ in MIXED}
    return {"x": f"the {x}", "y": f"the {y}", **names}


def pair_clause(rng: Random, high: int, derived: tuple[str, ...], *, read: float = 0.2) -> Clause:
    """Draw a condition on the quantities ``x`` and ``y`` of a thing."""
    chance = rng.random()
    if chance < 0.4:
        return draw_atom(rng, *rng.choice((("x", high, "y"), ("y", high, "x"))), read=read)
    if chance < 0.6:
        return draw_atom(rng, rng.choice(derived), high * 2, read=read, top=2 * high)
    first = draw_atom(rng, "x", high, ("y",) if rng.random() < 0.3 else (), read=read)
    if chance < 0.68:
        return first
    return join(rng, first, draw_atom(rng, rng.choice(("y", "y", *derived)), high))


def over_pairs(rng: Random) -> Family:
    """Filter things with two quantities by a condition on both, then fold."""
    one, several, x, y, opening = rng.choice(PAIRS)
    rows = rng.random() < 0.5
    high = rng.choice((10, 20, 100, 1000))
    clause = (
        pair_clause(rng, min(high, 25), tuple(key for key, _, _ in MIXED))
        if rng.random() < 0.85
        else None
    )
    plain = (("x", "X", "X"), ("y", "Y", "Y")) if clause else ()
    code, single, many = rng.choice((*plain, *MIXED[:4], *MIXED[:3]))
    value, values = (text.replace("X", x).replace("Y", y) for text in (single, many))
    names = words(x, y)
    first, second = ("{x_i}", "{y_i}") if rows else ("{a_i}", "{b_i}")
    data = {"n": "int 1 100", "r": f"rows n (x int 1 {high}, y int 1 {high})"} if rows else {
        "n": "int 1 100", "a": f"list n int 1 {high}", "b": f"list n int 1 {high}"}  # fmt: skip
    u, v = ("x", "y") if rows else ("a", "b")
    values = plural(value) if code in "xy" else values
    signs = symbols(first, second)
    sign = signs[code]
    story = {
        "n": f"the number of {several}",
        u: f"the {x} of each {one}",
        v: f"the {y} of each {one}",
        **LIMITS,
    }
    terse = {"n": "the number of pairs", u: "the first numbers", v: "the second numbers", **LIMITS}
    scenes = [
        Scene(f"Given are {{n}} pairs of integers ({first}, {second}).", terse, "indices i", "index i",
              signs, f"values of {sign}", f"value of {sign}", places="", place=""),
        Scene(f"{opening} The {one} with number i has {first} as its {x} and {second} as its {y}.", story, several, one,
              names, values, value, places="numbers", place="number"),
        Scene(f"For each of {{n}} {several} you are told the {x} and the {y}.", story, several, one,
              names, values, value, places="numbers", place="number"),
        Scene(rng.choice(("The program reads {n} pairs of numbers: in each pair a first and a second number.", "In a table there are {n} pairs, each of a first number and a second number.")),
              terse, "pairs", "pair", words("first number", "second number"),
              plural("first number" if code == "x" else "second number") if code in "xy" else many.replace("X", "first number").replace("Y", "second number"),
              single.replace("X", "first number").replace("Y", "second number"),
              places="numbers", place="number"),
    ]  # fmt: skip
    duel = rng.random() < 0.25
    folds, codes, texts = _duel(rng, rows=rows) if duel else (FOLDS, {}, {})
    clause = None if duel else clause
    return finish_walk(
        Walk("pairs", data, "x, y in r" if rows else "x, y in zip(a, b)", scenes, clause, Mapped(code),
             igen="i in range(n)", inames={"x": "r[i][0]", "y": "r[i][1]"} if rows else {"x": "a[i]", "y": "b[i]"}, names={"x": "x", "y": "y"}),
        rng, folds, codes, texts,
    )  # fmt: skip


def _duel(rng: Random, *, rows: bool) -> tuple[tuple[Fold, ...], dict[str, str], dict[str, str]]:
    """Draw what a fold of both quantities says and does."""
    first, second = rng.random() < 0.6, rng.random() < 0.6
    x, y = ("r[INDEX][0]", "r[INDEX][1]") if rows else ("a[INDEX]", "b[INDEX]")

    def at(index: str, value: str, *, falling: bool) -> str:
        return "-" * falling + value.replace("INDEX", index)

    codes = {
        "SIGNX": at("i", x, falling=first), "SIGNY": at("i", y, falling=second), "BESTX": at("best", x, falling=first), "BESTY": at("best", y, falling=second),
        "PLACEX": at("i - 1", x, falling=first), "PLACEY": at("i - 1", y, falling=second), "BEGIN": str(rng.choice((0, 0, 5, 10, 20))),
        "EXTREME": "max" if first else "min", "PAIRS": "r" if rows else "zip(a, b)",
    }  # fmt: skip
    texts = {
        "EXTREMESAID": "largest" if first else "smallest",
        "OTHERSAID": "largest" if second else "smallest",
        "BEGIN": codes["BEGIN"],
    }
    for name, word in zip(("WORDA", "WORDB", "WORDC"), rng.choice(WORDS), strict=True):
        codes[name] = texts[name] = f'"{word}"'
    return (rng.choice(DUELS),), codes, texts


def over_neighbours(rng: Random) -> Family:
    """Compare every element of a list with the one beside it, then fold."""
    return _after(rng) if rng.random() < 0.5 else _couples(rng)


def _after(rng: Random) -> Family:
    """Speak of the elements after the first, each compared with the one before."""
    world = draw_world(rng)
    one, several, what, whats = world.one, world.several, world.what, world.whats
    high = rng.choice((10, 20, 100, 1000))
    clause = compare(rng, "y", "x")
    if rng.random() < 0.5:
        clause = join(rng, clause, draw_atom(rng, "y", 20, read=0.3, top=high))
    phrases = {"n": f"the number of {several}", "a": f"the {whats}, in order", **LIMITS}
    plain = {"n": "the length of the list", "a": "its elements", **LIMITS}
    scenes = [
        Scene(rng.choice(("You are given a sequence {a} of {n} integers. Compare each of them, except the first, with the one directly before it.", "Consider a list {a} of {n} integers.")),
              plain, "elements (from the second on)", "element (from the second on)", {"x": "the element directly before", "y": ""}, bare=True),
        Scene(f"{world.opening} Their {whats} are given in order.", phrases, f"{several} (from the second on)", f"{one} (from the second on)",
              {"x": f"the {what} of the {one} before", "y": f"the {what}"}, whats, what, places="numbers", place="number"),
        Scene(f"The {whats} of {{n}} {several} are given one after another.", phrases, f"{whats} (the first one excepted)", f"{what} (the first one excepted)",
              {"x": f"the {what} just before", "y": ""}, bare=True),
        Scene(rng.choice(("Read {n} numbers.", "A program reads {n} numbers one by one and remembers the previous one.")), plain,
              "numbers (not counting the first)", "number (not counting the first)", {"x": "the previous number", "y": ""}, bare=True),
    ]  # fmt: skip
    at = {"x": "a[i - 1]", "y": "a[i]"}
    return finish_walk(
        Walk("neighbours", {"n": "int 2 100", "a": f"list n int 1 {high}"}, "i in range(1, n)", scenes,
             clause, Mapped("y"), at, igen="i in range(1, n)", inames=at),
        rng,
    )  # fmt: skip


COUPLED: tuple[tuple[str, str, str], ...] = (
    ("x", "first X", "first XS"), ("y", "second X", "second XS"),
    ("x + y", "sum of the two XS", "sums of the two XS"),
    ("abs(x - y)", "absolute difference of the two XS", "absolute differences of the two XS"),
    ("y - x", "second X minus the first X", "second XS minus the first XS"),
    ("x * y", "product of the two XS", "products of the two XS"),
    ("max(x, y)", "larger one of the two XS", "larger ones of the two XS"),
)  # fmt: skip


def _couples(rng: Random) -> Family:
    """Speak of the pairs of elements that stand side by side."""
    world = draw_world(rng)
    high = rng.choice((10, 20, 100, 1000))
    derived = [code for code, _, _ in COUPLED[2:]]
    if rng.random() < 0.6:
        clause = draw_atom(rng, rng.choice(derived), 15, read=0.4, top=high)
    else:
        clause = join(
            rng, compare(rng, "y", "x"), draw_atom(rng, rng.choice((*"xy", *derived)), 20)
        )
    code, single, many = rng.choice((*COUPLED[:4], *COUPLED[2:4], *COUPLED[5:]))
    shown = symbols("{a_i}", "{a_{i+1}}")

    def nouns(text: str, what: str, whats: str) -> str:
        return text.replace("XS", whats).replace("X", what)

    def scene(text: str, items: str, item: str, what: str, whats: str) -> Scene:
        names = {key: "the " + nouns(one, what, whats) for key, one, _ in COUPLED}
        phrases = {"n": f"how many {whats} there are", "a": f"the {whats}, in order", **LIMITS}
        return Scene(text, phrases, items, item, names, nouns(many, what, whats),
                     nouns(single, what, whats), places="numbers", place="number")  # fmt: skip

    scenes = [
        Scene(rng.choice(("You are given a sequence {a} of {n} integers. Let i run from 1 to {n} - 1.", "Consider a list {a} of {n} integers and the indices i from 1 to {n} - 1.")),
              {"n": "the length of the list", "a": "the list", **LIMITS}, "indices i", "index i", shown, f"values of {shown[code]}", f"value of {shown[code]}", places="", place=""),
        scene(f"{world.opening} Each {world.one} except the last forms a pair with the next {world.one}: a first and a second {world.what}.",
              "pairs", "pair", world.what, world.whats),
        scene(f"The {world.whats} of {{n}} {world.several} are given one after another. Look at every pair of consecutive {world.whats}.",
              "pairs", "pair", world.what, world.whats),
        scene("Read {n} numbers. Every two numbers that follow each other directly are neighbours: a first and a second number.",
              "pairs of neighbours", "pair of neighbours", "number", "numbers"),
    ]  # fmt: skip
    at = {"x": "a[i]", "y": "a[i + 1]"}
    return finish_walk(
        Walk("neighbours", {"n": "int 2 100", "a": f"list n int 1 {high}"}, "i in range(n - 1)", scenes,
             clause, Mapped(code), at, igen="i in range(n - 1)" if rng.random() < 0.5 else "", inames=at),
        rng,
    )  # fmt: skip

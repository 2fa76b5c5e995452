"""Made-up families over the integers of a range, and over the digits of a number."""

# ruff: noqa: E501 - scenes and tables read best in one line each

from random import Random

from alphagen.forge.family import Family
from alphagen.forge.parts_clauses import LIMITS, Atom, Clause, draw_atom, join
from alphagen.forge.parts_walks import Mapped, Scene, Walk, finish_walk

BESIDES: tuple[tuple[str, str], ...] = (
    ("sum(map(int, str(x))) % 2 == 0", "[has/have] an even digit sum"),
    ("sum(map(int, str(x))) == K", "[has/have] the digit sum K"),
    ("sum(map(int, str(x))) > K", "[has/have] a digit sum greater than K"),
    ("str(x) == str(x)[::-1]", "[reads/read] the same forwards and backwards"),
    ("x % (x % 10 or 11) == 0", "[is/are] divisible by [its/their] last digit, that digit not being 0"),
    ("len(set(str(x))) == len(str(x))", "[consists/consist] of different digits only"),
    ("len(str(x)) == 2", "[has/have] exactly two digits"),
    ("int(x ** 0.5) ** 2 == x", "[is a perfect square/are perfect squares]"),
    ("x // 10 % 10 == D", "[has/have] the tens digit D"),
    ('str(x)[0] == "D"', "[begins/begin] with the digit D"),
)  # fmt: skip
SPANS: tuple[tuple[str, str, str], ...] = (
    ("range(1, n + 1)", "n", "from 1 to {n}"),
    ("range(1, n + 1)", "n", "from 1 up to and including {n}"),
    ("range(1, n)", "n", "that are positive and less than {n}"),
    ("range(1, n)", "n", "from 1 to {n} - 1"),
    ("range(a, b + 1)", "ab", "from {a} to {b} (both included)"),
    ("range(a, b + 1)", "ab", "between {a} and {b} inclusive"),
    ("range(a + 1, b)", "ab", "strictly between {a} and {b}"),
    ("range(a, b)", "ab", "from {a} to {b} (without {b} itself)"),
)


def range_clause(rng: Random) -> Clause:
    """Draw a condition on an integer ``x``."""
    chance = rng.random()
    clause = draw_atom(rng, "x", 30, read=0.15)
    if chance < 0.3:
        code, form = rng.choice(BESIDES)
        k, d = str(rng.randint(3, 11)), str(rng.randint(1, 9))
        other = Clause(
            code.replace("K", k).replace("D", d), (Atom("x", form.replace("K", k).replace("D", d)),)
        )
        return other if chance < 0.2 else join(rng, clause, other)
    if chance < 0.65:
        return join(rng, clause, draw_atom(rng, "x", 30))
    return clause


def over_range(rng: Random) -> Family:
    """Walk over a range of integers: list, count or add those with a property."""
    span, ends, where = rng.choice(SPANS)
    data = {"n": "int 2 100"} if ends == "n" else {"a": "int 1 100", "b": "int a+2 a+80"}
    phrases = {
        "n": "where the range ends",
        "a": "where the range begins",
        "b": "where the range ends",
        **LIMITS,
    }
    tickets, ticket = rng.choice(
        (
            ("house numbers", "house number"),
            ("ticket numbers", "ticket number"),
            ("page numbers", "page number"),
            ("locker numbers", "locker number"),
            ("seat numbers", "seat number"),
        )
    )
    names = {"x": ""}
    scenes = [
        Scene(f"Consider the integers {where}.", phrases, "integers", "integer", names, bare=True),
        Scene(f"{{person}} says the whole numbers {where} aloud, one after another, in increasing order.", phrases, "numbers", "number", names, bare=True),
        Scene(f"In {{place}} all {tickets} {where} are in use.", phrases, tickets, ticket, names, bare=True),
        Scene(f"Write a loop over the natural numbers {where}.", phrases, "natural numbers", "natural number", names, bare=True),
    ]  # fmt: skip
    mapped = rng.choice(
        (Mapped(),) * 5
        + (
            Mapped("x * x", "squares of the ", "square of the "),
            Mapped("2 * x", "doubles of the ", "double of the "),
        )
    )
    return finish_walk(
        Walk("range", data, f"x in {span}", scenes, range_clause(rng), mapped, tags=("math",)), rng
    )


DIGIT_CLAUSES: tuple[tuple[str, str], ...] = (
    ("x % 2 == 0", "[is/are] even"), ("x % 2 == 1", "[is/are] odd"), ("x > K", "[is/are] greater than K"),
    ("x < K", "[is/are] less than K"), ("x >= K", "[is/are] at least K"), ("x <= K", "[is/are] at most K"),
    ("x != K", "[is/are] different from K"), ("x % 3 == 0", "[is/are] divisible by 3"), ("x != 0", "[is/are] not zero"),
    ("x in (2, 3, 5, 7)", "[is/are] prime (2, 3, 5 or 7)"), ("x > k", "[is/are] greater than {k}"),
    ("x < k", "[is/are] less than {k}"), ("x >= k", "[is/are] {k} or more"), ("x != k", "[is/are] not equal to {k}"),
    ("2 <= x <= K", "[is/are] at least 2 and at most K"), ("str(n).count(str(x)) > 1", "[occurs/occur] more than once in the number"),
)  # fmt: skip


def over_digits(rng: Random) -> Family:
    """Walk over the digits of a number."""
    code, form = rng.choice(DIGIT_CLAUSES)
    k = str(rng.randint(3, 7))
    clause = Clause(
        code.replace("K", k),
        (Atom("x", form.replace("K", k)),),
        variables=(("k", "int 1 8"),) if "k" in code.split() else (),
    )
    chance = rng.random()
    if chance < 0.25:
        code, form = rng.choice(DIGIT_CLAUSES[:10])
        k = str(rng.randint(3, 7))
        second = Clause(code.replace("K", k), (Atom("x", form.replace("K", k)),))
        clause = join(rng, clause, second) if second.code != clause.code else clause
    phrases = {"n": "the number", "k": "a digit to compare with"}
    scenes = [
        Scene(rng.choice(("Consider the decimal digits of {n}.", "You are given an integer {n}. Look at its digits, from left to right.")), phrases, "digits", "digit", {"x": ""}, bare=True),
        Scene(rng.choice(("The ticket of {person} has the number {n}.", "{person} looks at the counter of a car; it shows {n}.")), phrases, "digits of this number", "digit of this number", {"x": ""}, bare=True),
        Scene("A number {n} is written on the board, digit by digit.", phrases, "written digits", "written digit", {"x": ""}, bare=True),
        Scene("Take a positive integer {n} apart into its digits (the leftmost digit comes first).", phrases, "digits of {n}", "digit of {n}", {"x": ""}, bare=True),
    ]  # fmt: skip
    mapped = rng.choice((Mapped(),) * 3 + (Mapped("x * x", "squares of the ", "square of the "), Mapped("9 - x", "differences to 9 of the ", "difference to 9 of the "),
                        Mapped("x ** 3", "cubes of the ", "cube of the ")))  # fmt: skip
    high = rng.choice((10**5, 10**9, 10**18))
    return finish_walk(
        Walk("digits", {"n": f"int 10 {high}"}, "x in map(int, str(n))", scenes, clause, mapped, tags=("math", "implementation")),
        rng,
    )  # fmt: skip

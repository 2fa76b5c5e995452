"""Families made up on the spot: random short programs with mechanical tellings.

A written family knows one task. These combine operations (filter, map, fold; a condition on two
quantities; loop until), so that distinct programs far outnumber families, and a model must read
the statement, or the examples alone where the telling is withheld.
"""

from collections.abc import Callable, Sequence
from random import Random

from alphagen.forge.composed_lists import fold_list
from alphagen.forge.composed_text import over_text
from alphagen.forge.family import Family, Telling
from alphagen.forge.parts import condition, make_family


def _term(rng: Random, names: Sequence[str], depth: int = 2) -> tuple[str, int]:
    """Draw an arithmetic expression and how strongly it binds (2: atom, 1: product, 0: sum)."""
    if depth == 0 or rng.random() < 0.25:
        return (rng.choice(names), 2) if rng.random() < 0.75 else (str(rng.randint(1, 12)), 2)
    chance = rng.random()
    left, a = _term(rng, names, depth - 1)
    right, b = _term(rng, names, depth - 1)
    if chance < 0.22:
        return f"{rng.choice(('max', 'min'))}({left}, {right})", 2
    if chance < 0.3:
        return f"abs({left} - {right if b else f'({right})'})", 2
    if chance < 0.62:
        operator = rng.choice("+-")
        return f"{left} {operator} {right if b or operator == '+' else f'({right})'}", 0
    operator = rng.choice(("*", "*", "//", "%"))
    if operator in ("//", "%"):
        right, b = str(rng.randint(2, 10)), 2
    return f"{left if a == 2 else f'({left})'} {operator} {right if b == 2 else f'({right})'}", 1


def formula(rng: Random) -> Family:
    """A formula of one to four integers."""
    count = rng.choices((1, 2, 3, 4), (25, 40, 25, 10))[0]
    names = ["a", "b", "c", "d"][:count]
    code, _ = _term(rng, names, rng.choice((1, 2, 2, 3)))
    high = rng.choice((20, 100, 1000, 10**6))
    shown = _shown(code, names)
    return make_family(
        "formula",
        dict.fromkeys(names, f"int 1 {high}"),
        (
            Telling(f"Compute the value of {shown}.", "the value", {}),
            Telling(
                f"{{person}} wrote {count} number(s) on a sheet and wants to know {shown}.",
                "the result",
                {},
            ),
        ),
        (f"print({code})",),
        ("math",),
    )


def _shown(text: str, names: Sequence[str]) -> str:
    """Put the variables of a formula in braces, as tellings name them."""
    return "".join("{" + word + "}" if word in names else word for word in _words(text))


def _words(text: str) -> list[str]:
    words: list[str] = []
    for char in text:
        if words and char.isalpha() and words[-1].isalpha():
            words[-1] += char
        else:
            words.append(char)
    return words


def decision(rng: Random) -> Family:
    """One of two words or formulas, by a condition on one to three integers."""
    count = rng.choices((1, 2, 3), (35, 45, 20))[0]
    names = ["a", "b", "c"][:count]
    sign, said = rng.choice(
        ((">", "greater than"), ("<", "less than"), (">=", "at least"), ("<=", "at most"),
         ("==", "equal to"), ("!=", "different from"))
    )  # fmt: skip
    left, _ = _term(rng, names, rng.choice((0, 1, 1)))
    while not any(name in left for name in names):
        left, _ = _term(rng, names, 1)
    right = rng.choice(names) if count > 1 and rng.random() < 0.6 else str(rng.randint(1, 30))
    if rng.random() < 0.25:
        k = rng.randint(2, 9)
        left, sign, right = (f"({left}) % {k}" if " " in left else f"{left} % {k}"), "==", "0"
        test = f"{_shown(left.rsplit(' %', 1)[0], names)} is divisible by {k}"
    else:
        test = f"{_shown(left, names)} is {said} {_shown(right, names)}"
    words = rng.random() < 0.65
    if words:
        yes, no, output = "YES", "NO", 'Print "{YES}" if so and "{NO}" otherwise.'
    else:
        yes, no = _term(rng, names, 1)[0], _term(rng, names, 1)[0]
        output = f"Print {_shown(yes, names)} if {test}, and {_shown(no, names)} otherwise."
    lines = f"if {left} {sign} {right}:\n    print({yes})\nelse:\n    print({no})"
    short = f"print({yes} if {left} {sign} {right} else {no})"
    return make_family(
        "decision",
        {name: f"int 1 {rng.choice((10, 30, 100, 1000))}" for name in names},
        (
            Telling(f"Determine whether {test}.", output, {}),
            Telling(f"{{person}} asks: is it true that {test}?", output, {}),
        ),
        (lines, short) if rng.random() < 0.7 else (short, lines),
        ("math", "implementation"),
        constants={"YES NO": "answers"} if words else None,
    )


def over_range(rng: Random) -> Family:
    """Walk over a range of integers: list, count or add those with a property."""
    code, text = condition(rng, 30)
    inclusive = rng.random() < 0.7
    one = rng.random() < 0.5
    start, stop = ("1", "n") if one else ("a", "b")
    span = f"range({start}, {stop} + 1)" if inclusive else f"range({start}, {stop})"
    where = (
        f"from {'1' if one else '{a}'} to {'{n}' if one else '{b}'}"
        + (" inclusive" if inclusive and not one else "")
        + ("" if inclusive else " (the last one not counted)")
    )
    word = text if text.startswith(("multiples", "numbers")) else f"numbers that are {text}"
    if rng.random() < 0.4:
        span = span.replace("range(", "reversed(range(") + ")"
        order = " in decreasing order"
    else:
        order = " in increasing order"
    kinds = (
        (f"for x in {span}:\n    if {code}:\n        print(x)", f"all {word}{order}, one per line"),
        (f"print(*[x for x in {span} if {code}])", f"all {word}{order}, separated by spaces"),
        (f"print(sum(1 for x in {span} if {code}))", f"how many of them are {text}"),
        (f"print(sum(x for x in {span} if {code}))", f"the sum of all {word}"),
    )
    body, output = rng.choice(kinds)
    variables = {"n": "int 1 100"} if one else {"a": "int 1 100", "b": "int a a+60"}
    tellings = (
        Telling(f"Consider the integers {where}.", output, {}),
        Telling(f"{{person}} says the whole numbers {where} aloud, one after another.", output, {}),
    )
    return make_family("range", variables, tellings, (body,), ("math",))


def loop_until(rng: Random) -> Family:
    """Repeat a step until a bound is reached; count the steps or print the end."""
    grow = rng.random() < 0.6
    k = rng.randint(2, 5)
    c = rng.randint(1, 9)
    if grow:
        step, said = rng.choice(
            ((f"x *= {k}", f"is multiplied by {k}"), (f"x += {c}", f"grows by {c}"),
             (f"x = x * {k} + {c}", f"is multiplied by {k} and then grows by {c}"),
             ("x += count + 1", "grows by 1 in the first step, 2 in the second, and so on"))
        )  # fmt: skip
        test, goal = rng.choice((("x < n", "reaches at least {n}"), ("x <= n", "exceeds {n}")))
        start = str(rng.choice((1, 1, 1, 2, 3, c)))
        first = f"x = {start}"
        begin = f"A number starts at {start}."
    else:
        step, said = rng.choice(
            ((f"x //= {k}", f"is divided by {k}, rounding down"), (f"x -= {c}", f"drops by {c}"))
        )  # fmt: skip
        test, goal = rng.choice(
            (("x > 0", "is no longer positive"), (f"x >= {c}", f"is below {c}"))
        )
        first = "x = n"
        begin = "A number starts at {n}."
    count = rng.random() < 0.7
    body = f"{first}\ncount = 0\nwhile {test}:\n    {step}\n    count += 1\n"
    body += "print(count)" if count else "print(x)"
    output = f"the number of steps until it {goal}" if count else f"its value once it {goal}"
    return make_family(
        "loop",
        {"n": "int 1 10000"},
        (
            Telling(f"{begin} In every step it {said}. This goes on until it {goal}.", output, {}),
            Telling(
                f"{{person}} keeps {{thing}}. {begin.replace('A number', 'Their number')} "
                f"Every day the number {said}.",
                output,
                {},
            ),
        ),
        (body,),
        ("implementation", "math"),
    )


MAKERS: tuple[Callable[[Random], Family], ...] = (
    formula, decision, fold_list, fold_list, over_range, loop_until, over_text,
)  # fmt: skip


def compose(rng: Random) -> Family:
    """Make up a family."""
    return rng.choice(MAKERS)(rng)

"""Made-up families that build a string of pieces, or draw a pattern line by line."""

# ruff: noqa: E501 - tables read best in one line each

from dataclasses import replace
from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.parts import fill, make_family, say

# code of a piece, and how it is described
PIECES: tuple[tuple[str, str], ...] = (
    ("s", "the word {s}"), ("t", "the word {t}"), ("s[::-1]", "the word {s} written backwards"), ("t[::-1]", "the word {t} written backwards"),
    ("s.upper()", "the word {s} in capital letters"), ("t.upper()", "the word {t} in capital letters"), ("s.capitalize()", "the word {s} with a capital first letter"),
    ("s[0]", "the first letter of {s}"), ("t[0]", "the first letter of {t}"), ("s[-1]", "the last letter of {s}"), ("t[-1]", "the last letter of {t}"),
    ("s[:C]", "the first C letters of {s} (all of it, if it is shorter)"), ("t[:C]", "the first C letters of {t} (all of it, if it is shorter)"),
    ("s[-C:]", "the last C letters of {s} (all of it, if it is shorter)"), ("s[C:]", "what remains of {s} without its first C letters"),
    ("s[:n]", "the first {n} letters of {s} (all of it, if it is shorter)"), ("t[n:]", "what remains of {t} without its first {n} letters"),
    ("s[1:]", "the word {s} without its first letter"), ("t[:-1]", "the word {t} without its last letter"),
    ("str(len(s))", "the length of {s}"), ("str(len(t))", "the length of {t}"), ("str(n)", "the number {n}"), ("str(n + C)", "the number {n} + C"), ("str(n * C)", "the number {n} * C"),
    ("s * n", "{n} copies of {s}"), ("t * C", "C copies of {t}"), ("MARK * n", "{n} times the character '{MARK}'"), ("MARK * len(s)", "the character '{MARK}', as often as {s} has letters"),
    ("MARK * C", "C times the character '{MARK}'"), ("s[::2]", "the letters number 1, 3, 5, ... of {s}"), ("t[1::2]", "the letters number 2, 4, 6, ... of {t}"),
    ("str(s.count(\"LETTER\"))", "the number of letters 'LETTER' in {s}"), ("max(s)", "the letter of {s} that is last in the alphabet"), ("min(t)", "the letter of {t} that is first in the alphabet"),
    ('"".join(sorted(s))', "the letters of {s} in alphabetical order"),
)  # fmt: skip
JOINS = (("", "directly one after another"), ("", "without anything between them"), (" ", "separated by single spaces"), ("-", "separated by '-'"), ("_", "with '_' between them"), (", ", "with a comma and a space between them"), ("/", "separated by '/'"))  # fmt: skip
TELLINGS = (
    "Build a string of the following parts, JOINED: PARTS.",
    "{person} invents a password. It consists of these parts, JOINED, in this order: PARTS.",
    "A label is made by putting these things in a row, JOINED: PARTS.",
    "Read the input and combine, JOINED: PARTS.",
)
# code of line i, and how it is described
LINES: tuple[tuple[str, str], ...] = (
    ("MARK * i", "i times the character '{MARK}'"),
    ("MARK * (n - i + 1)", "({n} - i + 1) times the character '{MARK}'"),
    ("MARK * (2 * i - 1)", "(2 * i - 1) times the character '{MARK}'"),
    ("MARK * C + str(i)", "C times the character '{MARK}', directly followed by the number i"),
    ('" " * (n - i) + MARK * i', "({n} - i) spaces, followed by i times the character '{MARK}'"),
    ("str(i) * i", "the number i, written i times directly one after another"),
    ("str(i) + MARK * i", "the number i, directly followed by i times the character '{MARK}'"),
    ('" ".join(str(j) for j in range(1, i + 1))', "the numbers from 1 to i, separated by spaces"),
    ('" ".join(str(j) for j in range(i, n + 1))', "the numbers from i to {n}, separated by spaces"),
    ('" ".join(str(i * j) for j in range(1, C + 1))', "the numbers i * 1, i * 2, ..., i * C, separated by spaces"),
    ('str(i) + " " + str(i * i)', "the numbers i and i * i, separated by a space"),
    ('str(i) + " " + str(n - i)', "the numbers i and {n} - i, separated by a space"),
    ("WORD + MARK + str(i)", "the word {WORD}, the character '{MARK}' and the number i, directly one after another"),
    ('" ".join([WORD] * i)', "the word {WORD}, i times, separated by spaces"),
    ("MARK + OTHER * i + MARK", "the character '{MARK}', then i times the character '{OTHER}', then '{MARK}' again"),
    ("MARK * i + OTHER * (n - i)", "i times the character '{MARK}' and then ({n} - i) times the character '{OTHER}'"),
    ("OTHER * (i - 1) + MARK + OTHER * (n - i)", "(i - 1) times the character '{OTHER}', once '{MARK}', and then ({n} - i) times '{OTHER}'"),
)  # fmt: skip
TESTS = (("i % 2 == 0", "if i is even"), ("i % 3 == 0", "if i is divisible by 3"), ("i > C", "if i is greater than C"), ("i in (1, n)", "if i is 1 or {n}"), ("2 * i <= n", "if 2 * i is at most {n}"), ("n % i == 0", "if i is a divisor of {n}"))  # fmt: skip


def of_pieces(rng: Random) -> Family:
    """Join pieces of two words and a number."""
    count = rng.choices((2, 3, 4), (4, 5, 2))[0]
    tokens = {"C": str(rng.randint(2, 5)), "LETTER": rng.choice("aeorst")}
    chosen = rng.sample(PIECES, count)
    while not any("{s}" in said or "{t}" in said for _, said in chosen):
        chosen = rng.sample(PIECES, count)
    glue, joined = rng.choice(JOINS)
    parts = [fill(code, tokens) for code, _ in chosen]
    said = [fill(text, tokens) for _, text in chosen]
    listed = "; ".join(f"{number}) {text}" for number, text in enumerate(said, start=1))
    plainly = ", then ".join(said)
    used = " ".join(said)
    variables = {
        key: text
        for key, text in (("n", "int 1 10"), ("s", "word 1 12 lower"), ("t", "word 1 12 lower"))
        if "{" + key + "}" in used
    }
    phrases = {
        "n": "a number",
        "s": "a word" if "t" not in variables else "the first word",
        "t": "a word" if "s" not in variables else "the second word",
    }
    tellings = []
    for text in TELLINGS:
        tokens = {"JOINED": joined, "PARTS": rng.choice((listed, plainly))}
        tellings.append(
            Telling(
                fill(text, tokens),
                rng.choice(
                    ("the string that is built", "the result", f"{say(rng)} the finished string.")
                ),
                phrases,
            )
        )
    plain = f'print("{glue}".join([{", ".join(parts)}]))' if glue else f"print({' + '.join(parts)})"
    steps = [f"res = {parts[0]}"]
    for part in parts[1:]:
        steps += [f'res += "{glue}"'] * bool(glue) + [f"res += {part}"]
    return make_family(
        "build",
        variables,
        tellings,
        (plain, "\n".join([*steps, "print(res)"])),
        ("strings",),
        constants=_constants(plain),
    )


def _constants(code: str) -> dict[str, str]:
    pools = {
        "MARK OTHER": "choice * # - . + o x = @",
        "MARK": "choice * # - . + o x = @",
        "WORD": "word 2 6",
    }
    if "OTHER" in code:
        pools.pop("MARK")
    return {key: text for key, text in pools.items() if key.split()[-1] in code}


def of_lines(rng: Random) -> Family:
    """Draw a pattern: what line i holds, or one of two things by a condition on i."""
    tokens = {"C": str(rng.randint(2, 5))}
    (code, said), (other, also) = (
        (fill(c, tokens), fill(t, tokens)) for c, t in rng.sample(LINES, 2)
    )
    test, when = (fill(text, tokens) for text in rng.choice(TESTS))
    double = rng.random() < 0.55
    rule = f"{when}, {said}; otherwise, {also}" if double else said
    down = rng.random() < 0.25
    span, order = (
        ("range(n, 0, -1)", "i = {n}, {n} - 1, ..., 1, in this order")
        if down
        else ("range(1, n + 1)", "i = 1, 2, ..., {n}")
    )
    if double:
        plain = f"for i in {span}:\n    if {test}:\n        print({code})\n    else:\n        print({other})"
        short = f"for i in {span}:\n    print({code} if {test} else {other})"
    else:
        plain = f"for i in {span}:\n    print({code})"
        short = f"lines = [{code} for i in {span}]\nfor line in lines:\n    print(line)"
    texts = (
        f"For {order}, one line has to be printed. The line for i consists of the following: {rule}.",
        f"{{person}} draws a pattern of {{n}} lines, one for each of {order}. What line i shows: {rule}.",
        f"Write a program that prints a picture. Let i take the values {order}. For every i print this: {rule}.",
        f"A machine with the setting {{n}} prints {{n}} lines. For {order} it prints one line: {rule}.",
    )
    tellings = [
        Telling(
            text,
            rng.choice(
                ("the pattern, line by line", f"{say(rng)} the {{n}} lines.", "all these lines")
            ),
            {"n": "the number of lines"},
        )
        for text in texts
    ]
    family = make_family(
        "build",
        {"n": "int 1 30"},
        tellings,
        (plain, short),
        ("implementation",),
        constants=_constants(plain),
    )
    return replace(family, several=False)  # where a pattern ends could not be seen


def over_builds(rng: Random) -> Family:
    """Build a string or a pattern."""
    return of_pieces(rng) if rng.random() < 0.55 else of_lines(rng)

"""Made-up families over the characters of a word: count, keep, drop, change, find them."""

# ruff: noqa: E501 - programs in one line each read best as a table

from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.parts import fill, make_family, say
from alphagen.forge.parts_clauses import Atom, Clause, join
from alphagen.forge.parts_walks import Mapped, Scene, Walk, finish_walk

LOWER: tuple[tuple[str, str], ...] = (
    ('x in "aeiou"', "[is a vowel/are vowels] (a, e, i, o, u)"),
    ('x not in "aeiou"', "[is not a vowel/are not vowels] (a, e, i, o, u)"),
    ('x == "L"', "[is/are] equal to 'L'"),
    ('x != "L"', "[is/are] different from 'L'"),
    ('x < "L"', "[comes/come] before 'L' in the alphabet"),
    ('x > "L"', "[comes/come] after 'L' in the alphabet"),
    ('x >= "L"', "[is 'L' or a later letter/are 'L' or later letters] of the alphabet"),
    ('"F" <= x <= "L"', "[lies/lie] between 'F' and 'L' in the alphabet (both included)"),
    ('x in "FGL"', "[is/are] one of 'F', 'G' and 'L'"),
    ('x not in "FL"', "[is/are] neither 'F' nor 'L'"),
    ("s.count(x) == 1", "[occurs/occur] exactly once in it"),
    ("s.count(x) > 1", "[occurs/occur] more than once in it"),
    ("s.count(x) % 2 == 0", "[occurs/occur] an even number of times in it"),
    ("x == s[0]", "[is/are] the same as its first character"),
    ("x != s[-1]", "[is/are] not the same as its last character"),
    ("x == c", "[is/are] equal to {c}"),
    ("x != c", "[is/are] different from {c}"),
    ("x > c", "[comes/come] after {c} in the alphabet"),
)
MIXED: tuple[tuple[str, str], ...] = (
    ("x.isdigit()", "[is a digit/are digits]"),
    ("not x.isdigit()", "[is not a digit/are not digits]"),
    ("x.isupper()", "[is an uppercase letter/are uppercase letters]"),
    ("x.islower()", "[is a lowercase letter/are lowercase letters]"),
    ("x.isalpha()", "[is a letter/are letters]"),
    ('x.lower() in "aeiou"', "[is a vowel/are vowels] (a, e, i, o, u, in either case)"),
    ('x.lower() == "L"', "[is/are] 'L', small or capital"),
    ('x in "02468"', "[is an even digit/are even digits]"),
    ("x == s[0]", "[is/are] the same as its first character"),
    ("s.count(x) == 1", "[occurs/occur] exactly once in it"),
)
_LOOP = 'res = ""\nfor x in s:\n    if COND:\n        res += THEN\n    else:\n        res += ELSE\nprint(res)'
_PLAIN = 'res = ""\nfor x in s:\n    if COND:\n        res += x\nprint(res)'
CHANGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (_PLAIN, 'print("".join(x for x in s if COND))',
     ("the WORD that remains when only the MANY are kept", "the MANY, in their order, without spaces", "what is left of the WORD when all characters but the MANY are deleted")),
    (_PLAIN.replace("if COND", "if not (COND)"), 'print("".join(x for x in s if not (COND)))',
     ("the WORD without the MANY", "what is left of the WORD once the MANY have been deleted", "the WORD after all MANY are removed")),
    (_LOOP.replace("THEN", "MARK").replace("ELSE", "x"), 'print("".join(MARK if COND else x for x in s))',
     ("the WORD with the MANY replaced by '{MARK}'", "the WORD in which '{MARK}' stands in place of each of the MANY")),
    (_LOOP.replace("THEN", "x").replace("ELSE", "MARK"), 'print("".join(x if COND else MARK for x in s))',
     ("the WORD in which only the MANY stay and every other character becomes '{MARK}'",)),
    (_LOOP.replace("THEN", "x.upper()").replace("ELSE", "x"), 'print("".join(x.upper() if COND else x for x in s))',
     ("the WORD with the MANY turned into capital letters (everything else stays)", "the WORD, the MANY in upper case and the rest unchanged")),
    (_LOOP.replace("THEN", "x.swapcase()").replace("ELSE", "x"), 'print("".join(x.swapcase() if COND else x for x in s))',
     ("the WORD in which the MANY change their case: capital letters become small and small ones capital",)),
    (_LOOP.replace("THEN", "x * TIMES").replace("ELSE", "x"), 'print("".join(x * TIMES if COND else x for x in s))',
     ("the WORD with each of the MANY written TIMES times in a row", "the WORD in which TIMES copies stand in place of each of the MANY")),
    (_LOOP.replace("THEN", "x + MARK").replace("ELSE", "x"), 'print("".join(x + MARK if COND else x for x in s))',
     ("the WORD with '{MARK}' inserted directly after each of the MANY",)),
    ('yes = ""\nno = ""\nfor x in s:\n    if COND:\n        yes += x\n    else:\n        no += x\nprint(yes + no)',
     'print("".join(x for x in s if COND) + "".join(x for x in s if not (COND)))',
     ("the WORD rearranged: first the MANY, then all other characters, each group in its old order",)),
    ('res = ""\nfor x in s:\n    if COND:\n        res = x + res\nprint(res)', 'print("".join(x for x in s if COND)[::-1])',
     ("the MANY in reverse order, without spaces",)),
    ('res = ""\nfor x in sorted(s):\n    if COND:\n        res += x\nprint(res)', 'print("".join(sorted(x for x in s if COND)))',
     ("the MANY in alphabetical order, without spaces",)),
    ('res = ""\nfor x in s:\n    if TCOND and x not in res:\n        res += x\nprint(res)', 'print("".join(dict.fromkeys(x for x in s if COND)))',
     ("the different MANY, each only once, in the order of their first appearance, without spaces",)),
    ('count = 0\nfor x in s:\n    if COND:\n        count += 1\nprint(count * MARK)', "print(MARK * sum(1 for x in s if COND))",
     ("as many '{MARK}' in a row as there are MANY (an empty line if there are none)",)),
    ('count = 0\nfor x in s:\n    if COND:\n        count += 1\nif count > LEAST:\n    print(s.upper())\nelse:\n    print(s[::-1])',
     "print(s.upper() if sum(1 for x in s if COND) > LEAST else s[::-1])",
     ("the WORD in capital letters if there are more than LEAST MANY, and otherwise the WORD written backwards",)),
    ('count = 0\nfor x in s:\n    if COND:\n        count += 1\nprint(s + str(count))', "print(s + str(sum(1 for x in s if COND)))",
     ("the WORD, directly followed by the number of MANY",)),
)  # fmt: skip


def char_clause(rng: Random, *, mixed: bool) -> Clause:
    """Draw a condition on a character ``x`` of a word ``s``."""
    table = MIXED if mixed else LOWER

    def one() -> Clause:
        code, form = rng.choice(table)
        letters = sorted(rng.sample("abcdefghiklmnoprstuvw", 3))
        tokens = dict(zip("FGL", letters, strict=True))
        tokens |= {"FGL": "".join(letters), "FL": letters[0] + letters[2]}
        variables = (("c", "word 1 1 lower"),) if "{c}" in form else ()
        return Clause(fill(code, tokens), (Atom("x", fill(form, tokens)),), variables=variables)

    clause = one()
    if rng.random() < 0.25:
        other = one()
        if other.code != clause.code:
            return join(rng, clause, other)
    return clause


def _scenes(rng: Random, *, mixed: bool) -> list[tuple[str, dict[str, str], str, str]]:
    char = "character" if mixed else "letter"
    chars = char + "s"
    last = {"c": f"a {char}"}
    return [
        ("You are given a string {s}.", {"s": "the string", **last}, f"{chars} of {{s}}", f"{char} of {{s}}"),
        ("{person} finds " + rng.choice(("the word {s} carved into a wall in {place}.", "an old sign that reads {s}.", "a note with the single word {s}.")),
         {"s": "the word that was found", **last}, f"{chars} of the word", f"{char} of the word"),
        ("Read a word {s}" + rng.choice((". Look at its characters from left to right.", ". Go through it character by character.", ".")),
         {"s": "the word", **last}, chars, char),
        (rng.choice(("The password of {person} is {s}.", "The name of a robot in {place} is {s}.", "A message {s} arrives.")),
         {"s": "what was written", **last}, f"{chars} in it", f"{char} in it"),
    ]  # fmt: skip


def over_text(rng: Random) -> Family:
    """Walk over a word: count, keep, drop or change its characters."""
    if rng.random() < 0.2:
        return over_twins(rng)
    mixed = rng.random() < 0.35
    clause = char_clause(rng, mixed=mixed)
    data = {
        "s": f"word 1 100 {rng.choice(('mixed', 'mixed', 'alnum')) if mixed else 'lower'}",
        **dict(clause.variables),
    }
    told = _scenes(rng, mixed=mixed)
    if rng.random() < 0.4:
        scenes = [
            Scene(text, phrases, items, item, {"x": ""}, bare=True)
            for text, phrases, items, item in told
        ]
        return finish_walk(
            Walk("text", {"s": data["s"]}, "x in s", scenes, clause, Mapped(), igen="i, x in enumerate(s)", numbers=False, tags=("strings",)), rng,
        )  # fmt: skip
    plain, short, nouns = rng.choice(CHANGES)
    tokens = {
        "TIMES": str(rng.randint(2, 4)),
        "LEAST": str(rng.randint(2, 4)),
        "COND": clause.code,
        "TCOND": f"({clause.code})" if " or " in clause.code else clause.code,
    }
    tellings = []
    for text, phrases, items, item in told:
        noun = rng.choice(nouns)
        said = clause.plural({"x": ""}, "")
        word = "string" if text.startswith("You") else "word"
        output = fill(noun, {**tokens, "MANY": f"{items} that {said}", "WORD": word, "ITEM": item})
        if rng.random() < 0.3:
            output = f"{say(rng)} {output}."
        elif rng.random() < 0.4:
            text += (
                f" {rng.choice(('Find', 'Compute', '{person} wants to see', 'Work out'))} {output}."
            )
        tellings.append(Telling(text, output, phrases))
    constants = {"MARK": "choice * # - . _ ? x @ + ="} if "MARK" in plain else {}
    solutions = [fill(plain, tokens), fill(short, tokens)]
    return make_family(
        "text", data, tellings, solutions, ("strings", "implementation"), constants=constants
    )


TWINS: tuple[tuple[str, str], ...] = (
    ("x == y", "the two letters are equal"), ("x != y", "the two letters are different"), ("x < y", "the letter of {s} comes before that of {t} in the alphabet"),
    ("x > y", "the letter of {s} comes after that of {t} in the alphabet"), ('x in "aeiou" and y in "aeiou"', "both letters are vowels (a, e, i, o, u)"),
    ('x in "aeiou" or y in "aeiou"', "at least one of the two letters is a vowel (a, e, i, o, u)"), ('x == "L" or y == "L"', "at least one of the two letters is 'L'"),
    ("abs(ord(x) - ord(y)) == 1", "the two letters are neighbours in the alphabet"), ("x in t and y in s", "each of the two letters occurs somewhere in the other word"),
    ("x == c or y == c", "at least one of the two letters is {c}"),
)  # fmt: skip


def over_twins(rng: Random) -> Family:
    """Compare two words of equal length, letter by letter."""
    letter = rng.choice("aeiorst")
    code, said = (text.replace("L", letter) for text in rng.choice(TWINS))
    clause = Clause(
        code, (Atom("x", said),), variables=(("c", "word 1 1 lower"),) if "{c}" in said else ()
    )
    mapped = rng.choice((Mapped("x + y", "pairs of letters (that of {s} and, directly after it, that of {t}) at the ", "pair of letters (that of {s} and, directly after it, that of {t}) at the "),
                         Mapped("x", "letters of {s} at the ", "letter of {s} at the "), Mapped("max(x, y)", "later letters (in the alphabet) of the two at the ", "later letter (in the alphabet) of the two at the ")))  # fmt: skip
    phrases = {
        "n": "the length of both words",
        "s": "the first word",
        "t": "the second word",
        "c": "a letter",
    }
    names = {"x": ""}
    scenes = [
        Scene(text, phrases, items, item, names, places="", place="")
        for text, items, item in (
            ("You are given two strings {s} and {t} of length {n}.", "positions", "position"),
            ("{person} and {person2} each write a word of {n} letters, {s} and {t}, one below the other.", "places", "place"),
            ("Read {n} and two words {s} and {t} with {n} letters each. Compare them letter by letter.", "positions", "position"),
            ("Two messages {s} and {t} of {n} letters arrive at the same time.", "positions", "position"),
        )
    ]  # fmt: skip
    data = {"n": "int 1 50", "s": "word n n lower", "t": "word n n lower"}
    near = "t = ''.join(a if rng.random() < 0.5 else b for a, b in zip(s, t))"
    walk = Walk("text", data, "x, y in zip(s, t)", scenes, clause, mapped, {"x": "x", "y": "y"}, "i in range(n)", {"x": "s[i]", "y": "t[i]"},
                numbers=False, tags=("strings",), generate=near)  # fmt: skip
    return finish_walk(walk, rng)

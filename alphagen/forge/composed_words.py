"""Made-up families over several words: keep those with a property, change, order and count them."""

# ruff: noqa: E501 - scenes and tables read best in one line each

from random import Random

from alphagen.forge.family import Family
from alphagen.forge.parts import fill
from alphagen.forge.parts_clauses import Atom, Clause, clash, join
from alphagen.forge.parts_walks import Mapped, Scene, Walk, finish_walk

CLAUSES: tuple[tuple[str, str], ...] = (
    ("len(x) > K", "[is/are] longer than K letters"),
    ("len(x) > K", "[has/have] more than K letters"),
    ("len(x) < K", "[is/are] shorter than K letters"),
    ("len(x) >= K", "[has/have] at least K letters"),
    ("len(x) <= K", "[has/have] at most K letters"),
    ("len(x) == K", "[consists/consist] of exactly K letters"),
    ("len(x) % 2 == 0", "[has/have] an even number of letters"),
    ("len(x) % 2 == 1", "[has/have] an odd number of letters"),
    ("len(x) > k", "[is/are] longer than {k} letters"),
    ("len(x) == k", "[has/have] exactly {k} letters"),
    ("len(x) <= k", "[has/have] no more than {k} letters"),
    ('x[0] == "L"', "[begins/begin] with the letter 'L'"),
    ('x[-1] == "L"', "[ends/end] with the letter 'L'"),
    ('x[0] in "aeiou"', "[begins/begin] with a vowel (a, e, i, o, u)"),
    ('x[-1] in "aeiou"', "[ends/end] with a vowel (a, e, i, o, u)"),
    ('x[0] not in "aeiou"', "[does/do] not begin with a vowel (a, e, i, o, u)"),
    ('"L" in x', "[contains/contain] the letter 'L'"),
    ('"L" not in x', "[does/do] not contain the letter 'L'"),
    ('x.count("L") > 1', "[contains/contain] the letter 'L' at least twice"),
    ('x < "L"', "[begins/begin] with a letter that comes before 'L' in the alphabet"),
    ("x[0] == c", "[begins/begin] with the letter {c}"),
    ("c in x", "[contains/contain] the letter {c}"),
    ("c not in x", "[lacks/lack] the letter {c}"),
    ("x[0] == x[-1]", "[begins and ends/begin and end] with the same letter"),
    ("x == x[::-1]", "[reads/read] the same forwards and backwards"),
    ("len(set(x)) == len(x)", "[contains/contain] no letter twice"),
    ("len(set(x)) < len(x)", "[contains/contain] some letter more than once"),
    ('sum(map(x.count, "aeiou")) > 1', "[has/have] more than one vowel (a, e, i, o, u)"),
)
MAPS: tuple[tuple[str, str, str], ...] = (
    ("len(x)", "lengths of the ", "length of the "),
    ("len(x)", "lengths of the ", "length of the "),
    ("x.upper()", "upper-case forms of the ", "upper-case form of the "),
    (
        "x.capitalize()",
        "forms with a capital first letter of the ",
        "form with a capital first letter of the ",
    ),
    ("x[::-1]", "reversals (written backwards) of the ", "reversal (written backwards) of the "),
    ("x[0]", "first letters of the ", "first letter of the "),
    ("x[-1]", "last letters of the ", "last letter of the "),
    ('x.count("a")', "numbers of letters 'a' in the ", "number of letters 'a' in the "),
)
LISTS = (
    ("guest", "names", "name", "{n} guests sign the book of {person}; every name is written in small letters."),
    ("animal", "animals", "animal", "A list of {n} animals hangs in the zoo of {place}."),
    ("town", "town names", "town name", "The train passes {n} towns."),
    ("product", "products", "product", "The shopping list of {person} has {n} lines."),
    ("code", "codes", "code", "{n} codes of small letters come out of a printer."),
)  # fmt: skip


def word_clause(rng: Random) -> Clause:
    """Draw a condition on a word ``x``."""

    def one() -> Clause:
        code, form = rng.choice(CLAUSES)
        tokens = {"K": str(rng.randint(3, 5)), "L": rng.choice("aeorstlnmdp")}
        variables = {"k": (("k", "int 1 8"),), "c": (("c", "word 1 1 lower"),)}
        needed = next((v for name, v in variables.items() if "{" + name + "}" in form), ())
        return Clause(fill(code, tokens), (Atom("x", fill(form, tokens)),), variables=needed)

    clause = one()
    if rng.random() < 0.4:
        other = one()
        names = dict(clause.variables + other.variables)
        if len(names) < 2 and not clash(clause, other):
            return join(rng, clause, other)
    return clause


def over_words(rng: Random) -> Family:
    """Filter words, change what is left, fold."""
    clause = word_clause(rng) if rng.random() < 0.92 else None
    mapped = Mapped(*rng.choice(MAPS)) if clause is None or rng.random() < 0.5 else Mapped()
    limits = {"k": "a number of letters", "c": "a letter"}
    names = {"x": ""}
    line = rng.random() < 0.5
    if line:
        data = {"s": "text 1 30"}
        gen, igen = "w in s.split()", "i, w in enumerate(s.split())"
        at = {"x": "w"}
        phrases = {"s": "words separated by single spaces", **limits}
        texts = [
            ("You are given a line {s} of words.", "words", "word"),
            (rng.choice(("{person} sends a telegram {s} to {person2}.", "{person} writes the sentence {s} into a diary.", "A parrot in {place} says {s}.")), "words of the text", "word of the text"),
            ("Read a line {s} and split it at its spaces.", "parts", "part"),
            ("A sentence {s} without punctuation stands on the board.", "words of the sentence", "word of the sentence"),
        ]  # fmt: skip
    else:
        data = {"n": "int 1 100", "a": "list n word 1 10 lower"}
        gen, igen = "w in a", "i in range(n)"
        at = {"x": "a[i]"}
        phrases = {"n": "how many words follow", "a": "the words", **limits}
        _, many, one, opening = rng.choice(LISTS)
        texts = [
            ("You are given {n} strings of lowercase letters.", "strings", "string"),
            (opening, many, one),
            ("Read {n} words.", "words", "word"),
            (f"A program gets {{n}} {many}, one after another.", many, one),
        ]
    scenes = [Scene(text, phrases, items, item, names, bare=True) for text, items, item in texts]
    numbers = mapped.code.startswith(("len", "x.count"))
    return finish_walk(
        Walk("words", data, gen, scenes, clause, mapped, {"x": "w"}, igen, at,
             numbers=numbers, tags=("strings", "implementation")),
        rng,
    )  # fmt: skip

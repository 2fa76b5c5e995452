"""Made-up families over records, a name and a number a line: select, best with a tie rule, sort, sum up."""

# ruff: noqa: E501 - a fold reads best as a table

from random import Random

from alphagen.forge.family import Family
from alphagen.forge.parts import article, plural
from alphagen.forge.parts_clauses import Atom, Clause, draw_atom, join
from alphagen.forge.parts_folds import FOLDS, Fold
from alphagen.forge.parts_walks import Mapped, Scene, Walk, finish_walk

_WORLDS = tuple(
    tuple(row.split("|"))
    for row in """
player|players|score|{n} players took part in a tournament in {place}.
pupil|pupils|mark|{n} pupils of {person} wrote a test.
town|towns|population|The map shows {n} towns.
product|products|price|A shop offers {n} products.
river|rivers|length|{person} learns about {n} rivers.
runner|runners|time|{n} runners finished the race.
film|films|rating|{person} watched {n} films.
dog|dogs|age|{n} dogs live in the shelter of {place}.
mountain|mountains|height|{n} mountains surround {place}.
singer|singers|number of votes|{n} singers competed in a show.
worker|workers|wage|{n} workers are employed in a factory.
planet|planets|distance|An atlas lists {n} planets.
user|users|number of posts|A forum has {n} users.
country|countries|number of medals|{n} countries won medals.
""".strip().split("\n")
)
_BEST = "best = r[0]\nfor t in r:\n    if t[1] BEATS best[1]:\n        best = t\nprint(SHOWN)"
_PICK = "res = [(s, x) for s, x in r if COND]\n"
RECORDS = (
    Fold(_BEST, "best = EXTREME(r, key=lambda t: t[1])\nprint(SHOWN)",
         ("SHOWNSAID of the ITEM with the EXTREMESAID VALUE; if several have it, take the one that comes first in the input",
          "SHOWNSAID of the ITEM whose VALUE is EXTREMESAID (in case of a tie, the earliest one)"),
         ("Find the ITEM with the EXTREMESAID VALUE.", "Which ITEM has the EXTREMESAID VALUE?"), "f"),
    Fold(_BEST.replace("BEATS", "BEATS="), "best = EXTREME(r[::-1], key=lambda t: t[1])\nprint(SHOWN)",
         ("SHOWNSAID of the ITEM with the EXTREMESAID VALUE; if several have it, take the one that comes last in the input",),
         ("Find the ITEM with the EXTREMESAID VALUE.", "Which ITEM has the EXTREMESAID VALUE?"), "f"),
    Fold("best = min(r, key=lambda t: (SIGNKEY, t[0]))\nprint(SHOWN)", "order = sorted(r, key=lambda t: (SIGNKEY, t[0]))\nbest = order[0]\nprint(SHOWN)",
         ("SHOWNSAID of the ITEM with the EXTREMESAID VALUE; among several, the alphabetically smallest name counts",),
         ("Find the ITEM with the EXTREMESAID VALUE; ties are broken by the alphabet.",), "f", "", 900),
    Fold(_PICK + "if res:\n    best = EXTREME(res, key=lambda t: t[1])\n    print(SHOWN)\nelse:\n    print(NONE)", "best = None\nfor s, x in r:\n    if TCOND and (best is None or x BEATS best[1]):\n        best = (s, x)\nif best is None:\n    print(NONE)\nelse:\n    print(SHOWN)",
         ("SHOWNSAID of the ITEM with the EXTREMESAID VALUE among the MANY (the first such one in case of a tie), or NOTHING if there are none",),
         ("Look only at the MANY and find the one with the EXTREMESAID VALUE.",), "cf", "", 900),
    Fold("r.sort(key=lambda t: (SIGNKEY, t[0]))\nfor s, x in r:\n    print(LINE)", "for s, x in sorted(r, key=lambda t: (SIGNKEY, t[0])):\n    print(LINE)",
         ("SAY LINESAID of all ITEMS, one ITEM per line, from the EXTREMESAID VALUE to the OPPOSITE; ITEMS with equal VALUES come in alphabetical order.",),
         ("Rank the ITEMS by their VALUE.", "Sort the ITEMS."), "f", "", 1000),
    Fold("r.sort(key=lambda t: SIGNKEY)\nfor s, x in r[:LEAST]:\n    print(LINE)", "for s, x in sorted(r, key=lambda t: SIGNKEY)[:LEAST]:\n    print(LINE)",
         ("SAY LINESAID of the LEAST ITEMS with the EXTREMESAID VALUES, one per line, from the EXTREMESAID to the OPPOSITE (of all ITEMS, if there are fewer than LEAST). With equal VALUES, the one given earlier comes first.",),
         ("Find the top LEAST of the ITEMS.",), "f", "", 1000),
    Fold(_PICK + "res.sort(key=lambda t: (SIGNKEY, t[0]))\nfor s, x in res:\n    print(LINE)", "for s, x in sorted(r, key=lambda t: (SIGNKEY, t[0])):\n    if COND:\n        print(LINE)",
         ("SAY LINESAID of the MANY, one per line, from the EXTREMESAID VALUE to the OPPOSITE; with equal VALUES in alphabetical order of the names. If there are none, print nothing.",),
         ("Select the MANY and sort them.",), "cf", "", 1000),
    Fold("r.sort()\nfor s, x in r:\n    if COND:\n        print(LINE)", "for s, x in sorted(t for t in r if CONDP):\n    print(LINE)",
         ("SAY LINESAID of the MANY, one per line, in alphabetical order of the names (equal names by increasing VALUE). If there are none, print nothing.",),
         ("List the MANY alphabetically.",), "cf", "", 900),
    Fold(_PICK + "for s, x in res:\n    print(s, x)", "for s, x in r:\n    if COND:\n        print(s, x)",
         ("SAY the name and the VALUE of each of the MANY, separated by a space, one per line in the order of the input. If there are none, print nothing.",),
         ("List the MANY.",), "cf"),
    Fold("total = {}\nfor s, x in r:\n    total[s] = total.get(s, 0) + x\nfor s in sorted(total):\n    print(s, total[s])", "names = sorted(set(s for s, x in r))\nfor name in names:\n    print(name, sum(x for s, x in r if s == name))",
         ("SAY, for each different name, the name and the sum of all VALUES given with it, one name per line, in alphabetical order.",),
         ("A name can occur on several lines; then its VALUES are added up.",), "fd", "", 1000),
    Fold("total = {}\nfor s, x in r:\n    if s not in total or x BEATS total[s]:\n        total[s] = x\nfor s in sorted(total):\n    print(s, total[s])", "for name in sorted(set(s for s, x in r)):\n    print(name, EXTREME(x for s, x in r if s == name))",
         ("SAY, for each different name, the name and the EXTREMESAID VALUE given with it, one name per line, in alphabetical order.",),
         ("A name can occur on several lines; only its EXTREMESAID VALUE counts.",), "fd", "", 1000),
    Fold("count = {}\nfor s, x in r:\n    if COND:\n        count[s] = count.get(s, 0) + 1\nfor s in sorted(count):\n    print(s, count[s])", "names = [s for s, x in r if COND]\nfor name in sorted(set(names)):\n    print(name, names.count(name))",
         ("SAY, for each name that occurs among the MANY, the name and how often it occurs among them, one name per line, in alphabetical order. If there are none, print nothing.",),
         ("A name can occur on several lines. Count the MANY separately for each name.",), "cfd", "", 1100),
    Fold("total = {}\nfor s, x in r:\n    total[s] = total.get(s, 0) + x\nprint(sorted(total, key=lambda s: (-total[s], s))[0])", "names = sorted(set(s for s, x in r))\nprint(max(names, key=lambda name: sum(x for s, x in r if s == name)))",
         ("the name for which the sum of all VALUES given with it is largest; of several such names the alphabetically first",),
         ("A name can occur on several lines; then its VALUES are added up. Which name has the largest sum?",), "fd", "", 1100),
)  # fmt: skip
SHOWN = (("best[0]", "the name"), ("best[0]", "the name"), ("best[0], best[1]", "the name and, after a space, the VALUE"), ("r.index(best) + 1", "the number (counting from 1)"))  # fmt: skip
LINES = (("s", "the names"), ("s", "the names"), ("s, x", "the name and the VALUE, separated by a space,"), ("x, s", "the VALUE and the name, separated by a space,"))  # fmt: skip
NAME_CLAUSES = (
    ('s[0] == "L"', "[begins/begin] with 'L'"), ('s[-1] == "L"', "[ends/end] with 'L'"), ('"L" in s', "[contains/contain] the letter 'L'"),
    ("len(s) > 4", "[has/have] more than 4 letters"), ("len(s) <= 4", "[has/have] at most 4 letters"), ('s[0] in "aeiou"', "[begins/begin] with a vowel (a, e, i, o, u)"),
)  # fmt: skip


def over_records(rng: Random) -> Family:
    """Handle lines of a name and a number."""
    one, several, what, opening = rng.choice(_WORLDS)
    high = rng.choice((20, 100, 1000))
    fold = rng.choice(RECORDS) if rng.random() < 0.75 else rng.choice(FOLDS)
    clause = draw_atom(rng, "x", min(high, 40), read=0.3, top=high)
    if rng.random() < 0.25 and "d" not in fold.needs:
        code, form = rng.choice(NAME_CLAUSES)
        letter = rng.choice("aeorstl")
        named = Clause(code.replace("L", letter), (Atom("y", form.replace("L", letter)),))
        clause = join(rng, clause, named) if rng.random() < 0.6 else named
    mapped = Mapped()
    if fold in FOLDS:
        by_name = rng.random() < 0.6 and "w" in fold.needs
        mapped = Mapped("s" if by_name else "x")
    many = rng.random() < 0.8 and "d" not in fold.needs
    data = {
        "n": "int 1 100",
        "r": f"rows n (s word {'2 8 lower' if many else '1 1 abcde'}, x int 1 {high})",
    }
    value, values = ("name", "names") if mapped.code == "s" else (what, plural(what))
    phrases = {
        "n": f"the number of {several if many else 'lines'}",
        "s": "a name",
        "x": f"the {what}",
        "k": f"{article(what)} to compare with",
        "m": "the divisor",
        "p": "the lower limit",
        "q": "the upper limit",
    }
    names = {"x": f"the {what}", "y": "the name"}
    told = (
        (f"{opening} Each has a name {{s_i}} and {article(what)} {{x_i}}." if many else f"A list of {{n}} lines gives {article(what)} of some {one} on each line; the {several} have one-letter names.", phrases),
        ("You are given {n} pairs ({s_i}, {x_i}) of a name and an integer.", {**phrases, "n": "the number of pairs", "x": "the integer"}),
        (f"A table has {{n}} rows; every row holds a name and the {what} that belongs to it.", {**phrases, "n": "the number of rows"}),
        (f"Write a program that reads {{n}} {several}: a name and {article(what)} for each." if many else f"Write a program that reads {{n}} entries, each with the name of {article(one)} and {article(what)}.", phrases),
    )  # fmt: skip
    words = (one, several) if many else ("entry", "entries")
    labels = (words, ("pair", "pairs"), ("row", "rows"), words)
    scenes = []
    for (text, said), (item, items) in zip(told, labels, strict=True):
        pair = item == "pair"
        scenes.append(
            Scene(text, said, items, item, {"x": "the number", "y": "the name"} if pair else names,
                  ("numbers" if mapped.code != "s" else values) if pair else values, ("number" if mapped.code != "s" else value) if pair else value,
                  places="numbers", place="number")
        )  # fmt: skip
    up = rng.random() < 0.4
    beats, extreme, which, opposite = (
        ("<", "min", "smallest", "largest") if up else (">", "max", "largest", "smallest")
    )
    # The last of several equal ones is not the one that index() finds.
    shown, shownsaid = rng.choice(SHOWN[:3] if "BEATS=" in fold.plain else SHOWN)
    line, linesaid = rng.choice(LINES)
    codes = {"BEATS": beats, "EXTREME": extreme, "SIGNKEY": "t[1]" if up else "-t[1]", "SHOWN": shown, "LINE": line,
             "CONDP": clause.at({"s": "t[0]", "x": "t[1]"})}  # fmt: skip
    texts = {
        "EXTREMESAID": which,
        "OPPOSITE": opposite,
        "SHOWNSAID": shownsaid,
        "LINESAID": linesaid,
    }
    walk = Walk("records", data, "s, x in r", scenes, clause if "c" in fold.needs or (fold in FOLDS and "u" not in fold.needs) else None, mapped, {"x": "x", "s": "s"},
                igen="i in range(n)", inames={"x": "r[i][1]", "s": "r[i][0]"}, numbers=mapped.code != "s", tags=("implementation", "sortings"))  # fmt: skip
    return finish_walk(walk, rng, (fold,), codes, texts)

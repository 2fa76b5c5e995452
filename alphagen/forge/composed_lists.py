"""Made-up families over a list: filter it, map what is left, fold it."""

# ruff: noqa: E501 - programs in one line each read best as a table

from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.parts import condition, make_family

ITEMS = (
    ("pupils", "pupil", "score", "points"), ("days", "day", "temperature", "degrees"),
    ("shops", "shop", "price", "coins"), ("trees", "tree", "height", "metres"),
    ("boxes", "box", "weight", "kilograms"), ("players", "player", "result", "points"),
    ("trains", "train", "delay", "minutes"), ("cards", "card", "number", ""),
    ("planets", "planet", "size", ""), ("cows", "cow", "milk yield", "litres"),
    ("houses", "house", "number of people", ""), ("roads", "road", "length", "kilometres"),
    ("books", "book", "number of pages", "pages"), ("parcels", "parcel", "mass", "grams"),
    ("robots", "robot", "power", "units"), ("songs", "song", "duration", "seconds"),
    ("fields", "field", "harvest", "bags"), ("sensors", "sensor", "reading", ""),
    ("towers", "tower", "height", "floors"), ("customers", "customer", "spending", "euros"),
)  # fmt: skip


def fold_list(rng: Random) -> Family:
    """Filter a list, map what is left, fold it to a number or print it."""
    several, one, what, unit = rng.choice(ITEMS)
    code, text = condition(rng, rng.choice((10, 30, 60)))
    if rng.random() < 0.18:
        code, text = rng.choice(
            (("x > k", "greater than {k}"), ("x < k", "less than {k}"), ("x >= k", "at least {k}"),
             ("x % k == 0", "divisible by {k}"), ("x <= k", "at most {k}"))
        )  # fmt: skip
    high = rng.choice((10, 30, 100, 100, 1000))
    variables = {"n": "int 1 100", "a": f"list n int 1 {high}"}
    if "k" in code:
        variables = {"n": "int 1 100", "k": f"int 1 {high}", "a": variables["a"]}
        if rng.random() < 0.4:
            variables = {"n": "int 1 100", "a": variables["a"], "k": f"int 1 {high}"}
    picked = f"[x for x in a if {code}]"
    mapped, saying = rng.choice(
        (("x", ""), ("x", ""), ("x", ""), ("x * x", "squares of the "),
         ("x // 2", "halves (rounded down) of the "))
    )  # fmt: skip
    those = f"those {what}s that are {text}"
    folds: tuple[tuple[str, str, str], ...] = (
        (f"print(sum(1 for x in a if {code}))",
         f"count = 0\nfor x in a:\n    if {code}:\n        count += 1\nprint(count)",
         f"the number of {several} whose {what} is {text}"),
        (f"print(sum({mapped} for x in a if {code}))",
         f"total = 0\nfor x in a:\n    if {code}:\n        total += {mapped}\nprint(total)",
         f"the sum of the {saying}{what}s that are {text}"),
        (f"print(*{picked})", f"res = []\nfor x in a:\n    if {code}:\n        res.append(x)\nprint(*res)",
         f"{those}, in the given order, separated by spaces"),
        (f"res = {picked}\nprint(len(res))\nprint(*res)",
         f"res = []\nfor x in a:\n    if {code}:\n        res.append(x)\nprint(len(res))\nprint(*res)",
         f"the number of {several} whose {what} is {text}, and on the next line {those}"),
        (f"res = [i + 1 for i, x in enumerate(a) if {code}]\nprint(len(res))\nprint(*res)",
         "res = []\nfor i in range(n):\n    x = a[i]\n"
         f"    if {code}:\n        res.append(i + 1)\nprint(len(res))\nprint(*res)",
         f"how many {several} have a {what} that is {text}, and on the next line their numbers "
         f"(the first {one} is number 1)"),
        (f"res = {picked}\nprint(max(res) if res else -1)",
         f"best = -1\nfor x in a:\n    if {code} and x > best:\n        best = x\nprint(best)",
         f"the largest {what} that is {text}, or -1 if there is none"),
        (f"res = {picked}\nprint(min(res) if res else -1)",
         f"best = -1\nfor x in a:\n    if {code} and (best == -1 or x < best):\n        best = x\nprint(best)",
         f"the smallest {what} that is {text}, or -1 if there is none"),
        (f"res = [i + 1 for i, x in enumerate(a) if {code}]\nprint(res[0] if res else -1)",
         "pos = -1\nfor i, x in enumerate(a):\n"
         f"    if {code}:\n        pos = i + 1\n        break\nprint(pos)",
         f"the number of the first {one} (counting from 1) whose {what} is {text}, or -1"),
        (f"res = [i + 1 for i, x in enumerate(a) if {code}]\nprint(res[-1] if res else 0)",
         f"pos = 0\nfor i, x in enumerate(a):\n    if {code}:\n        pos = i + 1\nprint(pos)",
         f"the number of the last {one} (counting from 1) whose {what} is {text}, or 0 if none is"),
        (f"print(YES if any({code} for x in a) else NO)",
         f"ok = False\nfor x in a:\n    if {code}:\n        ok = True\nprint(YES if ok else NO)",
         f"{{YES}} if some {what} is {text}, otherwise {{NO}}"),
        (f"print(YES if all({code} for x in a) else NO)",
         f"ok = True\nfor x in a:\n    if not ({code}):\n        ok = False\nprint(YES if ok else NO)",
         f"{{YES}} if every {what} is {text}, otherwise {{NO}}"),
        (f"print(*[{mapped} if {code} else 0 for x in a])",
         f"res = []\nfor x in a:\n    if {code}:\n        res.append({mapped})\n    else:\n"
         "        res.append(0)\nprint(*res)",
         f"the list in which every {what} that is {text} is "
         f"{'kept' if mapped == 'x' else 'replaced by ' + mapped.replace('x', 'its value', 1)} "
         "and every other is replaced by 0"),
    )  # fmt: skip
    short, long, output = rng.choice(folds)
    measure = f" {unit}" if unit else ""
    return make_family(
        "fold",
        variables,
        (
            Telling(
                f"There are {{n}} {several}. The {what} of the i-th {one} is {{a_i}}{measure}.",
                output,
                {"n": f"the number of {several}", "a": f"the {what}s"},
            ),
            Telling(
                f"{{person}} looks at {{n}} {several} and notes the {what} of each.",
                output,
                {"n": f"how many {several} there are", "a": f"the {what} of each {one}"},
            ),
        ),
        (long, short) if rng.random() < 0.5 else (short, long),
        constants={"YES NO": "answers"} if "YES" in short else None,
        generate="k = rng.choice(a)" if "k" in variables else "",
    )

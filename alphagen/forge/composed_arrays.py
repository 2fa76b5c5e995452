"""Made-up families about the order of a list: best places, ranks, pairs, sorting, moving, blocks."""

# ruff: noqa: E501 - a fold reads best as a table

from dataclasses import replace
from random import Random

from alphagen.forge.composed_lists import list_clause, scenes
from alphagen.forge.family import Family
from alphagen.forge.parts_clauses import Clause, draw_atom
from alphagen.forge.parts_folds import Fold
from alphagen.forge.parts_walks import Mapped, Walk, finish_walk
from alphagen.forge.parts_worlds import draw_world

_SORTED = "res = sorted(a, key=lambda x: KEY)\nprint(*res)"
_SORTING = "keyed = sorted((KEY, x) for x in a)\nprint(*[x for _, x in keyed])"

ARRAYS = (
    Fold("best = 0\nfor i in range(n):\n    if a[i] BEATS a[best]:\n        best = i\nprint(best + 1)", "print(a.index(EXTREME(a)) + 1)",
         ("the number (counting from 1) of the ITEM with the EXTREMESAID OWN; if there are several, the first of them",),
         ("Where does the EXTREMESAID VALUE stand for the first time?",), "f"),
    Fold("best = 0\nfor i in range(n):\n    if a[i] BEATS= a[best]:\n        best = i\nprint(best + 1)", "print(n - a[::-1].index(EXTREME(a)))",
         ("the number (counting from 1) of the ITEM with the EXTREMESAID OWN; if there are several, the last of them",),
         ("Where does the EXTREMESAID VALUE stand for the last time?",), "f"),
    Fold("best = -1\nfor i in range(n):\n    if ITCOND and (best == -1 or a[i] BEATS a[best]):\n        best = i\nprint(best + 1 if best >= 0 else NONE)", "res = [x for x in a if COND]\nprint(a.index(EXTREME(res)) + 1 if res else NONE)",
         ("the number (counting from 1) of the ITEM with the EXTREMESAID OWN among the MANY, the first one if there are several; NOTHING if there are none",),
         ("Look only at the MANY and find where their EXTREMESAID VALUE stands.",), "cf", "", 900),
    Fold("print(a.count(EXTREME(a)))", "count = 0\nfor x in a:\n    if x == EXTREME(a):\n        count += 1\nprint(count)",
         ("how many times the EXTREMESAID VALUE occurs",), ("How many times does the EXTREMESAID VALUE occur?",), "f"),
    Fold("a.sort(ORDER)\nprint(a[1])", "print(sorted(a, ORDER)[1])",
         ("the second EXTREMESAID VALUE; equal VALUES are counted separately, so it can be the same as the EXTREMESAID",),
         ("Find the second EXTREMESAID VALUE.",), "f2"),
    Fold("a.sort(ORDER)\nprint(a[INDEX] if n >= RANK else NONE)", "res = sorted(a, ORDER)\nprint(res[INDEX] if len(res) >= RANK else NONE)",
         ("the VALUE that stands at place RANK when all VALUES are sorted ORDERSAID, or NOTHING if there are fewer than RANK ITEMS",),
         ("Sort the VALUES ORDERSAID and look at place RANK.",), "f", "", 900),
    Fold("res = sorted(set(a), ORDER)\nprint(res[1] if len(res) > 1 else NONE)", "res = [x for x in a if x != EXTREME(a)]\nprint(EXTREME(res) if res else NONE)",
         ("the second EXTREMESAID of the different VALUES, or NOTHING if all VALUES are equal",),
         ("Take each VALUE only once; which is the second EXTREMESAID?",), "f", "", 900),
    Fold("a.sort(ORDER)\nprint(sum(a[:RANK]))", "total = 0\nfor x in sorted(a, ORDER)[:RANK]:\n    total += x\nprint(total)",
         ("the sum of the RANK EXTREMESAID VALUES (of all VALUES if there are fewer)",), ("Choose the RANK EXTREMESAID VALUES and add them up.",), "f", "", 900),
    Fold("a.sort(ORDER)\nprint(*a[:RANK])", "print(*sorted(a, ORDER)[:RANK])",
         ("SAY the RANK EXTREMESAID VALUES (all VALUES if there are fewer), sorted ORDERSAID, separated by spaces.",), ("Which are the RANK EXTREMESAID VALUES?",), "f", "", 900),
    Fold("a.sort()\nprint(a[(n - 1) // 2])", "print(sorted(a)[(n - 1) // 2])",
         ("the median of the VALUES: the one in the middle when they are sorted; with an even number of them, the smaller of the two in the middle",), ("Sort the VALUES and look at the middle.",), "f", "", 900),
    Fold("print(min(a, key=lambda x: (-a.count(x), x)))", "best = min(a)\nfor x in sorted(a):\n    if a.count(x) > a.count(best):\n        best = x\nprint(best)",
         ("the VALUE that occurs most often; if there are several, the smallest of them",), ("Which VALUE is the most frequent?",), "f", "", 1000),
    Fold("count = 0\nfor i in range(n):\n    for j in range(i + 1, n):\n        if PAIR:\n            count += 1\nprint(count)", "print(sum(1 for i, y in enumerate(a) for x in a[:i] if SWAP))",
         ("the number of pairs (i, j) with i < j for which PAIRSAID; here x is the VALUE at place i and y the VALUE at place j",),
         ("Look at all pairs of ITEMS. For how many of them is it true that PAIRSAID, where x and y are the VALUES of the earlier and of the later one?",), "f", "", 1000),
    Fold(_SORTED.replace("KEY", "SORTKEY"), _SORTING.replace("KEY", "BAREKEY"),
         ("SAY the VALUES, separated by spaces, sorted by SORTSAID, the smallest first; where that is equal, the smaller VALUE comes first.",), ("Sort the VALUES by SORTSAID.",), "f", "", 1000),
    Fold("yes = []\nno = []\nHEAD\n    if COND:\n        yes.append(x)\n    else:\n        no.append(x)\nprint(*(yes + no))", "print(*sorted(a, key=lambda x: not (COND)))",
         ("SAY all VALUES, separated by spaces: first the VALS, and then OTHERS, both groups in their old order.",), ("Move the MANY to the front, without changing the order otherwise.",), "cf", "", 900),
    Fold("yes = []\nno = []\nHEAD\n    if COND:\n        yes.append(x)\n    else:\n        no.append(x)\nprint(*(sorted(yes) + sorted(no, reverse=True)))", "yes = sorted(x for x in a if COND)\nno = sorted(x for x in a if not (COND))\nprint(*yes, *no[::-1])",
         ("SAY all VALUES, separated by spaces: first the VALS in increasing order, and then OTHERS in decreasing order.",), ("Put the MANY in front and sort both parts.",), "cf", "", 1000),
    Fold("res = []\nHEAD\n    if COND:\n        res.append(CHANGED)\n    else:\n        res.append(x)\nprint(*res)", "print(*[CHANGED if COND else x for x in a])",
         ("SAY all VALUES in their order, separated by spaces, where each of the VALS is CHANGESAID and the others stay as they are.",), ("Each of the VALS is CHANGESAID.",), "cf"),
    Fold("for i in range(n):\n    if ICOND:\n        a[i] = CHANGEDAT\nprint(sum(a))", "print(sum(CHANGED if COND else x for x in a))",
         ("the sum of all VALUES after each of the VALS has been CHANGESAID",), ("Each of the VALS is CHANGESAID; the others stay. What is the new sum?",), "cf", "", 900),
    Fold("res = []\nHEAD\n    res.append(x)\n    if COND:\n        res.append(RANK)\nprint(*res)", "for i in range(n - 1, -1, -1):\n    if ICOND:\n        a.insert(i + 1, RANK)\nprint(*a)",
         ("SAY all VALUES in their order, separated by spaces, with the number RANK inserted after each of the VALS.",), ("After each of the VALS the number RANK is written.",), "cf", "", 900),
    Fold("d = RANK % n\nprint(*(a[d:] + a[:d]))", "for i in range(RANK):\n    a.append(a.pop(0))\nprint(*a)",
         ("SAY the VALUES, separated by spaces, after the following was done RANK times: the first one is taken away and put behind the last.",), ("RANK times, the first VALUE moves to the end.",), "f"),
    Fold("a[0], a[-1] = a[-1], a[0]\nprint(*a)", "print(*(a[-1:] + a[1:-1] + a[:1]))",
         ("SAY the VALUES, separated by spaces, with the first and the last one exchanged.",), ("The first and the last VALUE change places.",), "f2"),
    Fold("res = []\nfor i in range(1, n):\n    res.append(a[i] - a[i - 1])\nprint(*res)", "print(*[y - x for x, y in zip(a, a[1:])])",
         ("SAY, for every VALUE but the first, by how much it is larger than the one before it (negative if it is smaller), separated by spaces.",), ("Write down the changes from each VALUE to the next.",), "f2"),
    Fold("total = 0\nfor i in range(1, n):\n    total += abs(a[i] - a[i - 1])\nprint(total)", "print(sum(abs(x - y) for x, y in zip(a, a[1:])))",
         ("the sum of the absolute differences between each VALUE and the next",), ("How far does one go in total from the first VALUE to the second, from there to the third, and so on, up to the last?",), "f2"),
    Fold("a.remove(EXTREME(a))\nprint(*a)", "i = a.index(EXTREME(a))\nprint(*(a[:i] + a[i + 1:]))",
         ("SAY the VALUES in their order, separated by spaces, without the EXTREMESAID one (if it occurs several times, only the first of these is left out).",), ("The EXTREMESAID VALUE is struck out.",), "f2"),
    Fold("total = sum(a) - max(a) - min(a)\nprint(total)", "a.sort()\nprint(sum(a[1:-1]))",
         ("the sum of the VALUES without the largest and the smallest (each left out once)",), ("The largest and the smallest VALUE are struck out, each once; add up the rest.",), "f2"),
    Fold("total = 0\nfor x in a:\n    total += abs(EXTREME(a) - x)\nprint(total)", "print(abs(EXTREME(a) * n - sum(a)))",
         ("how many steps of 1 are needed in total to change all VALUES into the EXTREMESAID of them",), ("In one step AVALUE changes by 1. All are to become equal to the EXTREMESAID VALUE.",), "f", "", 900),
    Fold("count = 0\nfor i in range(1, n - 1):\n    if a[i] BEATS a[i - 1] and a[i] BEATS a[i + 1]:\n        count += 1\nprint(count)", "print(sum(1 for x, y, z in zip(a, a[1:], a[2:]) if y BEATS x and y BEATS z))",
         ("the number of ITEMS that have a neighbour on both sides and whose OWN is BEATSAID the OWNS of both",), ("Count the ITEMS, the first and the last excepted, whose OWN is BEATSAID those of both neighbours.",), "f", "", 900),
    Fold("for i in range(0, n, RANK):\n    print(sum(a[i:i + RANK]))", "res = [0] * ((n + RANK - 1) // RANK)\nfor i in range(n):\n    res[i // RANK] += a[i]\nprint(*res, sep=\"\\n\")",
         ("SAY the sums of the VALUES of blocks of RANK consecutive ITEMS (the first RANK, the next RANK, and so on; the last block may be shorter), one per line.",), ("The ITEMS are divided into blocks of RANK, in their order; the last block may be shorter.",), "f", "", 900),
    Fold("print(*a[INDEX::RANK])", "res = []\nfor i in range(n):\n    if (i + 1) % RANK == 0:\n        res.append(a[i])\nprint(*res)",
         ("SAY the VALUES at the places RANK, 2 * RANK, 3 * RANK, ... (counting from 1), separated by spaces (an empty line if there are none).",), ("Only every RANK-th VALUE counts.",), "f"),
    Fold("total = 0\nfor i in range(n):\n    if ICOND:\n        total += i + 1\nprint(total)", "print(sum(i + 1 for IGEN if ICOND))",
         ("the sum of the positions (counting from 1) of the MANY",), ("Add up the positions of the MANY, counting from 1.",), "cf"),
    Fold("total = 0\nfor i in range(n):\n    if ICOND:\n        total += a[i] * (i + 1)\nprint(total)", "print(sum(x * i for i, x in enumerate(a, 1) if COND))",
         ("the sum of the VALS, each multiplied by its position (counting from 1)",), ("Multiply each of the VALS by its position, counting from 1, and add up the products.",), "cfa", "", 900),
    Fold("ok = True\nfor i in range(1, n):\n    if not (a[i] BEATS a[i - 1]):\n        ok = False\nprint(YES if ok else NO)", "print(YES if all(y BEATS x for x, y in zip(a, a[1:])) else NO)",
         ("{YES} if every VALUE except the first is BEATSAID the one before it, otherwise {NO}",), ("Are all VALUES, from the second on, BEATSAID the one just before?",), "f2", "YES NO"),
    Fold("print(YES if a == a[::-1] else NO)", "ok = True\nfor i in range(n):\n    if a[i] != a[n - 1 - i]:\n        ok = False\nprint(YES if ok else NO)",
         ("{YES} if the VALUES are the same when read from the last to the first, otherwise {NO}",), ("Do the VALUES read the same forwards and backwards?",), "f", "YES NO"),
    Fold("print(YES if len(set(a)) == n else NO)", "print(YES if all(a.count(x) == 1 for x in a) else NO)",
         ("{YES} if all VALUES are different, otherwise {NO}",), ("Are there no two equal VALUES?",), "f", "YES NO"),
)  # fmt: skip
SORTS = (("x % 10", "the last digit"), ("x % MOD", "the remainder on division by MOD"), ("abs(x - MOD)", "the distance from MOD"), ("sum(map(int, str(x)))", "the sum of the digits"), ("a.count(x)", "the number of times the VALUE occurs"))  # fmt: skip
CHANGES = (("0", "replaced by 0"), ("-1", "replaced by -1"), ("x + MOD", "increased by MOD"), ("x * MOD", "multiplied by MOD"), ("x // 2", "halved, rounding down"), ("-x", "replaced by its negative"), ("x * x", "squared"), ("x % 10", "replaced by its last digit"))  # fmt: skip
PAIRS = (
    ("x + y", "x + y"),
    ("abs(x - y)", "the absolute difference of x and y"),
    ("x * y", "x * y"),
)


def _mended(program: str, clause: Clause | None) -> str:
    """Write code that makes rare answers more frequent in tests."""
    if "a[::-1] else" in program:
        return "if rng.random() < 0.5: a = a[: (n + 1) // 2] + a[: n // 2][::-1]"
    if "YES if ok" in program:
        return "if rng.random() < 0.5: a = sorted(a, reverse=rng.random() < 0.5)"
    return "k = rng.choice(a)" if clause and "k" in dict(clause.variables) else ""


def over_order(rng: Random) -> Family:
    """Ask about the order of a list."""
    fold = rng.choice(ARRAYS)
    high = rng.choice((10, 20, 100))
    clause = list_clause(rng, min(high, 25), top=high) if "c" in fold.needs else None
    largest = rng.random() < 0.6
    mod = str(rng.randint(2, 9))
    key, keysaid = (text.replace("MOD", mod) for text in rng.choice(SORTS))
    change, changesaid = (text.replace("MOD", mod) for text in rng.choice(CHANGES))
    quantity, quantitysaid = rng.choice(PAIRS)
    pair = draw_atom(rng, quantity, 20)
    at = clause.at({"x": "a[i]"}) if clause else ""
    rank = rng.randint(2, 5)
    codes = {
        "BEATS": ">" if largest else "<", "EXTREME": "max" if largest else "min", "RANK": str(rank), "INDEX": str(rank - 1),
        "SORTKEY": f"({key}, x)", "BAREKEY": key, "CHANGED": change, "CHANGEDAT": change.replace("x", "a[i]"),
        "PAIR": pair.at({"x": "a[i]", "y": "a[j]"}), "SWAP": pair.code,
        "ITCOND": f"({at})" if " or " in at else at,
    }  # fmt: skip
    texts = {
        "EXTREMESAID": rng.choice(("largest", "greatest") if largest else ("smallest", "lowest")), "BEATSAID": "greater than" if largest else "less than",
        "ORDERSAID": "from largest to smallest" if largest else "from smallest to largest", "SORTSAID": keysaid, "CHANGESAID": changesaid,
        "PAIRSAID": pair.sentence({quantity: quantitysaid}, ""), "RANK": codes["RANK"],
    }  # fmt: skip
    ordered = "reverse=True" if largest else ""
    plain, short = (
        text.replace(", ORDER", f", {ordered}" if ordered else "").replace("ORDER", ordered)
        for text in (fold.plain, fold.short)
    )
    fold = Fold(plain, short, fold.nouns, fold.orders, fold.needs, fold.constants, fold.rating)
    extra: dict[str, str] = {}
    told = scenes(rng, draw_world(rng))
    if "RANK" in fold.plain and "c" not in fold.needs and rng.random() < 0.5:
        codes |= {"RANK": "k", "INDEX": "k - 1"}
        texts["RANK"] = "{k}"
        extra = {"k": "int 1 10"}
        told = [replace(s, phrases={**s.phrases, "k": "a positive integer"}) for s in told]
    data = {"n": f"int {2 if '2' in fold.needs else 1} 100", **extra, "a": f"list n int 1 {high}"}
    walk = Walk("order", data, "x in a", told, clause, Mapped(), igen="i in range(n)", inames={"x": "a[i]"},
                generate=_mended(plain, clause), tags=("implementation", "sortings"))  # fmt: skip
    return finish_walk(walk, rng, (fold,), codes, texts)

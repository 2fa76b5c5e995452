"""Made-up families with a running state: sums that reach a bound, balances, streaks, records."""

# ruff: noqa: E501 - a fold reads best as a table

from random import Random

from alphagen.forge.composed_lists import list_clause, scenes
from alphagen.forge.family import Family
from alphagen.forge.parts_folds import Fold
from alphagen.forge.parts_walks import Mapped, Walk, finish_walk
from alphagen.forge.parts_worlds import draw_world

_STREAK = "best = 0\ncur = 0\nHEAD\n    if COND:\n        cur += 1\n        best = max(best, cur)\n    else:\n        cur = 0\n"
_GROUPS = 'runs = "".join("1" if COND else "0" for GEN).split("0")\n'
_UNTIL = "total = 0\nans = NONE\nIHEAD\n    total += AT\n    if total SIGN LIMIT:\n        ans = i + 1\n        break\nprint(ans)"
_SUMS = "from itertools import accumulate\nsums = list(accumulate(a))\n"

RUNNING = (
    Fold(_UNTIL, _SUMS + "res = [i + 1 for i in range(n) if sums[i] SIGN LIMIT]\nprint(res[0] if res else NONE)",
         ("how many ITEMS have to be taken, beginning with the first, until the sum of SAME SIGNSAID; NOTHING if even all of them are not enough",
          "the number of the ITEM at which the sum of all VALUES so far SIGNSAID for the first time (the first is number 1), or NOTHING if it never does"),
         ("Add up the VALUES from the first on and stop as soon as the sum SIGNSAID.", "A running sum starts at 0. The VALUES are added to it one by one until it SIGNSAID."), "f"),
    Fold("total = 0\ncount = 0\nHEAD\n    if total + VAL > LIMIT:\n        break\n    total += VAL\n    count += 1\nprint(OUT)", _SUMS + "res = [x for x in sums if x <= LIMIT]\nprint(OUTSHORT)",
         ("OUTSAID when the ITEMS are taken in the given order as long as the sum of SAME stays at most LIMITSAID, stopping at the first that would exceed it",),
         ("The ITEMS are taken one after another. As soon as the next one would make the sum of the VALUES exceed LIMITSAID, everything stops.",), "f"),
    Fold("total = 0\ncount = 0\nHEAD\n    if total + VAL <= LIMIT:\n        total += VAL\n        count += 1\nprint(OUT)", "left = LIMIT\nres = []\nHEAD\n    if VAL <= left:\n        left -= VAL\n        res.append(VAL)\nprint(OUTPICKED)",
         ("OUTSAID when, in the given order, each of the ITEMS is taken if the sum of the taken VALUES then still is at most LIMITSAID, and is skipped otherwise",),
         ("Go through the ITEMS in order. Take an ITEM if together with those taken before the VALUES sum up to at most LIMITSAID; otherwise leave it out and go on.",), "f"),
    Fold(_STREAK + "print(best)", _GROUPS + "print(max(map(len, runs)))",
         ("the length of the longest block of consecutive ITEMS that are all MANY", "the largest number of MANY directly one after another (0 if there are none)"),
         ("What is the longest unbroken streak of MANY?",), "cfa", "", 1000),
    Fold("count = 0\ncur = 0\nHEAD\n    if COND:\n        cur += 1\n        if cur == LEAST:\n            count += 1\n    else:\n        cur = 0\nprint(count)", _GROUPS + "print(sum(1 for run in runs if len(run) >= LEAST))",
         ("the number of streaks of at least LEAST MANY; a streak is a block of consecutive ITEMS, made as long as possible, all of which are MANY",),
         ("By a streak we mean a block of MANY, one directly after another, made as long as possible. How many streaks have LEAST or more members?",), "cfa", "", 1100),
    Fold("cur = 0\nok = False\nHEAD\n    if COND:\n        cur += 1\n        if cur == LEAST:\n            ok = True\n    else:\n        cur = 0\nprint(YES if ok else NO)", 'line = "".join("1" if COND else "0" for GEN)\nprint(YES if "1" * LEAST in line else NO)',
         ("{YES} if somewhere LEAST MANY directly follow each other, otherwise {NO}",),
         ("Are there LEAST MANY in a row?",), "cf", "YES NO", 1000),
    Fold("best = a[0]\ncount = START\nfor x in a:\n    if x BEATS best:\n        best = x\n        count += 1\nprint(count)", "count = START\nfor i in range(1, n):\n    if a[i] BEATS EXTREME(a[:i]):\n        count += 1\nprint(count)",
         ("the number of records: AVALUE is a record if it is BEATSAID all VALUES before it; the very first one STARTSAID",),
         ("AVALUE is called a record when it is BEATSAID all that came before. The very first one STARTSAID. Count the records.",), "fa", "", 900),
    Fold("best = a[0]\nres = [a[0]]\nfor x in a:\n    if x BEATS best:\n        best = x\n        res.append(x)\nprint(*res)", "res = [a[0]]\nfor x in a[1:]:\n    if x BEATS res[-1]:\n        res.append(x)\nprint(*res)",
         ("SAY the first VALUE and then, in order, every VALUE that is BEATSAID all VALUES before it, separated by spaces.",),
         ("AVALUE is a record if it is BEATSAID all earlier ones; the first one is a record, too. List the records.",), "fa", "", 900),
    Fold("total = 0\nres = []\nHEAD\n    total += VAL\n    res.append(total)\nprint(*res)", _SUMS + "print(*sums)",
         ("SAY, for each of the ITEMS, the sum of its OWN and all OWNS before it, separated by spaces.",),
         ("Add up the VALUES from the first on and write down the sum after every step.",), "fa"),
    Fold("best = a[0]\nres = []\nfor x in a:\n    best = EXTREME(best, x)\n    res.append(best)\nprint(*res)", "print(*[EXTREME(a[:i + 1]) for i in range(n)])",
         ("SAY, for each of the ITEMS, the EXTREMESAID VALUE up to and including it, separated by spaces.",),
         ("After each of the ITEMS, note the EXTREMESAID VALUE seen so far.",), "fa"),
    Fold("total = 0\ncount = 0\nfor x in a:\n    total += x\n    if total % MODUL == 0:\n        count += 1\nprint(count)", _SUMS + "print(sum(1 for x in sums if x % MODUL == 0))",
         ("how often, while the VALUES are added up one by one from the first on, the sum after a step is divisible by MODULSAID",),
         ("Add the VALUES one by one. Count the steps after which the sum is divisible by MODULSAID.",), "fa", "", 900),
    Fold("total = BEGIN\nHEAD\n    if COND:\n        total += UP\n    else:\n        total = max(0, total - DOWN)\nprint(total)", "total = BEGIN\nHEAD\n    total += UP if COND else -DOWN\n    if total < 0:\n        total = 0\nprint(total)",
         ("the final state of a counter that starts at BEGIN, rises by UP for each of the MANY and sinks by DOWN for every other ITEM, but never below 0 (it is then set to 0)",),
         ("A counter starts at BEGIN. The ITEMS are handled in order: for each of the MANY it grows by UP, for every other ITEM it loses DOWN; when it would become negative, it is set to 0.",), "cfa", "", 900),
    Fold("total = BEGIN\nbest = BEGIN\nHEAD\n    if COND:\n        total += UP\n    else:\n        total -= DOWN\n    best = EXTREME(best, total)\nprint(best)", "states = [BEGIN]\nHEAD\n    states.append(states[-1] + (UP if COND else -DOWN))\nprint(EXTREME(states))",
         ("the EXTREMESAID state, the beginning included, of a counter that starts at BEGIN, rises by UP for each of the MANY and sinks by DOWN for every other ITEM",),
         ("A counter starts at BEGIN. In the order of the ITEMS it goes up by UP for each of the MANY and down by DOWN for all others; it may become negative. Find its EXTREMESAID state, the beginning included.",), "cfa", "", 900),
    Fold("total = 0\nHEAD\n    if COND:\n        break\n    total += VAL\nprint(total)", "from itertools import takewhile\nprint(sum(takewhile(lambda x: not (COND), a)))",
         ("the sum of the VALUES that stand before FIRST (of all VALUES if there is no such ITEM)",),
         ("Add up the VALUES from the beginning and stop, without adding it, at FIRST.",), "cf"),
    Fold("total = 0\nseen = False\nHEAD\n    if seen:\n        total += VAL\n    if COND:\n        seen = True\nprint(total)", "res = [i for IGEN if ICOND]\nprint(sum(a[res[0] + 1:]) if res else 0)",
         ("the sum of the VALUES that stand after FIRST, that one excluded (0 if there is no such ITEM)",),
         ("Look for FIRST and add up everything behind it, without itself.",), "cfa", "", 900),
    Fold("res = [i for IGEN if ICOND]\nprint(res[-1] - res[0] if res else NONE)", "first = None\nIHEAD\n    if ICOND:\n        if first is None:\n            first = i\n        last = i\nprint(NONE if first is None else last - first)",
         ("the distance (difference of the positions) between the first and the last of the MANY, or NOTHING if there are none",),
         ("How many steps is it from the first to the last of the MANY?",), "cf", "", 900),
    Fold("total = 0\nHEAD\n    if COND:\n        total *= 2\n    else:\n        total += VAL\nprint(total)", "total = 0\nHEAD\n    total = total * 2 if COND else total + VAL\nprint(total)",
         ("the final value of a sum that starts at 0: going through the ITEMS in order, each of the MANY doubles the sum, and any other adds its OWN to it",),
         ("A sum starts at 0. In order, each of the MANY doubles the sum; each other ITEM adds its OWN.",), "cfa", "", 900),
    Fold("total = 0\nIHEAD\n    if i % 2 == 0:\n        total += AT\n    else:\n        total -= AT\nprint(total)", "print(sum(a[::2]) - sum(a[1::2]))",
         ("the alternating sum of the VALUES: the first minus the second plus the third minus the fourth, and so on",),
         ("Add the first VALUE, subtract the second, add the third, subtract the fourth, and so on.",), "fa"),
    Fold("res = []\nHEAD\n    if TCOND and VAL not in res:\n        res.append(VAL)\nprint(*res)", "print(*dict.fromkeys(VAL for GEN if COND))",
         ("SAY the different values among the VALS, each once, in the order of their first appearance, separated by spaces (an empty line if there are none).",),
         ("List the VALS, but leave out what was listed already.",), "cf", "", 900),
)  # fmt: skip
OUTS = (
    ("count", "len(res)", "len(res)", "the number of ITEMS that are taken"),
    ("total", "res[-1] if res else 0", "sum(res)", "the sum of the VALUES that are taken"),
    ("LIMIT - total", "LIMIT - res[-1] if res else LIMIT", "left", "the amount that remains of LIMITSAID"),
)  # fmt: skip


def over_state(rng: Random) -> Family:
    """Go through a list with a state that changes on the way."""
    world = draw_world(rng)
    high = rng.choice((10, 20, 100))
    fold = rng.choice(RUNNING)
    clause = list_clause(rng, min(high, 20), top=high) if "c" in fold.needs else None
    data = {"n": "int 1 100", "a": f"list n int 1 {high}"}
    limit = said = str(rng.randint(2, 5) * high // 2)
    told = scenes(rng, world)
    if "LIMIT" in fold.plain and rng.random() < 0.7:
        limit, said = "t", "{t}"
        data = {"n": "int 1 100", "t": f"int 1 {high * 20}", **data}
    modul = str(rng.randint(2, 9))
    sign, signsaid = rng.choice(
        (
            (">=", "is at least"),
            (">=", "reaches or exceeds"),
            (">", "is greater than"),
            (">", "exceeds"),
        )
    )
    beats, beatsaid, extreme, extremesaid = rng.choice(
        (
            (">", "greater than", "max", "largest"),
            (">", "above", "max", "greatest"),
            ("<", "less than", "min", "smallest"),
            ("<", "below", "min", "least"),
        )
    )
    start, startsaid = rng.choice(
        (("1", "counts as a record"), ("0", "does not count as a record"))
    )
    out, outshort, outpicked, outsaid = rng.choice(OUTS)
    up, down, begin = (str(rng.randint(1, 5)) for _ in range(3))
    numbers = {"UP": up, "DOWN": down, "BEGIN": begin}
    codes = {
        "AT": "a[i]", "LIMIT": limit, "SIGN": sign, "BEATS": beats, "EXTREME": extreme, "START": start, "MODUL": modul,
        "OUT": out.replace("LIMIT", limit), "OUTSHORT": outshort.replace("LIMIT", limit), "OUTPICKED": outpicked, **numbers,
    }  # fmt: skip
    texts = {
        "LIMITSAID": said, "SIGNSAID": f"{signsaid} {said}", "BEATSAID": beatsaid, "EXTREMESAID": extremesaid,
        "STARTSAID": startsaid, "MODULSAID": modul, "OUTSAID": outsaid.replace("LIMITSAID", said), **numbers,
    }  # fmt: skip
    return finish_walk(
        Walk("running", data, "x in a", told, clause, Mapped(), igen="i in range(n)", inames={"x": "a[i]"},
             rating=900, generate="t = max(1, min(t, sum(a) + rng.randint(-sum(a), 3)))" if limit == "t" else "k = rng.choice(a)" if clause and "k" in dict(clause.variables) else ""),
        rng, (fold,), codes, texts,
    )  # fmt: skip

"""Folds for things with two quantities that look at both at once: duels, balances, ranks with ties."""

# ruff: noqa: E501 - a fold reads best as a table

from alphagen.forge.parts_folds import Fold

_RANK = "order = sorted(range(n), key=lambda i: (SIGNX, SIGNY, i))\n"
_TOLD = "the one with the EXTREMESAID value of NAMEX; where that is equal, the one with the OTHERSAID value of NAMEY, and then the one that comes first"

DUELS = (
    Fold("yes = 0\nno = 0\nHEAD\n    if x > y:\n        yes += 1\n    elif x < y:\n        no += 1\nprint(yes, no)", "print(sum(x > y for GEN), sum(x < y for GEN))",
         ("SAY two numbers, separated by a space: for how many ITEMS NAMEX is greater than NAMEY, and for how many it is less.",),
         ("For every ITEM, compare NAMEX with NAMEY.",), "f"),
    Fold("yes = 0\nno = 0\nHEAD\n    if x > y:\n        yes += 1\n    elif x < y:\n        no += 1\nif yes > no:\n    print(WORDA)\nelif yes < no:\n    print(WORDB)\nelse:\n    print(WORDC)",
         "diff = sum((x > y) - (x < y) for GEN)\nprint(WORDA if diff > 0 else WORDB if diff < 0 else WORDC)",
         ("SAY WORDA if the number of ITEMS for which NAMEX is greater than NAMEY is larger than the number of those for which it is less, WORDB if it is smaller, and WORDC if both numbers are equal.",),
         ("Every ITEM decides a round: it counts for the first side if NAMEX is greater than NAMEY, for the second side if it is less, and for nobody if both are equal.",), "f", "", 900),
    Fold("one = 0\ntwo = 0\nHEAD\n    one += x\n    two += y\nif one > two:\n    print(WORDA)\nelif one < two:\n    print(WORDB)\nelse:\n    print(WORDC)",
         "diff = sum(x - y for GEN)\nprint(WORDA if diff > 0 else WORDB if diff < 0 else WORDC)",
         ("SAY WORDA if over all ITEMS together NAMEX has the larger sum, WORDB if NAMEY has the larger sum, and WORDC if the sums are equal.",),
         ("Add up NAMEX over all ITEMS, and in the same way NAMEY, and compare the two sums.",), "f"),
    Fold("HEAD\n    if x > y:\n        print(WORDA)\n    elif x < y:\n        print(WORDB)\n    else:\n        print(WORDC)",
         'print("\\n".join([WORDA if x > y else WORDB if x < y else WORDC for GEN]))',
         ("For every ITEM, on a line of its own, print WORDA if NAMEX is greater than NAMEY, WORDB if it is less, and WORDC if both are equal.",),
         ("Compare NAMEX and NAMEY of every ITEM.",), "f"),
    Fold("total = BEGIN\nbest = BEGIN\nHEAD\n    total += x - y\n    best = EXTREME(best, total)\nprint(best)", "states = [BEGIN]\nHEAD\n    states.append(states[-1] + x - y)\nprint(EXTREME(states))",
         ("the EXTREMESAID state, the beginning included, of a counter that starts at BEGIN and, for each of the ITEMS in order, grows by NAMEX and then sinks by NAMEY (only the state after both counts; it may be negative)",),
         ("A counter starts at BEGIN. For each of the ITEMS in order, NAMEX is added to it and NAMEY is subtracted from it.",), "f", "", 900),
    Fold("total = BEGIN\nHEAD\n    total = max(0, total + x - y)\nprint(total)", "total = BEGIN\nHEAD\n    total += x\n    total -= min(total, y)\nprint(total)",
         ("the final amount in a store that holds BEGIN at first: for each of the ITEMS in order, NAMEX comes in, and then NAMEY is taken out (or everything, if there is less)",),
         ("A store holds BEGIN. For each of the ITEMS in order, NAMEX is put in, and after that NAMEY is taken out, or all there is if that is less.",), "f", "", 900),
    Fold("top = 0\nbottom = 0\nHEAD\n    top += x * y\n    bottom += y\nprint(top // bottom)", "print(sum(x * y for GEN) // sum(y for GEN))",
         ("the following quotient, rounded down to an integer: the sum, over all ITEMS, of NAMEX times NAMEY, divided by the sum of all values of NAMEY",),
         ("Compute the weighted average of NAMEX, where NAMEY is the weight.",), "f", "", 900),
    Fold(_RANK + "print(order[0] + 1)", "best = 0\nfor i in range(n):\n    if (SIGNX, SIGNY) < (BESTX, BESTY):\n        best = i\nprint(best + 1)",
         (f"the number (counting from 1) of the best ITEM, which is {_TOLD}",), (f"The best ITEM is {_TOLD}.",), "f", "", 1000),
    Fold(_RANK + "print(*[i + 1 for i in order])", "res = list(range(1, n + 1))\nres.sort(key=lambda i: (PLACEX, PLACEY))\nprint(*res)",
         (f"SAY the numbers of all ITEMS (counting from 1), separated by spaces, from the best to the worst; of any two of them, the better is {_TOLD}.",), ("Rank the ITEMS.",), "f", "", 1100),
    Fold(_RANK + "for i in order[:LEAST]:\n    print(i + 1)", "res = list(range(1, n + 1))\nres.sort(key=lambda i: (PLACEX, PLACEY))\nprint(*res[:LEAST], sep=\"\\n\")",
         (f"SAY the numbers (counting from 1) of the LEAST best ITEMS (of all if there are fewer), one per line, the best first; of any two of them, the better is {_TOLD}.",), ("Find the LEAST best ITEMS.",), "f", "", 1100),
    Fold("print(len(set(PAIRS)))", "seen = []\nHEAD\n    if (x, y) not in seen:\n        seen.append((x, y))\nprint(len(seen))",
         ("the number of different kinds of ITEMS; two ITEMS are of the same kind if both NAMEX and NAMEY are equal",), ("How many different combinations of NAMEX and NAMEY are there among the ITEMS?",), "f", "", 900),
)  # fmt: skip
WORDS = (("LEFT", "RIGHT", "EVEN"), (">", "<", "="), ("first", "second", "draw"), ("1", "2", "0"), ("A", "B", "-"), ("more", "less", "same"), ("plus", "minus", "zero"))  # fmt: skip

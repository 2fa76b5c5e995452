"""Folds: what is printed about the things that a clause selects."""

# ruff: noqa: E501 - a fold reads best as a table

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from alphagen.forge.parts import fill, nothing, say

LOOP = "HEAD\n    if COND:\n        "
PICK = "res = [VAL for GEN if COND]\n"
_INNER = re.compile(r"((?:line, |First ))([A-Z])")
PLACED = "res = [POS for IGEN if ICOND]\n"


@dataclass(frozen=True)
class Fold:
    """One way to finish a walk.

    Attributes:
        plain: what a beginner writes.
        short: the same in another style.
        nouns: phrases that complete "Print ..." (or sentences that start with SAY).
        orders: instructions or questions that can stand in the text.
        needs: letters: n (numbers only), p (positions), c (a clause), m (may map), w (words too), f (works without a clause or map), u (only without a clause), a (the orders say all).
        constants: that it needs.
        rating: its difficulty.
    """

    plain: str
    short: str
    nouns: tuple[str, ...]
    orders: tuple[str, ...]
    needs: str
    constants: str = ""
    rating: int = 800

    def fits(self, *, numbers: bool, clause: bool, places: bool) -> bool:
        """Say whether a walk of this kind can end in it."""
        return (
            (numbers or "w" in self.needs)
            and (clause or "c" not in self.needs)
            and (places or "p" not in self.needs)
            and not (clause and "u" in self.needs)
        )


FOLDS = (
    Fold("count = 0\n" + LOOP + "count += 1\nprint(count)", "print(sum(1 for GEN if COND))",
         ("the number of MANY", "how many MANY there are"),
         ("How many MANY are there?", "Count the MANY.", "Find the number of MANY.", "Determine how many MANY there are."), "cwa"),
    Fold("count = 0\n" + LOOP + "count += 1\nprint(count)", "print(sum(1 for GEN if COND))",
         ("the number of MANY", "how many MANY there are"),
         ("Start a counter at 0 and add 1 to it for each of the MANY.", "Tell how many MANY there are."), "cwa"),
    Fold("total = 0\n" + LOOP + "total += VAL\nprint(total)", "print(sum(VAL for GEN if COND))",
         ("the sum of the VALS", "the VALS, added up", "the total of the VALS"),
         ("Add up the VALS.", "What is the sum of the VALS?", "Compute the sum of the VALS."), "nma"),
    Fold("total = 0\n" + LOOP + "total += VAL\nprint(total)", "print(sum(VAL for GEN if COND))",
         ("the sum of the VALS", "the total of the VALS"),
         ("Find the total of the VALS.", "Begin with 0 and add each of the VALS."), "nma"),
    Fold(PICK + "print(max(res) if res else NONE)", "best = None\n" + LOOP + "if best is None or VAL > best:\n            best = VAL\nprint(NONE if best is None else best)",
         ("the largest of the VALS, or NOTHING if there is none", "the maximum of the VALS; print NOTHING if no ITEM qualifies"),
         ("Find the largest of the VALS.", "Which is the greatest of the VALS?"), "nmc"),
    Fold(PICK + "print(min(res) if res else NONE)", "best = None\n" + LOOP + "if best is None or VAL < best:\n            best = VAL\nprint(NONE if best is None else best)",
         ("the smallest of the VALS, or NOTHING if there is none", "the minimum of the VALS; print NOTHING if no ITEM qualifies"),
         ("Find the smallest of the VALS.", "Which is the least of the VALS?"), "nmc"),
    Fold("print(max(VAL for GEN))", "best = None\nHEAD\n    if best is None or VAL > best:\n        best = VAL\nprint(best)",
         ("the largest of the VALS", "the maximum of the VALS"), ("Find the largest of the VALS.",), "nmu"),
    Fold("print(min(VAL for GEN))", "best = None\nHEAD\n    if best is None or VAL < best:\n        best = VAL\nprint(best)",
         ("the smallest of the VALS", "the minimum of the VALS"), ("Find the smallest of the VALS.",), "nmu"),
    Fold(PICK + "print(res[0] if res else NONE)", "ans = NONE\n" + LOOP + "ans = VAL\n        break\nprint(ans)",
         ("FIRST, or NOTHING if there is none", "FIRST; if there is no such ITEM, NOTHING"),
         ("Find FIRST.", "What is FIRST?"), "cwm"),
    Fold(PICK + "print(res[-1] if res else NONE)", "ans = NONE\n" + LOOP + "ans = VAL\nprint(ans)",
         ("LAST, or NOTHING if there is none", "LAST; if there is no such ITEM, NOTHING"),
         ("Find LAST.", "What is LAST?"), "cwm"),
    Fold(PICK + "print(res[1] if len(res) > 1 else NONE)", "ans = NONE\ncount = 0\n" + LOOP + "count += 1\n        if count == 2:\n            ans = VAL\nprint(ans)",
         ("SECOND, or NOTHING if there are fewer than two", "SECOND; if there are fewer than two of them, NOTHING"),
         ("Find SECOND.",), "cwm"),
    Fold("res = [VAL for GEN if COND]\nprint(*res)", "res = []\n" + LOOP + "res.append(VAL)\nprint(*res)",
         ("SAY the VALS in the given order, separated by spaces (an empty line if there are none).", "SAY all VALS in one line, in their order. If there are none, leave the line empty."),
         ("List the VALS.", "Go through all ITEMS and keep the VALS.", "Write down the VALS."), "mw"),
    Fold("HEAD\n    if COND:\n        print(VAL)", "print(\"\\n\".join([str(VAL) for GEN if COND]))",
         ("SAY the VALS, one per line, in the given order. If there are none, print nothing.", "SAY each of the VALS on a line of its own, keeping their order."),
         ("List the VALS.", "Which are the VALS?"), "mw"),
    Fold("res = [VAL for GEN if COND]\nprint(*sorted(res))", "res = []\n" + LOOP + "res.append(VAL)\nres.sort()\nprint(*res)",
         ("SAY the VALS in increasing order, separated by spaces.", "SAY all VALS in one line, sorted from smallest to largest."),
         ("Sort the VALS.", "Put the VALS in increasing order."), "nmc", "", 900),
    Fold("res = [VAL for GEN if COND]\nprint(*sorted(res, reverse=True))", "res = []\n" + LOOP + "res.append(VAL)\nres.sort()\nprint(*res[::-1])",
         ("SAY the VALS in decreasing order, separated by spaces.", "SAY all VALS in one line, sorted from largest to smallest."),
         ("Sort the VALS.", "Put the VALS in decreasing order."), "nmc", "", 900),
    Fold("res = [VAL for GEN if COND]\nprint(*res[::-1])", "res = []\n" + LOOP + "res.insert(0, VAL)\nprint(*res)",
         ("SAY the VALS in reverse order (the last one first), separated by spaces.", "SAY the VALS in one line, beginning with the last and ending with the first."),
         ("List the VALS backwards.",), "mw"),
    Fold(PICK + "print(len(res))\nprint(*res)", "res = []\n" + LOOP + "res.append(VAL)\nprint(len(res))\nprint(*res)",
         ("SAY the number of MANY on the first line, and on the second line SAME in the given order.", "First SAY how many MANY there are; then, on the next line, SAME, separated by spaces."),
         ("Count the MANY and list SAME.",), "cmw"),
    Fold("count = 0\ntotal = 0\nHEAD\n    if COND:\n        count += 1\n        total += VAL\nprint(count, total)", PICK + "print(len(res), sum(res))",
         ("SAY two numbers on one line: how many MANY there are, and the sum of SAME.", "SAY, separated by a space, the number of MANY and the sum of SAME."),
         ("Count the MANY and add up SAME.",), "ncm"),
    Fold("count = 0\ntotal = 0\nHEAD\n    if COND:\n        count += 1\n        total += VAL\nprint(count)\nprint(total)", PICK + "print(len(res))\nprint(sum(res))",
         ("SAY two lines: first how many MANY there are, then the sum of SAME.",),
         ("Count the MANY and add up SAME.",), "ncm"),
    Fold(PICK + "if res:\n    print(min(res), max(res))\nelse:\n    print(NONE)", PICK + "res.sort()\nprint(*([res[0], res[-1]] if res else [NONE]))",
         ("SAY the smallest and the largest of the VALS, separated by a space. If there are none, print only NOTHING.",),
         ("Find the extremes of the VALS.",), "ncm"),
    Fold(PICK + "print(max(res) - min(res) if res else NONE)", PICK + "res.sort()\nprint(res[-1] - res[0] if res else NONE)",
         ("the difference between the largest and the smallest of the VALS, or NOTHING if there are none",),
         ("How far apart are the largest and the smallest of the VALS?",), "ncm", "", 900),
    Fold("yes = 0\nno = 0\nHEAD\n    if COND:\n        yes += 1\n    else:\n        no += 1\nprint(yes, no)", "yes = sum(1 for GEN if COND)\nno = sum(1 for GEN) - yes\nprint(yes, no)",
         ("SAY two numbers, separated by a space: the number of MANY and the number of all other ITEMS.",),
         ("Count the MANY, and count the rest.", "How many are MANY, and how many are not?"), "cw"),
    Fold("count = 0\nHEAD\n    if COND:\n        count += 1\n    else:\n        count -= 1\nprint(count)", "print(sum(1 if COND else -1 for GEN))",
         ("the number of MANY minus the number of all other ITEMS",),
         ("A counter starts at 0. For each of the MANY it goes up by 1, for every other ITEM down by 1. Where does it end?",), "cwa"),
    Fold("total = 0\nHEAD\n    if COND:\n        total += VAL\n    else:\n        total -= VAL\nprint(total)", "print(sum(VAL if COND else -TIGHT for GEN))",
         ("the sum that arises when the VALS are added and OTHERS are subtracted",),
         ("Begin with 0. Add the VALS, and subtract OTHERS.",), "ncm", "", 900),
    Fold("ok = False\n" + LOOP + "ok = True\nprint(YES if ok else NO)", "print(YES if any(COND for GEN) else NO)",
         ("{YES} if there is at least one ONE, otherwise {NO}", 'SAY "{YES}" if there is AONE, and "{NO}" if not.'),
         ("Is there AONE?", "Determine whether there is AONE."), "cw", "YES NO"),
    Fold("ok = True\nHEAD\n    if not (COND):\n        ok = False\nprint(YES if ok else NO)", "print(YES if all(COND for GEN) else NO)",
         ("{YES} if EVERY, otherwise {NO}", 'SAY "{YES}" if EVERY, and "{NO}" if there is an exception.'),
         ("Is it true that EVERY?", "Check whether EVERY."), "cw", "YES NO"),
    Fold("ok = True\n" + LOOP + "ok = False\nprint(YES if ok else NO)", "print(YES if not any(COND for GEN) else NO)",
         ("{YES} if there is no ONE, otherwise {NO}", 'SAY "{YES}" when there is not a single ONE, and "{NO}" when there is one.'),
         ("Check that there is no ONE.",), "cw", "YES NO"),
    Fold("count = 0\n" + LOOP + "count += 1\nprint(YES if count >= LEAST else NO)", "print(YES if sum(1 for GEN if COND) >= LEAST else NO)",
         ("{YES} if there are at least LEAST MANY, otherwise {NO}", 'SAY "{YES}" if LEAST or more of the ITEMS are MANY, and "{NO}" if fewer are.'),
         ("Are there LEAST or more MANY?",), "cw", "YES NO"),
    Fold("yes = 0\nno = 0\nHEAD\n    if COND:\n        yes += 1\n    else:\n        no += 1\nprint(YES if yes > no else NO)", "yes = sum(1 for GEN if COND)\nprint(YES if 2 * yes > sum(1 for GEN) else NO)",
         ("{YES} if more than half of the ITEMS are MANY, otherwise {NO}",),
         ("Are more than half of the ITEMS MANY?",), "cw", "YES NO"),
    Fold("count = 0\ntotal = 0\nHEAD\n    if COND:\n        count += 1\n        total += VAL\nprint(total // count if count else NONE)", PICK + "print(sum(res) // len(res) if res else NONE)",
         ("the average, rounded down to an integer, of the VALS, or NOTHING if there are none",),
         ("What is the average of the VALS?",), "ncm"),
    Fold("count = 0\ntotal = 0\nHEAD\n    if COND:\n        count += 1\n        total += VAL\nprint(\"%.2f\" % (total / count) if count else NONE)", PICK + "print(\"%.2f\" % (sum(res) / len(res)) if res else NONE)",
         ("the average, with exactly two digits after the decimal point, of the VALS, or NOTHING if there are none",),
         ("What is the average of the VALS?",), "ncm", "", 900),
    Fold("res = 1\n" + LOOP + "res = res * TIGHT % MODULUS\nprint(res)", "from math import prod\nprint(prod(VAL for GEN if COND) % MODULUS)",
         ("the product of the VALS, taken modulo MODULUS (the product of no numbers is 1)",),
         ("Multiply the VALS. Since the product may be large, take it modulo MODULUS; with nothing to multiply it is 1.",), "ncm", "", 900),
    Fold(PICK + "print(len(set(res)))", "res = set()\n" + LOOP + "res.add(VAL)\nprint(len(res))",
         ("the number of different values among the VALS", "how many different values there are among the VALS"),
         ("How many different values are there among the VALS?",), "nma", "", 900),
    Fold(PLACED + "print(*res)", "res = []\nIHEAD\n    if ICOND:\n        res.append(POS)\nprint(*res)",
         ("SAY PLACES, separated by spaces, in increasing order (counting starts at BASE).",),
         ("Find PLACES, counting from BASE.",), "cpw"),
    Fold(PLACED + "print(len(res))\nprint(*res)", "res = []\nIHEAD\n    if ICOND:\n        res.append(POS)\nprint(len(res))\nprint(*res)",
         ("SAY the number of MANY; on the next line, SAY WHERE in increasing order (counting starts at BASE).",),
         ("Count the MANY and tell WHERE, counting from BASE.",), "cpw"),
    Fold(PLACED + "print(res[0] if res else NONE)", "ans = NONE\nIHEAD\n    if ICOND:\n        ans = POS\n        break\nprint(ans)",
         ("PLACEFIRST (counting starts at BASE), or NOTHING if there is none",),
         ("Find PLACEFIRST, counting from BASE.",), "cpw"),
    Fold(PLACED + "print(res[-1] if res else NONE)", "ans = NONE\nIHEAD\n    if ICOND:\n        ans = POS\nprint(ans)",
         ("PLACELAST (counting starts at BASE), or NOTHING if there is none",),
         ("Find PLACELAST, counting from BASE.",), "cpw"),
)  # fmt: skip


def without_clause(code: str) -> str:
    """Take the condition out of a fold's program."""
    code = re.sub(
        r"\n    if I?COND:\n((?: {8}.*(?:\n|$))+)",
        lambda match: "\n" + re.sub(r"(?m)^    ", "", match[1]),
        code,
    )
    return re.sub(r" if I?COND\b", "", code)


@dataclass(frozen=True)
class Finish:
    """A fold with its conventions drawn; tokens are those of the walk and of its scenes."""

    fold: Fold
    tokens: Mapping[str, str]
    constants: Mapping[str, str]

    def code(self, template: str, walk: Mapping[str, str]) -> str:
        """Write one of the fold's programs."""
        return fill(template, {**self.tokens, **walk})

    def text(self, rng: Random, templates: tuple[str, ...], scene: Mapping[str, str]) -> str:
        """Say what is to be printed."""
        tokens = {**self.tokens, "NOTHING": self.tokens.get("SAID", ""), "SAY": say(rng)}
        text = fill(rng.choice(templates), {**tokens, **scene})
        text = fill(text, scene)  # a token's text may hold tokens
        return _INNER.sub(lambda match: match[1] + match[2].lower(), text)


def draw_finish(rng: Random, fold: Fold, *, signed: bool = False) -> Finish:
    """Draw the conventions of a fold: what stands for nothing, where counting starts.

    Args:
        rng: source of chance.
        fold: whose conventions to draw.
        signed: numbers may be negative, so that no number can mean nothing.
    """
    code, said, constants = nothing(rng, number=not signed)
    constants = constants if "NONE" in fold.plain else {}
    if fold.constants:
        constants = {**constants, fold.constants: "answers"}
    base = "1" if rng.random() < 0.8 else "0"
    tokens = {
        "NONE": code,
        "SAID": said,
        "BASE": base,
        "POS": "i + 1" if base == "1" else "i",
        "LEAST": str(rng.randint(2, 5)),
        "MODULUS": rng.choice(("1000", "1000000007", "998244353", "10007", "97")),
    }
    return Finish(fold, tokens, constants)

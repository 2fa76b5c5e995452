"""Made-up families that repeat a step until something holds."""

# ruff: noqa: E501 - tables read best in one line each

from dataclasses import replace
from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.parts import fill, make_family, say

GROWING: tuple[tuple[str, str], ...] = (
    ("x *= K", "is multiplied by K"),
    ("x += C", "grows by C"),
    ("x = x * K + C", "is multiplied by K and then increased by C"),
    ("x = (x + C) * K", "is increased by C and then multiplied by K"),
    ("x += count + 1", "grows by 1 in the first step, by 2 in the second, by 3 in the third, and so on"),
    ("x += x // K + 1", "grows by its quotient on division by K (rounded down) and by 1 more"),
    ("x += k", "grows by {k}"),
    ("x = x * 2 + k", "is doubled and then increased by {k}"),
    ("if x % 2 == 0:\n        x += C\n    else:\n        x *= K", "grows by C if it is even, and is multiplied by K if it is odd"),
    ("if x % 3 == 0:\n        x *= 2\n    else:\n        x += C", "is doubled if it is divisible by 3, and otherwise grows by C"),
)  # fmt: skip
SHRINKING: tuple[tuple[str, str], ...] = (
    ("x //= K", "is divided by K, rounding down"),
    ("x -= C", "drops by C"),
    ("x -= x // K + 1", "loses its quotient on division by K (rounded down) and 1 more"),
    ("x = x // K - C", "is divided by K, rounding down, and then reduced by C"),
    ("x -= k", "drops by {k}"),
    ("x -= count + 1", "drops by 1 in the first step, by 2 in the second, by 3 in the third, and so on"),
    ("if x % 2 == 0:\n        x //= 2\n    else:\n        x -= C", "is halved if it is even, and otherwise drops by C"),
    ("if x % K == 0:\n        x //= K\n    else:\n        x -= 1", "is divided by K if this leaves no remainder, and otherwise drops by 1"),
)  # fmt: skip
GROWN = (
    ("x < n", "is at least {n}"),
    ("x <= n", "is greater than {n}"),
    ("x < n", "is not less than {n}"),
)
SHRUNK = (("x > 0", "is no longer positive"), ("x > 0", "is 0 or less"), ("x >= C", "is less than C"), ("x > C", "is at most C"), ("x >= m", "is below {m}"))  # fmt: skip
DIGITS: tuple[tuple[str, str, str], ...] = (
    ("x = sum(map(int, str(x)))", "x >= 10", "is replaced by the sum of its digits until it has a single digit"),
    ("x //= K", "x % K == 0", "is divided by K as long as it is divisible by K"),
    ("x += 1", "x % K != 0", "is increased by 1 until it is divisible by K"),
    ("x += 1", "sum(map(int, str(x))) % K != 0", "is increased by 1 until it has a digit sum divisible by K"),
    ("x += 1", "x % K != D", "is increased by 1 until it leaves remainder D when divided by K"),
    ("x += 1", "str(x) != str(x)[::-1]", "is increased by 1 until it reads the same forwards and backwards"),
    ("if x % 2 == 0:\n        x //= 2\n    else:\n        x = 3 * x + 1", "x != 1", "is halved when even, and otherwise tripled and increased by 1 until it is 1"),
    ("x += C", "x % 10 != D", "is increased by C until it ends with the digit D"),
)  # fmt: skip
STORIES = (
    ("{person} plays with a calculator.", "the shown number", "the calculator"),
    (
        "In a laboratory of {place} a colony of cells is watched.",
        "the number of cells",
        "the colony",
    ),
    ("{person} saves coins in a jar.", "the number of coins", "the jar"),
    ("A wizard changes a pile of {thing}.", "the size of the pile", "the pile"),
    ("The display of an old machine shows a number.", "the number on the display", "the machine"),
)
ENDS: tuple[tuple[str, str, str], ...] = (
    ("count", "print(count)", "the number of steps that are made"),
    ("count", "print(count)", "after how many steps this is the case (0 if it is so from the beginning)"),
    ("", "print(x)", "the value that is reached in the end"),
    ("count", "print(count, x)", "two numbers separated by a space: the number of steps, and the value that is reached in the end"),
    ("res", "print(*res)", "all values that are reached, the first and the last included, separated by spaces"),
    ("total", "print(total)", "the sum of all values that occur, the first and the last included"),
    ("best", "print(best)", "the largest value that occurs on the way, the first and the last included"),
)  # fmt: skip


def loop_until(rng: Random) -> Family:
    """Repeat a step until a bound is reached; count the steps, or print what was seen."""
    variables = {"n": f"int 1 {rng.choice((1000, 10**6, 10**9))}"}
    values = {"K": str(rng.randint(2, 5)), "C": str(rng.randint(1, 9)), "D": str(rng.randint(1, 9))}
    kind = rng.random()
    begin, phrase = "{n}", "where the number starts"
    if kind < 0.4:
        step, said = rng.choice(GROWING)
        test, goal = rng.choice(GROWN)
        begin, phrase = values["C"] if rng.random() < 0.4 else "1", "the bound"
        start = f"x = {begin}"
    elif kind < 0.75:
        step, said = rng.choice(SHRINKING)
        test, goal = rng.choice(SHRUNK)
        start = "x = n"
    else:
        values["D"] = str(rng.randint(1, int(values["K"]) - 1))
        step, test, said = rng.choice(DIGITS)
        if "% 10 " in test:
            values |= {"C": rng.choice("379"), "D": str(rng.randint(0, 9))}
        if "3 * x" in step:
            variables["n"] = "int 1 1000"
        said, _, goal = said.partition(" until it ")
        goal = goal or said
        start = "x = n"
    slow = step in ("x += C", "x -= C", "x += k", "x -= k", "x += 1") or "if" in step
    if slow:
        variables["n"] = "int 1 1000"
    needs, ending, answer = rng.choice(ENDS if "3 * x" in step else ENDS[:-1])
    if needs in ("res", "best", "total"):
        variables["n"] = "int 1 1000"
    if "k" in step.split():
        variables["k"] = "int 1 20"
    if "m" in test.split():
        variables["m"] = "int 1 20"
    counted = needs == "count" or "count" in step
    lines = [start]
    lines += ["count = 0"] * counted + {
        "res": ["res = [x]"],
        "best": ["best = x"],
        "total": ["total = x"],
    }.get(needs, [])
    body = (
        [step]
        + {"res": ["res.append(x)"], "best": ["best = max(best, x)"], "total": ["total += x"]}.get(
            needs, []
        )
        + ["count += 1"] * counted
    )
    plain = "\n".join([*lines, f"while {test}:", *(f"    {line}" for line in body), ending])
    short = "\n".join(
        [
            *lines,
            "while True:",
            f"    if not ({test}):",
            "        break",
            *(f"    {line}" for line in body),
            ending,
        ]
    )
    return _family(rng, variables, values, (plain, short), (begin, said, goal, answer, phrase))


def _family(
    rng: Random,
    variables: dict[str, str],
    values: dict[str, str],
    solutions: tuple[str, str],
    told: tuple[str, ...],
) -> Family:
    begin, said, goal, answer, phrase = (fill(text, values) for text in told)
    phrases = {"n": phrase, "k": "what is added or taken away in a step", "m": "the lower bound"}
    until = (
        f"until it {goal}"
        if not goal.startswith("is divided by")
        else "as long as that is possible without remainder"
    )
    if goal.startswith("is divided by"):
        said = said.partition(" as long")[0]
    story, subject, _ = rng.choice(STORIES)
    texts = (
        f"A number starts at {begin}. In every step it {said}. The steps are repeated {until}; if this is so at the beginning, no step is made.",
        f"{story} At first, {subject} is {begin}. In each step {subject} {said}. This goes on {until} (maybe there is nothing to do at all).",
        f"Write a loop: start with x = {begin}; in every round, x {said}; repeat {until}. The condition is checked before every round.",
        f"Let x = {begin}. Repeat the following {until.replace('until it', 'until x')}: x {said}. Perhaps not a single repetition is needed.",
    )  # fmt: skip
    tellings = []
    for text in texts:
        output = answer if rng.random() < 0.6 else f"{say(rng)} {answer}."
        tellings.append(Telling(text, output, phrases))
    family = make_family(
        "loop",
        variables,
        tellings,
        [fill(s, values) for s in solutions],
        ("implementation", "math"),
    )
    return replace(family, rating=900)

"""Made-up families that carry out a line of commands, one letter each."""

# ruff: noqa: E501 - tables read best in one line each

from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.parts import make_family, say

EFFECTS: tuple[tuple[str, str], ...] = (
    ("x += C", "the number grows by C"),
    ("x += C", "C is added to the number"),
    ("x -= C", "the number sinks by C"),
    ("x -= C", "C is subtracted from the number"),
    ("x *= 2", "the number is doubled"),
    ("x = 0", "the number is set to 0"),
    ("x = -x", "the number changes its sign"),
    ("x //= 2", "the number is halved, rounding down"),
    ("x = max(0, x - C)", "the number sinks by C; if it is then below 0, it is set to 0"),
    ("x = min(x + C, LIMIT)", "the number grows by C; if it is then above LIMIT, it is set to LIMIT"),
    ("x += k", "{k} is added to the number"),
)  # fmt: skip
MOVES: tuple[tuple[str, str], ...] = (
    ("x += C", "x grows by C"), ("x -= C", "x sinks by C"), ("y += C", "y grows by C"), ("y -= C", "y sinks by C"),
    ("x, y = y, x", "x and y are exchanged"), ("x = 0", "x is set to 0"), ("y += x", "x is added to y"),
)  # fmt: skip
ALPHABETS = ("LR", "UD", "ab", "+-", "LRUD", "NESW", "abc", "PMD", "012", "ABC", "<>")
ENDS: tuple[tuple[str, str, str, str, str], ...] = (
    ("", "", "", "print(x)", "the number after all commands"),
    ("", "", "", "print(x)", "the final number"),
    ("", "best = x", "best = max(best, x)", "print(best)", "the largest value that the number has at any time, the beginning included"),
    ("", "best = x", "best = min(best, x)", "print(best)", "the smallest value that the number has at any time, the beginning included"),
    ("", "count = 0", "if x == 0:\n        count += 1", "print(count)", "the number of commands directly after which the number is 0"),
    ("", "count = 0", "if x < 0:\n        count += 1", "print(count)", "the number of commands directly after which the number is negative"),
    ("", "count = 0", "if x > LIMIT:\n        count += 1", "print(count)", "the number of commands directly after which the number is greater than LIMIT"),
    ("", "seen = {x}", "seen.add(x)", "print(len(seen))", "how many different values the number has over time, the beginning included"),
    ("", "res = []", "res.append(x)", "print(*res)", "the number after every single command, separated by spaces"),
    ("YES", "", "", "print(YES if x > 0 else NO)", "{YES} if the final number is positive, otherwise {NO}"),
    ("YES", "", "", "print(YES if x == START else NO)", "{YES} if the number is in the end what it was at the beginning, otherwise {NO}"),
)  # fmt: skip
PLANE_ENDS = (
    ("", "print(x, y)", "the final values of x and y, separated by a space"),
    ("", "print(abs(x) + abs(y))", "the sum of the absolute values of x and y in the end"),
    ("YES", "print(YES if x == 0 and y == 0 else NO)", "{YES} if both x and y are 0 in the end, otherwise {NO}"),
    ("YES", "print(YES if x > y else NO)", "{YES} if in the end x is greater than y, otherwise {NO}"),
    ("", "print(max(x, y))", "the larger of the final values of x and y"),
)  # fmt: skip


def _chain(letters: str, effects: list[str]) -> str:
    """Write the branches on the command."""
    lines = []
    for number, (letter, effect) in enumerate(zip(letters, effects, strict=True)):
        word = "else" if number == len(letters) - 1 else "elif" if number else "if"
        test = "" if word == "else" else f' c == "{letter}"'
        lines.append(f"    {word}{test}:\n        {effect}")
    return "\n".join(lines)


def over_commands(rng: Random) -> Family:
    """Carry out commands on one number, or on two."""
    plane = rng.random() < 0.35
    letters = rng.choice([a for a in ALPHABETS if not plane or len(a) > 2])
    limit, begin = str(rng.choice((5, 10, 20))), rng.choice(("0", "0", "1", "5", "10", "n"))
    chosen = rng.sample(MOVES if plane else EFFECTS, len(letters))
    while not any("grows" in said or "added" in said for _, said in chosen):
        chosen = rng.sample(MOVES if plane else EFFECTS, len(letters))
    codes, texts = [], []
    for code, said in chosen:
        values = {"C": str(rng.randint(1, 5)), "LIMIT": limit}
        codes.append(_filled(code, values))
        texts.append(_filled(said, values))
    if plane:
        needs, ending, answer = rng.choice(PLANE_ENDS)
        first, step, begin = "", "", "0"
        start, told = "x = 0\ny = 0", "Two numbers x and y are 0 at first."
    else:
        needs, first, step, ending, answer = rng.choice(ENDS)
        start, told = f"x = {begin}", f"A number is {'{n}' if begin == 'n' else begin} at first."
    step, ending, answer = (
        _filled(text, {"LIMIT": limit, "START": begin}) for text in (step, ending, answer)
    )
    opening = "\n".join(part for part in (start, first) if part)
    plain = (
        f"{opening}\nfor c in s:\n{_chain(letters, codes)}\n"
        + (f"    {step}\n" if step else "")
        + ending
    )
    short = (
        f"{opening}\nfor i in range(len(s)):\n{_chain(letters, codes).replace(' c ==', ' s[i] ==')}\n"
        + (f"    {step}\n" if step else "")
        + ending
    )
    rules = ". ".join(f"'{letter}': {said}" for letter, said in zip(letters, texts, strict=True))
    variables = {"s": f"word 1 100 {letters}"}
    variables |= {"n": "int 1 20"} if begin == "n" else {}
    variables |= {"k": "int 1 10"} if any("k" in code.split() for code in codes) else {}
    phrases = {"s": "the commands", "n": "the number at first", "k": "a step"}
    stories = (
        f"{told} The letters of {{s}} are commands that are carried out from left to right. {rules}.",
        f"{{person}} plays with a toy that has a button for each of the letters {', '.join(letters)}, and presses the buttons in the order of {{s}}. {told} What the buttons do. {rules}.",
        f"Write an interpreter for a tiny language. {told} A program {{s}} consists of one-letter instructions. {rules}.",
        f"{told} Then {{s}} is read, letter by letter, and every letter means a change. {rules}.",
    )
    tellings = [
        Telling(text, answer if rng.random() < 0.6 else f"{say(rng)} {answer}.", phrases)
        for text in stories
    ]
    return make_family(
        "commands",
        variables,
        tellings,
        (plain, short),
        ("implementation", "strings"),
        constants={"YES NO": "answers"} if needs else {},
    )


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(name, value)
    return text

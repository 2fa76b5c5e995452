"""Made-up families of word problems: named quantities, changed step by step, and a question."""

# ruff: noqa: E501 - tables read best in one line each

from dataclasses import dataclass
from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.parts import fill, make_family, say


@dataclass(frozen=True)
class Start:
    """How a word problem begins.

    Attributes:
        code: of the first amount.
        text: that tells it.
        unit: what is counted.
        phrases: what ``a`` and ``b`` mean.
    """

    code: str
    text: str
    unit: str
    phrases: tuple[str, str]


STARTS = (
    Start("a * b", "{person} buys {a} tickets for {b} coins each.", "coins", ("the number of tickets", "the price of a ticket")),
    Start("a * b", "{person} works {a} hours and earns {b} coins for every hour.", "coins", ("the hours", "the pay for an hour")),
    Start("a * b", "A school has {a} classes of {b} pupils each.", "pupils", ("the number of classes", "the pupils in a class")),
    Start("a * b", "In a hall there are {a} rows of {b} chairs.", "chairs", ("the number of rows", "the chairs in a row")),
    Start("a * b", "{person} collects {b} shells on each of {a} days.", "shells", ("the number of days", "the shells found in a day")),
    Start("a + b", "{person} has {a} marbles and {person2} has {b}; they put them together.", "marbles", ("the marbles of the first child", "the marbles of the second child")),
    Start("a + b", "A bus carries {a} passengers, and {b} more get on.", "passengers", ("the passengers at first", "those who get on")),
    Start("a + b", "A baker makes {a} rolls in the morning and {b} in the afternoon.", "rolls", ("the rolls of the morning", "the rolls of the afternoon")),
    Start("abs(a - b)", "Two villages have {a} and {b} inhabitants; consider the difference of these numbers (the larger minus the smaller).", "inhabitants", ("the first village", "the second village")),
    Start("max(a, b)", "Two teams collect {a} and {b} bottles; only the larger heap is kept.", "bottles", ("the first heap", "the second heap")),
    Start("2 * (a + b)", "A garden is {a} metres long and {b} metres wide; {person} needs fence for its whole border.", "metres", ("the length", "the width")),
    Start("a * 60 + b", "A film lasts {a} hours and {b} minutes; count its minutes.", "minutes", ("the hours", "the minutes")),
    Start("a * a + b", "Square tiles fill a square of {a} x {a} tiles, and {b} tiles are left in the box.", "tiles", ("the side of the square", "the tiles in the box")),
    Start("a", "{person} starts with {a} stones.", "stones", ("the stones at the beginning", "")),
    Start("a", "The harvest is {a} bags of corn.", "bags", ("the harvest", "")),
)  # fmt: skip
# code of a step, and its text
STEPS: tuple[tuple[str, str], ...] = (
    ("total += c", "Then {c} more UNIT are added.|After that, {c} UNIT come in addition.|Another {c} UNIT join them."),
    ("total -= c", "Then {c} UNIT are taken away (the amount may become negative).|Of this, {c} UNIT are subtracted; the amount may become negative."),
    ("total = max(0, total - c)", "Then {c} UNIT are taken away, or all of them if there are not that many."),
    ("total += K", "A fixed number of K UNIT is added.|K UNIT are always added on top.|There are K extra UNIT as a gift."),
    ("total *= M", "After that, the amount grows to M times what it was.|Then it is multiplied by M."),
    ("total *= c", "After that, the amount is multiplied by {c}."),
    ("total //= M", "It is divided by M, rounding down.|Only one part in M is kept, rounded down."),
    ("total -= total * P // 100", "P percent of it (rounded down to a whole number) are lost.|A discount of P percent is subtracted; the discount is rounded down to an integer."),
    ("total += total * P // 100", "P percent of it (rounded down to a whole number) are added.|It grows by P percent, where the growth is rounded down to an integer."),
    ("if total > K:\n    total -= M", "If there are now more than K UNIT, M of them are given back."),
    ("if total < K:\n    total += M", "If there are now fewer than K UNIT, M are added."),
    ("if total % 2 == 1:\n    total += 1", "If the number is odd, one more is added.|Should the number be odd, it is increased by one."),
    ("if total % 2 == 0:\n    total //= 2", "If the number is even, half of it is kept; if it is odd, nothing changes."),
    ("total = min(total, K)", "However, what exceeds K UNIT is thrown away.|At most K UNIT count; if there are more, they are reduced to K."),
    ("total = max(total, K)", "If this gives fewer than K UNIT, it is raised to K.|At least K UNIT are counted in any case."),
    ("total -= total % M", "The number is rounded down to a multiple of M."),
    ("total += -total % M", "The number is rounded up to a multiple of M."),
    ("total -= b", "Afterwards {b} UNIT disappear (the amount may become negative)."),
)  # fmt: skip
ENDS: tuple[tuple[str, str], ...] = (
    ("print(total)", "how many UNIT there are in the end"),
    ("print(total)", "the final number of UNIT"),
    ("print(total)", "the number that results"),
    ("print(total // d)", "how many whole UNIT each one gets when they are shared equally among {d} people (rounded down)"),
    ("print(total % d)", "how many UNIT remain when they are packed in full boxes of {d} (the remainder on division by {d})"),
    ("print(total // d, total % d)", "two numbers, separated by a space: how many full boxes of {d} UNIT can be filled, and how many UNIT are left over"),
    ("print((total + d - 1) // d)", "how many boxes are needed when each holds at most {d} UNIT"),
    ("print(YES if total >= e else NO)", "{YES} if there are at least {e} UNIT in the end, otherwise {NO}"),
    ("print(YES if total > e else NO)", "{YES} if the final number of UNIT exceeds {e}, otherwise {NO}"),
    ("print(max(0, e - total))", "how many UNIT are missing to {e} (0 if none)"),
    ("print(abs(total - e))", "by how much the final number of UNIT differs from {e}"),
    ("print(YES if total % d == 0 else NO)", "{YES} if the UNIT can be shared among {d} people without remainder, otherwise {NO}"),
    ("print(total - a)", "the final number of UNIT minus {a}"),
)  # fmt: skip


def over_story(rng: Random) -> Family:
    """Tell a word problem of a start, some steps and a question."""
    start = rng.choice(STARTS)
    tokens = {
        "UNIT": start.unit,
        "K": str(rng.choice((5, 10, 20, 25, 50, 100))),
        "M": str(rng.randint(2, 9)),
        "P": str(rng.choice((5, 10, 15, 20, 25, 30, 40, 50))),
    }
    steps: list[tuple[str, str]] = []
    for code, text in rng.sample(STEPS, rng.choices((0, 1, 2, 3), (1, 4, 4, 2))[0]):
        twice = "{c}" in text and any("{c}" in told for _, told in steps)
        below = any("may become negative" in told for _, told in steps)  # remainders would confuse
        if (
            twice
            or ("{b}" in text and start.code == "a")
            or (below and ("%" in code or "/" in code))
        ):
            continue
        shown = {
            **tokens,
            "K": str(rng.choice((5, 10, 20, 25, 50, 100))),
            "M": str(rng.randint(2, 9)),
        }
        steps.append((fill(code, shown), fill(rng.choice(text.split("|")), shown)))
    end, answer = rng.choice(ENDS)
    negative = any("may become negative" in text for _, text in steps)
    if negative and ("d" in end.replace("print", "") or "%" in end):
        end, answer = ENDS[0]
    answer = fill(answer, tokens)
    code = "\n".join([start.code, *(step for step, _ in steps), end])
    used = {
        name
        for name in "abcde"
        if any(
            name == word
            for word in code.replace("(", " ").replace(")", " ").replace(",", " ").split()
        )
    }
    high = rng.choice((20, 100, 1000))
    limits = {"a": high, "b": high, "c": high, "d": 20, "e": 2 * high}
    variables = {name: f"int 1 {limits[name]}" for name in sorted(used)}
    first, second = start.phrases
    phrases = {
        "a": first,
        "b": second,
        "c": "the amount of the change",
        "d": "the number to divide by",
        "e": "the number to compare with",
    }
    plain = "\n".join([f"total = {start.code}", *(step for step, _ in steps), end])
    story = " ".join([start.text, *(text for _, text in steps)])
    tellings = [
        _told(rng, story, answer, phrases),
        _told(rng, f"Let T = {_shown(start.code)}. " + " ".join(_formal(step) for step, _ in steps), _formal_end(answer, start.unit), {}),
        _told(rng, "Write a program for this calculation. " + " ".join(f"({i}) {text}" for i, text in enumerate([start.text, *(t for _, t in steps)], start=1)), answer, phrases),
        _told(rng, f"{start.text} " + ("What happens next, in this order: " if steps else "") + " ".join(t for _, t in steps), answer, phrases),
    ]  # fmt: skip
    short = _one_expression(start.code, [step for step, _ in steps], end)
    constants = {"YES NO": "answers"} if "YES" in end else {}
    return make_family(
        "story",
        variables,
        tellings,
        (plain, short),
        ("math", "implementation"),
        constants=constants,
    )


def _told(rng: Random, text: str, answer: str, phrases: dict[str, str]) -> Telling:
    output = answer if rng.random() < 0.7 else f"{say(rng)} {answer}."
    return Telling(text.strip(), output, {name: said for name, said in phrases.items() if said})


def _shown(code: str) -> str:
    return "".join(
        "{" + char + "}" if char in "abcde" and not _inside(code, i) else char
        for i, char in enumerate(code)
    )


def _inside(code: str, position: int) -> bool:
    """Say whether the letter there is part of a longer word."""
    around = code[max(0, position - 1) : position] + code[position + 1 : position + 2]
    return any(char.isalpha() for char in around)


FORMAL = (
    ("total -= total % ", "Subtract from T its remainder on division by {}."), ("total += -total % ", "Round T up to the nearest multiple of {}."),
    ("total = max(0, total - ", "Replace T by T - {}, or by 0 if that is negative."), ("total = min(total, ", "Replace T by {} if T is larger than that."),
    ("total = max(total, ", "Replace T by {} if T is smaller than that."), ("total += total * ", "Increase T by T * {} (rounded down)."),
    ("total -= total * ", "Decrease T by T * {} (rounded down)."), ("total *= ", "Multiply T by {}."), ("total //= ", "Divide T by {}, rounding down."),
    ("total += ", "Add {} to T."), ("total -= ", "Subtract {} from T."),
)  # fmt: skip


def _formal(step: str) -> str:
    """Say a step in the language of formulas."""
    if step.startswith("if "):
        test, _, then = step.partition(":\n    ")
        what = test.removeprefix("if total ")
        said = {"% 2 == 1": "is odd", "% 2 == 0": "is even"}.get(what, f"is {what}")
        rest = _formal(then)
        return f"If T {said.replace('is >', 'is greater than').replace('is <', 'is less than')}, {rest[0].lower()}{rest[1:]}"
    for begin, text in FORMAL:
        if step.startswith(begin):
            amount = step.removeprefix(begin).rstrip(")").replace(" // ", " / ")
            return text.replace("{}", _shown(amount))
    return step


def _formal_end(answer: str, unit: str) -> str:
    """Ask for the same of T."""
    said = {
        f"how many {unit} there are in the end": "the final value of T",
        f"the final number of {unit}": "the final value of T",
        f"the final number of {unit} minus {{a}}": "the final value of T, minus {a}",
    }.get(answer)
    return said or f"{answer}, where the final value of T is the number of {unit}"


def _one_expression(start: str, steps: list[str], end: str) -> str:
    """Write the same with one name for every state."""
    lines = [f"t = {start}"]  # so that no variable can be called T, as the tellings call it
    for number, step in enumerate(steps):
        old, new = f"t{number or ''}", f"t{number + 1}"
        if step.startswith("if "):
            test, _, then = step.partition(":\n    ")
            lines.append(
                f"{new} = {_right(then, old)} if {test.removeprefix('if ').replace('total', old)} else {old}"
            )
        else:
            lines.append(f"{new} = {_right(step, old)}")
    return "\n".join([*lines, end.replace("total", f"t{len(steps) or ''}")])


def _right(step: str, old: str) -> str:
    """Write the value that a step gives."""
    _, operator, value = step.split(" ", 2)
    value = value.replace("total", old)
    return (
        value
        if operator == "="
        else f"{old} {operator[:-1]} ({value})"
        if " " in value or "-" in value
        else f"{old} {operator[:-1]} {value}"
    )

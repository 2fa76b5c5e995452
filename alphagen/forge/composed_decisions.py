"""Made-up families that decide between two or more answers."""

# ruff: noqa: E501 - tables read best in one line each

from random import Random

from alphagen.forge.composed_formulas import draw_term, in_words, reads, shown
from alphagen.forge.composed_lists import scenes
from alphagen.forge.family import Family, Telling
from alphagen.forge.parts import make_family, say
from alphagen.forge.parts_clauses import Clause, draw_atom, join
from alphagen.forge.parts_worlds import draw_world

QUANTITIES: tuple[tuple[str, str, str], ...] = (
    ("a", "{a}", "{person} has {a} points."),
    ("a", "{a}", "The thermometer shows {a} degrees."),
    ("a", "{a}", "A parcel weighs {a} grams."),
    ("a + b", "{a} + {b}", "{person} scores {a} points, and then {b} more."),
    ("a * b", "{a} * {b}", "A field is {a} metres long and {b} metres wide."),
    ("a - b", "{a} - {b}", "{person} earns {a} coins and spends {b}."),
    ("abs(a - b)", "|{a} - {b}|", "Two friends live at the positions {a} and {b} of a long street."),
    ("max(a, b)", "the larger of {a} and {b}", "{person} may throw twice and gets {a} and {b} points; the better throw counts."),
    ("(a + b) // 2", "({a} + {b}) / 2, rounded down,", "Two judges give {a} and {b} points; the average, rounded down, counts."),
    ("a % 10", "the last digit of {a}", "A ticket has the number {a}; its last digit decides."),
    ("a + b + c", "{a} + {b} + {c}", "Three tests give {a}, {b} and {c} points."),
    ("a - b * c", "{a} - {b} * {c}", "{person} has {a} coins and buys {b} things for {c} coins each."),
    ("len(s)", "the number of letters of {s}", "The word {s} arrives."),
    ("len(set(s))", "the number of different letters of {s}", "The word {s} arrives."),
)  # fmt: skip
LABELS = (
    ("small", "medium", "large", "huge"), ("low", "normal", "high", "extreme"), ("A", "B", "C", "D"), ("cold", "mild", "warm", "hot"), ("bronze", "silver", "gold", "platinum"),
    ("red", "yellow", "green", "blue"), ("1", "2", "3", "4"), ("bad", "fair", "good", "excellent"), ("child", "teen", "adult", "senior"), ("easy", "middle", "hard", "insane"), ("LIGHT", "MEDIUM", "HEAVY", "GIANT"),
)  # fmt: skip


def _variables(code: str, high: int) -> dict[str, str]:
    names = {name: f"int 1 {high}" for name in "abcd" if reads(code, name)}
    if reads(code, "s"):
        names["s"] = "word 1 20 lower"
    return names


def _tellings(rng: Random, texts: list[str], rule: str, tail: str) -> list[Telling]:
    """Put the rule in the text, or in the output section."""
    tellings = []
    for text in texts:
        if rng.random() < 0.5:
            tellings.append(Telling(f"{text} {rule}".strip(), tail, {}))
        else:
            tellings.append(Telling(text, rule, {}))
    return tellings


def _ladder(rng: Random) -> Family:
    """One of three or four words, by where a quantity lies."""
    code, said, story = rng.choice(QUANTITIES)
    count = rng.choice((2, 3, 3))
    bounds = sorted(
        rng.sample(
            range(2, 9) if "s)" in code or "10" in code else range(3, rng.choice((20, 40, 100))),
            count,
        )
    )
    labels = rng.choice(LABELS)[: count + 1]
    strict = rng.random() < 0.5
    sign, word, last = (
        ("<", rng.choice(("less than", "below", "smaller than")), "at least")
        if strict
        else ("<=", rng.choice(("at most", "not greater than", "no more than")), "greater than")
    )
    value = code if " " not in code and "(" not in code else "x"
    lines = [] if value == code else [f"x = {code}"]
    parts = []
    for i, (bound, label) in enumerate(zip(bounds, labels, strict=False)):
        lines.append(f'{"el" if i else ""}if {value} {sign} {bound}:\n    print("{label}")')
        parts.append(
            f'otherwise "{label}" if it is {word} {bound}'
            if i
            else f'"{label}" if {said} is {word} {bound}'
        )
    lines.append(f'else:\n    print("{labels[count]}")')
    parts.append(f'and "{labels[count]}" if it is {last} {bounds[-1]}')
    rule = f"{say(rng)} " + ", ".join(parts) + "."
    words = ", ".join(f'"{label}"' for label in labels)
    short = f"x = {code}\nlevel = sum(1 for bound in {bounds} if x {'>=' if strict else '>'} bound)\nprint([{words}][level])"
    texts = [
        f"Look at the value of {said}.",
        story,
        "Read the input and choose the right word.",
        f"A program sorts things into {count + 1} classes by {said}.",
    ]
    return make_family(
        "decision",
        _variables(code, rng.choice((20, 100, 100))),
        _tellings(rng, texts, rule, "the right word"),
        ("\n".join(lines), short),
    )


def _yes_no(rng: Random) -> Family:
    """YES or NO by a condition on one to three numbers, joined sometimes."""
    names = ["a", "b", "c"][: rng.choices((1, 2, 3), (25, 45, 30))[0]]
    high = rng.choice((10, 20, 100))
    first = _condition(rng, names, high)
    clause = join(rng, first, _condition(rng, names, high)) if rng.random() < 0.55 else first
    quantities = {atom.quantity: shown(atom.quantity, names) for atom in clause.atoms} | {
        name: "{" + name + "}" for name in names
    }
    if rng.random() < 0.6:
        quantities = {code: in_words(code, names) for code in quantities}
    quantities |= {atom.other: shown(atom.other, names) for atom in clause.atoms if atom.other}
    test = clause.sentence(quantities, "")
    rule = rng.choice(
        (
            f'{say(rng)} "{{YES}}" if {test}, and "{{NO}}" otherwise.',
            f'If {test}, print "{{YES}}"; if not, print "{{NO}}".',
        )
    )
    used = {name: f"int 1 {high}" for name in names if reads(clause.code, name)}
    texts = [
        f"Determine whether {test}.",
        f"{{person}} asks: is it true that {test}?",
        f"A lock opens exactly when {test}.",
        f"Check this statement: {test}.",
    ]
    plain = f"if {clause.code}:\n    print(YES)\nelse:\n    print(NO)"
    tellings = [Telling(text, rule, {}) for text in texts]
    return make_family(
        "decision",
        used,
        tellings,
        (plain, f"print(YES if {clause.code} else NO)"),
        ("math", "implementation"),
        constants={"YES NO": "answers"},
    )


def _condition(rng: Random, names: list[str], high: int) -> Clause:
    quantity = rng.choice(
        (
            *names,
            *names,
            f"{names[0]} + {names[-1]}",
            f"{names[-1]} * {names[0]}",
            f"abs({names[0]} - {names[-1]})" if len(names) > 1 else names[0],
        )
    )
    if quantity in (f"{names[0]} + {names[0]}", f"{names[0]} * {names[0]}"):
        quantity = names[0]
    others = [name for name in names if not reads(quantity, name)]
    return draw_atom(rng, quantity, high, others)


def _compared(rng: Random) -> Family:
    """Three answers by comparing two quantities."""
    names = ["a", "b", "c", "d"][: rng.choice((2, 3, 4))]
    left, _, _ = draw_term(rng, names[:2], rng.choice((0, 1)))
    right, _, _ = draw_term(rng, names[1:], rng.choice((0, 1)))
    while right == left or not any(reads(right, name) for name in names):
        right, _, _ = draw_term(rng, names, rng.choice((0, 1)))
    one, two = shown(left, names), shown(right, names)
    if rng.random() < 0.6:
        words = rng.choice(
            (
                ("LEFT", "RIGHT", "EQUAL"),
                (">", "<", "="),
                ("first", "second", "same"),
                ("1", "2", "0"),
                ("more", "less", "equal"),
                ("win", "loss", "draw"),
                ("1", "-1", "0"),
            )
        )
        answers = [f'"{word}"' for word in words]
        said = [f'"{word}"' for word in words]
    else:
        answers = (
            [left, right, rng.choice(("0", "-1", f"{left} * 2"))]
            if rng.random() < 0.5
            else [f"{left} - {right}" if " " not in right else f"{left} - ({right})", "0", "-1"]
        )
        said = [shown(answer, names) for answer in answers]
    plain = f"if {left} > {right}:\n    print({answers[0]})\nelif {left} < {right}:\n    print({answers[1]})\nelse:\n    print({answers[2]})"
    short = f"x = {left}\ny = {right}\nprint({answers[0]} if x > y else {answers[1]} if x < y else {answers[2]})"
    rule = rng.choice((
        f"{say(rng)} {said[0]} if {one} is greater than {two}, {said[1]} if it is less, and {said[2]} if both are equal.",
        f"If {one} is larger than {two}, print {said[0]}. If it is smaller, print {said[1]}. If they are equal, print {said[2]}.",
    ))  # fmt: skip
    texts = [
        f"Compare {one} with {two}.",
        f"{{person}} says that {one} is larger, and {{person2}} says that {two} is larger.",
        f"Two values are given by {one} and by {two}.",
        "Read the numbers and compare.",
    ]
    data = {
        name: f"int 1 {rng.choice((10, 20, 100))}"
        for name in names
        if reads(f"{left} {right}", name)
    }
    return make_family(
        "decision",
        data,
        _tellings(rng, texts, rule, "the answer"),
        (plain, short),
        ("math", "implementation"),
    )


def _several_tests(rng: Random) -> Family:
    """Four answers by two conditions: both, only the first, only the second, none."""
    high = rng.choice((20, 30, 100))
    both = rng.random() < 0.5
    first, second = draw_atom(rng, "a", high), draw_atom(rng, "b" if both else "a", high)
    for _ in range(10):
        if first.code.split(" ", 1)[1] != second.code.split(" ", 1)[1]:
            break
        second = draw_atom(rng, "b" if both else "a", high)
    labels = rng.choice(
        (
            ("both", "first", "second", "none"),
            ("AB", "A", "B", "-"),
            ("FizzBuzz", "Fizz", "Buzz", "nothing"),
            ("3", "1", "2", "0"),
            ("gold", "silver", "bronze", "wood"),
            ("tick tock", "tick", "tock", "silence"),
        )
    )
    codes = [f"({c.code})" if " or " in c.code else c.code for c in (first, second)]
    names = {"a": "{a}", "b": "{b}"}
    one, two = first.sentence(names, ""), second.sentence(names, "")
    plain = f'if {codes[0]} and {codes[1]}:\n    print("{labels[0]}")\nelif {codes[0]}:\n    print("{labels[1]}")\nelif {codes[1]}:\n    print("{labels[2]}")\nelse:\n    print("{labels[3]}")'
    short = f'p = {first.code}\nq = {second.code}\nif p:\n    print("{labels[0]}" if q else "{labels[1]}")\nelse:\n    print("{labels[2]}" if q else "{labels[3]}")'
    rule = f'{say(rng)} "{labels[0]}" if {one} and also {two}; "{labels[1]}" if only the first of these two conditions holds, "{labels[2]}" if only the second holds, and "{labels[3]}" if neither holds.'
    texts = [
        f"Two conditions are checked. The first: {one}. The second: {two}.",
        f"In a game a player calls out a word. It depends on whether {one} and whether {two}.",
        "Read the input and test two things about it.",
        "A machine prints a word that depends on two tests.",
    ]
    data = (
        {"a": f"int 1 {high * 2}", "b": f"int 1 {high * 2}"} if both else {"a": f"int 1 {high * 2}"}
    )
    return make_family(
        "decision", data, [Telling(text, rule, {}) for text in texts], (plain, short)
    )


def _sorted_out(rng: Random) -> Family:
    """Give every element of a list a label, or count the labels."""
    world = draw_world(rng)
    low, top = sorted(rng.sample(range(3, rng.choice((12, 20, 40))), 2))
    labels = rng.choice(LABELS)[:3]
    counted = rng.random() < 0.5
    tests = (
        f"if x < {low}:\n        RES0\n    elif x <= {top}:\n        RES1\n    else:\n        RES2"
    )
    if counted:
        plain = (
            "low = 0\nmid = 0\nhigh = 0\nfor x in a:\n    "
            + tests.replace("RES0", "low += 1")
            .replace("RES1", "mid += 1")
            .replace("RES2", "high += 1")
            + "\nprint(low, mid, high)"
        )
        short = f"low = sum(1 for x in a if x < {low})\nhigh = sum(1 for x in a if x > {top})\nprint(low, n - low - high, high)"
        rule = f"{say(rng)} three numbers, separated by spaces: how many VALUES are less than {low}, how many are from {low} to {top} (both included), and how many are greater than {top}."
    else:
        lines = rng.random() < 0.5
        plain = "for x in a:\n    " + tests
        for i, label in enumerate(labels):
            plain = plain.replace(
                f"RES{i}", f'print("{label}")' if lines else f'res.append("{label}")'
            )
        short = (
            f'res = ["{labels[0]}" if x < {low} else "{labels[1]}" if x <= {top} else "{labels[2]}" for x in a]\n'
            + ('print("\\n".join(res))' if lines else "print(*res)")
        )
        plain = plain if lines else f"res = []\n{plain}\nprint(*res)"
        rule = f'For every VALUE, print "{labels[0]}" if it is less than {low}, "{labels[1]}" if it is from {low} to {top} (both included), and "{labels[2]}" if it is greater than {top}; {"one word per line" if lines else "all words on one line, separated by spaces"}, in the given order.'
    tellings = [
        Telling(
            scene.text,
            rule.replace("VALUES", scene.values or scene.items.split(" of ")[0]).replace(
                "VALUE", scene.value or scene.item
            ),
            scene.phrases,
        )
        for scene in scenes(rng, world)
    ]
    return make_family(
        "decision",
        {"n": "int 1 100", "a": f"list n int 1 {rng.choice((20, 50, 100))}"},
        tellings,
        (plain, short),
    )


def _tariff(rng: Random) -> Family:
    """A price in steps: one rate up to a bound, another one beyond it."""
    bound, rate, more, fee = (
        rng.choice((5, 10, 20, 50, 100)),
        rng.randint(2, 9),
        rng.randint(2, 12),
        rng.choice((0, 0, 5, 10, 20)),
    )
    unit, units, thing = rng.choice(
        (
            ("hour", "hours", "parking"),
            ("kilometre", "kilometres", "a taxi ride"),
            ("page", "pages", "printing"),
            ("kilogram", "kilograms", "luggage"),
            ("minute", "minutes", "a phone call"),
            ("night", "nights", "a hotel"),
            ("litre", "litres", "water"),
            ("copy", "copies", "a book"),
        )
    )
    base = f" + {fee}" if fee else ""
    basic = f" In addition, a fixed fee of {fee} coins is charged in every case." if fee else ""
    if rng.random() < 0.6:
        code = (f"x * {rate}{base}", f"{bound} * {rate} + (x - {bound}) * {more}{base}")
        said = f"the first {bound} {units} cost {rate} coins each, and every further {unit} costs {more} coins"
        quick = f"print(min(x, {bound}) * {rate} + max(0, x - {bound}) * {more}{base})"
    else:
        code = (f"x * {rate}{base}", f"x * {more}{base}")
        said = f"up to {bound} {units}, each {unit} costs {rate} coins; if there are more than {bound} {units}, each {unit} costs {more} coins, the first {bound} included"
        quick = f"print(x * ({rate} if x <= {bound} else {more}){base})"
    plain = f"if x <= {bound}:\n    print({code[0]})\nelse:\n    print({code[1]})"
    texts = [
        f"The price of {thing}: {said}.{basic} {{person}} needs {{x}} {units}.",
        f"{{x}} {units} have to be paid. The rule is this: {said}.{basic}",
        f"Write a program that reads the number {{x}} of {units} and works out the price, where {said}.{basic}",
        f"In {{place}} the tariff for {thing} is as follows: {said}.{basic} How much are {{x}} {units}?",
    ]
    answers = ("the price in coins", "how many coins have to be paid", "the total price")
    tellings = [
        Telling(text, rng.choice(answers), {"x": f"the number of {units}"}) for text in texts
    ]
    return make_family(
        "decision",
        {"x": f"int 1 {bound * 3}"},
        tellings,
        (plain, quick),
        ("math", "implementation"),
    )


KINDS = (
    _ladder,
    _ladder,
    _yes_no,
    _yes_no,
    _compared,
    _several_tests,
    _several_tests,
    _sorted_out,
    _tariff,
)


def decision(rng: Random) -> Family:
    """Decide between two or more answers."""
    return rng.choice(KINDS)(rng)

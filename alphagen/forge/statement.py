"""The statement of one instance, laid out as contest sites lay theirs out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.flavour import closing, opening, unrelated
from alphagen.forge.layout import Block
from alphagen.forge.naming import Names
from alphagen.forge.wording import Wording

MANNERS = ("codeforces", "school", "kattis", "atcoder", "plain", "bare")
WEIGHTS = (28, 30, 18, 10, 10, 4)


@dataclass(frozen=True)
class Manner:
    """What an instance's statement must or must not say.

    Attributes:
        several: the input holds several cases.
        withheld: the telling is left out or replaced by an unrelated story.
    """

    several: bool = False
    withheld: bool = False


def title_of(family: Family, telling: Telling, rng: Random) -> str:
    """Draw the problem's title; half of them say what it is about."""
    if telling.title and rng.random() < 0.7:
        return telling.title
    words = family.name.split("-")
    if rng.random() < 0.4:
        return ""
    return " ".join(rng.sample(words, min(len(words), rng.randint(1, 4)))).title()


def output_text(noun: str, names: Names, rng: Random, *, several: bool) -> str:
    """Write the output section.

    Args:
        noun: the telling's ``output``: a noun phrase, or whole sentences.
        names: fills its placeholders.
        rng: draws the wording.
        several: one answer for each case is asked for.
    """
    noun = names.fill(noun)
    if noun[:1].isupper() or noun[:1] == '"':
        text = noun if noun[-1:] in ".!?)`\"'" else noun + "."
        return f"For each test case: {text[0].lower() + text[1:]}" if several else text
    leads = [
        "Print", "Print", "Output", "Display", "You should print", "The output is",
        "You must print", "Print one line with", "Output a single line:", "Print a single value —",
    ]  # fmt: skip
    # A phrase that names lines says itself how many there are.
    lead = rng.choice(leads[:-3] if re.search(r"\b(line|row)s?\b", noun) else leads)
    if several:
        return rng.choice(
            (
                f"For each test case, print {noun}.",
                f"For each test case, output {noun} on a separate line.",
                f"{lead} {noun} for each test case, each on its own line.",
            )
        )
    return f"{lead} {noun}."


def cases_text(rng: Random) -> str:
    """Say that the input holds several cases."""
    name = rng.choice(("t", "T", "q", "t"))
    return rng.choice(
        (
            f"The first line contains an integer {name} (1 ≤ {name} ≤ 100), the number of test "
            "cases. The description of each test case follows.",
            f"Each test contains multiple test cases. The first line contains the number of test "
            f"cases {name} (1 <= {name} <= 1000).",
            f"The input starts with the number of test cases {name}, each described as follows.",
        )
    )


def render_statement(
    family: Family,
    telling: Telling,
    names: Names,
    blocks: Sequence[Block],
    manner: Manner,
    rng: Random,
) -> tuple[str, str]:
    """Write the statement and the title of one instance."""
    wording = Wording(names, {} if manner.withheld else telling.phrases, rng)
    story = names.fill(telling.text)
    output = output_text(telling.output, names, rng, several=manner.several)
    title = title_of(family, telling, rng)
    if manner.withheld:
        story, title = unrelated(rng), ""
        output = rng.choice(("Print the answer.", "Output the result.", "Print the answer.", ""))
    else:
        story = opening(rng) + story + closing(rng)
    site = rng.choices(MANNERS, WEIGHTS)[0]
    if site != "bare" and site in ("school", "atcoder"):
        wording.inline = False
    lines = wording.input_lines(blocks)
    if manner.several:
        lines = [cases_text(rng), *lines]
    joined = rng.choice(("\n", "\n", " ", "\n\n")).join(lines)
    limits = wording.constraints(family.variables) if not wording.inline else []
    bullet = rng.choice(("* ", "* ", "- ", ""))
    constraints = "\n".join(bullet + limit for limit in limits)
    if site == "bare":
        return f"{story}\n\n{output}".strip(), title
    if site == "plain":
        head = rng.choice(("Input: ", "", "Input\n"))
        tail = rng.choice(("Output: ", "", "Output\n")) if head else ""
        return f"{story}\n\n{head}{joined}\n\n{tail}{output}".strip(), title
    if site == "kattis" and len(lines) > 1 and rng.random() < 0.4:
        joined = "The input consists of:\n\n" + "\n".join(f"* {line}" for line in lines)
    if site == "atcoder" and not manner.several:
        form = "\n".join(wording.format_lines(blocks))
        joined = f"Input is given from Standard Input in the following format:\n\n{form}"
    sections = [story]
    if constraints and site == "atcoder":
        sections.append(f"Constraints\n\n{constraints}")
    if constraints and site == "school" and rng.random() < 0.7:
        sections.append(f"Constraints\n\n{constraints}")
        constraints = ""
    sections += [f"Input\n{joined}", f"Output\n{output}"]
    if constraints and site not in ("atcoder",) and rng.random() < 0.6:
        sections.append(f"Constraints\n{constraints}")
    return "\n\n".join(section.strip() for section in sections if section.strip()), title

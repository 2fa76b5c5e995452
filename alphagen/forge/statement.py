"""The statement of one instance, laid out as contest sites lay theirs out."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.flavour import closing, opening, unrelated
from alphagen.forge.layout import Block
from alphagen.forge.naming import Names
from alphagen.forge.wording import Wording

MANY = re.compile(r"\b(lines?|rows?|and|two|three|integers|numbers|names|words|all|each)\b")
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
    if rng.random() < 0.4:
        return ""
    words = [word for word in family.name.split("-") if len(word) > 3] or [family.name]
    return " ".join(rng.sample(words, min(len(words), rng.randint(1, 4)))).title()


def output_text(noun: str, names: Names, rng: Random, *, several: bool) -> str:
    """Write the output section.

    Args:
        noun: the telling's ``output``: a noun phrase, or whole sentences.
        names: fills its placeholders.
        rng: draws the wording.
        several: one answer for each case is asked for.
    """
    # What begins with a placeholder is a phrase, though the answer filled in may be a "YES".
    sentence = noun[:1].isupper() or noun[:1] == '"'
    noun = names.fill(noun)
    if sentence:
        text = noun if noun[-1:] in ".!?)`\"'" else noun + "."
        return f"For each test case: {text[0].lower() + text[1:]}" if several else text
    leads = [
        "Print", "Print", "Print", "Output", "Output", "Display", "Write", "You should print",
        "The output is", "Your program should print", "You must print", "You have to output",
        "The output should contain", "Print one line with", "Output a single line:",
        "Print a single value —",
    ]  # fmt: skip
    # A phrase that names lines, or several things, says itself how many there are.
    lead = rng.choice(leads[:-3] if MANY.search(noun) else leads)
    if several:
        shapes = [f"For each test case, print {noun}."]
        if not re.search("[;,:(]", noun):  # or it would be the last clause that stands on a line
            shapes.append(f"For each test case, output {noun} on a separate line.")
            shapes.append(f"Print {noun} for each test case, each on its own line.")
        return rng.choice(shapes)
    return f"{lead} {noun}."


def cases_text(taken: Collection[str], rng: Random) -> str:
    """Say that the input holds several cases; their number has a name that no variable has."""
    name = rng.choice([name for name in ("t", "T", "q", "t", "tests") if name not in taken])
    return rng.choice(
        (
            f"The first line contains an integer {name} (1 ≤ {name} ≤ 100), the number of test "
            "cases. The description of each test case follows.",
            f"Each test contains multiple test cases. The first line contains the number of test "
            f"cases {name} (1 <= {name} <= 1000). The description of the test cases follows.",
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
    site = rng.choices(MANNERS, WEIGHTS)[0]
    if site in ("school", "atcoder"):
        wording.inline = False
    if manner.withheld:
        story, title = unrelated(rng), ""
        output = rng.choice(("Print the answer.", "Output the result.", "Print the answer.", ""))
    else:
        story = opening(rng) + names.fill(telling.text) + closing(rng)
        title = title_of(family, telling, rng)
        output = output_text(telling.output, names, rng, several=manner.several)
    lines = wording.input_lines(blocks, several=manner.several)
    if manner.several:
        lines = [cases_text(names.shown.values(), rng), *lines]
    if site == "bare":
        sections = [story, output]
    elif site == "plain":
        head, tail = rng.choice((("Input: ", "Output: "), ("", ""), ("Input\n", "Output\n")))
        sections = [story, head + _joined(lines, rng), tail + output]
    else:
        sections = _sections(site, story, output, lines, rng, several=manner.several)
        if site == "atcoder" and not manner.several:
            form = "\n".join(wording.format_lines(blocks))
            sections[-2] = f"Input\nInput is given from Standard Input in this format:\n\n{form}"
        limits = wording.constraints(family.variables) if not wording.inline else []
        _insert_constraints(sections, limits, site, rng)
    return "\n\n".join(section.strip() for section in sections if section.strip()), title


def _joined(lines: Sequence[str], rng: Random) -> str:
    return rng.choice(("\n", "\n", " ", "\n\n")).join(lines)


def _sections(
    site: str, story: str, output: str, lines: Sequence[str], rng: Random, *, several: bool
) -> list[str]:
    """Lay out the story, the input and the output under headings."""
    described = _joined(lines, rng)
    if site == "kattis" and len(lines) > 1 and not several and rng.random() < 0.4:
        described = "The input consists of:\n\n" + "\n".join(f"* {line}" for line in lines)
    return [story, f"Input\n{described}", f"Output\n{output}"]


def _insert_constraints(sections: list[str], limits: Sequence[str], site: str, rng: Random) -> None:
    """Put the constraints after the story or at the end, or leave them out."""
    if not limits:
        return
    bullet = rng.choice(("* ", "* ", "- ", ""))
    text = "Constraints\n\n" + "\n".join(bullet + limit for limit in limits)
    if site == "atcoder" or (site == "school" and rng.random() < 0.7):
        sections.insert(1, text)
    elif rng.random() < 0.6:
        sections.append(text)

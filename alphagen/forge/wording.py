"""The input, constraints and output sections of a statement, in the manners of contest sites."""

from collections.abc import Mapping, Sequence
from random import Random

from alphagen.forge.layout import Block
from alphagen.forge.naming import Names, substitute
from alphagen.forge.variables import ALPHABETS, Expression, Variable

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven")
PLURALS = {"int": "integers", "float": "real numbers", "word": "words", "text": "lines"}
VERBS = ("contains", "contains", "contains", "contains", "consists of", "has", "holds", "gives")
SPACED = ("", "", " separated by spaces", " space-separated", " separated by single spaces")
LINES = (
    ("The {which} line",),
    ("The {which} line", "The {which} row"),
    ("The {which} input line",),
    ("The {which} line", "Then the {which} line"),
)
SINGULARS = {"int": "integer", "float": "real number", "word": "string", "text": "line of text"}


SEPARATE = 0.3
"""Share of the inputs with one number on each line that are said in one sentence."""


def _separate(blocks: Sequence[Block]) -> bool:
    """Whether there is one number on each line, and nothing else."""
    return all(
        block.kind == "line" and len(block.variables) == 1 and block.variables[0].kind == "int"
        for block in blocks
    )


class Wording:
    """Puts one instance's input and output in words; every choice is drawn at construction."""

    def __init__(self, names: Names, phrases: Mapping[str, str], rng: Random) -> None:
        self.names = names
        self.phrases = phrases
        self.rng = rng
        self.at_most = rng.choices(("≤", "<=", "\\le"), (50, 45, 5))[0]
        self.power = rng.choice(("10^{e}", "1{zeros}", "10^{{{e}}}", "10^{e}"))
        self.inline = rng.random() < 0.55
        self.dash = rng.choice((" — ", " - ", ", ", ": "))
        self.single = rng.choice(("a single integer", "an integer", "one integer", "the integer"))
        self.numbered = rng.random() < 0.7
        self.line = rng.choices(LINES, (80, 8, 6, 6))[0]
        self.range = rng.random()
        self.every = rng.choices(("", " for all i", " for every i", " for each i"), (7, 1, 1, 1))[0]

    def number(self, value: int) -> str:
        """Write a bound."""
        digits = str(abs(value))
        if len(digits) > 4 and digits.rstrip("0") == "1":
            text = self.power.format(e=len(digits) - 1, zeros="0" * (len(digits) - 1))
            return "-" + text if value < 0 else text
        return str(value)

    def bound(self, expression: Expression) -> str:
        """Write a bound that may name variables."""
        if not expression.names:
            value = expression.evaluate({})
            return self.number(value) if isinstance(value, int) else str(value)
        shown = {**self.names.fills, **self.names.shown}
        text = substitute(expression.source, shown)
        return text.replace("**", "^").replace("*", "").replace("//", "/")  # only above: k ≤ n/2

    def phrase(self, name: str) -> str:
        """What a variable means, after a dash; empty when the telling does not say."""
        text = self.phrases.get(name, "")
        return self.dash + self.names.fill(text) if text else ""

    def limits(self, variable: Variable) -> str:
        """The constraint on a variable, without parentheses; empty when there is none to state."""
        item = variable.items[0] if variable.kind in ("list", "matrix") else variable
        shown = self.names.shown[variable.name]
        if variable.kind == "list":
            shown = self.names.element(variable.name, "i")
        if variable.kind == "matrix":
            shown = self.names.element(variable.name, "i,j")
        low_high = [self.bound(b) for b in item.bounds[:2]]
        if item.kind in ("int", "float"):
            many = variable.kind in ("list", "matrix")
            return self._range(shown, low_high[0], low_high[1], many=many)
        if item.kind == "word" and variable.kind == "word":
            letters = {
                ALPHABETS["lower"]: "lowercase English letters",
                ALPHABETS["upper"]: "uppercase English letters",
                ALPHABETS["alpha"]: "English letters",
                ALPHABETS["digits"]: "digits",
                ALPHABETS["alnum"]: "lowercase letters and digits",
                ALPHABETS["mixed"]: "English letters and digits",
            }.get(item.alphabet, "characters " + ", ".join(f"'{c}'" for c in item.alphabet))
            if low_high[0] == low_high[1]:
                return f"{shown} has length {low_high[0]} and consists of {letters}"
            return self.rng.choice(
                (
                    f"{shown} consists of {low_high[0]} to {low_high[1]} {letters}",
                    f"The length of {shown} is between {low_high[0]} and {low_high[1]}",
                    f"{shown} contains only {letters} and is at most {low_high[1]} characters long",
                )
            )
        return ""

    def _range(self, shown: str, low: str, high: str, *, many: bool) -> str:
        """Say between what bounds a number lies; most statements have the sign."""
        if self.range < 0.8:
            within = f"{low} {self.at_most} {shown} {self.at_most} {high}"
            return within + self.every if many else within
        if self.range < 0.87:
            return f"{shown} is between {low} and {high}"
        if self.range < 0.92:
            return f"{low} {self.at_most} {shown}, {shown} {self.at_most} {high}"
        if self.range < 0.96:
            return f"{shown} is at least {low} and at most {high}"
        return f"{shown} in [{low}, {high}]"

    def within(self, variable: Variable) -> str:
        """The constraint in parentheses after a name, where this statement puts it there."""
        text = self.limits(variable) if self.inline else ""
        return f" ({text})" if text and variable.kind != "word" else ""

    def constraints(self, variables: Sequence[Variable]) -> list[str]:
        """All constraints, a line each."""
        lines = []
        for variable in variables:
            for part in variable.items if variable.kind == "rows" else (variable,):
                text = self.limits(part)
                if text:
                    lines.append(text)
        return lines

    def input_lines(self, blocks: Sequence[Block], *, several: bool = False) -> list[str]:
        """Describe the input, or each of ``several`` cases: a sentence or two for each block."""
        lines: list[str] = []
        if len(blocks) > 1 and self.rng.random() < SEPARATE and _separate(blocks):
            variables = tuple(block.variables[0] for block in blocks)
            said = self._scalars(variables, " on separate lines:")
            whole = "Each test case" if several else "The input"
            return [f"{whole} {self.rng.choice(VERBS)} {said}."]
        known = True  # whether the number of lines so far does not depend on the input
        for position, block in enumerate(blocks):
            numbered = known and (self.numbered or position == 0) and position < len(ORDINALS)
            which = ORDINALS[position] if numbered else "next"
            if position == 0 and len(blocks) == 1 and block.kind in ("line", "row", "prefixed"):
                where = self.rng.choice(("The only line", "The input", "A single line", "The line"))
                if several:
                    where = self.rng.choice(("The only line of each test case", "Each test case"))
            else:
                line = self.line[0] if position == 0 else self.rng.choice(self.line)
                where = line.format(which=which)
                if position == 0 and several:
                    where += " of each test case"
                elif position == 0 and "input" not in where and self.rng.random() < 0.3:
                    where += " of the input" if self.rng.random() < 0.7 else " of input"
            lines.append(self._block(block, where))
            known = known and block.kind in ("line", "row", "prefixed")
        return lines

    def _block(self, block: Block, where: str) -> str:
        variable = block.variables[-1]
        verb = self.rng.choice(VERBS)
        if block.kind == "line":
            return f"{where} {verb} {self._scalars(block.variables)}."
        if block.kind == "prefixed":
            count = block.variables[0]
            return (
                f"{where} {verb} {self.names.shown[count.name]}{self.phrase(count.name)}, "
                f"followed by {self._elements(variable)} on the same line."
            )
        if block.kind == "row":
            spaced = self.rng.choice(SPACED)
            elements = self._elements(variable)
            if spaced == " space-separated":
                head, _, tail = elements.partition(" ")
                elements = f"{head}{spaced} {tail}"
                spaced = ""
            return f"{where} {verb} {elements}{spaced}{self.phrase(variable.name)}."
        return self._lines(block.kind, variable)

    def _scalars(self, variables: Sequence[Variable], where: str = "") -> str:
        parts = [self.names.shown[v.name] + self.within(v) for v in variables]
        kinds = {v.kind for v in variables}
        phrases = [self.phrases.get(v.name, "") for v in variables]
        said = [self.names.fill(p) for p in phrases if p]
        kind = variables[0].kind
        if len(variables) == 1:
            noun = SINGULARS[kind]
            lead = self.single if kind == "int" else f"a {noun}"
            return f"{lead} {parts[0]}{self.dash + said[0] if said else ''}"
        joined = ", ".join(parts[:-1]) + " and " + parts[-1]
        count = NUMBERS[len(variables)] if len(variables) < 8 else str(len(variables))
        noun = PLURALS[kind] if len(kinds) == 1 else "values"
        if kind == "word" and len(kinds) == 1:
            noun = "strings"
        spaced = (f"{count} space-separated {noun} ", f"{count} {noun}, separated by a space: ")
        lead = self.rng.choice((f"{count} {noun} ", "", *spaced))
        if where:
            lead = f"{count} {noun}{where} "
        if self.rng.random() < 0.3 and len(said) == len(variables):
            each = [f"{p}{self.dash}{s}" for p, s in zip(parts, said, strict=True)]
            return lead + "; ".join(each)
        tail = self.dash + ", ".join(said[:-1]) + " and " + said[-1] if len(said) > 1 else ""
        return lead + joined + tail

    def _elements(self, variable: Variable) -> str:
        count = self.bound(variable.bounds[0])
        kind = variable.items[0].kind if variable.items else "int"
        name = variable.name
        series = f"{self.names.element(name, '1')}, {self.names.element(name, '2')}"
        dots = self.rng.choice((", ..., ", ", …, ", ", \\ldots, "))
        series += f"{dots}{self.names.element(name, count)}"
        nouns = PLURALS[kind] if kind != "word" else self.rng.choice(("words", "strings"))
        if variable.kind == "perm":
            return f"a permutation {series} of the numbers from 1 to {count}"
        if self.rng.random() < 0.2:
            return f"{count} {nouns}{self.within(variable)}"
        return f"{count} {nouns} {series}{self.within(variable)}"

    def _lines(self, kind: str, variable: Variable) -> str:
        count = self.bound(variable.bounds[0])
        phrase = self.phrase(variable.name)
        shown = self.names.shown[variable.name]
        if kind == "column":
            kinds = variable.items[0].kind if variable.items else "int"
            one = "an integer" if kinds == "int" else f"a {SINGULARS[kinds]}"
            element = self.names.element(variable.name, "i")
            return self.rng.choice(
                (
                    f"Each of the next {count} lines contains {one} {element}"
                    f"{self.within(variable)}{phrase}.",
                    f"The next {count} lines contain {self._elements(variable)}, "
                    f"one per line{phrase}.",
                    f"Then {count} lines follow, the i-th of them contains {element}{phrase}.",
                    f"Each of the following {count} lines contains a single "
                    f"{SINGULARS[kinds].replace('integer', 'number')} {element}{phrase} "
                    f"(i = 1, 2, ..., {count}).",
                    f"{count} lines follow with {one} each: {element}{phrase}.",
                    f"On the next {count} lines there is {one} each{phrase}.",
                )
            )
        if kind == "grid":
            width = self.bound(variable.bounds[1])
            letters = ", ".join(f"'{c}'" for c in variable.alphabet[:8])
            return (
                f"Each of the next {count} lines contains {width} characters, "
                f"each one of {letters}{phrase}."
            )
        if kind == "matrix":
            width = self.bound(variable.bounds[1])
            return (
                f"Each of the next {count} lines contains {width} integers"
                f"{self.within(variable)}{phrase or f', the rows of {shown}'}."
            )
        fields = [f.name for f in variable.items]
        parts = [self.names.element(f, "i") for f in fields]
        if self.rng.random() < 0.25:
            parts = [self.names.shown[f] for f in fields]
        said = [self.names.fill(self.phrases[f]) for f in fields if self.phrases.get(f)]
        tail = self.dash + ", ".join(said[:-1]) + " and " + said[-1] if len(said) > 1 else phrase
        joined = " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
        lead = self.rng.choice(
            (
                f"Each of the next {count} lines contains",
                f"The next {count} lines each contain",
                f"Then {count} lines follow, the i-th contains",
                f"Each of the following {count} lines contains",
                f"{count} lines follow. Each of them has",
                f"In each of the next {count} lines there are",
                f"The description of each of them takes one of the next {count} lines:",
            )
        )
        return f"{lead} {joined}{tail}."

    def format_lines(self, blocks: Sequence[Block]) -> list[str]:
        """Show the input as AtCoder does: its names where its values stand."""
        lines: list[str] = []
        for block in blocks:
            variable = block.variables[-1]
            name = variable.name
            if block.kind == "line":
                lines.append(" ".join(self.names.shown[v.name] for v in block.variables))
                continue
            last = self.bound(variable.bounds[0])
            items = [f.name for f in variable.items] if block.kind == "rows" else [name]
            ends = [
                " ".join(self.names.element(item, index) for item in items)
                for index in ("1", "2", last)
            ]
            if block.kind == "prefixed":
                lines.append(f"{last} {ends[0]} {ends[1]} ... {ends[2]}")
            elif block.kind == "row":
                lines.append(f"{ends[0]} {ends[1]} ... {ends[2]}")
            elif block.kind == "matrix":
                width = self.bound(variable.bounds[1])
                rows = [
                    f"{self.names.element(name, f'{row},1')} {self.names.element(name, f'{row},2')}"
                    f" ... {self.names.element(name, f'{row},{width}')}"
                    for row in ("1", "2", last)
                ]
                lines += [rows[0], rows[1], ":", rows[2]]
            else:
                lines += [ends[0], ends[1], ":", ends[2]]
        return lines

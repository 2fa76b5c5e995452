"""The names of one instance: what variables are called, and how text is filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from alphagen.errors import ForgeError
from alphagen.forge.family import Family
from alphagen.forge.variables import Variable

SCALAR_NAMES = tuple("nmkxyabcdtpqwhlrsvzefgu")
LIST_NAMES = tuple("abphtcdwvxsqrfle")
TEXT_NAMES = tuple("stwuvpabx")
PEOPLE = tuple(
    "Alice Bob Anna Ben Carla David Emma Felix Greta Hugo Ines Jonas Kira Liam Mia Noah Olga Pavel "
    "Quentin Rosa Stefan Tara Umar Vera Walter Xenia Yuki Zoe Polycarp Vasya Petya Takahashi Aoki "
    "Chef Lena Marco Nadia Oscar Priya Ravi Sofia Tom Ada Grace Alan Linus Mirko Slavko Astrid "
    "Bjorn Chloe Dmitri Elena Farid Gabor Hana Igor Jasmin Kenji Lucia Mateo Nora Omar Paula Rania "
    "Sven Tibor Ursula Viktor Wanda Yusuf Zsofia Agnes Balazs Camille Diego Erik Fatima George "
    "Helga Ivan Judit Karl Laura Max Nils Otto Peter Rachel Sara Theo Una Will Monk Kotlin "
    "Mickey Kajsa Johan Sigrid Aisha Chen Wei Ling Kofi Amara Thabo Pedro Ingrid Lars".split()
)
THINGS = tuple(
    "apples stones coins cards boxes books candies flowers trees balls marbles ships robots stamps "
    "shells beads tickets bottles planets crystals pearls cookies bricks fish birds cars lamps "
    "pencils tiles gems oranges hats keys clocks maps drums kites masks rings ropes spoons "
    "stickers swords teapots wheels windows puzzles postcards magnets lanterns dolls feathers "
    "buttons barrels candles carpets chairs cupcakes dice eggs pebbles potatoes rockets "
    "sandwiches scarves sheep snails umbrellas violins".split()
)
PLACES = tuple(
    "Berland Byteland Bitland Farland Ostrava Lima Kyoto Uppsala Treeland Flatland Numeria "
    "Gridville Marston Oakdale Riverton Sandport Northwick Zedtown Akkadia Bergen Cairo Dunmore "
    "Eastmoor Fennel Galway Hillcrest Istria Jorvik Kalmar Loopland Minerva Nordhaven Olmstead "
    "Pinewood Quorra Reykjavik Seaburgh Tartu Ulmus Varna Westfold Yarrow Zagreb Stackholm Mossby "
    "Graphia Lowlands Arcadia Budapest Szeged Nantes".split()
)
PIECES = re.compile(r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|([A-Za-z_]\w*)""")
KEYWORD_NAMES = frozenset("i j input print len sum max min set sorted range data".split())


@lru_cache(maxsize=4096)
def pieces(code: str) -> tuple[str, ...]:
    """Split code into identifiers (odd positions) and everything between them."""
    parts: list[str] = []
    position = 0
    start = 0
    for match in PIECES.finditer(code):
        if match.group(2) is None:
            continue
        parts += [code[start : match.start()], match.group(2)]
        start = position = match.end()
    return (*parts, code[max(position, start) :])


def substitute(code: str, names: Mapping[str, str]) -> str:
    """Replace identifiers outside string literals.

    >>> substitute("n = n + len('n')", {"n": "k"})
    "k = k + len('n')"
    """
    parts = list(pieces(code))
    for i in range(1, len(parts), 2):
        # An attribute is not a variable, whatever its name.
        if parts[i] in names and not parts[i - 1].endswith("."):
            parts[i] = names[parts[i]]
    return "".join(parts)


PLACEHOLDER = re.compile(r"\{([A-Za-z]\w*(?:_\{?[\w+\-]+\}?)?)\}")
ORDINAL = re.compile(r"\b(\d*(?<!1)[123])th\b")  # "2th", where a constant was filled in
DRAWN = ("person", "person2", "person3", "thing", "place")  # what tellings may name besides
ENDINGS = {"1": "st", "2": "nd", "3": "rd"}


@dataclass(frozen=True)
class Names:
    """What everything is called in one instance.

    Attributes:
        shown: variable to its name in the statement.
        code: variable to its name in the program.
        fills: other placeholders of tellings, with their text.
        index: how an element is written: ``{name}_{index}``, or as the instance has it.
    """

    shown: Mapping[str, str]
    code: Mapping[str, str]
    fills: Mapping[str, str]
    index: str

    def rename(self, source: str) -> str:
        """Rename the variables in a piece of code."""
        return substitute(source, self.code)

    def element(self, name: str, index: str) -> str:
        """Write an element of a list, such as ``a_1``."""
        if len(index) > 1 and self.index == "{name}_{index}":
            index = "{" + index + "}"
        return self.index.format(name=self.shown.get(name, name), index=index)

    def fill(self, text: str) -> str:
        """Replace the placeholders of a telling.

        Raises:
            ForgeError: a placeholder has no meaning.
        """
        for _ in range(3):  # an alternative may itself name a constant
            if "{" not in text:
                break
            filled = PLACEHOLDER.sub(self._placeholder, text)
            if filled == text:
                break
            text = filled
        text = ORDINAL.sub(lambda match: match[1] + ENDINGS[match[1][-1]], text)
        # An alternative may be empty; the spaces around it are then one too many.
        return re.sub(r"(?<=\S) {2,}", " ", text).rstrip(" ")

    def _placeholder(self, match: re.Match[str]) -> str:
        word = match.group(1)
        if word in self.fills:
            return self.fills[word]
        if word in self.shown:
            return self.shown[word]
        name, _, index = word.partition("_")
        if name in self.shown and index:
            return self.element(name, substitute(index.strip("{}"), self.shown))
        raise ForgeError(f"the placeholder {{{word}}} is no variable, constant or alternative.")


def _pool(variable: Variable) -> tuple[str, ...]:
    if variable.kind in ("int", "float"):
        return SCALAR_NAMES
    return TEXT_NAMES if variable.kind in ("word", "text", "grid") else LIST_NAMES


def draw_names(family: Family, used: frozenset[str], fills: dict[str, str], rng: Random) -> Names:
    """Draw the names of one instance.

    Args:
        family: whose variables to name.
        used: identifiers the solution uses for itself, which no variable may take.
        fills: constants and alternatives, as text.
        rng: source of chance.
    """
    upper = rng.random() < 0.38
    shown: dict[str, str] = {}
    taken: set[str] = set(used) | KEYWORD_NAMES | family.letters
    variables = list(family.variables) + [f for v in family.variables for f in v.items if f.name]
    canonical = {v.name for v in variables}
    renamed = rng.random() < 0.5
    for variable in variables:
        name = variable.name
        if renamed and rng.random() < 0.6:
            free = [
                c
                for c in _pool(variable)
                if c not in taken
                and c not in canonical
                and (c != "a" or variable.name not in family.counts)  # "a numbers"
            ]
            name = rng.choice(free) if free else name
        taken.add(name)
        shown[variable.name] = name
    keep = upper and rng.random() < 0.2
    code = {old: new.upper() if keep and len(new) == 1 else new for old, new in shown.items()}
    if keep and len(set(code.values()) | used) < len(code) + len(used):
        code = dict(shown)
    if upper:
        shown = {old: new.upper() if len(new) == 1 else new for old, new in shown.items()}
    people = rng.sample(PEOPLE, 3)
    drawn = (*people, rng.choice(THINGS), rng.choice(PLACES))
    fills = {**dict(zip(DRAWN, drawn, strict=True)), **fills}
    index = rng.choices(("{name}_{index}", "{name}{index}", "{name}[{index}]"), (80, 15, 5))[0]
    return Names(shown, code, fills, index)

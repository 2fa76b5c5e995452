"""A family: one task, told in many ways, with its variables, solutions and random parts.

Families are YAML files in ``families/``; ``families/README.md`` describes the format. Four kinds of
names stand in tellings (in braces) and in solutions (bare):

- variables, which are read from the input and get fresh names in every instance;
- constants (``constants:``), drawn once per instance, written as literals;
- alternatives (``variants:``), lists of raw text of which one entry is drawn per instance;
- in tellings only, ``person``, ``person2``, ``thing`` and ``place``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from hashlib import sha256
from keyword import iskeyword
from pathlib import Path
from typing import Any

from alphagen.errors import ForgeError
from alphagen.forge.texts import mapping, read_yaml, text, texts
from alphagen.forge.variables import Variable, parse_variable

FAMILIES = Path(__file__).parent / "families"
TELLINGS = FAMILIES / "tellings"
SHARED_FILES = ("groups.yaml", "flavour.yaml", "rewording.yaml")
HELD_OUT_SHARE = 8  # one family in eight is never trained on
KEYS = frozenset(
    "name tags rating vars constants variants where generate tellings solutions cpp wrong "
    "several kin".split()
)
LETTER = re.compile(r"(?<![\w{'])([A-Za-z])(?:_[a-z])?(?![\w}'])")
Alternative = Mapping[str, str]
Groups = Mapping[str, tuple[Alternative, ...]]


@dataclass(frozen=True)
class Telling:
    """One way to put the task.

    Attributes:
        text: the story or the bare question.
        output: a noun phrase that completes "Print ...", or whole sentences with a capital.
        phrases: what each variable means.
        title: name of the problem; empty for one made of the family's name.
    """

    text: str
    output: str
    phrases: Mapping[str, str]
    title: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """All that it says, but for the title."""
        return self.text, self.output, *self.phrases.values()


@dataclass(frozen=True)
class Family:
    """One task (see the module's docstring and ``families/README.md``).

    Attributes:
        solutions: in Python; all print the same.
        cpp: one in C++; empty when there is none.
        wrong: in Python, with a mistake that people make.
        kin: name of another family with nearly the same task; both are held out, or neither.
    """

    name: str
    tags: tuple[str, ...]
    rating: int
    variables: tuple[Variable, ...]
    constants: Mapping[str, str]
    variants: tuple[tuple[Alternative, ...], ...]
    where: str
    generate: str
    tellings: tuple[Telling, ...]
    solutions: tuple[str, ...]
    several: bool = True
    cpp: str = ""
    wrong: tuple[str, ...] = ()
    kin: str = ""

    @property
    def held_out(self) -> bool:
        """Whether the family is kept out of training, whole; chosen by hash of its name."""
        return sha256((self.kin or self.name).encode()).digest()[0] % HELD_OUT_SHARE == 0

    @cached_property
    def letters(self) -> frozenset[str]:
        """Letters that its tellings use as they are, in lower case; no variable takes one."""
        texts: list[str] = []
        for telling in self.tellings:
            texts += telling.texts
        choices = [choice for group in self.variants for choice in group]
        texts += [text for choice in choices for key, text in choice.items() if key.islower()]
        return frozenset(letter.lower() for text in texts for letter in LETTER.findall(text)) - {
            "a"
        }

    @property
    def names(self) -> tuple[str, ...]:
        """What a telling may say the meaning of: the variables and their fields."""
        return _names(self.variables)

    @property
    def counts(self) -> frozenset[str]:
        """Names of the variables that say how long others are."""
        return frozenset().union(*(variable.counts for variable in self.variables))


def _telling(entry: Any, names: Sequence[str], where: str) -> Telling:
    given = mapping(entry, where)
    unknown = sorted(given.keys() - {"text", "output", "title", *names})
    missing = sorted({"text", "output"} - given.keys())
    if unknown or missing:
        raise ForgeError(f"{where}: unknown {unknown}, missing {missing}.")
    return Telling(
        re.sub(r"(?<!\n)\n(?!\n)", " ", given["text"].strip()),
        " ".join(given["output"].split()),
        {name: given[name].strip() for name in names if name in given},
        given.get("title", ""),
    )


def _names(variables: Sequence[Variable]) -> tuple[str, ...]:
    fields = (field.name for v in variables for field in v.items if field.name)
    return *(v.name for v in variables), *fields


def _alternatives(entry: Any, groups: Groups, where: str) -> tuple[tuple[Alternative, ...], ...]:
    if not isinstance(entry, list | tuple):
        raise ForgeError(f"{where}: {entry!r} is not a list of groups.")
    variants: list[tuple[Alternative, ...]] = []
    for group in entry:
        if isinstance(group, list) and group:
            variants.append(tuple(mapping(choice, where) for choice in group))
        elif isinstance(group, str) and group in groups:
            variants.append(groups[group])
        else:
            raise ForgeError(f"{where}: no shared group of alternatives {group!r}.")
    for name in {name for group in variants for choice in group for name in choice}:
        if iskeyword(name):  # it would be replaced in the code, too
            raise ForgeError(f"{where}: no alternative can be called '{name}', a word of Python.")
    return tuple(variants)


def _check_names(variables: Sequence[Variable], constants: Iterable[str], where: str) -> None:
    names = [v.name for v in variables]
    names += [f.name for v in variables if v.kind == "rows" for f in v.items]
    names += [name for key in constants for name in key.split()]
    for position, name in enumerate(names):
        if not name.isidentifier() or name in names[:position]:
            raise ForgeError(f"{where}: the name '{name}' is taken or is not an identifier.")


def parse_family(entry: Any, groups: Groups) -> Family:
    """Make a family of one entry of a YAML file.

    Args:
        entry: as read from the file.
        groups: shared lists of alternatives, by name.

    Raises:
        ForgeError: the entry is ill-formed; the message names the family and the fault.
    """
    if not isinstance(entry, Mapping):
        raise ForgeError(f"A family should hold lines of 'key: value', not {entry!r}.")
    where = f"Family {entry.get('name', '?')}"
    unknown = sorted(map(str, entry.keys() - KEYS))
    missing = sorted({"name", "tags", "rating", "tellings", "solutions"} - entry.keys())
    if unknown or missing:
        raise ForgeError(f"{where}: unknown {unknown}, missing {missing}.")
    rating = text(entry["rating"], f"{where}: rating")
    several = entry.get("several", True)
    tellings = entry["tellings"]
    if not rating.isdecimal() or not isinstance(several, bool) or not isinstance(tellings, list):
        raise ForgeError(
            f"{where}: 'rating' should be a number, 'several' true or false, 'tellings' a list."
        )
    try:
        variables = tuple(
            parse_variable(name, description)
            for name, description in mapping(entry.get("vars"), "vars").items()
        )
    except ForgeError as error:
        raise ForgeError(f"{where}: {error}") from error
    constants = mapping(entry.get("constants"), f"{where}: constants")
    _check_names(variables, constants, where)
    names = _names(variables)
    return Family(
        name=text(entry["name"], where),
        tags=texts(entry["tags"], f"{where}: tags"),
        rating=int(rating),
        variables=variables,
        constants=constants,
        variants=_alternatives(entry.get("variants", ()), groups, f"{where}: variants"),
        where=text(entry.get("where", ""), f"{where}: where"),
        generate=text(entry.get("generate", ""), f"{where}: generate"),
        tellings=tuple(_telling(t, names, f"{where}: telling") for t in tellings),
        solutions=texts(entry["solutions"], f"{where}: solutions"),
        several=several,
        cpp=text(entry.get("cpp", ""), f"{where}: cpp"),
        wrong=texts(entry["wrong"], f"{where}: wrong") if "wrong" in entry else (),
        kin=text(entry.get("kin", ""), f"{where}: kin"),
    )


@cache
def load_groups() -> Groups:
    """Load the alternatives that families share (``families/groups.yaml``)."""
    groups = read_yaml(FAMILIES / "groups.yaml")
    return {
        name: tuple(mapping(choice, f"Group {name}") for choice in choices)
        for name, choices in groups.items()
    }


def read_families(path: Path) -> list[Family]:
    """Read one file of families, or one of further tellings: their families, told in these alone.

    Raises:
        ForgeError: the file is not YAML, a family in it is ill-formed, or two share a name.
    """
    entries = read_yaml(path) or ()
    if isinstance(entries, Mapping):
        families = {family.name: family for family in load_families()}
        added = _further(entries, families, path.name)
        return [replace(families[name], tellings=told) for name, told in added.items()]
    return list(_named((path, family) for family in _listed(entries, path)).values())


def _listed(entries: Any, path: Path) -> list[Family]:
    if not isinstance(entries, list | tuple):
        raise ForgeError(f"{path.name}: should be a list of families; see families/README.md.")
    return [parse_family(entry, load_groups()) for entry in entries]


def _further(
    entries: Mapping[Any, Any], families: Mapping[str, Family], where: str
) -> dict[str, tuple[Telling, ...]]:
    """Parse tellings by the names of their families."""
    found = {}
    for name, tellings in entries.items():
        if name not in families or not isinstance(tellings, list):
            raise ForgeError(f"{where}: '{name}' is no family, or what follows is no list.")
        names = families[name].names
        found[name] = tuple(_telling(t, names, f"{where}: {name}") for t in tellings)
    return found


def _named(found: Iterable[tuple[Path, Family]]) -> dict[str, Family]:
    """Check that every family has a name of its own."""
    families: dict[str, Family] = {}
    for path, family in found:
        if family.name in families:
            raise ForgeError(f"{path.name}: the name {family.name} is taken.")
        families[family.name] = family
    return families


@cache
def load_families() -> tuple[Family, ...]:
    """Load every family, in the order of their names, with the further tellings.

    Raises:
        ForgeError: a file is ill-formed, or two families share a name.
    """
    paths = [path for path in sorted(FAMILIES.glob("*.yaml")) if path.name not in SHARED_FILES]
    families = _named(
        (path, family) for path in paths for family in _listed(read_yaml(path) or (), path)
    )
    for path in sorted(TELLINGS.glob("*.yaml")):
        for name, told in _further(read_yaml(path) or {}, families, path.name).items():
            families[name] = replace(families[name], tellings=families[name].tellings + told)
    return tuple(sorted(families.values(), key=lambda family: family.name))


@cache
def training_families(easiest: int | None = None) -> tuple[Family, ...]:
    """Families that may be trained on: all, or so many that have the least code to learn."""
    families = [family for family in load_families() if not family.held_out]
    if easiest is not None:
        families = sorted(families, key=_code)[:easiest]
    return tuple(families)


def _code(family: Family) -> int:
    """Count the characters that a family's programs are made of, alternatives included."""
    texts = [alternative.values() for group in family.variants for alternative in group]
    return len(family.solutions[0]) + sum(len(text) for values in texts for text in values)


@cache
def held_out_families(easiest: int | None = None) -> tuple[Family, ...]:
    """Families that are never trained on: all, or those that are as easy as so many of the others.

    They have no more code to learn than any of ``training_families(easiest)``.
    """
    families = (family for family in load_families() if family.held_out)
    if easiest is not None:
        most = max(map(_code, training_families(easiest)))
        families = (family for family in families if _code(family) <= most)
    return tuple(families)

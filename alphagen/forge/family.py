"""A family: one task, told in many ways, with its variables, solutions and random parts.

Families are YAML files in ``families/``; ``families/README.md`` describes the format. Four kinds of
names stand in tellings (in braces) and in solutions (bare):

- variables, which are read from the input and get fresh names in every instance;
- constants (``constants:``), drawn once per instance, written as literals;
- alternatives (``variants:``), lists of raw text of which one entry is drawn per instance;
- in tellings only, ``person``, ``person2``, ``thing`` and ``place``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from alphagen.errors import ForgeError
from alphagen.forge.variables import Variable, parse_variable

FAMILIES = Path(__file__).parent / "families"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times faster
HELD_OUT_SHARE = 8  # one family in eight is never trained on
KEYS = frozenset(
    "name tags rating vars constants variants where generate tellings solutions several".split()
)
Alternative = Mapping[str, str]


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


@dataclass(frozen=True)
class Family:
    """One task (see the module's docstring and ``families/README.md``)."""

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

    @property
    def held_out(self) -> bool:
        """Whether the family is kept out of training, whole; chosen by hash of its name."""
        return sha256(self.name.encode()).digest()[0] % HELD_OUT_SHARE == 0

    @property
    def counts(self) -> frozenset[str]:
        """Names of the variables that say how long others are."""
        return frozenset().union(*(variable.counts for variable in self.variables))


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        raise ForgeError(f"{where}: a text or a list of texts is needed, not {value!r}.")
    return tuple(text.strip("\n") for text in value)


def _telling(entry: Any, names: Sequence[str], where: str) -> Telling:
    if not isinstance(entry, dict) or not {"text", "output"} <= entry.keys():
        raise ForgeError(f"{where}: a telling needs 'text' and 'output', not {entry!r}.")
    unknown = entry.keys() - {"text", "output", "title", *names}
    if unknown:
        raise ForgeError(f"{where}: telling has unknown keys {sorted(unknown)}.")
    phrases = {name: str(entry[name]).strip() for name in names if name in entry}
    return Telling(
        re.sub(r"(?<!\n)\n(?!\n)", " ", str(entry["text"]).strip()),
        " ".join(str(entry["output"]).split()),
        phrases,
        str(entry.get("title", "")),
    )


def parse_family(entry: Mapping[str, Any], groups: Mapping[str, tuple[Alternative, ...]]) -> Family:
    """Make a family of one entry of a YAML file.

    Args:
        entry: as read from the file.
        groups: shared lists of alternatives, by name.

    Raises:
        ForgeError: the entry is ill-formed; the message names the family and the fault.
    """
    name = str(entry.get("name", "?"))
    unknown = entry.keys() - KEYS
    missing = {"name", "tags", "rating", "tellings", "solutions"} - entry.keys()
    if unknown or missing:
        raise ForgeError(f"Family {name}: unknown {sorted(unknown)}, missing {sorted(missing)}.")
    variables = tuple(
        parse_variable(key, str(text)) for key, text in (entry.get("vars") or {}).items()
    )
    names = [v.name for v in variables] + [f.name for v in variables for f in v.items if f.name]
    variants = []
    for group in entry.get("variants", ()):
        if isinstance(group, str) and group not in groups:
            raise ForgeError(f"Family {name}: no shared group of alternatives '{group}'.")
        choices = groups[group] if isinstance(group, str) else group
        variants.append(tuple({k: str(v) for k, v in choice.items()} for choice in choices))
    return Family(
        name=name,
        tags=tuple(entry["tags"]),
        rating=int(entry["rating"]),
        variables=variables,
        constants={key: str(value) for key, value in (entry.get("constants") or {}).items()},
        variants=tuple(variants),
        where=str(entry.get("where", "")),
        generate=str(entry.get("generate", "")),
        tellings=tuple(_telling(t, names, f"Family {name}") for t in entry["tellings"]),
        solutions=_texts(entry["solutions"], f"Family {name}: solutions"),
        several=bool(entry.get("several", True)),
    )


@cache
def load_groups() -> Mapping[str, tuple[Alternative, ...]]:
    """Load the alternatives that families share (``families/groups.yaml``)."""
    text = (FAMILIES / "groups.yaml").read_text("utf-8")
    groups = yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe one
    return {name: tuple(choices) for name, choices in groups.items()}


def read_families(path: Path) -> list[Family]:
    """Read one file of families.

    Raises:
        ForgeError: the file is not YAML, or a family in it is ill-formed.
    """
    try:
        entries = yaml.load(path.read_text("utf-8"), Loader=LOADER)  # noqa: S506 - a safe one
    except yaml.YAMLError as error:
        raise ForgeError(f"{path.name} is not YAML: {error}") from error
    return [parse_family(entry, load_groups()) for entry in entries or ()]


@cache
def load_families() -> tuple[Family, ...]:
    """Load every family, in the order of their names.

    Raises:
        ForgeError: a file is ill-formed, or two families share a name.
    """
    families: dict[str, Family] = {}
    for path in sorted(FAMILIES.glob("*.yaml")):
        if path.name in ("groups.yaml", "flavour.yaml"):
            continue
        for family in read_families(path):
            if family.name in families:
                raise ForgeError(f"{path.name}: the name {family.name} is taken.")
            families[family.name] = family
    return tuple(families[name] for name in sorted(families))

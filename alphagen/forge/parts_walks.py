"""Walks over lists, pairs, ranges and more: told in several scenes, and ended in a fold."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.naming import substitute
from alphagen.forge.parts import article, make_family
from alphagen.forge.parts_clauses import Clause
from alphagen.forge.parts_folds import FOLDS, Finish, Fold, draw_finish, without_clause

_THAN = re.compile(r"\[is/are\] (?:strictly )?(greater|larger|more|less|smaller) than (.*)")
LEADS = ("", "", "", "{person} wants to know the answer. ", "Your task is the following. ")
ANSWERS = ("the answer", "the result", "what is asked for")


@dataclass(frozen=True)
class Mapped:
    """What is made of each selected thing.

    Attributes:
        code: over the names of the quantities.
        many: what stands before the plural of what is mapped: "squares of the ".
        one: the same for the singular.
    """

    code: str = "x"
    many: str = ""
    one: str = ""


@dataclass(frozen=True)
class Scene:
    """How one telling speaks of a walk.

    Attributes:
        text: the situation.
        phrases: what the variables mean.
        items: the things, plural.
        item: the same, singular.
        names: code of a quantity to its noun, with "the" or a symbol.
        values: plural of what is printed of the things; empty when they are the values themselves.
        value: its singular.
        unit: of bounds.
        bare: clauses are said of the things: "numbers that are even".
        adjectives: of things with a larger and a smaller quantity: "heavier", "lighter".
        places: plural of how a place is called: "positions", "numbers", "indices".
        place: its singular.
    """

    text: str
    phrases: Mapping[str, str]
    items: str
    item: str
    names: Mapping[str, str]
    values: str = ""
    value: str = ""
    unit: str = ""
    bare: bool = False
    adjectives: tuple[str, ...] = ()
    places: str = "positions"
    place: str = "position"


@dataclass(frozen=True)
class Walk:
    """A loop over things, before it is known what is done with them.

    Attributes:
        name: kind of the family.
        variables: that are read.
        gen: of a comprehension: "x in a".
        names: what the quantities are in the loop; empty when they keep their names.
        igen: the same with an index ``i``; empty when places mean nothing.
        inames: what the quantities are there.
        scenes: at least three.
        clause: that selects.
        mapped: that is made of the selected ones.
        numbers: whether quantities are numbers.
        setup: line of code before the loop.
    """

    name: str
    variables: Mapping[str, str]
    gen: str
    scenes: Sequence[Scene]
    clause: Clause | None
    mapped: Mapped
    names: Mapping[str, str] = field(default_factory=dict)
    igen: str = ""
    inames: Mapping[str, str] = field(default_factory=dict)
    numbers: bool = True
    setup: str = ""
    generate: str = ""
    tags: tuple[str, ...] = ("implementation",)
    rating: int = 800


def _compared(scene: Scene, clause: Clause) -> str:
    """Say a comparison with an adjective: "heavier than 5 kilograms"; empty where none fits."""
    found = _THAN.fullmatch(clause.atoms[0].form)
    if (
        not scene.adjectives
        or len(clause.atoms) > 1
        or not found
        or re.match("or equal|.*value", found[2])
    ):
        return ""
    adjective = scene.adjectives[found[1] in ("less", "smaller")]
    return f"{adjective} than {found[2].replace('UNIT', scene.unit)}".rstrip()


def _chosen(scene: Scene, clause: Clause | None) -> tuple[str, str]:
    """Name the selected things, plural and singular."""
    if clause is None:
        return scene.items, scene.item
    if compared := _compared(scene, clause):
        return f"{scene.items} that are {compared}", f"{scene.item} that is {compared}"
    if scene.bare:
        one = clause.sentence(scene.names, scene.unit)
        return (
            f"{scene.items} that {clause.plural(scene.names, scene.unit)}",
            f"{scene.item} that {one.strip()}",
        )
    plain = all(
        a.quantity in ("x", "y") and scene.names[a.quantity].startswith("the ")
        for a in clause.atoms
    )
    if plain:
        said = clause.sentence(scene.names, scene.unit, "whose ")
    else:
        said = "for which " + clause.sentence(scene.names, scene.unit)
    return f"{scene.items} {said}", f"{scene.item} {said}"


def _every(scene: Scene, clause: Clause) -> str:
    if compared := _compared(scene, clause):
        return f"every {scene.item} is {compared}"
    if scene.bare:
        said = clause.sentence(scene.names, scene.unit).strip()
        return f"every {scene.item} {said}"
    return f"for every {scene.item} {clause.sentence(scene.names, scene.unit)}"


def _same(scene: Scene, mapped: Mapped) -> str:
    items = scene.items.split(" of ")[0].split(" (")[0]
    again = f"their {scene.values}" if scene.values else f"these {items}"
    return f"the {mapped.many.removesuffix('the ')}{again}" if mapped.many else again


def scene_tokens(scene: Scene, clause: Clause | None, mapped: Mapped) -> dict[str, str]:
    """Name everything that the templates of folds speak of."""
    many, one = _chosen(scene, clause)
    value = f"{mapped.one}{scene.value} of the " if scene.value else mapped.one
    values = f"{scene.values} of the {many}" if scene.values else many
    tokens = {
        "MANY": many,
        "ONE": one,
        "AONE": article(one),
        "ITEMS": scene.items,
        "ITEM": scene.item,
        "VALS": mapped.many + values,
        "VALUES": scene.values or scene.items.split(" of ")[0],
        "VALUE": scene.value or scene.item,
        "OWN": scene.value or ("size" if scene.item == "value" else "value"),
        "OWNS": scene.values or ("sizes" if scene.item == "value" else "values"),
        "AVALUE": article(scene.value or scene.item),
        "NAMEX": scene.names.get("x", ""),
        "NAMEY": scene.names.get("y", ""),
        "OTHERS": ("those of " if scene.values or mapped.many else "") + f"all other {scene.items}",
        "SAME": _same(scene, mapped),
        "PLACES": f"the {scene.places} of the {many}" if scene.places else f"the {many}",
    }
    tokens["WHERE"] = f"their {scene.places}" if scene.places else f"these {scene.items}"
    for which in ("first", "last", "second"):
        tokens[which.upper()] = f"the {value}{which} {one}"
        place = f"the {scene.place} of the {which} {one}" if scene.place else f"the {which} {one}"
        tokens["PLACE" + which.upper()] = place
    if clause:
        tokens["EVERY"] = _every(scene, clause)
    return tokens


def _telling(
    scene: Scene, walk: Walk, finish: Finish, rng: Random, texts: Mapping[str, str]
) -> Telling:
    tokens = {**scene_tokens(scene, walk.clause, walk.mapped), **texts}
    output = finish.text(rng, finish.fold.nouns, tokens)
    text = scene.text
    if rng.random() < 0.55:
        order = finish.text(rng, finish.fold.orders, tokens)
        text += f" {rng.choice(LEADS)}{order[0].upper()}{order[1:]}"
        if "a" in finish.fold.needs and rng.random() < 0.5:
            output = rng.choice(ANSWERS)
    return Telling(text, output, scene.phrases)


def finish_walk(
    walk: Walk,
    rng: Random,
    folds: Sequence[Fold] = FOLDS,
    codes: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Family:
    """End a walk in a fold that fits it.

    Args:
        walk: to be ended.
        rng: source of chance.
        folds: to draw from.
        codes: further tokens of their programs.
        texts: further tokens of their texts.
    """
    clause, mapped = walk.clause, walk.mapped
    fitting = [
        fold
        for fold in folds
        if fold.fits(numbers=walk.numbers, clause=clause is not None, places=bool(walk.igen))
        and (clause or mapped.many or len(walk.names) > 1 or "f" in fold.needs)
    ]
    finish = draw_finish(rng, rng.choice(fitting), signed="int -" in str(walk.variables))
    fold = finish.fold
    if "m" not in fold.needs and mapped.many:
        mapped = Mapped()
        walk = replace(walk, mapped=mapped)
    value = substitute(mapped.code, walk.names)
    tokens = {
        "GEN": walk.gen,
        "HEAD": f"for {walk.gen}:",
        "VAL": value,
        "TIGHT": f"({value})" if " " in value or value[0] == "-" else value,
        "IGEN": walk.igen,
        "IHEAD": f"for {walk.igen}:",
        **(codes or {}),
    }
    if clause:
        tokens["COND"] = code = clause.at(walk.names)
        tokens["TCOND"] = f"({code})" if " or " in code else code
        tokens["ICOND"] = clause.at(walk.inames)
    templates = [fold.plain, fold.short]
    if clause is None:
        templates = [without_clause(template) for template in templates]
    solutions = [walk.setup + finish.code(template, tokens) for template in templates]
    variables = dict(walk.variables)
    if clause:
        extra = dict(clause.variables)
        variables = {**variables, **extra} if rng.random() < 0.4 else _early(variables, extra)
    family = make_family(
        walk.name,
        variables,
        [_telling(scene, walk, finish, rng, texts or {}) for scene in walk.scenes],
        solutions,
        walk.tags,
        generate=walk.generate,
        constants=finish.constants,
    )
    return replace(family, rating=max(fold.rating, walk.rating))


def _early(variables: Mapping[str, str], extra: Mapping[str, str]) -> dict[str, str]:
    """Read the extra numbers after the scalars that come first."""
    early = {}
    rest = dict(variables)
    for name, text in variables.items():
        if not text.startswith("int"):
            break
        early[name] = rest.pop(name)
    return {**early, **extra, **rest}

"""Whether values are what their variables say: the statement prints the bounds as a promise."""

from collections.abc import Mapping
from typing import Any

from alphagen.forge.family import Family
from alphagen.forge.variables import Values, Variable


def fits(variable: Variable, value: Any, values: Mapping[str, Any]) -> bool:
    """Say whether a value is one that the variable's description allows.

    Args:
        variable: what the value is of.
        value: to look at.
        values: earlier variables and constants, which the bounds may name.
    """
    bounds = _bounds(variable, values)
    kind = variable.kind
    if variable.scalar:
        return _scalar_fits(variable, value, bounds)
    if kind == "perm":
        return sorted(value) == list(range(1, bounds[0] + 1))
    if len(value) != bounds[0]:
        return False
    if kind == "grid":
        return all(len(row) == bounds[1] and set(row) <= set(variable.alphabet) for row in value)
    if kind == "rows":
        return all(_row_fits(variable, row, values) for row in value)
    item = variable.items[0]
    limits = _bounds(item, values)
    return all(
        (kind == "list" or len(row) == bounds[1])
        and all(_scalar_fits(item, element, limits) for element in row)
        and _ordered(variable.flags, row)
        for row in (value if kind == "matrix" else [value])
    )


def _bounds(variable: Variable, values: Mapping[str, Any]) -> list[Any]:
    return [bound.evaluate(values) for bound in variable.bounds]


def _scalar_fits(variable: Variable, value: Any, bounds: list[Any]) -> bool:
    if variable.kind in ("int", "float"):
        return type(value).__name__ == variable.kind and bool(bounds[0] <= value <= bounds[1])
    if variable.kind == "word":
        return bounds[0] <= len(value) <= bounds[1] and set(value) <= set(variable.alphabet)
    return bool(bounds[0] <= len(value.split()) <= bounds[1])


def _row_fits(variable: Variable, row: tuple[Any, ...], values: Mapping[str, Any]) -> bool:
    known: Values = dict(values)
    if len(row) != len(variable.items):
        return False
    for item, value in zip(variable.items, row, strict=True):
        if not fits(item, value, known):
            return False
        known[item.name] = value
    return True


def _ordered(flags: tuple[str, ...], row: list[Any]) -> bool:
    return (
        ("sorted" not in flags or row == sorted(row))
        and ("desc" not in flags or row == sorted(row, reverse=True))
        and ("distinct" not in flags or len(set(row)) == len(row))
    )


def misfits(family: Family, values: Mapping[str, Any]) -> list[str]:
    """Name the variables whose values break the bounds that the statement prints."""
    return [v.name for v in family.variables if not fits(v, values[v.name], values)]

"""What all settings share, and how they are read from YAML and ``--set key=value``.

A setting that nobody knows is refused, and so is a value out of range; all faults of a file are
reported together, one sentence each.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar, get_args

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
)
from pydantic_core import ErrorDetails

from alphagen.errors import ConfigError


def _no_truth_value(value: object) -> object:
    """Refuse ``yes`` and ``true`` where a number belongs; pydantic would read them as 1."""
    if isinstance(value, bool):
        raise ValueError("should be a number, not a truth value")
    return value


Int = Annotated[int, BeforeValidator(_no_truth_value)]
Float = Annotated[float, BeforeValidator(_no_truth_value)]


class Config(BaseModel):
    """Base of all settings: frozen, no unknown keys, finite numbers, a sentence on each field."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        validate_default=True,
        use_attribute_docstrings=True,
    )

    def merged(self, **changes: Any) -> Self:
        """Return a checked copy with ``changes``; a change to None is left out.

        Raises:
            ConfigError: a change is not allowed.
        """
        given = {key: value for key, value in changes.items() if value is not None}
        return parse_config(type(self), self.model_dump() | given)


ConfigT = TypeVar("ConfigT", bound=Config)


def load_config(
    model_class: type[ConfigT], path: Path | None = None, overrides: Sequence[str] = ()
) -> ConfigT:
    """Read settings from a YAML file, then apply ``overrides``.

    Args:
        model_class: what to read.
        path: YAML file; None starts from the defaults.
        overrides: ``a.b=c`` each, later ones win; the value is read as YAML.

    Raises:
        ConfigError: the file cannot be read, or some settings are wrong; one line for each fault.
    """
    values = {} if path is None else _read_yaml(path)
    faults = [fault for text in overrides if (fault := _apply(values, text))]
    return parse_config(model_class, values, origin=str(path) if path else "", faults=faults)


def parse_config(
    model_class: type[ConfigT],
    values: Mapping[str, Any],
    *,
    origin: str = "",
    faults: Iterable[str] = (),
) -> ConfigT:
    """Check ``values`` against ``model_class``.

    Args:
        model_class: what to read.
        values: settings by name.
        origin: where they come from, put before each fault.
        faults: sentences to report together with those found here.

    Raises:
        ConfigError: some settings are wrong; one line for each fault.
    """
    found = list(faults)
    config = None
    try:
        config = model_class.model_validate(values)
    except ValidationError as error:
        said = error.errors()
        found += [_sentence(model_class, one) for one in said if not _follows(one, said)]
    if found or config is None:
        before = f"{origin}: " if origin else ""
        raise ConfigError("\n".join(before + sentence for sentence in found))
    return config


def _follows(fault: ErrorDetails, faults: Iterable[ErrorDetails]) -> bool:
    """Whether a list is only too short because something in it is wrong, which is said anyway."""
    where = fault["loc"]
    inside = any(one is not fault and one["loc"][: len(where)] == where for one in faults)
    return fault["type"] == "too_short" and inside


class _Loader(yaml.SafeLoader):
    """A YAML loader that refuses a key given twice, where the last would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"`{key}` is given twice", node.value[position][0].start_mark
                )
        return super().construct_mapping(node, deep)


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"Cannot read the configuration {path}: {reason}.") from error
    try:
        values = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigError(f"{path}{line}: not valid YAML: {error.problem}.") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that does not exist
        raise ConfigError(f"{path}: not valid YAML: {error}.") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: should hold lines of `key: value`, not {values!r}.")
    return values


def _apply(values: dict[str, Any], text: str) -> str:
    """Put one ``a.b=c`` into ``values``; return the fault, or an empty string."""
    key, equals, raw = text.partition("=")
    parts = key.strip().split(".")
    if not equals or not all(parts):
        return f"`{text}` should look like `key=value` or `stage.key=value`."
    try:
        value = yaml.load(raw, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError):
        return f"`{key}` is {raw!r}, which is not valid YAML; put text in quotes."
    place = values
    for depth, part in enumerate(parts[:-1], start=1):
        inner = place.get(part)
        if inner is not None and not isinstance(inner, dict):
            return f"`{key}` cannot be set: `{'.'.join(parts[:depth])}` is {inner!r}, not a group."
        place[part] = place = dict(inner or {})
    place[parts[-1]] = value
    return ""


def _sentence(model_class: type[BaseModel], fault: ErrorDetails) -> str:
    """Put one fault into a sentence: the key, the value, and what is allowed."""
    location = [str(part) for part in fault["loc"]]
    key = ".".join(location)
    if fault["type"] == "extra_forbidden":
        known = _known_keys(model_class, location[:-1])
        near = difflib.get_close_matches(location[-1], known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}."
        return f"`{key}` is not a setting; {hint}"
    if fault["type"] == "missing":
        return f"`{key}` is missing; give it a value."
    wanted = fault["msg"].removeprefix("Value error, ").removeprefix("Input ")
    wanted = wanted.partition(", unable to")[0]
    return f"`{key}` is {fault['input']!r}, but {'it ' if wanted[:6] == 'should' else ''}{wanted}."


def _known_keys(model_class: type[BaseModel], location: Sequence[str]) -> list[str]:
    """List the settings of the group at ``location``."""
    inner: Any = model_class
    for part in location:
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            field = inner.model_fields.get(part)
            inner = field.annotation if field else None
        else:  # a group whose names are free, such as `stages`
            inner = get_args(inner)[-1] if get_args(inner) else None
    is_model = isinstance(inner, type) and issubclass(inner, BaseModel)
    return list(inner.model_fields) if is_model else []

"""YAML as families use it: plain values are texts as written, and a key stands once.

Under YAML's own rules a bare ``010`` is eight, ``1:30`` is ninety and ``2024-05-01`` a date. Here
they are the texts that were typed. Bare ``yes``, ``NO`` or ``on`` stay truth values, and empty ones
null: where a text belongs, both are refused, so that a word without its quotes is noticed.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from alphagen.errors import ForgeError

if TYPE_CHECKING:
    from yaml import SafeLoader as Base
else:  # the loader in C is ten times faster, where there is one
    Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

KEPT_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("bool", "null", "merge"))


class Loader(Base):
    """Reads plain values as text, and refuses a key given twice, where the last would win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Read a mapping."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"'{key}' is given twice", node.value[position][0].start_mark
                )
        return super().construct_mapping(node, deep)


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in KEPT_TAGS]
    for first, resolvers in Loader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path) -> Any:
    """Read a YAML file.

    Raises:
        ForgeError: it cannot be read or is not YAML.
    """
    try:
        return yaml.load(path.read_text("utf-8"), Loader=Loader)  # noqa: S506 - a safe one
    except OSError as error:
        raise ForgeError(f"Cannot read {path}: {error.strerror}.") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: not UTF-8
        raise ForgeError(f"{path.name} is not YAML: {error}") from error


def text(value: Any, where: str) -> str:
    """Check that a value is a text or a number.

    Raises:
        ForgeError: it is not; ``where`` opens the message.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ForgeError(f"{where}: {value!r} is not a text; put it in quotes.")
    return str(value)


def texts(value: Any, where: str) -> tuple[str, ...]:
    """Check that a value is a text or a list of texts, and strip empty lines around them.

    Raises:
        ForgeError: it is not, or there is none.
    """
    entries = value if isinstance(value, list | tuple) else [value]
    if not entries:
        raise ForgeError(f"{where}: at least one is needed.")
    return tuple(text(entry, where).strip("\n") for entry in entries)


def mapping(value: Any, where: str) -> dict[str, str]:
    """Check that a value maps names to texts; null is an empty mapping.

    Raises:
        ForgeError: it does not.
    """
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ForgeError(f"{where}: {value!r} should hold lines of 'name: text'.")
    return {key(name, where): text(entry, f"{where}: {name}") for name, entry in value.items()}


def key(value: Any, where: str) -> str:
    """Check that a key is a text.

    Raises:
        ForgeError: it is not; a bare YES is a truth value.
    """
    if not isinstance(value, str):
        raise ForgeError(f"{where}: the key {value!r} is not a text; put it in quotes.")
    return value

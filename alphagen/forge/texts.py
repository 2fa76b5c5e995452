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

STRING, BOOL, NULL = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "bool", "null"))
BARE: dict[str, Any] = {
    cased: value
    for words, value in (("yes on true", True), ("no off false", False), ("null ~", None))
    for word in words.split()
    for cased in (word, word.title(), word.upper())
} | {"": None}
"""What plain values mean that are no texts (YAML 1.1)."""


class Loader(Base):
    """Composes nodes in which plain values are texts, but for those of ``BARE``."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        """Say what a value without a tag is; this is asked half a million times."""
        if kind is not yaml.ScalarNode:
            return super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]
        if implicit[0] and value in BARE:
            return NULL if BARE[value] is None else BOOL
        return STRING


def _built(node: yaml.Node) -> Any:
    """Make what a node describes; a key given twice is refused, where the last would win."""
    if isinstance(node, yaml.ScalarNode):
        if node.tag == STRING:
            return node.value
        if node.tag in (BOOL, NULL) and node.value in BARE:
            return BARE[node.value]
    elif isinstance(node, yaml.SequenceNode):
        return [_built(entry) for entry in node.value]
    elif isinstance(node, yaml.MappingNode):
        made: dict[Any, Any] = {}
        for key, value in node.value:
            name = _built(key)
            if isinstance(name, list | dict):
                raise yaml.MarkedYAMLError(None, None, "a key is no list", key.start_mark)
            if name in made:
                raise yaml.MarkedYAMLError(None, None, f"'{name}' is given twice", key.start_mark)
            made[name] = _built(value)
        return made
    raise yaml.MarkedYAMLError(None, None, f"{node.tag} is not used here", node.start_mark)


def read_yaml(path: Path) -> Any:
    """Read a YAML file.

    Raises:
        ForgeError: it cannot be read or is not YAML.
    """
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=Loader)
        return None if node is None else _built(node)
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

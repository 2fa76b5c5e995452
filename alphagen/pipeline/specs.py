"""What a user writes after ``--model``, and what is meant by it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from alphagen.errors import UsageError

BUNDLED = "bundled"
"""Name of the models that come with the package."""

HOW = (
    "give bundled, the folder of a network, a name of the Hugging Face hub such as owner/name, or "
    "a server as http://host:port/v1#name"
)
_SHARE = re.compile(r"(?P<rest>.+):(?:(?P<part>0?\.\d+|1\.0*)|(?P<percent>\d{1,3}(?:\.\d+)?)%)")
_STYLE = re.compile(r"(?P<style>chat|completion):(?P<rest>.+)")
_HUB = re.compile(r"[\w.-]+/[\w.-]+")


class Kind(StrEnum):
    """What runs a model."""

    NATIVE = "native"  # our own network, our own engine
    TRANSFORMERS = "transformers"  # any checkpoint of the library
    SERVER = "server"  # an OpenAI-compatible server


class Style(StrEnum):
    """How a model is asked."""

    CHAT = "chat"  # told what to do
    COMPLETION = "completion"  # given the beginning of a file


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model that a user asks for.

    Attributes:
        kind: what runs it.
        name: a bundled name, a folder, a name on the hub, or the server's name for it; a server
            with one model need not be told its name.
        urls: base URLs of servers that share the load.
        share: of the samples; None when the user gave none.
        style: how it is asked; None for what suits it.
    """

    kind: Kind
    name: str
    urls: tuple[str, ...] = ()
    share: float | None = None
    style: Style | None = None


def parse_model(text: str) -> ModelSpec:
    """Read what stands after ``--model``: a model, perhaps its style before and its share after it.

    >>> parse_model("bundled")
    ModelSpec(kind=<Kind.NATIVE: 'native'>, name='bundled', urls=(), share=None, style=None)
    >>> parse_model("Qwen/Qwen2.5-Coder-1.5B:0.3").share
    0.3
    >>> parse_model("http://one:8000/v1,http://two:8000/v1#coder:70%")
    ModelSpec(kind=<Kind.SERVER: 'server'>, name='coder', urls=('http://one:8000/v1', \
'http://two:8000/v1'), share=0.7, style=None)

    Raises:
        UsageError: it names no model.
    """
    match = _SHARE.fullmatch(text)
    rest, share, style = text, None, None
    if match:
        rest = match["rest"]
        share = float(match["part"]) if match["part"] else float(match["percent"]) / 100
        if not 0 < share <= 1:
            raise UsageError(f"'{text}' has a share of {share:g}: give one above 0 and up to 1.")
    if styled := _STYLE.fullmatch(rest):
        rest, style = styled["rest"], Style(styled["style"])
    if rest.startswith(("http://", "https://")):
        addresses, _, name = rest.partition("#")
        urls = tuple(url.strip().rstrip("/") for url in addresses.split(",") if url.strip())
        wrong = [url for url in urls if not url.startswith(("http://", "https://"))]
        if wrong:
            raise UsageError(f"'{wrong[0]}' is no base URL: begin each with http:// or https://.")
        return ModelSpec(Kind.SERVER, name, urls, share, style)
    if rest == BUNDLED:
        return ModelSpec(Kind.NATIVE, rest, share=share)
    if rest and Path(rest).is_dir():
        return ModelSpec(kind_of(Path(rest)), rest, share=share, style=style)
    if _HUB.fullmatch(rest):
        return ModelSpec(Kind.TRANSFORMERS, rest, share=share, style=style)
    raise UsageError(f"There is no model '{rest}': {HOW}.")


def kind_of(folder: Path) -> Kind:
    """Say what runs the network in a folder: its ``config.json`` names its type."""
    try:
        held = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        ours = held.get("model_type") == "alphagen"
    except (OSError, ValueError, AttributeError):
        ours = True  # the engine says what is wrong with it
    return Kind.NATIVE if ours else Kind.TRANSFORMERS

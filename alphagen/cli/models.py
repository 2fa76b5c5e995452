"""``alphagen models``: what can be given to ``--model``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLER, INPUTS = "sampler", "inputs"
DEEPEST = 4  # folders below the given ones


@dataclass(frozen=True, slots=True)
class Entry:
    """A model that can be used.

    Attributes:
        name: what to give to ``--model`` or ``--input-model``.
        where: bundled, local or cached.
        kind: what runs it.
        role: ``sampler`` writes programs, ``inputs`` test inputs.
        parameters: how many numbers it has.
        memory_bytes: what they need in a format of 16 bits.
        path: where it is.
    """

    name: str
    where: str
    kind: str
    role: str
    parameters: int
    memory_bytes: int
    path: str


@click.command("models")
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def command(folders: tuple[Path, ...], as_json: bool) -> None:
    """List the models that can be used here without a download.

    These are the ones that come with alphagen, those in FOLDERS (checkpoints unless given), and
    those in the cache of the Hugging Face hub. A server needs no entry: give its address to
    --model, as in `--model http://localhost:8000/v1#name`.

    Example: alphagen models
    """
    found = [*bundled(), *local(folders or (Path("checkpoints"),)), *cached()]
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in found], indent=1))
        return
    click.echo(render(found))


def bundled() -> Iterator[Entry]:
    """Yield what comes with the package; both go by one name, each in its place."""
    from alphagen.tensors.bundles import BUNDLED

    for role in (SAMPLER, INPUTS):
        if (BUNDLED / role / "config.json").is_file():
            yield _entry("bundled", "bundled", BUNDLED / role, role)


def local(folders: tuple[Path, ...]) -> Iterator[Entry]:
    """Yield the networks in folders and below."""
    for top in folders:
        for config in sorted(top.rglob("config.json")):
            folder = config.parent
            depth = len(folder.relative_to(top).parts)
            if depth <= DEEPEST and any(folder.glob("*.safetensors")):
                role = INPUTS if folder.name == INPUTS else SAMPLER
                yield _entry(str(folder), "local", folder, role)


def cached() -> Iterator[Entry]:
    """Yield what was downloaded from the hub; what is there in part is left out."""
    from huggingface_hub import constants

    for top in sorted(Path(constants.HF_HUB_CACHE).glob("models--*")):
        name = top.name.removeprefix("models--").replace("--", "/")
        for snapshot in sorted(top.glob("snapshots/*")):
            if (snapshot / "config.json").exists() and any(snapshot.glob("*.safetensors")):
                yield _entry(name, "cached", snapshot, SAMPLER)
                break


def _entry(name: str, where: str, folder: Path, role: str) -> Entry:
    from alphagen.pipeline.specs import kind_of
    from alphagen.tensors.bundles import count_parameters

    parameters, kind = count_parameters(folder), kind_of(folder).value
    return Entry(name, where, kind, role, parameters, 2 * parameters, str(folder))


def render(entries: list[Entry]) -> str:
    """Lay the list out for a terminal."""
    width = max([len(entry.name) for entry in entries] + [len("name")])
    lines = [f"{'name':<{width}}  {'role':<7}  {'run by':<12}  {'parameters':>10}  memory"]
    for entry in entries:
        size = f"{entry.memory_bytes / 1e6:,.0f} MB"
        millions = f"{entry.parameters / 1e6:,.1f} M"
        lines.append(
            f"{entry.name:<{width}}  {entry.role:<7}  {entry.kind:<12}  {millions:>10}  {size}"
        )
    return "\n".join(lines)

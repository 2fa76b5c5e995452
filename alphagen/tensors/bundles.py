"""Where networks are: a bundle is a folder, or a name that comes with the package."""

from __future__ import annotations

import hashlib
import json
import math
import os
from pathlib import Path

from alphagen.errors import ModelError

BUNDLED = Path(__file__).parents[1] / "models" / "bundled"
"""Where the networks that come with the package are."""

PIECE, PIECES = 1 << 16, 256
"""Bytes that are read together for a name, and how many times in each file."""


def resolve(name_or_path: str | Path) -> Path:
    """Return the folder of a bundle.

    Raises:
        ModelError: no network is there.
    """
    bundled = BUNDLED / name_or_path
    folder = bundled if (bundled / "config.json").is_file() else Path(name_or_path)
    for file in ("config.json", "model.safetensors"):
        if not (folder / file).is_file():
            raise ModelError(
                f"There is no {file} in {folder.absolute()}: give the folder of an alphagen "
                f"network or a name that comes with the package ({_bundled_names()})."
            )
    return folder


def _bundled_names() -> str:
    names = sorted(config.parent.name for config in BUNDLED.glob("*/config.json"))
    return ", ".join(names) or "this installation has none"


def tokenizer_folder(folder: Path) -> Path:
    """Return where the tokenizer of a bundle is: there, or in a folder ``tokenizer`` beside it.

    Raises:
        ModelError: there is none.
    """
    for place in (folder, folder.parent / "tokenizer"):
        if (place / "tokenizer.json").is_file():
            return place
    raise ModelError(
        f"There is no tokenizer.json in {folder} nor in {folder.parent / 'tokenizer'}: "
        "save the tokenizer that the network was trained with."
    )


def weights_name(folder: Path) -> str:
    """Name the network in a folder for records: the folder's name, and a hash of its weights.

    It does not depend on where the folder is. Of a file above 16 MiB, pieces spread over all of it
    are read, 0.01 s for 100 MB (AMD EPYC, 2026-11-28): training changes every one.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.safetensors")):
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            digest.update(size.to_bytes(8, "big"))
            for at in range(0, size, max(PIECE, size // PIECES)):
                file.seek(at)
                digest.update(file.read(PIECE))
    return f"{folder.resolve().name}@{digest.hexdigest()[:8]}"


def count_parameters(folder: Path) -> int:
    """Count the numbers in the safetensors files of a folder; what cannot be read counts as none.

    Only the beginning of each file is read: eight bytes of a length, and so much JSON.
    """
    total = 0
    for path in folder.glob("*.safetensors"):
        try:
            with path.open("rb") as file:
                header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
            total += sum(
                math.prod(about["shape"]) for name, about in header.items() if name[:2] != "__"
            )
        except (
            OSError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            ArithmeticError,
            MemoryError,
        ):
            continue
    return total

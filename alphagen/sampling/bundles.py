"""Networks by name, for the native engine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from alphagen.errors import ModelError
from alphagen.sampling.network import Network, read_network
from alphagen.tensors.bundles import resolve, tokenizer_folder
from alphagen.tensors.memory import keep_freed_memory
from alphagen.tensors.precision import compute_dtype
from alphagen.tensors.tokenizer import read_tokenizer

if TYPE_CHECKING:
    from pathlib import Path

    from tokenizers import Tokenizer

    from alphagen.config import Precision


@dataclass(frozen=True, slots=True)
class Bundle:
    """A network that can be used.

    Attributes:
        network: on the GPU if there is one, in the number format that is fastest there.
        tokenizer: the one it was trained with.
        metadata: what ``metadata.json`` beside it holds, the ratings and tags that prompts may
            have; empty without such a file.
    """

    network: Network
    tokenizer: Tokenizer
    metadata: dict[str, Any]


def read_bundle(name: str, precision: Precision = "auto") -> Bundle:
    """Read a network.

    Args:
        name: ``sampler`` or ``inputs``, which come with the package, or a folder.
        precision: of the weights.

    Raises:
        ModelError: there is none, or it cannot be read.
    """
    keep_freed_memory()
    folder = resolve(name)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    int8 = precision == "int8"
    dtype = compute_dtype(device) if precision == "auto" or int8 else getattr(torch, precision)
    network = read_network(folder, dtype=dtype, device=device, int8=int8)
    place = tokenizer_folder(folder)
    try:
        tokenizer = read_tokenizer((place / "tokenizer.json").read_text("utf-8"))
    except Exception as fault:  # the library raises bare Exception
        raise ModelError(
            f"The tokenizer in {place} cannot be read ({fault}): save it again."
        ) from fault
    return Bundle(network, tokenizer, _metadata(folder / "metadata.json"))


def _metadata(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise ModelError(f"{path} is damaged ({error}): save the network again.") from error

"""Networks by name, for the native engine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alphagen.errors import ModelError
from alphagen.models.checkpoint import load_bundle, resolve
from alphagen.models.memory import keep_freed_memory

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

    from alphagen.models import AlphagenForConditionalGeneration


@dataclass(frozen=True, slots=True)
class Network:
    """A network that can be used.

    Attributes:
        model: in float32.
        tokenizer: the one it was trained with.
        metadata: what ``metadata.json`` beside it holds, the ratings and tags that prompts may
            have; empty without such a file.
    """

    model: AlphagenForConditionalGeneration
    tokenizer: PreTrainedTokenizerFast
    metadata: dict[str, Any]


def load_network(name: str) -> Network:
    """Load a network.

    Args:
        name: ``sampler`` or ``inputs``, which come with the package, or a folder.

    Raises:
        ModelError: there is none, or it cannot be read.
    """
    keep_freed_memory()
    path = resolve(name) / "metadata.json"
    metadata: dict[str, Any] = {}
    if path.exists():
        try:
            metadata = dict(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise ModelError(f"{path} is damaged ({error}): save the network again.") from error
    return Network(*load_bundle(name), metadata)

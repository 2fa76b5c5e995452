"""Sizes with a name: those of the paper, and a small one of ours."""

from __future__ import annotations

from typing import Any

from alphagen.errors import ModelError
from alphagen.models.config import AlphagenConfig


def _paper(d_model: int, heads: int, kv_heads: int, encoder: int, decoder: int) -> dict[str, Any]:
    return {
        "vocab_size": 8000,
        "d_model": d_model,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "head_dim": 128,
        "ffn_fan_out": 6,
        "encoder_layers": encoder,
        "decoder_layers": decoder,
        "max_encoder_tokens": 1536,
        "max_decoder_tokens": 768,
    }


PRESETS: dict[str, dict[str, Any]] = {
    # Paper, table 3; head size, fan-out and lengths: section 4.1.
    "300M": _paper(768, 6, 1, 4, 24),
    "1B": _paper(1408, 11, 1, 5, 30),
    "3B": _paper(2048, 16, 1, 6, 36),
    "9B": _paper(3072, 24, 4, 8, 48),
    "41B": _paper(6144, 48, 16, 8, 56),
    # Ours, for training and sampling on two CPU cores.
    "small": {
        "vocab_size": 4096,
        "d_model": 256,
        "num_attention_heads": 4,
        "num_key_value_heads": 1,
        "head_dim": 64,
        "ffn_fan_out": 4,
        "encoder_layers": 4,
        "decoder_layers": 6,
        "max_encoder_tokens": 1024,
        "max_decoder_tokens": 512,
    },
}


def preset(name: str, **changes: Any) -> AlphagenConfig:
    """Return the configuration of a named size, with some fields changed.

    >>> preset("small", vocab_size=1000).decoder_layers
    6

    Args:
        name: a key of ``PRESETS``.
        changes: fields of ``AlphagenConfig`` that differ.

    Raises:
        ModelError: there is no such size.
    """
    if name not in PRESETS:
        raise ModelError(f"There is no model size {name!r}: choose one of {', '.join(PRESETS)}.")
    return AlphagenConfig(**{**PRESETS[name], **changes})

"""Our network as the native engine runs it: plain tensors, read without the transformers library.

Importing that library takes longer than writing the first programs. The network that is trained
and shared is ``alphagen.models``; tests hold this one to the same numbers.

Shapes: B batch, T queries, S keys, D model width, H query heads, K key heads, G = H / K query
heads for each key head, E head width, V vocabulary.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from alphagen.errors import ModelError
from alphagen.sampling.quantized import Int8, linear, quantize
from alphagen.tensors.attention import attend, rope_tables, rotate
from alphagen.tensors.bundles import weights_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

Matrix = Tensor | Int8
Tables = tuple[Tensor, Tensor]
"""Cosines and sines of rotary positions."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What ``config.json`` says of a network; ``models.AlphagenConfig`` says what each is."""

    vocab_size: int
    d_model: int
    num_attention_heads: int
    num_key_value_heads: int
    head_dim: int
    encoder_layers: int
    decoder_layers: int
    activation: str
    rope_theta: float
    norm_eps: float
    max_encoder_tokens: int
    max_decoder_tokens: int
    bos_token_id: int
    eos_token_id: int
    decoder_start_token_id: int

    @classmethod
    def read(cls, held: Mapping[str, Any]) -> Sizes:
        """Take what is needed.

        Raises:
            KeyError: something is missing.
        """
        return cls(**{field.name: held[field.name] for field in fields(cls)})


class Network:
    """The weights of a network, in the dtype and on the device to compute with."""

    def __init__(
        self,
        sizes: Sizes,
        weights: Mapping[str, Tensor],
        *,
        dtype: torch.dtype = torch.float32,
        device: str | torch.device = "cpu",
        int8: bool = False,
        name: str = "unsaved",
    ) -> None:
        """Take weights by the names they have in a bundle.

        Args:
            sizes: of the network.
            weights: as they are saved.
            dtype: of what is computed, and of the weights unless ``int8``.
            device: where.
            int8: keep matrices in eight bits, see :mod:`alphagen.sampling.quantized`.
            name: what it is called in records.

        Raises:
            KeyError: a weight is missing.
        """
        self.sizes, self.dtype, self.device, self.name = sizes, dtype, torch.device(device), name

        held = _Weights(weights, self.device, dtype, int8)
        self.head_VD = held.matrix("shared")
        self.embedding_VD = held.tensor("shared") * sizes.d_model**0.5
        self.activation = _ACTIVATIONS[sizes.activation]
        self.encoder = [
            Block(self, held, f"encoder.blocks.{i}") for i in range(sizes.encoder_layers)
        ]
        self.decoder = [
            DecoderBlock(self, held, f"decoder.blocks.{i}") for i in range(sizes.decoder_layers)
        ]
        self._norms = held.tensor("encoder.norm"), held.tensor("decoder.norm")

    def norm(self, x: Tensor, weight_D: Tensor) -> Tensor:
        """Norm the last dimension."""
        return F.layer_norm(x, weight_D.shape, weight_D, None, self.sizes.norm_eps)

    def tables(self, start: int, length: int) -> Tables:
        """Return cosines and sines (T, 1, E / 2) for positions from ``start`` on."""
        positions_T = torch.arange(start, start + length, device=self.device)
        cos, sin = rope_tables(positions_T, self.sizes.head_dim, self.sizes.rope_theta)
        return cos.to(self.dtype), sin.to(self.dtype)

    @torch.inference_mode()
    def encode(self, prompt: Sequence[int]) -> Tensor:
        """Run the encoder over one prompt, (S, D).

        Alone, so that rounding does not depend on the company: it may be kept for later rows.
        """
        x_BSD = self.embedding_VD[torch.tensor([prompt], device=self.device)]
        tables = self.tables(0, len(prompt))
        for block in self.encoder:
            x_BSD = block.attend_self(x_BSD, tables)
            x_BSD = block.feed_forward(x_BSD)
        return self.norm(x_BSD, self._norms[0])[0]

    def logits(self, x_ND: Tensor, heat_N: Tensor) -> Tensor:
        """Return what a row expects next (N, V), divided by its temperature unless that is 0."""
        divisor_N1 = torch.where(heat_N == 0, 1.0, heat_N)[:, None]
        x_ND = (self.norm(x_ND, self._norms[1]) / divisor_N1).to(self.dtype)
        return linear(x_ND, self.head_VD)


class _Weights(NamedTuple):
    """The weights of a bundle, by the names they have there."""

    saved: Mapping[str, Tensor]
    device: torch.device
    dtype: torch.dtype
    int8: bool

    def tensor(self, key: str) -> Tensor:
        """Take a tensor as it is to be computed with."""
        return self.saved[f"model.{key}.weight"].to(self.device, self.dtype)

    def matrix(self, key: str) -> Matrix:
        """Take a matrix that others are multiplied with."""
        return quantize(self.tensor(key)) if self.int8 else self.tensor(key)


class Block:
    """A block of the encoder, and what one of the decoder has in common with it."""

    def __init__(self, network: Network, held: _Weights, name: str) -> None:
        self.network = network
        self.attention_norm = held.tensor(f"{name}.attention_norm")
        self.qkv, self.out = (
            held.matrix(f"{name}.attention.qkv"),
            held.matrix(f"{name}.attention.out"),
        )
        self.ffn_norm = held.tensor(f"{name}.ffn_norm")
        self.up, self.down = held.matrix(f"{name}.ffn.up"), held.matrix(f"{name}.ffn.out")

    def project(self, x: Tensor, tables: Tables) -> tuple[Tensor, Tensor, Tensor]:
        """Return rotated queries (..., H, E), rotated keys and values (both (..., K, E))."""
        sizes = self.network.sizes
        H, K = sizes.num_attention_heads, sizes.num_key_value_heads
        heads = linear(self.network.norm(x, self.attention_norm), self.qkv)
        heads = heads.view(*x.shape[:-1], H + 2 * K, sizes.head_dim)
        turned = rotate(heads[..., : H + K, :], tables)
        return turned[..., :H, :], turned[..., H:, :], heads[..., H + K :, :]

    def attend_self(self, x_BSD: Tensor, tables: Tables) -> Tensor:
        """Let each token see all others."""
        q, k, v = self.project(x_BSD, tables)
        heads = attend(q, k.transpose(1, 2), v.transpose(1, 2), None)
        return x_BSD + linear(heads, self.out)

    def feed_forward(self, x: Tensor) -> Tensor:
        """Add what the feed-forward layer says."""
        hidden = linear(self.network.norm(x, self.ffn_norm), self.up)
        return x + linear(self.network.activation(hidden), self.down)


class DecoderBlock(Block):
    """A block of the decoder."""

    def __init__(self, network: Network, held: _Weights, name: str) -> None:
        super().__init__(network, held, name)
        self.cross_norm, self.cross_q = (
            held.tensor(f"{name}.cross_norm"),
            held.matrix(f"{name}.cross.q"),
        )
        self.cross_kv, self.cross_out = (
            held.matrix(f"{name}.cross.kv"),
            held.matrix(f"{name}.cross.out"),
        )

    def queries(self, x_ND: Tensor) -> Tensor:
        """Return what is asked of the encoder's output, (N, H, E)."""
        q = linear(self.network.norm(x_ND, self.cross_norm), self.cross_q)
        return q.view(len(q), self.network.sizes.num_attention_heads, -1)

    def keys_values(self, memory_PSD: Tensor) -> tuple[Tensor, Tensor]:
        """Return keys and values of the encoder's output, both (P, K, S, E)."""
        K = self.network.sizes.num_key_value_heads
        heads = linear(memory_PSD, self.cross_kv)
        heads = heads.view(*memory_PSD.shape[:-1], 2 * K, -1).transpose(1, 2)
        return heads[:, :K].contiguous(), heads[:, K:].contiguous()


_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {"gelu": F.gelu, "relu": F.relu}


def read_network(
    folder: Path,
    *,
    dtype: torch.dtype = torch.float32,
    device: str | torch.device = "cpu",
    int8: bool = False,
) -> Network:
    """Read the network in a folder.

    Raises:
        ModelError: there is none, or it cannot be read.
    """
    from safetensors.torch import load_file

    try:
        sizes = Sizes.read(json.loads((folder / "config.json").read_text(encoding="utf-8")))
        weights = load_file(folder / "model.safetensors")
        name = weights_name(folder)
        return Network(sizes, weights, dtype=dtype, device=device, int8=int8, name=name)
    except Exception as fault:  # json, safetensors and torch each have their own
        raise ModelError(
            f"The network in {folder} cannot be read ({type(fault).__name__}: {fault}): give the "
            "folder of an alphagen network, or save it again."
        ) from fault

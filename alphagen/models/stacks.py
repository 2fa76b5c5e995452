"""Encoder and decoder: the blocks of the network and the stacks of them.

Shapes: B batch, T decoder tokens, S encoder tokens, D model width.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers.modeling_layers import GradientCheckpointingLayer
from transformers.modeling_outputs import BaseModelOutput

from alphagen.models.attention import Addition, CrossAttention, SelfAttention
from alphagen.tensors.attention import attend, causal_bias, padding_bias, rope_tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from transformers import EncoderDecoderCache

    from alphagen.models.config import AlphagenConfig

_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {"gelu": F.gelu, "relu": F.relu}


class FeedForward(nn.Module):
    """Two matrices with a non-linearity between them, ungated (paper, table 3 checked)."""

    def __init__(self, config: AlphagenConfig) -> None:
        super().__init__()
        width = config.ffn_fan_out * config.d_model
        self.up = nn.Linear(config.d_model, width, bias=False)
        self.out = Addition(width, config.d_model)
        self.activation = _ACTIVATIONS[config.activation]

    def forward(self, x_BTD: Tensor) -> Tensor:
        """Return (B, T, D)."""
        out: Tensor = self.out(self.activation(self.up(x_BTD)))
        return out


class Norm(nn.LayerNorm):
    """LayerNorm without bias; faster on CPUs than RMSNorm, which has no fused kernel there."""

    def __init__(self, config: AlphagenConfig) -> None:
        super().__init__(config.d_model, eps=config.norm_eps, bias=False)


class EncoderBlock(GradientCheckpointingLayer):
    """Self-attention and feed-forward layer, each normed before and added to the stream."""

    def __init__(self, config: AlphagenConfig) -> None:
        super().__init__()
        self.attention_norm, self.attention = Norm(config), SelfAttention(config)
        self.ffn_norm, self.ffn = Norm(config), FeedForward(config)
        self.drop = nn.Dropout(config.dropout)

    def forward(self, x_BSD: Tensor, tables: tuple[Tensor, Tensor], bias: Tensor | None) -> Tensor:
        """Return (B, S, D)."""
        heads = attend(*self.attention.project(self.attention_norm(x_BSD), tables), bias)
        x_BSD = x_BSD + self.drop(self.attention.out(heads))
        out: Tensor = x_BSD + self.drop(self.ffn(self.ffn_norm(x_BSD)))
        return out


class DecoderBlock(GradientCheckpointingLayer):
    """Causal self-attention, attention over the encoder, and feed-forward layer."""

    def __init__(self, config: AlphagenConfig, index: int) -> None:
        super().__init__()
        self.index = index
        self.attention_norm, self.attention = Norm(config), SelfAttention(config)
        self.cross_norm, self.cross = Norm(config), CrossAttention(config)
        self.ffn_norm, self.ffn = Norm(config), FeedForward(config)
        self.drop = nn.Dropout(config.dropout)
        for layer in (self.attention, self.cross, self.ffn):
            layer.out.additions = 3 * config.decoder_layers

    def forward(
        self,
        x_BTD: Tensor,
        memory_BSD: Tensor,
        tables: tuple[Tensor, Tensor],
        biases: tuple[Tensor | None, Tensor | None],
        past_key_values: EncoderDecoderCache | None = None,
    ) -> Tensor:
        """Return (B, T, D); ``biases`` are for the decoder's own keys and the encoder's."""
        q, k, v = self.attention.project(self.attention_norm(x_BTD), tables)
        if past_key_values is not None:
            k, v = past_key_values.self_attention_cache.update(k, v, self.index)
        x_BTD = x_BTD + self.drop(self.attention.out(attend(q, k, v, biases[0])))
        q = self.cross.queries(self.cross_norm(x_BTD))
        k, v = self._memory(memory_BSD, past_key_values)
        x_BTD = x_BTD + self.drop(self.cross.out(attend(q, k, v, biases[1])))
        out: Tensor = x_BTD + self.drop(self.ffn(self.ffn_norm(x_BTD)))
        return out

    def _memory(
        self, memory_BSD: Tensor, cache: EncoderDecoderCache | None
    ) -> tuple[Tensor, Tensor]:
        """Return keys and values of the encoder's output, computed once when there is a cache."""
        if cache is None:
            return self.cross.keys_values(memory_BSD)
        if not cache.is_updated.get(self.index):
            cache.cross_attention_cache.update(*self.cross.keys_values(memory_BSD), self.index)
            cache.is_updated[self.index] = True
        layer: Any = cache.cross_attention_cache.layers[self.index]
        return layer.keys, layer.values


def _embed(embedding: nn.Embedding, ids_BT: Tensor) -> Tensor:
    """Look tokens up, scaled to unit variance, in the dtype the matrix products run in.

    Under autocast the residual stream is kept in the lower precision: on a CPU this spares a cast
    before every matrix product.
    """
    x_BTD: Tensor = embedding(ids_BT) * math.sqrt(embedding.embedding_dim)
    device = x_BTD.device.type
    if torch.is_autocast_enabled(device):
        x_BTD = x_BTD.to(torch.get_autocast_dtype(device))
    return x_BTD


def _tables(
    config: AlphagenConfig, start: int, length: int, x_BTD: Tensor
) -> tuple[Tensor, Tensor]:
    positions = torch.arange(start, start + length, device=x_BTD.device)
    cos, sin = rope_tables(positions, config.head_dim, config.rope_theta)
    return cos.to(x_BTD.dtype), sin.to(x_BTD.dtype)


class Encoder(nn.Module):
    """Reads the prompt."""

    def __init__(self, config: AlphagenConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocab_size, config.d_model)
        self.blocks = nn.ModuleList(EncoderBlock(config) for _ in range(config.encoder_layers))
        self.norm = Norm(config)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor | None = None, **_: Any
    ) -> BaseModelOutput:
        """Encode prompts.

        Args:
            input_ids: (B, S).
            attention_mask: (B, S), 0 where there is padding; None when there is none.

        Returns:
            ``last_hidden_state`` is (B, S, D).
        """
        x_BSD = _embed(self.embedding, input_ids)
        tables = _tables(self.config, 0, input_ids.shape[1], x_BSD)
        bias = None if attention_mask is None else padding_bias(attention_mask, x_BSD.dtype)
        for block in self.blocks:
            x_BSD = block(x_BSD, tables, bias)
        return BaseModelOutput(last_hidden_state=self.norm(x_BSD))


class Decoder(nn.Module):
    """Writes the program."""

    def __init__(self, config: AlphagenConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocab_size, config.d_model)
        self.blocks = nn.ModuleList(DecoderBlock(config, i) for i in range(config.decoder_layers))
        self.norm = Norm(config)

    def forward(
        self,
        input_ids: Tensor,
        memory_BSD: Tensor,
        memory_mask: Tensor | None = None,
        attention_mask: Tensor | None = None,
        past_key_values: EncoderDecoderCache | None = None,
    ) -> Tensor:
        """Return the hidden states of the given tokens, (B, T, D).

        Args:
            input_ids: (B, T), the tokens that are not in the cache yet.
            memory_BSD: the encoder's output.
            memory_mask: (B, S), 0 where the prompt is padded.
            attention_mask: (B, cached + T), 0 where the decoder's tokens are padded on the left.
            past_key_values: keys and values so far; extended in place.
        """
        past = 0 if past_key_values is None else past_key_values.get_seq_length()
        length = input_ids.shape[1]
        x_BTD = _embed(self.embedding, input_ids)
        dtype = x_BTD.dtype
        bias = causal_bias(length, past + length, dtype, x_BTD.device) if length > 1 else None
        if attention_mask is not None:
            padding = padding_bias(attention_mask, dtype)
            bias = padding if bias is None else torch.minimum(bias, padding)
        cross = None if memory_mask is None else padding_bias(memory_mask, dtype)
        tables = _tables(self.config, past, length, x_BTD)
        memory_BSD = memory_BSD.to(dtype)
        for block in self.blocks:
            x_BTD = block(x_BTD, memory_BSD, tables, (bias, cross), past_key_values=past_key_values)
        normed: Tensor = self.norm(x_BTD)
        return normed

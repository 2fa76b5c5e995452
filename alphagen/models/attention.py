"""The attention layers.

Shapes: B batch, T queries, S keys, D model width, H query heads, K key/value heads (1 in most
models), E head width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn

from alphagen.tensors.attention import rotate

if TYPE_CHECKING:
    from alphagen.models.config import AlphagenConfig


class Addition(nn.Linear):
    """A projection whose result is added to the residual stream.

    Attributes:
        additions: number of such projections in the stack; the initial weights are divided by
            its root, so that the stream keeps its scale.
    """

    additions = 1

    def __init__(self, width: int, d_model: int) -> None:
        super().__init__(width, d_model, bias=False)


class SelfAttention(nn.Module):
    """Attention over the sequence itself, with one fused projection to queries, keys and values."""

    def __init__(self, config: AlphagenConfig) -> None:
        super().__init__()
        self.heads, self.kv_heads = config.num_attention_heads, config.num_key_value_heads
        self.head_dim = config.head_dim
        width = (self.heads + 2 * self.kv_heads) * self.head_dim
        self.qkv = nn.Linear(config.d_model, width, bias=False)
        self.out = Addition(self.heads * self.head_dim, config.d_model)

    def project(
        self, x_BTD: Tensor, tables: tuple[Tensor, Tensor]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return rotated queries (B, T, H, E), rotated keys and values (both (B, K, T, E))."""
        H, K = self.heads, self.kv_heads
        heads = self.qkv(x_BTD).view(*x_BTD.shape[:-1], H + 2 * K, self.head_dim)
        turned = rotate(heads[..., : H + K, :], tables)
        values = heads[..., H + K :, :]
        return turned[..., :H, :], turned[..., H:, :].transpose(1, 2), values.transpose(1, 2)


class CrossAttention(nn.Module):
    """Attention of the decoder over the encoder's output, without positions."""

    def __init__(self, config: AlphagenConfig) -> None:
        super().__init__()
        self.heads, self.kv_heads = config.num_attention_heads, config.num_key_value_heads
        self.head_dim = config.head_dim
        self.q = nn.Linear(config.d_model, self.heads * self.head_dim, bias=False)
        self.kv = nn.Linear(config.d_model, 2 * self.kv_heads * self.head_dim, bias=False)
        self.out = Addition(self.heads * self.head_dim, config.d_model)

    def queries(self, x_BTD: Tensor) -> Tensor:
        """Return (B, T, H, E)."""
        q: Tensor = self.q(x_BTD)
        return q.view(*q.shape[:-1], self.heads, self.head_dim)

    def keys_values(self, memory_BSD: Tensor) -> tuple[Tensor, Tensor]:
        """Return keys and values of the encoder's output, both (B, K, S, E)."""
        shape = (*memory_BSD.shape[:-1], 2 * self.kv_heads, self.head_dim)
        heads: Tensor = self.kv(memory_BSD).view(shape)
        K = self.kv_heads
        return heads[..., :K, :].transpose(1, 2), heads[..., K:, :].transpose(1, 2)

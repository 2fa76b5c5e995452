"""Writing many completions at once with our own network: the core of the native engine.

Shapes: P distinct prompts, S tokens of the longest, N rows still being written, C tokens the
cache has room for, D model width, H query heads, K key heads, E head width, V vocabulary, R rows
of the prompt that has most.

A prompt is encoded once, and its cross-attention keys and values are shared by all rows that
continue it. Rows that have ended leave the batch. Random numbers belong to rows: what
row i becomes does not depend on when others end, rounding aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from alphagen.models.attention import attend, padding_bias, rope_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagen.models import AlphagenForConditionalGeneration
    from alphagen.models.stacks import DecoderBlock

BLOCK = 32
"""Tokens by which the cache grows.

Matrix products in bfloat16 copy operands that are not contiguous, which would cost more than the
product itself; so the whole cache takes part, and what is not written yet is masked.
"""

SHRINK_BELOW = 0.75
"""The batch is compacted when at most this share of its rows is still being written."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What was written in one row.

    Attributes:
        tokens: token ids, without start and end.
        logprob: natural logarithm of their probability under the sampled distribution, that of
            the end included; 0 for greedy decoding.
        ended: whether the end token was written before the limit.
    """

    tokens: list[int]
    logprob: float
    ended: bool


@torch.inference_mode()
def decode(
    model: AlphagenForConditionalGeneration,
    memories: Sequence[Tensor],
    rows: Sequence[int],
    *,
    max_new_tokens: int,
    temperature: float,
    generator: torch.Generator,
) -> list[Completion]:
    """Write one completion for each row.

    Args:
        model: the network, in the dtype and on the device to compute with.
        memories: what ``encode`` gave for each distinct prompt, (S, D).
        rows: for each row, the index of its prompt.
        max_new_tokens: tokens written at most, the end included.
        temperature: logits are divided by it; 0 takes the likeliest token.
        generator: source of randomness, on the CPU; N numbers are drawn for each step.

    Returns:
        Completions in the order of ``rows``.
    """
    device = model.device
    batch = _Batch(model, memories, torch.tensor(rows))
    end = model.config.eos_token_id
    written = torch.zeros(len(rows), max_new_tokens, dtype=torch.long)
    logprobs = torch.zeros(len(rows), dtype=torch.float64)
    lengths = torch.full((len(rows),), max_new_tokens)
    tokens_N = torch.full((len(rows),), model.config.decoder_start_token_id, device=device)
    open_N = torch.ones(len(rows), dtype=torch.bool)
    for step in range(max_new_tokens):
        uniform = torch.rand(len(rows), generator=generator)[batch.row_N]
        logits_NV = batch.logits(tokens_N)
        tokens_N, logprob_N = pick(logits_NV, temperature, uniform.to(device))
        written[batch.row_N, step] = tokens_N.cpu()
        logprobs[batch.row_N] += torch.where(open_N, logprob_N.cpu(), 0.0)
        ended_N = open_N & (tokens_N == end).cpu()
        lengths[batch.row_N[ended_N]] = step
        open_N &= ~ended_N
        left = int(open_N.sum())
        if not left:
            break
        if left <= SHRINK_BELOW * len(open_N):
            kept = open_N.nonzero()[:, 0]
            batch.keep(kept)
            tokens_N, open_N = tokens_N[kept.to(device)], open_N[kept]
    return [
        Completion(ids[:length], logprob, length < max_new_tokens or ids[-1] == end)
        for ids, length, logprob in zip(
            written.tolist(), lengths.tolist(), logprobs.tolist(), strict=True
        )
    ]


def pick(logits_NV: Tensor, temperature: float, uniform_N: Tensor) -> tuple[Tensor, Tensor]:
    """Draw a token for each row by inverting the cumulative distribution.

    On a CPU this is several times faster than ``torch.multinomial``, which draws V exponentials.

    Returns:
        Tokens (N,), and the logarithms of their probabilities (N,), 0 at temperature 0.
    """
    if temperature == 0:
        tokens_N = logits_NV.argmax(-1)
        return tokens_N, torch.zeros_like(uniform_N)
    probs_NV = (logits_NV.float() / temperature).softmax(-1)
    sums_NV = probs_NV.cumsum(-1)
    total_N1 = sums_NV[:, -1:]
    # Below the total even after rounding, or a token of probability 0 could be found behind it.
    target_N1 = torch.minimum(
        uniform_N[:, None] * total_N1, torch.nextafter(total_N1, torch.zeros_like(total_N1))
    )
    tokens_N1 = torch.searchsorted(sums_NV, target_N1, right=True)
    return tokens_N1[:, 0], probs_NV.gather(1, tokens_N1)[:, 0].log()


class _Batch:
    """The rows being written: their keys and values, and those of their prompts."""

    def __init__(
        self,
        model: AlphagenForConditionalGeneration,
        memories: Sequence[Tensor],
        prompt_N: Tensor,
    ) -> None:
        self.model, self.config = model, model.config
        self.device = model.device
        # Rows of one prompt lie side by side, so that they can be folded into its queries.
        self.row_N = prompt_N.argsort(stable=True)
        self.prompt_N = prompt_N[self.row_N]
        memory_PSD = pad_sequence(list(memories), batch_first=True)
        lengths_P = torch.tensor([len(memory) for memory in memories])
        mask_PS = torch.arange(memory_PSD.shape[1]) < lengths_P[:, None]
        blocks = model.model.decoder.blocks
        self.cross = [_contiguous(block.cross.keys_values(memory_PSD)) for block in blocks]
        self.mask_PS = mask_PS.to(self.device)
        shape = (len(prompt_N), self.config.num_key_value_heads, 0, self.config.head_dim)
        self.own = [(memory_PSD.new_empty(shape), memory_PSD.new_empty(shape)) for _ in blocks]
        self.seen = padding_bias(torch.zeros(1, 0, device=self.device), model.dtype)
        self.length = 0
        self._group()

    def _group(self) -> None:
        """Lay the rows out as (P, R), with gaps where a prompt has fewer than R."""
        distinct, inverse, counts = torch.unique(
            self.prompt_N, return_inverse=True, return_counts=True
        )
        if len(distinct) < len(self.mask_PS):
            chosen = distinct.to(self.device)
            self.cross = [(k[chosen], v[chosen]) for k, v in self.cross]
            self.mask_PS = self.mask_PS[chosen]
        self.prompt_N = inverse
        first = counts.cumsum(0) - counts
        self.prompts, self.widest = len(counts), int(counts.max())
        slots = inverse * self.widest + torch.arange(len(inverse)) - first[inverse]
        self.full = self.prompts * self.widest == len(slots)
        fill = torch.zeros(self.prompts * self.widest, dtype=torch.long)
        fill[slots] = torch.arange(len(slots))
        self.slot_N, self.fill = slots.to(self.device), fill.to(self.device)
        self.bias = (
            None if bool(self.mask_PS.all()) else padding_bias(self.mask_PS, self.model.dtype)
        )

    def keep(self, kept: Tensor) -> None:
        """Drop all rows but those at the given positions, which ascend."""
        self.row_N, self.prompt_N = self.row_N[kept], self.prompt_N[kept]
        chosen = kept.to(self.device)
        self.own = [(keys[chosen], values[chosen]) for keys, values in self.own]
        self._group()

    def logits(self, tokens_N: Tensor) -> Tensor:
        """Show each row its newest token and return what it expects next, (N, V)."""
        decoder, config = self.model.model.decoder, self.config
        x_ND = decoder.embedding(tokens_N) * config.d_model**0.5
        position = torch.tensor([self.length], device=self.device)
        cos, sin = rope_tables(position, config.head_dim, config.rope_theta)
        tables = cos.to(x_ND.dtype), sin.to(x_ND.dtype)
        self._make_room()
        for layer, block in enumerate(decoder.blocks):
            x_ND = x_ND + self._own(block, block.attention_norm(x_ND), layer, tables)
            x_ND = x_ND + self._cross(block, block.cross_norm(x_ND), layer)
            x_ND = x_ND + block.ffn(block.ffn_norm(x_ND))
        self.length += 1
        logits_NV: Tensor = self.model.lm_head(decoder.norm(x_ND))
        return logits_NV

    def _own(
        self, block: DecoderBlock, x_ND: Tensor, layer: int, tables: tuple[Tensor, Tensor]
    ) -> Tensor:
        q_N1HE, k_NK1E, v_NK1E = block.attention.project(x_ND[:, None], tables)
        keys, values = self.own[layer]
        keys[:, :, self.length] = k_NK1E[:, :, 0]
        values[:, :, self.length] = v_NK1E[:, :, 0]
        heads = attend(q_N1HE, keys, values, self.seen)[:, 0]
        out: Tensor = block.attention.out(heads)
        return out

    def _make_room(self) -> None:
        """Let the newest position be seen, and grow the cache when it is full."""
        if self.length == self.seen.shape[-1]:
            self.own = [(_grown(keys), _grown(values)) for keys, values in self.own]
            unseen = torch.zeros(1, BLOCK, device=self.device)
            self.seen = torch.cat((self.seen, padding_bias(unseen, self.seen.dtype)), dim=-1)
        self.seen[..., self.length] = 0

    def _cross(self, block: DecoderBlock, x_ND: Tensor, layer: int) -> Tensor:
        q_NHE = block.cross.queries(x_ND)
        if not self.full:
            q_NHE = q_NHE[self.fill]
        q_PRHE = q_NHE.view(self.prompts, self.widest, *q_NHE.shape[1:])
        heads = attend(q_PRHE, *self.cross[layer], self.bias).flatten(0, 1)
        if not self.full:
            heads = heads[self.slot_N]
        out: Tensor = block.cross.out(heads)
        return out


def _contiguous(pair: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
    return pair[0].contiguous(), pair[1].contiguous()


def _grown(cache_NKCE: Tensor) -> Tensor:
    N, K, C, E = cache_NKCE.shape
    larger = cache_NKCE.new_zeros(N, K, C + BLOCK, E)
    larger[:, :, :C] = cache_NKCE
    return larger


@torch.inference_mode()
def encode(model: AlphagenForConditionalGeneration, prompt: Sequence[int]) -> Tensor:
    """Run the encoder over one prompt, (S, D).

    Alone, so that rounding does not depend on the company: it may be kept for later rows.
    """
    ids = torch.tensor([prompt], device=model.device)
    memory_BSD: Tensor = model.model.encoder(ids).last_hidden_state
    return memory_BSD[0]

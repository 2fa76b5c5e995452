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
import torch.nn.functional as F
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

GROUP = 64
"""Tokens whose probabilities are summed first when one is drawn."""

SHRINK_BELOW = 0.75
"""The batch is compacted when at most this share of its rows is still being written."""


@dataclass(frozen=True, slots=True)
class Row:
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
    temperatures: Sequence[float],
    generator: torch.Generator,
) -> list[Row]:
    """Write one completion for each row.

    Args:
        model: the network, in the dtype and on the device to compute with.
        memories: what ``encode`` gave for each distinct prompt, (S, D).
        rows: for each row, the index of its prompt.
        max_new_tokens: tokens written at most, the end included.
        temperatures: for each row, what its logits are divided by; 0 takes the likeliest token.
        generator: source of randomness, on the CPU; N numbers are drawn for each step.

    Returns:
        What was written, in the order of ``rows``.
    """
    device = model.device
    batch = _Batch(model, memories, torch.tensor(rows))
    heat_N = torch.tensor(temperatures)[batch.row_N].to(device)
    end = model.config.eos_token_id
    written = torch.zeros(len(rows), max_new_tokens, dtype=torch.long)
    logprobs = torch.zeros(len(rows), dtype=torch.float64)
    lengths = torch.full((len(rows),), max_new_tokens)
    tokens_N = torch.full((len(rows),), model.config.decoder_start_token_id, device=device)
    open_N = torch.ones(len(rows), dtype=torch.bool)
    for step in range(max_new_tokens):
        uniform = torch.rand(len(rows), generator=generator)[batch.row_N]
        logits_NV = batch.logits(tokens_N, heat_N)
        tokens_N, logprob_N = pick(logits_NV, heat_N == 0, uniform.to(device))
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
            chosen = kept.to(device)
            tokens_N, heat_N, open_N = tokens_N[chosen], heat_N[chosen], open_N[kept]
    return [
        Row(ids[:length], logprob, length < max_new_tokens or ids[-1] == end)
        for ids, length, logprob in zip(
            written.tolist(), lengths.tolist(), logprobs.tolist(), strict=True
        )
    ]


def pick(logits_NV: Tensor, likeliest_N: Tensor, uniform_N: Tensor) -> tuple[Tensor, Tensor]:
    """Draw a token for each row by inverting the cumulative distribution.

    It is summed over groups of tokens first, and token by token only in the group that is hit. On
    a CPU this is several times as fast as ``torch.multinomial``, which draws V exponentials.

    Args:
        logits_NV: divided by their temperatures.
        likeliest_N: whether to take the likeliest token instead.
        uniform_N: numbers from 0 to 1.

    Returns:
        Tokens (N,), and the logarithms of their probabilities (N,), 0 for the likeliest.
    """
    N, V = logits_NV.shape
    probs_NV = logits_NV.softmax(-1, dtype=torch.float32)
    groups_NGW = F.pad(probs_NV, (0, -V % GROUP)).view(N, -1, GROUP)
    sums_NG = groups_NGW.sum(-1).cumsum(-1)
    target_N1 = _below(uniform_N[:, None] * sums_NG[:, -1:], sums_NG[:, -1:])
    group_N1 = torch.searchsorted(sums_NG, target_N1, right=True)
    before_N1 = F.pad(sums_NG, (1, 0)).gather(1, group_N1)
    rows_N = torch.arange(N, device=logits_NV.device)
    inner_NW = groups_NGW[rows_N, group_N1[:, 0]].cumsum(-1)
    place_N1 = torch.searchsorted(
        inner_NW, _below(target_N1 - before_N1, inner_NW[:, -1:]), right=True
    )
    tokens_N = (group_N1 * GROUP + place_N1)[:, 0]
    logprobs_N = probs_NV[rows_N, tokens_N].log()
    if bool(likeliest_N.any()):
        tokens_N = torch.where(likeliest_N, logits_NV.argmax(-1), tokens_N)
        logprobs_N = torch.where(likeliest_N, 0.0, logprobs_N)
    return tokens_N, logprobs_N


def _below(values_N1: Tensor, ends_N1: Tensor) -> Tensor:
    """Keep values below an end after rounding too, or what follows the last would be found."""
    return torch.minimum(values_N1, torch.nextafter(ends_N1, torch.zeros_like(ends_N1)))


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

    def logits(self, tokens_N: Tensor, heat_N: Tensor) -> Tensor:
        """Show each row its newest token and return what it expects next, (N, V).

        They are divided by the temperatures ``heat_N`` that are not 0.
        """
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
        divisor_N1 = torch.where(heat_N == 0, 1.0, heat_N)[:, None]
        logits_NV: Tensor = self.model.lm_head((decoder.norm(x_ND) / divisor_N1).to(x_ND.dtype))
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

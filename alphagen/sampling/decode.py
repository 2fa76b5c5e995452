"""Writing many completions at once with our own network: the core of the native engine.

Shapes: P distinct prompts, S tokens of the longest, N rows still being written, C tokens the
cache has room for, D model width, H query heads, K key heads, E head width, V vocabulary, R rows
of the prompt in a span that has most, G groups of W tokens.

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

from alphagen.tensors.attention import attend, padding_bias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagen.sampling.network import DecoderBlock, Network

BLOCK = 32
"""Tokens by which the cache grows.

Matrix products in bfloat16 copy operands that are not contiguous, which would cost more than the
product itself; so the whole cache takes part, and what is not written yet is masked.
"""

WIDTH = 32
"""Prompts are padded to a multiple of this: a softmax in bfloat16 is twice as fast then."""

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
    network: Network,
    memories: Sequence[Tensor],
    rows: Sequence[int],
    *,
    max_new_tokens: int,
    temperatures: Sequence[float],
    generator: torch.Generator,
) -> list[Row]:
    """Write one completion for each row.

    Args:
        network: in the dtype and on the device to compute with.
        memories: what ``network.encode`` gave for each distinct prompt, (S, D).
        rows: for each row, the index of its prompt.
        max_new_tokens: tokens written at most, the end included.
        temperatures: for each row, what its logits are divided by; 0 takes the likeliest token.
        generator: source of randomness, on the CPU; N numbers are drawn for each step.

    Returns:
        What was written, in the order of ``rows``.
    """
    device = network.device
    batch = _Batch(network, memories, torch.tensor(rows))
    heat_N = torch.tensor(temperatures)[batch.row_N].to(device)
    end = network.sizes.eos_token_id
    written = torch.zeros(len(rows), max_new_tokens, dtype=torch.long)
    logprobs = torch.zeros(len(rows), dtype=torch.float64)
    lengths = torch.full((len(rows),), max_new_tokens)
    tokens_N = torch.full((len(rows),), network.sizes.decoder_start_token_id, device=device)
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
    padded = F.pad(probs_NV, (0, -V % GROUP)) if V % GROUP else probs_NV
    groups_NGW = padded.view(N, -1, GROUP)
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


@dataclass(frozen=True, slots=True)
class Span:
    """Prompts in a row that are laid out with equal numbers of rows, some of them empty."""

    first: int
    end: int
    widest: int


def spans(counts: Sequence[int]) -> list[Span]:
    """Divide prompts, by the numbers of their rows, so that little of the layout is empty.

    >>> spans([9, 8, 5, 4, 4, 2, 1])
    [Span(first=0, end=3, widest=9), Span(first=3, end=6, widest=4), Span(first=6, end=7, widest=1)]
    """
    found: list[Span] = []
    first = 0
    for place in range(1, len(counts) + 1):
        widest = max(counts[first:place])
        if place == len(counts) or 2 * counts[place] < widest:
            found.append(Span(first, place, widest))
            first = place
    return found


class _Batch:
    """The rows being written: their keys and values, and those of their prompts."""

    def __init__(self, network: Network, memories: Sequence[Tensor], prompt_N: Tensor) -> None:
        self.network, self.device = network, network.device
        # Rows of one prompt lie side by side, so that they can be folded into its queries; the
        # prompts with most rows come first.
        counts_P = torch.bincount(prompt_N, minlength=len(memories))
        order_P = counts_P.argsort(descending=True, stable=True)
        ranked_N = order_P.argsort()[prompt_N]
        self.row_N = ranked_N.argsort(stable=True)
        self.prompt_N = ranked_N[self.row_N]
        ordered = [memories[place] for place in order_P.tolist()]
        memory_PSD = pad_sequence(ordered, batch_first=True)
        memory_PSD = F.pad(memory_PSD, (0, 0, 0, -memory_PSD.shape[1] % WIDTH))
        lengths_P = torch.tensor([len(memory) for memory in ordered])
        mask_PS = torch.arange(memory_PSD.shape[1]) < lengths_P[:, None]
        self.cross = [block.keys_values(memory_PSD) for block in network.decoder]
        self.bias_P1S = padding_bias(mask_PS.to(self.device), network.dtype)
        shape = (len(prompt_N), network.sizes.num_key_value_heads, 0, network.sizes.head_dim)
        self.own = [
            (memory_PSD.new_empty(shape), memory_PSD.new_empty(shape)) for _ in network.decoder
        ]
        self.seen = padding_bias(torch.zeros(1, 0, device=self.device), network.dtype)
        self.length = 0
        self._lay_out()

    def _lay_out(self) -> None:
        """Give each row a place in one of the spans."""
        distinct, inverse, counts = torch.unique(
            self.prompt_N, return_inverse=True, return_counts=True
        )
        if len(distinct) < len(self.bias_P1S):
            chosen = distinct.to(self.device)
            self.cross = [(k[chosen], v[chosen]) for k, v in self.cross]
            self.bias_P1S = self.bias_P1S[chosen]
        self.prompt_N = inverse
        self.spans = spans(counts.tolist())
        widths_P = torch.cat([torch.full((s.end - s.first,), s.widest) for s in self.spans])
        begin_P, first_P = widths_P.cumsum(0) - widths_P, counts.cumsum(0) - counts
        place_N = begin_P[inverse] + torch.arange(len(inverse)) - first_P[inverse]
        total = int(widths_P.sum())
        self.full = total == len(inverse)
        fill = torch.zeros(total, dtype=torch.long)
        fill[place_N] = torch.arange(len(inverse))
        self.place_N, self.fill = place_N.to(self.device), fill.to(self.device)

    def keep(self, kept: Tensor) -> None:
        """Drop all rows but those at the given positions, which ascend."""
        self.row_N, self.prompt_N = self.row_N[kept], self.prompt_N[kept]
        chosen = kept.to(self.device)
        self.own = [(keys[chosen], values[chosen]) for keys, values in self.own]
        self._lay_out()

    def logits(self, tokens_N: Tensor, heat_N: Tensor) -> Tensor:
        """Show each row its newest token and return what it expects next, (N, V).

        They are divided by the temperatures ``heat_N`` that are not 0.
        """
        network = self.network
        x_ND = network.embedding_VD[tokens_N]
        tables = network.tables(self.length, 1)
        self._make_room()
        for layer, block in enumerate(network.decoder):
            x_ND = x_ND + F.linear(self._own(block, x_ND, layer, tables), block.out)
            x_ND = x_ND + F.linear(self._cross(block, x_ND, layer), block.cross_out)
            x_ND = block.feed_forward(x_ND)
        self.length += 1
        return network.logits(x_ND, heat_N)

    def _own(
        self, block: DecoderBlock, x_ND: Tensor, layer: int, tables: tuple[Tensor, Tensor]
    ) -> Tensor:
        q_NHE, k_NKE, v_NKE = block.project(x_ND, tables)
        keys, values = self.own[layer]
        keys[:, :, self.length] = k_NKE
        values[:, :, self.length] = v_NKE
        return attend(q_NHE[:, None], keys, values, self.seen)[:, 0]

    def _make_room(self) -> None:
        """Let the newest position be seen, and grow the cache when it is full."""
        if self.length == self.seen.shape[-1]:
            self.own = [(_grown(keys), _grown(values)) for keys, values in self.own]
            unseen = torch.zeros(1, BLOCK, device=self.device)
            self.seen = torch.cat((self.seen, padding_bias(unseen, self.seen.dtype)), dim=-1)
        self.seen[..., self.length] = 0

    def _cross(self, block: DecoderBlock, x_ND: Tensor, layer: int) -> Tensor:
        q = block.queries(x_ND)
        if not self.full:
            q = q[self.fill]
        keys, values = self.cross[layer]
        parts, begin = [], 0
        for span in self.spans:
            chosen, end = slice(span.first, span.end), begin + (span.end - span.first) * span.widest
            q_PRHE = q[begin:end].view(-1, span.widest, *q.shape[1:])
            heads = attend(q_PRHE, keys[chosen], values[chosen], self.bias_P1S[chosen])
            parts.append(heads.flatten(0, 1))
            begin = end
        heads = parts[0] if len(parts) == 1 else torch.cat(parts)
        return heads if self.full else heads[self.place_N]


def _grown(cache_NKCE: Tensor) -> Tensor:
    N, K, C, E = cache_NKCE.shape
    larger = cache_NKCE.new_zeros(N, K, C + BLOCK, E)
    larger[:, :, :C] = cache_NKCE
    return larger

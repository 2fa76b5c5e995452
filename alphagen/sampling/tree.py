"""The beginnings that completions have in common: each is read by the network once.

Shapes: P distinct prompts, S tokens of the longest, R completions still being written, N nodes, C
tokens the cache has room for, L layers, D model width, H query heads, K key heads, E head width, V
vocabulary, Q rows of the prompt in a span that has most.

A node is a prompt, a temperature and the tokens written so far. All nodes are equally long. A
prompt is encoded once, and its cross-attention keys and values are shared by all its nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from alphagen.sampling.quantized import linear
from alphagen.tensors.attention import attend, padding_bias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagen.sampling.network import DecoderBlock, Network, Tables

BLOCK = 32
"""Tokens by which the cache grows.

Matrix products in bfloat16 copy operands that are not contiguous, which would cost more than the
product itself; so the whole cache takes part, and what is not written yet is masked.
"""

WIDTH = 32
"""Prompts are padded to a multiple of this: a softmax in bfloat16 is twice as fast then."""

FORGET_BELOW = 0.75
"""Keys and values of prompts are compacted when at most this share of them is still in use."""


@dataclass(frozen=True, slots=True)
class Span:
    """Prompts in a row that are laid out with equal numbers of nodes, some of them empty."""

    first: int
    end: int
    widest: int


def spans(counts: Sequence[int]) -> list[Span]:
    """Divide prompts, by the numbers of their nodes, so that little of the layout is empty.

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


class Tree:
    """The nodes that completions stand at: their keys and values, and those of their prompts.

    Attributes:
        node_R: at which node each completion is.
        heat_N: temperature of each node.
    """

    def __init__(
        self,
        network: Network,
        memories: Sequence[Tensor],
        prompt_R: Tensor,
        heat_R: Tensor,
    ) -> None:
        """Begin with nothing written.

        Args:
            network: that writes.
            memories: what it made of each distinct prompt, (S, D).
            prompt_R: prompt of each completion.
            heat_R: temperature of each completion.
        """
        self.network, self.device = network, network.device
        # Prompts with most completions come first, so that those with as many nodes are together.
        order_P = prompt_R.bincount(minlength=len(memories)).argsort(descending=True, stable=True)
        memories, prompt_R = [memories[place] for place in order_P], order_P.argsort()[prompt_R]
        heats, level_R = torch.unique(heat_R, return_inverse=True)
        keys_R = prompt_R * len(heats) + level_R
        roots, self.node_R = torch.unique(keys_R, return_inverse=True)
        self._prompt_N, self.heat_N = roots // len(heats), heats[roots % len(heats)]
        self._tokens_N = torch.full_like(roots, network.sizes.decoder_start_token_id)

        memory_PSD = pad_sequence(memories, batch_first=True)
        memory_PSD = F.pad(memory_PSD, (0, 0, 0, -memory_PSD.shape[1] % WIDTH))
        lengths_P = torch.tensor([len(memory) for memory in memories])
        mask_PS = torch.arange(memory_PSD.shape[1]) < lengths_P[:, None]
        self._cross = [block.keys_values(memory_PSD) for block in network.decoder]
        self._bias_P1S = padding_bias(mask_PS.to(self.device), network.dtype)
        sizes = network.sizes
        shape = (sizes.decoder_layers, 2, 0, sizes.num_key_value_heads, 0, sizes.head_dim)
        self._cache = memory_PSD.new_empty(shape)  # (L, 2, N or more, K, C, E)
        self._seen = padding_bias(torch.zeros(1, 0, device=self.device), network.dtype)
        self._length = 0
        self._lay_out()

    def grow(self, tokens_R: Tensor, goes_on_R: Tensor) -> None:
        """Move completions to the nodes one token further.

        The cache stays dense: the first node that follows another takes its place, and the others
        take places that are left, or new ones.

        Args:
            tokens_R: what was drawn for each completion.
            goes_on_R: whether it goes on after that; the others are not asked for again.
        """
        V, N = self.network.sizes.vocab_size, len(self._tokens_N)
        edges_R = self.node_R[goes_on_R] * V + tokens_R[goes_on_R]
        edges_N, rank_R = torch.unique(edges_R, return_inverse=True)
        from_N, tokens_N = edges_N // V, edges_N % V
        first_N = F.pad(from_N[1:] != from_N[:-1], (1, 0), value=True)
        stays_N = first_N & (from_N < len(edges_N))
        free = torch.ones(max(len(edges_N), N), dtype=torch.bool)
        free[from_N[stays_N]] = False
        place_N = from_N.clone()
        place_N[~stays_N] = free[: len(edges_N)].nonzero()[:, 0]
        self._move(from_N[~stays_N], place_N[~stays_N], len(edges_N))

        source_N = torch.empty_like(from_N)
        source_N[place_N] = torch.arange(len(edges_N))
        self._tokens_N = tokens_N[source_N]
        moved_N = from_N[source_N]
        changed = len(edges_N) != N or not bool(stays_N.all())
        self._prompt_N, self.heat_N = self._prompt_N[moved_N], self.heat_N[moved_N]
        self.node_R = place_N[rank_R]
        if changed:
            self._lay_out()

    def _move(self, sources: Tensor, places: Tensor, count: int) -> None:
        """Copy what nodes have in the cache to other places, of which there are ``count``."""
        cache = self._cache
        if count > cache.shape[2]:
            added = max(count, 2 * cache.shape[2]) - cache.shape[2]
            self._cache = cache = torch.cat((cache, _empty(cache, 2, added)), dim=2)
        if len(sources):
            sources, places = sources.to(self.device), places.to(self.device)
            cache[:, :, places] = cache[:, :, sources]

    def _lay_out(self) -> None:
        """Give each node a place in one of the spans."""
        P = len(self._bias_P1S)
        if P == 1:
            return
        counts_P = self._prompt_N.bincount(minlength=P)
        used_P = counts_P > 0
        if int(used_P.sum()) <= FORGET_BELOW * P:
            chosen = used_P.nonzero()[:, 0].to(self.device)
            self._cross = [(k[chosen], v[chosen]) for k, v in self._cross]
            self._bias_P1S = self._bias_P1S[chosen]
            self._prompt_N = (used_P.cumsum(0) - 1)[self._prompt_N]
            counts_P = counts_P[used_P]
        self._spans = spans(counts_P.tolist())
        widths_P = torch.cat([torch.full((s.end - s.first,), s.widest) for s in self._spans])
        begin_P, first_P = widths_P.cumsum(0) - widths_P, counts_P.cumsum(0) - counts_P
        order_N = self._prompt_N.argsort(stable=True)
        ranked_N = self._prompt_N[order_N]
        place_N = torch.empty_like(order_N)
        place_N[order_N] = begin_P[ranked_N] + torch.arange(len(order_N)) - first_P[ranked_N]
        total = int(widths_P.sum())
        fill = torch.zeros(total, dtype=torch.long)
        fill[place_N] = torch.arange(len(place_N))
        self._place_N, self._fill = place_N.to(self.device), fill.to(self.device)

    def logits(self) -> Tensor:
        """Show each node its newest token and return what it expects next, (N, V).

        They are divided by the temperatures that are not 0.
        """
        network = self.network
        x_ND = network.embedding_VD[self._tokens_N.to(self.device)]
        tables = network.tables(self._length, 1)
        self._make_room()
        for layer, block in enumerate(network.decoder):
            x_ND = x_ND + linear(self._own(block, x_ND, layer, tables), block.out)
            x_ND = x_ND + linear(self._cross_attention(block, x_ND, layer), block.cross_out)
            x_ND = block.feed_forward(x_ND)
        self._length += 1
        return network.logits(x_ND, self.heat_N.to(self.device))

    def _make_room(self) -> None:
        """Let the newest position be seen, and grow the cache when it is full."""
        if len(self._tokens_N) > self._cache.shape[2]:  # at the first token
            self._cache = _empty(self._cache, 2, len(self._tokens_N))
        if self._length == self._seen.shape[-1]:
            self._cache = torch.cat((self._cache, _empty(self._cache, 4, BLOCK)), dim=4)
            unseen = torch.zeros(1, BLOCK, device=self.device)
            self._seen = torch.cat((self._seen, padding_bias(unseen, self._seen.dtype)), dim=-1)
        self._seen[..., self._length] = 0

    def _own(self, block: DecoderBlock, x_ND: Tensor, layer: int, tables: Tables) -> Tensor:
        q_NHE, k_NKE, v_NKE = block.project(x_ND, tables)
        keys, values = self._cache[layer, :, : len(x_ND)]
        keys[:, :, self._length] = k_NKE
        values[:, :, self._length] = v_NKE
        return attend(q_NHE[:, None], keys, values, self._seen)[:, 0]

    def _cross_attention(self, block: DecoderBlock, x_ND: Tensor, layer: int) -> Tensor:
        q = block.queries(x_ND)
        keys, values = self._cross[layer]
        if len(keys) == 1:
            return attend(q[None], keys, values, self._bias_P1S)[0]
        q = q[self._fill]
        parts, begin = [], 0
        for span in self._spans:
            if not span.widest:
                continue
            chosen, end = slice(span.first, span.end), begin + (span.end - span.first) * span.widest
            q_PQHE = q[begin:end].view(-1, span.widest, *q.shape[1:])
            heads = attend(q_PQHE, keys[chosen], values[chosen], self._bias_P1S[chosen])
            parts.append(heads.flatten(0, 1))
            begin = end
        return torch.cat(parts)[self._place_N]


def _empty(like: Tensor, dim: int, size: int) -> Tensor:
    """Return zeros of the same shape but one size: what is masked must be a number."""
    return like.new_zeros(*like.shape[:dim], size, *like.shape[dim + 1 :])

"""Writing many completions at once with our own network: the core of the native engine.

Shapes: R completions still being written, N different beginnings among them, D model width, V
vocabulary, G groups of W tokens.

Completions of one prompt that have begun alike go on in one place until they differ, so that no
beginning is read twice (:mod:`alphagen.sampling.tree`): a thousand programs for one problem often
have a fifth as many different beginnings as tokens. Random numbers belong to completions: what
completion i becomes does not depend on when others end, rounding aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor

from alphagen.sampling.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagen.sampling.network import Network

GROUP = 64
"""Tokens whose probabilities are summed first when one is drawn."""


@dataclass(frozen=True, slots=True)
class Row:
    """One completion.

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
        generator: source of randomness, on the CPU; a number for each row is drawn for each step.

    Returns:
        What was written, in the order of ``rows``.
    """
    tree = Tree(network, memories, torch.tensor(rows), torch.tensor(temperatures))
    device, end = network.device, network.sizes.eos_token_id
    written = torch.zeros(len(rows), max_new_tokens, dtype=torch.long)
    logprobs = torch.zeros(len(rows), dtype=torch.float64)
    lengths = torch.full((len(rows),), max_new_tokens)
    open_R = torch.arange(len(rows))
    for step in range(max_new_tokens):
        uniform_R = torch.rand(len(rows), generator=generator)[open_R].to(device)
        likeliest_N = (tree.heat_N == 0).to(device)
        drawn = pick(tree.logits(), likeliest_N, uniform_R, tree.node_R.to(device))
        tokens_R, logprobs_R = (one.cpu() for one in drawn)
        written[open_R, step] = tokens_R
        logprobs[open_R] += logprobs_R
        goes_on_R = tokens_R != end
        lengths[open_R[~goes_on_R]] = step
        open_R = open_R[goes_on_R]
        if not len(open_R):
            break
        tree.grow(tokens_R, goes_on_R)
    return [
        Row(ids[:length], logprob, length < max_new_tokens)
        for ids, length, logprob in zip(
            written.tolist(), lengths.tolist(), logprobs.tolist(), strict=True
        )
    ]


def pick(
    logits_NV: Tensor, likeliest_N: Tensor, uniform_R: Tensor, node_R: Tensor
) -> tuple[Tensor, Tensor]:
    """Draw a token for each completion by inverting the cumulative distribution of its beginning.

    It is summed over groups of tokens first, and token by token only in the group that is hit. On
    a CPU this is several times as fast as ``torch.multinomial``, which draws V exponentials.

    Args:
        logits_NV: divided by their temperatures.
        likeliest_N: whether to take the likeliest token instead.
        uniform_R: numbers from 0 to 1.
        node_R: for each completion, which of the logits are its own.

    Returns:
        Tokens (R,), and the logarithms of their probabilities (R,), 0 for the likeliest.
    """
    N, V = logits_NV.shape
    probs_NV = logits_NV.softmax(-1, dtype=torch.float32)
    padded = F.pad(probs_NV, (0, -V % GROUP)) if V % GROUP else probs_NV
    groups_NGW = padded.view(N, -1, GROUP)
    sums_RG = groups_NGW.sum(-1).cumsum(-1)[node_R]
    target_R1 = _below(uniform_R[:, None] * sums_RG[:, -1:], sums_RG[:, -1:])
    group_R1 = torch.searchsorted(sums_RG, target_R1, right=True)
    before_R1 = F.pad(sums_RG, (1, 0)).gather(1, group_R1)
    inner_RW = groups_NGW[node_R, group_R1[:, 0]].cumsum(-1)
    place_R1 = torch.searchsorted(
        inner_RW, _below(target_R1 - before_R1, inner_RW[:, -1:]), right=True
    )
    tokens_R = (group_R1 * GROUP + place_R1)[:, 0]
    logprobs_R = probs_NV[node_R, tokens_R].log()
    if bool(likeliest_N.any()):
        likeliest_R = likeliest_N[node_R]
        tokens_R = torch.where(likeliest_R, logits_NV.argmax(-1)[node_R], tokens_R)
        logprobs_R = torch.where(likeliest_R, 0.0, logprobs_R)
    return tokens_R, logprobs_R


def _below(values_R1: Tensor, ends_R1: Tensor) -> Tensor:
    """Keep values below an end after rounding too, or what follows the last would be found."""
    return torch.minimum(values_R1, torch.nextafter(ends_R1, torch.zeros_like(ends_R1)))

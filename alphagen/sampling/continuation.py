"""Writing many completions at once with any network of transformers: the core of its engine.

Shapes: P distinct prompts, S tokens of the longest, N rows still being written, T tokens they
have so far with their prompt, D model width, V vocabulary, L tokens written at most.

Every prompt is read once, and what the network keeps of it is copied to all rows that continue
it. Rows that have ended leave the batch. ``generate`` of transformers does neither, and it draws
from the global generator; here, random numbers belong to rows. No processor of logits that a
checkpoint may ask for is applied: tokens come from the network's own distribution.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
import torch.nn.functional as F
from torch import Tensor
from transformers.modeling_outputs import BaseModelOutput

from alphagen.errors import ModelError
from alphagen.sampling.decode import Row, pick

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from transformers import PreTrainedModel

SHRINK_BELOW = 0.75
"""The batch is compacted when at most this share of its rows is still being written."""


@dataclass(slots=True)
class Reading:
    """What a network knows of prompts, or of rows, before the next token.

    Attributes:
        cache: keys, values and other states, as the network keeps them.
        logits_PV: of the next token.
        mask_PT: 1 for tokens and 0 for padding, which is on the left; None without padding. For
            an encoder-decoder these are tokens of the prompt alone, and padding is on the right.
        position_P: of the next token.
        memory_PSD: what the encoder gave; None without one.
    """

    cache: Any
    logits_PV: Tensor
    mask_PT: Tensor | None
    position_P: Tensor
    memory_PSD: Tensor | None

    def pick(self, places: Tensor) -> None:
        """Keep the prompts or rows at these places, in this order; one may come many times."""
        self.cache.reorder_cache(places)
        self.logits_PV, self.position_P = self.logits_PV[places], self.position_P[places]
        if self.mask_PT is not None:
            self.mask_PT = self.mask_PT[places]
        if self.memory_PSD is not None:
            self.memory_PSD = self.memory_PSD[places]


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends a row.

    Attributes:
        tokens: ids that mark the end; they are not part of what was written.
        stopped: whether the tokens of a row, the newest of them last, are enough.
    """

    tokens: Collection[int]
    stopped: Callable[[list[int]], bool]


@torch.inference_mode()
def read(model: PreTrainedModel, prompts: Sequence[Sequence[int]]) -> Reading:
    """Show prompts to a network.

    Args:
        model: the network.
        prompts: token ids. Of different lengths only if ``mixes_lengths`` says so.

    Raises:
        ModelError: the network keeps nothing that could be copied.
    """
    encodes = model.config.is_encoder_decoder
    longest = max(len(prompt) for prompt in prompts)
    ids_PS = torch.zeros(len(prompts), longest, dtype=torch.long)
    mask_PS = torch.zeros_like(ids_PS)
    for place, prompt in enumerate(prompts):
        where = slice(0, len(prompt)) if encodes else slice(longest - len(prompt), None)
        ids_PS[place, where] = torch.tensor(prompt)
        mask_PS[place, where] = 1
    ids_PS, mask_PS = ids_PS.to(model.device), mask_PS.to(model.device)
    padded = bool((mask_PS == 0).any())
    options: dict[str, Any] = {"use_cache": True}
    if padded:
        options["attention_mask"] = mask_PS
    if encodes:
        start = start_token(model)
        options["decoder_input_ids"] = torch.full_like(ids_PS[:, :1], start)
    else:
        options |= _where_accepted(
            model,
            position_ids=(mask_PS.cumsum(-1) - 1).clamp(min=0),
            logits_to_keep=1,
        )
    output = model(input_ids=ids_PS, **options)
    cache = output.get(_cache_name(model))
    if not hasattr(cache, "reorder_cache"):
        raise ModelError(
            f"A network of type {model.config.model_type!r} keeps no cache that can be copied "
            "from one completion to the next: use another checkpoint."
        )
    return Reading(
        cache,
        output.logits[:, -1],
        mask_PS if padded else None,
        torch.ones_like(mask_PS[:, 0]) if encodes else mask_PS.sum(-1),
        output.encoder_last_hidden_state if encodes else None,
    )


def mixes_lengths(model: PreTrainedModel) -> bool:
    """Whether prompts of different lengths may be read together.

    A decoder must be told the positions of tokens that follow padding.
    """
    return bool(model.config.is_encoder_decoder or _where_accepted(model, position_ids=None))


def _cache_name(model: PreTrainedModel) -> str:
    """Name the argument of the cache; networks without attention have their own."""
    return next(iter(_where_accepted(model, cache_params=None)), "past_key_values")


def _where_accepted(model: PreTrainedModel, **options: Any) -> dict[str, Any]:
    accepted = inspect.signature(model.forward).parameters
    return {name: value for name, value in options.items() if name in accepted}


def start_token(model: PreTrainedModel) -> int:
    """Return what the decoder of an encoder-decoder is shown first.

    Raises:
        ModelError: the checkpoint does not say.
    """
    for config in (model.generation_config, model.config):
        for name in ("decoder_start_token_id", "bos_token_id"):
            token = getattr(config, name, None)
            if token is not None:
                return int(token)
    raise ModelError(
        f"{model.name_or_path} does not say which token its decoder begins with: set "
        "decoder_start_token_id in its generation_config.json."
    )


@torch.inference_mode()
def write(
    model: PreTrainedModel,
    reading: Reading,
    rows: Sequence[int],
    *,
    limits: Sequence[int],
    temperatures: Sequence[float],
    uniform_LN: Tensor,
    ending: Ending,
) -> list[Row]:
    """Write one completion for each row.

    Args:
        model: the network.
        reading: of the prompts; it is used up.
        rows: for each row, the index of its prompt.
        limits: for each row, how many tokens may be written, the end included.
        temperatures: for each row, what its logits are divided by; 0 takes the likeliest token.
        uniform_LN: for each token of each row, the number from 0 to 1 that it is drawn with.
        ending: what ends a row.

    Returns:
        What was written, in the order of ``rows``.

    Raises:
        ModelError: the network computes something that is not a number.
    """
    device = model.device
    reading.pick(torch.tensor(rows, device=device))
    last_N = reading.position_P + torch.tensor(limits, device=device) - 1
    heat_N = torch.tensor(temperatures, device=device)
    written: list[list[int]] = [[] for _ in rows]
    logprobs, ended = [0.0] * len(rows), [False] * len(rows)
    batch, open_rows = list(range(len(rows))), set(range(len(rows)))
    for step in range(max(limits)):
        uniform_N = uniform_LN[step, batch].to(device)
        tokens_N, logprob_N = _draw(model, reading.logits_PV, heat_N, uniform_N)
        for row, token, logprob in zip(batch, tokens_N.tolist(), logprob_N.tolist(), strict=True):
            if row not in open_rows:
                continue
            logprobs[row] += logprob
            ended[row] = token in ending.tokens
            if not ended[row]:
                written[row].append(token)
                ended[row] = ending.stopped(written[row])
            if ended[row] or step + 1 == limits[row]:
                open_rows.remove(row)
        if not open_rows:
            break
        if len(open_rows) <= SHRINK_BELOW * len(batch):
            kept = [place for place, row in enumerate(batch) if row in open_rows]
            batch = [batch[place] for place in kept]
            places = torch.tensor(kept, device=device)
            reading.pick(places)
            tokens_N, heat_N, last_N = tokens_N[places], heat_N[places], last_N[places]
        _advance(model, reading, tokens_N, last_N)
    return [Row(*row) for row in zip(written, logprobs, ended, strict=True)]


def _draw(
    model: PreTrainedModel, logits_NV: Tensor, heat_N: Tensor, uniform_N: Tensor
) -> tuple[Tensor, Tensor]:
    """Draw the next tokens, (N,), and give the logarithms of their probabilities, (N,)."""
    if bool(logits_NV.isnan().any()):
        raise ModelError(
            f"{model.name_or_path} computes values that are not numbers in {model.dtype}: "
            "load it with dtype float32."
        )
    divisor_N1 = torch.where(heat_N == 0, 1.0, heat_N)[:, None]
    each = torch.arange(len(heat_N), device=heat_N.device)
    return pick(logits_NV.float() / divisor_N1, heat_N == 0, uniform_N, each)


def _advance(model: PreTrainedModel, reading: Reading, tokens_N: Tensor, last_N: Tensor) -> None:
    """Show each row its newest token.

    Rows that have ended may still be in the batch; ``last_N`` keeps their positions in bounds.
    """
    cache = _cache_name(model)
    options: dict[str, Any] = {cache: reading.cache, "use_cache": True}
    if reading.memory_PSD is None:
        if reading.mask_PT is not None:
            reading.mask_PT = F.pad(reading.mask_PT, (0, 1), value=1)
        position_N = torch.minimum(reading.position_P, last_N)
        options["input_ids"] = tokens_N[:, None]
        options |= _where_accepted(model, position_ids=position_N[:, None])
    else:
        memory = BaseModelOutput(last_hidden_state=reading.memory_PSD)
        options |= {"decoder_input_ids": tokens_N[:, None], "encoder_outputs": memory}
    if reading.mask_PT is not None:
        options["attention_mask"] = reading.mask_PT
    output = model(**options)
    reading.cache = output[cache]
    reading.logits_PV = output.logits[:, -1]
    reading.position_P = reading.position_P + 1

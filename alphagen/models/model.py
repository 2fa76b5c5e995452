"""The network as a transformers model.

Shapes: B batch, T decoder tokens, S encoder tokens, D model width, V vocabulary, N label positions.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForSeq2SeqLM,
    DynamicCache,
    EncoderDecoderCache,
    GenerationMixin,
    PreTrainedModel,
    initialization,
)
from transformers.modeling_layers import GradientCheckpointingLayer
from transformers.modeling_outputs import BaseModelOutput, Seq2SeqLMOutput, Seq2SeqModelOutput

from alphagen.models.attention import (
    Addition,
    CrossAttention,
    SelfAttention,
    attend,
    causal_bias,
    padding_bias,
    rope_tables,
)
from alphagen.models.config import AlphagenConfig

if TYPE_CHECKING:
    from collections.abc import Callable

IGNORED = -100
"""Label of a position that carries no loss."""

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


class AlphagenPreTrainedModel(PreTrainedModel):
    """What all alphagen networks share with the transformers library."""

    config: AlphagenConfig
    config_class = AlphagenConfig
    base_model_prefix = "model"
    supports_gradient_checkpointing = True
    _no_split_modules = ["EncoderBlock", "DecoderBlock"]  # noqa: RUF012
    _skip_keys_device_placement = ["past_key_values"]  # noqa: RUF012
    _supports_sdpa = True

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        """Draw weights so that every projection of a normed input has about unit variance."""
        if isinstance(module, nn.Embedding):
            initialization.normal_(module.weight, std=module.embedding_dim**-0.5)
        elif isinstance(module, Addition):
            initialization.normal_(
                module.weight, std=(module.in_features * module.additions) ** -0.5
            )
        elif isinstance(module, nn.Linear):
            initialization.normal_(module.weight, std=module.in_features**-0.5)
        elif isinstance(module, nn.LayerNorm):
            initialization.ones_(module.weight)


class AlphagenModel(AlphagenPreTrainedModel):
    """Encoder and decoder, without the projection to the vocabulary."""

    _tied_weights_keys = {  # noqa: RUF012
        "encoder.embedding.weight": "shared.weight",
        "decoder.embedding.weight": "shared.weight",
    }

    def __init__(self, config: AlphagenConfig) -> None:
        super().__init__(config)
        self.shared = nn.Embedding(config.vocab_size, config.d_model)
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        self.post_init()  # type: ignore[no-untyped-call]

    def get_input_embeddings(self) -> nn.Embedding:
        """Return the one embedding."""
        return self.shared

    def set_input_embeddings(self, value: nn.Module) -> None:
        """Replace the embedding of both sides."""
        if not isinstance(value, nn.Embedding):
            raise TypeError(f"an embedding is needed, not {type(value).__name__}")
        self.shared = self.encoder.embedding = self.decoder.embedding = value

    def get_encoder(self, *_: Any, **__: Any) -> Encoder:
        """Return the part that reads the prompt."""
        return self.encoder

    def get_decoder(self) -> Decoder:
        """Return the part that writes."""
        return self.decoder

    def forward(
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        decoder_input_ids: Tensor | None = None,
        decoder_attention_mask: Tensor | None = None,
        encoder_outputs: BaseModelOutput | tuple[Tensor, ...] | None = None,
        past_key_values: EncoderDecoderCache | None = None,
        use_cache: bool | None = None,
        **_: Any,
    ) -> Seq2SeqModelOutput:
        """Encode the prompts, unless ``encoder_outputs`` holds them, and run the decoder.

        Args:
            input_ids: prompts, (B, S).
            attention_mask: (B, S), 0 where a prompt is padded.
            decoder_input_ids: (B, T), beginning with the start token.
            decoder_attention_mask: (B, T with cache), only needed for padding on the left.
            encoder_outputs: what the encoder gave before.
            past_key_values: cache of the decoder.
            use_cache: whether to make a cache when none is given.

        Returns:
            ``last_hidden_state`` is (B, T, D), ``encoder_last_hidden_state`` (B, S, D).
        """
        if encoder_outputs is None:
            if input_ids is None:
                raise ValueError("either input_ids or encoder_outputs is needed")
            encoder_outputs = self.encoder(input_ids, attention_mask)
        if decoder_input_ids is None:
            raise ValueError("decoder_input_ids are needed; shift_right makes them from labels")
        if use_cache and past_key_values is None:
            past_key_values = EncoderDecoderCache(
                DynamicCache(config=self.config), DynamicCache(config=self.config)
            )
        memory_BSD = encoder_outputs[0]
        x_BTD = self.decoder(
            decoder_input_ids, memory_BSD, attention_mask, decoder_attention_mask, past_key_values
        )
        return Seq2SeqModelOutput(
            last_hidden_state=x_BTD,
            past_key_values=past_key_values,
            encoder_last_hidden_state=memory_BSD,
        )


class AlphagenForConditionalGeneration(AlphagenPreTrainedModel, GenerationMixin):
    """The network that writes programs.

    ``AutoModelForSeq2SeqLM`` loads it and ``generate`` runs it.
    """

    _tied_weights_keys = {"lm_head.weight": "model.shared.weight"}  # noqa: RUF012

    def __init__(self, config: AlphagenConfig) -> None:
        super().__init__(config)
        self.model = AlphagenModel(config)
        self.lm_head = nn.Linear(config.d_model, config.vocab_size, bias=False)
        self.post_init()  # type: ignore[no-untyped-call]

    def get_encoder(self, *_: Any, **__: Any) -> Encoder:
        """Return the part that reads the prompt."""
        encoder: Encoder = self.model.encoder
        return encoder

    def get_decoder(self) -> Decoder:
        """Return the part that writes."""
        decoder: Decoder = self.model.decoder
        return decoder

    def prepare_decoder_input_ids_from_labels(self, labels: Tensor) -> Tensor:
        """Return what the decoder is shown to predict the labels; data collators ask for it."""
        return shift_right(labels, self.config)

    def loss(
        self, hidden_BTD: Tensor, labels_BT: Tensor, num_items_in_batch: Tensor | int | None = None
    ) -> Tensor:
        """Return the mean cross-entropy, computing logits only where there is a label.

        Args:
            hidden_BTD: hidden states of encoder or decoder.
            labels_BT: tokens to predict, ``IGNORED`` where nothing is to be predicted.
            num_items_in_batch: divide the sum by this and not by the number of labels; trainers
                that accumulate gradients over batches give it.
        """
        where = labels_BT != IGNORED
        logits_NV = self.lm_head(hidden_BTD[where]).float()
        labels_N = labels_BT[where]
        if num_items_in_batch is None:
            return F.cross_entropy(logits_NV, labels_N)
        return F.cross_entropy(logits_NV, labels_N, reduction="sum") / num_items_in_batch

    def forward(  # noqa: PLR0913 (transformers sets the arguments)
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        decoder_input_ids: Tensor | None = None,
        decoder_attention_mask: Tensor | None = None,
        encoder_outputs: BaseModelOutput | tuple[Tensor, ...] | None = None,
        past_key_values: EncoderDecoderCache | None = None,
        labels: Tensor | None = None,
        use_cache: bool | None = None,
        **kwargs: Any,
    ) -> Seq2SeqLMOutput:
        """Return logits, or with labels the loss.

        With labels only ``loss`` is set, so that no logits are computed on padding; without them
        ``logits`` is (B, T, V). See ``AlphagenModel.forward`` for the other arguments.

        Args:
            input_ids: prompts, (B, S).
            attention_mask: (B, S).
            decoder_input_ids: (B, T); made from the labels when left out.
            decoder_attention_mask: (B, T with cache).
            encoder_outputs: what the encoder gave before.
            past_key_values: cache of the decoder.
            labels: (B, T), ``IGNORED`` where there is no loss.
            use_cache: whether to make a cache when none is given.
            kwargs: ``num_items_in_batch`` as in ``loss``; the rest is ignored.
        """
        if labels is not None and decoder_input_ids is None:
            decoder_input_ids = shift_right(labels, self.config)
        outputs = self.model(
            input_ids,
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            encoder_outputs,
            past_key_values,
            use_cache and labels is None,
        )
        hidden_BTD = outputs.last_hidden_state
        loss = logits = None
        if labels is None:
            logits = self.lm_head(hidden_BTD)
        else:
            loss = self.loss(hidden_BTD, labels, kwargs.get("num_items_in_batch"))
        return Seq2SeqLMOutput(
            loss=loss,
            logits=logits,
            past_key_values=outputs.past_key_values,
            encoder_last_hidden_state=outputs.encoder_last_hidden_state,
        )


def shift_right(labels_BT: Tensor, config: AlphagenConfig) -> Tensor:
    """Return the start token and the labels but the last, with padding where a label is ignored."""
    start = labels_BT.new_full((labels_BT.shape[0], 1), config.decoder_start_token_id)
    shifted = torch.cat((start, labels_BT[:, :-1]), dim=1)
    return shifted.masked_fill(shifted == IGNORED, config.pad_token_id)


AutoConfig.register("alphagen", AlphagenConfig)
AutoModel.register(AlphagenConfig, AlphagenModel)
AutoModelForSeq2SeqLM.register(AlphagenConfig, AlphagenForConditionalGeneration)

"""The network as a transformers model.

Shapes: B batch, T decoder tokens, S encoder tokens, D model width, V vocabulary, N label positions.
"""

from __future__ import annotations

from typing import Any

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
from transformers.modeling_outputs import BaseModelOutput, Seq2SeqLMOutput, Seq2SeqModelOutput

from alphagen.models.attention import Addition
from alphagen.models.config import AlphagenConfig
from alphagen.models.stacks import Decoder, Encoder

IGNORED = -100
"""Label of a position that carries no loss."""


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

    def logits_at(self, hidden_BTD: Tensor, *wanted: Tensor) -> tuple[Tensor, ...]:
        """Return the logits where there is a label, (N, V), in float32.

        On a CPU these positions alone are computed; a GPU would have to be waited for to know how
        many there are, and computes all.

        Args:
            hidden_BTD: hidden states of encoder or decoder.
            wanted: tensors (B, T): the labels, ``IGNORED`` where nothing is to be predicted, and
                others that are wanted at the same positions.

        Returns:
            The logits, then each of ``wanted`` as (N,).
        """
        if hidden_BTD.device.type == "cpu":
            where = wanted[0] != IGNORED
            hidden_ND, chosen = hidden_BTD[where], [one[where] for one in wanted]
        else:
            hidden_ND, chosen = hidden_BTD.flatten(0, 1), [one.flatten() for one in wanted]
        return self.lm_head(hidden_ND).float(), *chosen

    def loss(
        self, hidden_BTD: Tensor, labels_BT: Tensor, num_items_in_batch: Tensor | int | None = None
    ) -> Tensor:
        """Return the mean cross-entropy.

        Args:
            hidden_BTD: hidden states of encoder or decoder.
            labels_BT: tokens to predict, ``IGNORED`` where nothing is to be predicted.
            num_items_in_batch: divide the sum by this and not by the number of labels; trainers
                that accumulate gradients over batches give it.
        """
        logits_NV, labels_N = self.logits_at(hidden_BTD, labels_BT)
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

"""The shape of the network: an encoder-decoder Transformer with multi-query attention."""

from __future__ import annotations

from transformers import PreTrainedConfig


class AlphagenConfig(PreTrainedConfig):
    """Sizes of an alphagen network (paper, section 4.1 and table 3).

    The paper does not state position encoding, norm, activation, dropout and weight tying. Ours
    are rotary positions in self-attention, LayerNorm without bias before each sub-layer, GELU, no
    dropout by default, and one embedding for encoder, decoder and output.

    Attributes:
        vocab_size: number of tokens.
        d_model: width of the residual stream.
        num_attention_heads: query heads of each attention.
        num_key_value_heads: key and value heads; 1 is multi-query attention.
        head_dim: width of one head.
        ffn_fan_out: width of the feed-forward layer, in units of ``d_model``.
        encoder_layers: blocks of the encoder.
        decoder_layers: blocks of the decoder.
        activation: of the feed-forward layer, ``gelu`` or ``relu``.
        dropout: probability of dropping a value that is added to the residual stream.
        rope_theta: longest wave length of the rotary positions, in units of 2 pi tokens.
        norm_eps: added to the variance by each norm.
        max_encoder_tokens: longest prompt trained on; longer ones are a caller's mistake.
        max_decoder_tokens: longest program trained on.
    """

    model_type = "alphagen"
    keys_to_ignore_at_inference = ("past_key_values",)
    attribute_map = {"hidden_size": "d_model", "num_hidden_layers": "decoder_layers"}  # noqa: RUF012

    vocab_size: int = 8000
    d_model: int = 768
    num_attention_heads: int = 6
    num_key_value_heads: int = 1
    head_dim: int = 128
    ffn_fan_out: int = 6
    encoder_layers: int = 4
    decoder_layers: int = 24
    activation: str = "gelu"
    dropout: float = 0.0
    rope_theta: float = 10_000.0
    norm_eps: float = 1e-5
    max_encoder_tokens: int = 1536
    max_decoder_tokens: int = 768
    pad_token_id: int = 0
    bos_token_id: int = 1
    eos_token_id: int = 2
    decoder_start_token_id: int = 1
    is_encoder_decoder: bool = True
    tie_word_embeddings: bool = True
    use_cache: bool = True

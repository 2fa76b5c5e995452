"""Small checkpoints of several kinds of networks, on disk and loaded."""

import pytest
import torch
import transformers as hf

from alphagen.models import AlphagenConfig
from alphagen.models.tokenizer import as_transformers, train_tokenizer
from alphagen.sampling.pretrained import load_pretrained

VOCABULARY, LENGTH = 260, 64
IDS = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
WIDE = {"vocab_size": VOCABULARY, "hidden_size": 32, "num_hidden_layers": 2}
HEADS = {"num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 64}
DECODER = WIDE | HEADS | IDS | {"max_position_embeddings": LENGTH}
CONFIGS = {
    "llama": hf.LlamaConfig(**DECODER),
    "qwen2": hf.Qwen2Config(**DECODER),
    "gpt2": hf.GPT2Config(
        vocab_size=VOCABULARY, n_embd=32, n_layer=2, n_head=4, n_positions=LENGTH, **IDS
    ),
    "t5": hf.T5Config(
        vocab_size=VOCABULARY,
        d_model=32,
        d_kv=8,
        d_ff=64,
        num_layers=2,
        num_heads=4,
        decoder_start_token_id=0,
        eos_token_id=2,
        pad_token_id=0,
    ),
    "mamba": hf.MambaConfig(state_size=4, **WIDE, **IDS),
    "alphagen": AlphagenConfig(
        vocab_size=VOCABULARY,
        d_model=32,
        num_attention_heads=4,
        head_dim=8,
        ffn_fan_out=2,
        encoder_layers=1,
        decoder_layers=2,
    ),
}
TEMPLATE = (
    "{% for message in messages %}User: {{ message['content'] }}\n{% endfor %}"
    "{% if add_generation_prompt %}Answer:{% endif %}"
)


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    tokenizer = as_transformers(train_tokenizer(["print(1)\n"], VOCABULARY))
    made = {}
    for kind, config in CONFIGS.items():
        auto = hf.AutoModelForSeq2SeqLM if config.is_encoder_decoder else hf.AutoModelForCausalLM
        with torch.random.fork_rng(), torch.no_grad():
            torch.random.manual_seed(5)
            model = auto.from_config(config)
            for weights in model.parameters():  # as they come, all tokens are about equally likely
                weights += 0.3 * torch.randn_like(weights)
        made[kind] = tmp_path_factory.mktemp("checkpoints") / kind
        model.save_pretrained(made[kind])
        tokenizer.chat_template = TEMPLATE if kind == "qwen2" else None
        tokenizer.save_pretrained(made[kind])
    return made


@pytest.fixture(scope="session")
def loaded(folders):
    return {kind: load_pretrained(str(path), dtype="float32") for kind, path in folders.items()}

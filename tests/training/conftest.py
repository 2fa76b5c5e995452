import pytest

from alphagen.config import DataConfig, ModelConfig, StageConfig, TrainConfig
from alphagen.training.recipe import make_tokenizer


@pytest.fixture(scope="session")
def config(tmp_path_factory):
    """Describe networks small enough to train in a test."""
    return TrainConfig(
        out=str(tmp_path_factory.mktemp("tiny")),
        model=ModelConfig(
            d_model=16,
            num_attention_heads=2,
            head_dim=8,
            ffn_fan_out=2,
            encoder_layers=1,
            decoder_layers=1,
        ),
        data=DataConfig(
            vocab_size=400,
            tokenizer_problems=30,
            max_encoder_tokens=512,
            max_decoder_tokens=256,
            batch_tokens=1024,
            pool=16,
        ),
        stages={
            "first": StageConfig(steps=2, warmup=1, inputs=0.3),
            "last": StageConfig(start="first", steps=1, warmup=0, inputs=1.0),
        },
        bundles={"sampler": "first", "inputs": "last"},
        workers=0,
    )


@pytest.fixture(scope="session")
def tokenizer(config, tmp_path_factory):
    return make_tokenizer(config, tmp_path_factory.mktemp("tokenizer"))

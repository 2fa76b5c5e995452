"""The rows of the paper's tables 6 and 8 as configurations: what each part of the recipe adds.

The paper trains a network of 1B parameters on CodeContests for each row. Here networks are small
and the problems the forge's: rows can be compared with one another, and with the paper's only in
their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from alphagen.config import ModelConfig, TrainConfig, parse_config

Scale = Literal["tiny", "small", "medium"]

TEMPERATURE = 0.2  # of training: paper, section 4.3
UNTEMPERED = 0.7  # of sampling from a network that was not tempered: ours, as for `alphagen solve`
TEMPERED, GOLD = 0.12, 0.25  # of sampling: paper, section 4.3 and appendix C.2
MASKED = 0.15  # ours: the paper does not state it
INCORRECT, VALUE = 0.2, 0.1  # ours, as above
GOLD_SHARE = 0.2  # of the steps; a tempered phase without GOLD goes before it (section 4.3)

SCALES: dict[Scale, dict[str, Any]] = {
    "tiny": {
        "model": {
            "d_model": 16,
            "num_attention_heads": 2,
            "head_dim": 8,
            "ffn_fan_out": 2,
            "encoder_layers": 1,
            "decoder_layers": 1,
        },
        "data": {
            "vocab_size": 400,
            "tokenizer_problems": 30,
            "max_encoder_tokens": 512,
            "max_decoder_tokens": 128,
            "batch_tokens": 2048,
            "pool": 32,
        },
        "workers": 0,
    },
    "small": {  # half an hour of one CPU core for the whole table
        "model": {
            "d_model": 128,
            "num_attention_heads": 4,
            "head_dim": 32,
            "ffn_fan_out": 4,
            "encoder_layers": 2,
            "decoder_layers": 3,
        },
        "data": {
            "vocab_size": 1024,
            "tokenizer_problems": 2000,
            "composed": 0.0,
            "withheld": 0.0,
            "families": 30,
            "max_encoder_tokens": 512,
            "max_decoder_tokens": 192,
            "batch_tokens": 4096,
            "pool": 512,
        },
    },
    "medium": {
        "model": {
            "d_model": 192,
            "num_attention_heads": 3,
            "head_dim": 64,
            "ffn_fan_out": 4,
            "encoder_layers": 3,
            "decoder_layers": 4,
        },
        "data": {
            "vocab_size": 4096,
            "tokenizer_problems": 30_000,
            "composed": 0.3,
            "max_encoder_tokens": 640,
            "max_decoder_tokens": 256,
            "batch_tokens": 8192,
            "pool": 2048,
        },
    },
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Attributes:
        label: what it adds to the row above.
        config: how its network is trained.
        temperature: to sample with.
        selector: how submissions are chosen.
    """

    label: str
    config: TrainConfig
    temperature: float
    selector: str = "filter"


def table8(scale: Scale, steps: int, out: str, seed: int = 0) -> list[Row]:
    """Return the rows; the last two share their network.

    Args:
        scale: size of the networks.
        steps: optimiser steps of each network, however many stages they are in.
        out: folder below which each network has its own.
        seed: of weights and problems.
    """
    rate = {"tiny": 0.01, "small": 3e-3, "medium": 2e-3}[scale]
    stage: dict[str, Any] = {"learning_rate": rate, "warmup": steps // 20, "final": 0.01}
    data: dict[str, Any] = {"metadata": 0.0, "seed": seed}
    rows = []

    def add(label: str, temperature: float, stages: dict[str, Any], name: str = "") -> None:
        folder = f"{out}/{name or label.split()[-1].strip('+').lower()}"
        values = {"out": folder, "stages": stages, "bundles": {"sampler": list(stages)[-1]}}
        base = SCALES[scale]
        config = parse_config(TrainConfig, {**base, **values, "data": {**base["data"], **data}})
        rows.append(Row(label, config, temperature))

    def train(**more: Any) -> dict[str, Any]:
        stage.update(more)
        return {"train": {**stage, "steps": steps}}

    add("none", UNTEMPERED, train())
    add("+ MLM", UNTEMPERED, train(masked=MASKED))
    add("+ tempering", TEMPERED, train(temperature=TEMPERATURE))
    data["metadata"] = 0.5
    add("+ tags & ratings", TEMPERED, train())
    data["incorrect"] = INCORRECT
    add("+ value", TEMPERED, train(value=VALUE))
    last = max(1, round(GOLD_SHARE * steps))
    gold = {
        "train": {**stage, "steps": max(1, steps - last), "final": GOLD_SHARE},
        "gold": {**stage, "steps": last, "warmup": 0, "start": "train", "gold": True,
                 "learning_rate": GOLD_SHARE * rate, "final": 0.01 / GOLD_SHARE},
    }  # fmt: skip
    add("+ GOLD", GOLD, gold)
    rows.append(Row("+ clustering", rows[-1].config, GOLD, "cluster"))
    return rows


def table6(rows: Sequence[Row]) -> list[Row]:
    """Return two networks that differ in their attention: one key head, and one for each query.

    Feed-forward layers are narrower where attention is wider, for about as many parameters in both
    (paper, table 6). They are trained as the paper's are, with all of the recipe.

    Args:
        rows: of table 8, whose network before clustering is the first of the two.
    """
    first = replace(rows[-2], label="multi-query")
    model, size = first.config.model, matrices(first.config.model)
    wide = model.merged(num_key_value_heads=model.num_attention_heads)
    narrower = [wide.merged(ffn_fan_out=fan_out) for fan_out in range(1, model.ffn_fan_out + 1)]
    nearest = min(narrower, key=lambda other: abs(matrices(other) - size))
    out = str(Path(first.config.out).parent / "multi-head")
    config = first.config.merged(out=out, model=nearest.model_dump())
    return [first, replace(first, label="multi-head", config=config)]


def matrices(model: ModelConfig) -> int:
    """Count the parameters in the matrices of a network, embeddings aside."""
    heads = model.num_attention_heads + model.num_key_value_heads
    attention = 2 * model.d_model * heads * model.head_dim
    feed_forward = 2 * model.ffn_fan_out * model.d_model**2
    encoder = model.encoder_layers * (attention + feed_forward)
    return encoder + model.decoder_layers * (2 * attention + feed_forward)

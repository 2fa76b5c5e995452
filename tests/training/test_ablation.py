from itertools import pairwise

import pytest

from alphagen.evaluation.published import TABLE_8
from alphagen.models import AlphagenConfig, AlphagenForConditionalGeneration
from alphagen.training.ablation import matrices, table6, table8


@pytest.mark.parametrize("scale", ["tiny", "small", "medium"])
def test_each_row_adds_one_part_to_the_row_above(scale):
    rows = table8(scale, 100, "out", seed=3)
    assert len(rows) == len(TABLE_8)
    assert [row.selector for row in rows] == [curve.selector for curve in TABLE_8]
    configs = [row.config.model_dump() for row in rows]
    changes = []
    for above, below in pairwise(configs):
        stages = [config["stages"]["train"] for config in (above, below)]
        data = [config["data"] for config in (above, below)]
        changes.append(
            {key for key in stages[0] if stages[0][key] != stages[1][key]}
            | {key for key in data[0] if data[0][key] != data[1][key]}
        )
    assert changes == [
        {"masked"},
        {"temperature"},
        {"metadata"},
        {"incorrect", "value"},
        {"steps", "final"},  # a second stage follows
        set(),
    ]


def test_all_networks_are_trained_for_as_many_steps():
    for row in table8("small", 100, "out"):
        stages = row.config.stages
        assert sum(stage.steps for stage in stages.values()) == 100
    assert [*stages] == ["train", "gold"]
    assert stages["gold"].gold
    assert stages["gold"].temperature == stages["train"].temperature == 0.2
    # The rate goes on where the tempered phase has left it, and ends where the other rows end.
    train, gold = stages.values()
    assert gold.learning_rate == pytest.approx(train.learning_rate * train.final)
    assert gold.learning_rate * gold.final == pytest.approx(train.learning_rate * 0.01)


def test_networks_have_folders_of_their_own_but_for_clustering():
    outs = [row.config.out for row in table8("tiny", 10, "here")]
    assert outs[:-1] == [
        f"here/{name}" for name in ("none", "mlm", "tempering", "ratings", "value", "gold")
    ]
    assert outs[-1] == outs[-2]


@pytest.mark.parametrize("scale", ["tiny", "small", "medium"])
def test_attention_differs_and_little_else(scale):
    first, second = table6(table8(scale, 100, "out"))
    assert first.config == table8(scale, 100, "out")[-2].config
    one, many = first.config.model, second.config.model
    assert one.num_key_value_heads == 1
    assert many.num_key_value_heads == many.num_attention_heads == one.num_attention_heads
    assert many.ffn_fan_out < one.ffn_fan_out
    assert matrices(many) == pytest.approx(matrices(one), rel=0.07)
    assert second.config.out == "out/multi-head"
    assert second.config.merged(model=one.model_dump(), out="out/gold") == first.config


def test_the_parameters_are_those_of_the_network():
    model = table6(table8("tiny", 100, "out"))[1].config.model
    network = AlphagenForConditionalGeneration(AlphagenConfig(vocab_size=50, **model.model_dump()))
    found = sum(p.numel() for name, p in network.named_parameters() if "shared" not in name)
    norms = sum(p.numel() for name, p in network.named_parameters() if "norm" in name)
    assert found - norms == matrices(model)

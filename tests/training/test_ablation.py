from itertools import pairwise

import pytest

from alphagen.evaluation.published import TABLE_8
from alphagen.training.ablation import table8


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

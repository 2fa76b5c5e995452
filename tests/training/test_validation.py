import json

import pytest
import torch

from alphagen.config import StageConfig
from alphagen.errors import ConfigError
from alphagen.forge import held_out_families, training_families
from alphagen.training.learner import Learner, step_losses, to_device
from alphagen.training.recipe import make_model
from alphagen.training.validation import HeldOutForge, Validation, open_held_out

STAGE = StageConfig(steps=1, masked=0.15)


def test_each_held_out_family_has_its_turn_from_the_last_one_on(config):
    source = HeldOutForge(config.data.merged(validation=4), 0.0)
    last = held_out_families()[:-5:-1]
    assert [one.family for one in source.instances] == [family.name for family in last]
    for number, instance in enumerate(source.instances):
        texts = source.texts(number)
        assert texts.target in instance.solutions
        assert instance.problem.statement.split()[0] in texts.source
        assert texts == source.texts(number)
    asking = HeldOutForge(config.data.merged(validation=2), 1.0)
    assert all(asking.texts(n).source.startswith("# TEST INPUT") for n in range(2))


def test_a_network_of_easy_families_is_held_to_easy_ones(config):
    easy, hard = held_out_families(30), held_out_families()
    assert 0 < len(easy) < len(hard)
    assert {one.name for one in easy} < {one.name for one in hard}
    longest = max(len(family.solutions[0]) for family in training_families(30))
    assert all(len(family.solutions[0]) <= longest for family in easy)
    source = HeldOutForge(config.data.merged(validation=2 * len(easy), families=30), 0.0)
    assert {one.family for one in source.instances} == {family.name for family in easy}


@pytest.mark.parametrize("batch_tokens", [64, 100_000])
def test_every_token_of_a_target_weighs_the_same(batch_tokens, config, tokenizer):
    data = config.data.merged(validation=6, batch_tokens=batch_tokens, incorrect=0.5)
    validation = Validation(data, STAGE, tokenizer.to_str())
    learner = Learner(make_model(config, tokenizer), STAGE)
    total = tokens = 0.0
    for batch in validation.batches:
        with torch.no_grad():
            parts = step_losses(learner, to_device(batch, torch.device("cpu")), torch.ones(3))
        total, tokens = total + float(parts[1]), tokens + batch.counts()[0]
    assert (len(validation.batches) > 1) == (batch_tokens == 64)
    found = validation.loss(learner, torch.device("cpu"))
    assert found == pytest.approx(total / tokens, rel=1e-5)
    assert all(
        (batch.verdicts == 1).all() and not batch.masked.any() for batch in validation.batches
    )
    assert all(p.grad is None for p in learner.parameters())


def test_data_sets_are_validated_on_those_that_are_held_out(config, tmp_path):
    def written(name, statement):
        test = {"input": "1\n", "output": "2\n"}
        program = {"source": "print(2)", "language": "python3"}
        row = {"statement": statement, "examples": [test], "solutions": [program]}
        path = tmp_path / f"{name}.jsonl"
        path.write_text(json.dumps(row) + "\n")
        return str(path)

    seen, held = written("seen", "Add one to it."), written("held", "Print a number twice as big.")
    data = config.data.merged(problems=(seen,), held_out=(held,), validation=3)
    source = open_held_out(data, STAGE)
    assert "twice as big" in source.texts(0).source
    with pytest.raises(ConfigError, match=r"`data.validation` is 3, but no data set is held out"):
        open_held_out(data.merged(held_out=()), STAGE)

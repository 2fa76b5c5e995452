import json

import pytest
import torch

from alphagen.errors import ConfigError
from alphagen.forge import training_families
from alphagen.models.checkpoint import load_bundle
from alphagen.training import train
from alphagen.training.recipe import make_model, make_tokenizer, metadata_choices


def test_a_network_is_drawn_without_touching_the_chance_of_others(config, tokenizer):
    before = torch.get_rng_state()
    model = make_model(config, tokenizer)
    assert torch.equal(torch.get_rng_state(), before)
    same = make_model(config, tokenizer).state_dict()
    other = make_model(config.merged(data={"seed": 1}), tokenizer).state_dict()
    weights = model.state_dict()
    assert all(torch.equal(weights[name], same[name]) for name in weights)
    assert not all(torch.equal(weights[name], other[name]) for name in weights)


def test_a_tokenizer_is_trained_once(config, tmp_path):
    first = make_tokenizer(config, tmp_path)
    assert first.get_vocab_size() == 400
    written = (tmp_path / "tokenizer.json").stat().st_mtime_ns
    again = make_tokenizer(config.merged(data={"vocab_size": 300}), tmp_path)
    assert again.to_str() == first.to_str()
    assert (tmp_path / "tokenizer.json").stat().st_mtime_ns == written


def test_samplers_may_draw_what_training_has_shown():
    choices = metadata_choices()
    assert choices["ratings"][0] is None
    assert choices["tags"][0] == []
    assert set(choices["ratings"][1:]) == {family.rating for family in training_families()}
    assert {tuple(tags) for tags in choices["tags"][1:]} == {f.tags for f in training_families()}


def test_a_recipe_makes_bundles(config):
    bundles = train(config, background=False)
    assert sorted(bundles) == ["inputs", "sampler"]
    weights = {}
    for name, folder in bundles.items():
        model, tokenizer = load_bundle(folder)
        weights[name] = model.state_dict()
        assert model.config.d_model == 16
        assert tokenizer("print(n)\n")["input_ids"]
        assert json.loads((folder / "metadata.json").read_text()) == metadata_choices()
    assert not all(torch.equal(w, weights["inputs"][k]) for k, w in weights["sampler"].items())
    folder = bundles["sampler"].parents[1]
    metrics = (folder / "first" / "metrics.jsonl").read_text()
    assert [json.loads(line)["step"] for line in metrics.splitlines()] == [2]
    assert train(config, background=False) == bundles
    assert (folder / "first" / "metrics.jsonl").read_text() == metrics


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bundles": {"sampler": "final"}}, r"`bundles.sampler` is 'final'; name one of \['first'"),
        ({"stages": {"a": {"steps": 1, "start": "b"}, "b": {"steps": 1}}, "bundles": {}},
         r"`stages.a.start` is 'b', which is no stage before it"),
    ],
)  # fmt: skip
def test_unknown_stages_are_refused_before_training(change, message, config, tmp_path):
    out = tmp_path / "out"
    values = {**config.model_dump(), **change, "out": str(out)}
    with pytest.raises(ConfigError, match=message):
        train(type(config)(**values), background=False)
    assert not out.exists()

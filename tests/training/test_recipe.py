import json

import pytest
import torch

from alphagen.config import DataConfig, StageConfig, TrainConfig
from alphagen.errors import ConfigError
from alphagen.forge import training_families
from alphagen.models.checkpoint import load_bundle, save_bundle
from alphagen.models.tokenizer import as_transformers
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
    choices = metadata_choices(DataConfig())
    assert choices["ratings"][0] is None
    assert choices["tags"][0] == []
    assert set(choices["ratings"][1:]) == {family.rating for family in training_families()}
    families = training_families()
    having = {
        tag: sum(tag in family.tags for family in families) / len(families)
        for (tag,) in choices["tags"][1:]
    }
    assert "math" in having
    assert min(having.values()) >= 0.05
    assert list(having.values()) == sorted(having.values(), reverse=True)


def test_a_sampler_that_was_never_told_is_not_told():
    assert metadata_choices(DataConfig(metadata=0.0)) == {"ratings": [None], "tags": [[]]}


def test_a_recipe_makes_bundles(config):
    bundles = train(config)
    assert sorted(bundles) == ["inputs", "sampler"]
    weights = {}
    for name, folder in bundles.items():
        model, tokenizer = load_bundle(folder)
        weights[name] = model.state_dict()
        assert model.config.d_model == 16
        assert tokenizer("print(n)\n")["input_ids"]
        assert json.loads((folder / "metadata.json").read_text()) == metadata_choices(config.data)
    assert not all(torch.equal(w, weights["inputs"][k]) for k, w in weights["sampler"].items())
    folder = bundles["sampler"].parents[1]
    metrics = (folder / "first" / "metrics.jsonl").read_text()
    assert [json.loads(line)["step"] for line in metrics.splitlines()] == [2]
    assert train(config) == bundles
    assert (folder / "first" / "metrics.jsonl").read_text() == metrics


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bundles": {"sampler": "final"}}, r"`bundles.sampler` is 'final'; name one of \['first'"),
        ({"stages": {"a": {"steps": 1, "start": "b"}, "b": {"steps": 1}}, "bundles": {}},
         r"`stages.a.start` is 'b', which is no stage before it"),
        ({"stages": {"a": {"steps": 1, "gold": True}}, "bundles": {}},
         r"`stages.a.gold` is true, but it starts from random weights: let it `start`"),
        ({"stages": {"a": {"steps": 1}, "b": {"steps": 1, "start": "a", "gold": True,
                                              "temperature": 0.2}}, "bundles": {}},
         r"`temperature` of 0.2, but it starts from `a`, which has 1: put a short stage"),
        ({"stages": {"a": {"steps": 1, "objective": "pretrain"}}, "bundles": {}},
         r"`objective` is 'pretrain', but `data.code` is empty: name a folder"),
        ({"stages": {"a": {"steps": 1, "optimizer": "muon"}}, "bundles": {}, "parallel": "fsdp"},
         r"`stages.a.optimizer` is muon, .* but `parallel` is fsdp: set it to ddp"),
        ({"stages": {"a": {"steps": 1, "average": 0.9}}, "bundles": {}, "parallel": "fsdp"},
         r"`stages.a.average` is 0.9, .* but `parallel` is fsdp: set it to ddp"),
    ],
)  # fmt: skip
def test_unknown_stages_are_refused_before_training(change, message, config, tmp_path):
    out = tmp_path / "out"
    values = {**config.model_dump(), **change, "out": str(out)}
    with pytest.raises(ConfigError, match=message):
        train(type(config)(**values))
    assert not out.exists()


@pytest.mark.parametrize("name", ["", "a"])
def test_a_file_in_the_place_of_a_folder_is_named(name, config, tmp_path):
    out = tmp_path / "out"
    if name:
        make_tokenizer(config, tmp_path)
        out.mkdir()
        (tmp_path / "tokenizer.json").rename(out / "tokenizer.json")
    file = out / name
    file.touch()
    values = {**config.model_dump(), "stages": {"a": {"steps": 1}}, "bundles": {}, "out": str(out)}
    with pytest.raises(ConfigError, match=rf"No folder can be made at {file} \(File exists\)"):
        train(type(config)(**values))


def test_a_recipe_may_go_on_from_a_network(config, tmp_path):
    folder = tmp_path / "base"
    base = make_model(config, make_tokenizer(config, tmp_path))
    save_bundle(base, as_transformers(make_tokenizer(config, tmp_path)), folder, torch.float32)
    still = StageConfig(steps=1, warmup=0, learning_rate=1e-12)
    going_on = config.merged(
        out=str(tmp_path / "out"),
        base=str(folder),
        data={**config.data.model_dump(), "seed": 5},
        stages={"more": still.model_dump()},
        bundles={"sampler": "more"},
    )
    made, tokenizer = load_bundle(train(going_on)["sampler"])
    assert tokenizer.get_vocab() == load_bundle(folder)[1].get_vocab()
    for name, weight in base.state_dict().items():
        assert torch.allclose(made.state_dict()[name], weight, rtol=0.01, atol=1e-5)
    wider = going_on.merged(model={**config.model.model_dump(), "d_model": 24})
    with pytest.raises(ConfigError, match=r"of other sizes.*\(16 wide, 1 encoder and 1 decoder"):
        make_model(wider, make_tokenizer(config, tmp_path))


def test_a_recipe_may_add_layers_to_a_network(config, tmp_path):
    folder, tokenizer = tmp_path / "base", make_tokenizer(config, tmp_path)
    base = make_model(config, tokenizer)
    save_bundle(base, as_transformers(tokenizer), folder, torch.float32)
    sizes = {**config.model.model_dump(), "encoder_layers": 3, "decoder_layers": 2}
    larger = make_model(config.merged(base=str(folder), model=sizes), tokenizer)
    assert larger.num_parameters() > base.num_parameters()
    tokens = {"input_ids": torch.tensor([[5, 6, 7]]), "decoder_input_ids": torch.tensor([[1, 8]])}
    torch.testing.assert_close(larger(**tokens).logits, base(**tokens).logits)
    save_bundle(larger, as_transformers(tokenizer), folder, torch.float32)
    with pytest.raises(ConfigError, match=r"of other sizes.*only layers may be added"):
        make_model(config.merged(base=str(folder)), tokenizer)


def test_a_recipe_of_the_paper(config, tmp_path):
    code = tmp_path / "code"
    code.mkdir()
    for number in range(3):
        (code / f"{number}.py").write_text(f"print({number})\n" * 9)
    step = {"steps": 1, "warmup": 0, "masked": 0.15}
    tempered = {**step, "temperature": 0.2, "value": 0.1}
    paper = TrainConfig(
        out=str(tmp_path / "out"),
        model=config.model,
        data={**config.data.model_dump(), "code": str(code), "incorrect": 0.4, "composed": 0},
        stages={
            "pretrain": {**step, "objective": "pretrain", "schedule": "cosine"},
            "tempered": {**tempered, "start": "pretrain", "accumulate": 2},
            "gold": {**tempered, "start": "tempered", "gold": True},
        },
        bundles={"sampler": "gold"},
        workers=0,
        recompute=True,
        tensorboard=True,
    )
    assert list(train(paper)) == ["sampler"]
    found = {}
    for name in paper.stages:
        line = (tmp_path / "out" / name / "metrics.jsonl").read_text()
        found[name] = json.loads(line).keys() - {"step", "tokens_per_s"}
        assert list((tmp_path / "out" / name / "tensorboard").iterdir())
    assert found["pretrain"] == {"loss", "program", "masked"}
    assert found["tempered"] == found["gold"] == {"loss", "program", "masked", "value"}
    saved = [
        torch.load(tmp_path / "out" / name / "state.pt", weights_only=True)["extra"]
        for name in ("tempered", "gold")
    ]
    first, second = (extra["value"]["score.weight"] for extra in saved)
    # Begun again, the score would be at most one step of AdamW away from 0.
    assert first.abs().max() > 0
    assert not torch.equal(first, second)

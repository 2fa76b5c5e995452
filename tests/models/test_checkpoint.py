import pytest
import torch

from alphagen.errors import ModelError
from alphagen.models import AlphagenConfig, AlphagenForConditionalGeneration, checkpoint
from alphagen.models.tokenizer import as_transformers, train_tokenizer
from alphagen.tensors import bundles

TOKENIZER = as_transformers(train_tokenizer(["print(1)"], 260))


def tiny(d_model=16):
    return AlphagenForConditionalGeneration(
        AlphagenConfig(
            vocab_size=260,
            d_model=d_model,
            num_attention_heads=2,
            head_dim=8,
            encoder_layers=1,
            decoder_layers=2,
        )
    )


def step(model, optimizer, generator):
    ids = torch.randint(4, 260, (2, 5), generator=generator)
    model(input_ids=ids, labels=ids).loss.backward()
    optimizer.step()
    optimizer.zero_grad()


def same(left, right):
    right = right.state_dict()
    return all(torch.equal(value, right[name]) for name, value in left.state_dict().items())


@pytest.fixture
def run():
    model = tiny()
    return model, torch.optim.AdamW(model.parameters(), lr=0.1), torch.Generator().manual_seed(1)


def test_a_resumed_run_goes_on_as_if_never_stopped(run, tmp_path):
    path = tmp_path / "deep" / "state.pt"
    model, optimizer, generator = run
    step(*run)
    checkpoint.save_training(
        path, model, optimizer, 1, generators={"data": generator}, extra={"epoch": [3, "x"]}
    )
    step(*run)
    other = tiny()
    again = (other, torch.optim.AdamW(other.parameters(), lr=0.1), torch.Generator())
    loaded = checkpoint.load_training(path, other, again[1], generators={"data": again[2]})
    assert loaded == (1, {"epoch": [3, "x"]})
    assert not same(model, other)
    step(*again)
    assert same(model, other)
    assert [file.name for file in path.parent.iterdir()] == ["state.pt"]


def test_a_failed_write_keeps_the_old_state(run, tmp_path):
    path = tmp_path / "state.pt"
    checkpoint.save_training(path, *run[:2], 1)
    with pytest.raises(AttributeError):
        checkpoint.save_training(path, *run[:2], 2, extra={"bad": lambda: 0})
    assert checkpoint.load_training(path, *run[:2]) == (1, {})


def test_a_state_that_does_not_fit_is_refused(run, tmp_path):
    path = tmp_path / "state.pt"
    with pytest.raises(ModelError, match=r"no training state at .*state.pt"):
        checkpoint.load_training(path, *run[:2])
    other = tiny(d_model=24)
    checkpoint.save_training(path, other, torch.optim.AdamW(other.parameters()), 1)
    with pytest.raises(ModelError, match="does not fit"):
        checkpoint.load_training(path, *run[:2])
    path.write_bytes(b"no such thing")
    with pytest.raises(ModelError, match="damaged"):
        checkpoint.load_training(path, *run[:2])


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_a_bundle_comes_back_in_float32(dtype, tmp_path):
    model = tiny()
    checkpoint.save_bundle(model, TOKENIZER, tmp_path / "net", dtype)
    checkpoint.save_bundle(model, TOKENIZER, tmp_path / "net", dtype)  # replaces
    assert [file.name for file in tmp_path.iterdir()] == ["net"]
    loaded, tokenizer = checkpoint.load_bundle(tmp_path / "net")
    assert loaded.lm_head.weight.dtype == torch.float32
    assert same(model.to(dtype).float(), loaded)
    assert not loaded.training
    assert tokenizer("x = 1")["input_ids"] == TOKENIZER("x = 1")["input_ids"]


def test_saving_and_loading_print_nothing_and_all_may_read(tmp_path, capfd):
    checkpoint.save_bundle(tiny(), TOKENIZER, tmp_path / "net")
    checkpoint.load_bundle(tmp_path / "net")
    assert capfd.readouterr() == ("", "")
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "net").iterdir()} == {0o644}


def test_bundled_names_and_the_shared_tokenizer(monkeypatch, tmp_path):
    monkeypatch.setattr(bundles, "BUNDLED", tmp_path)
    TOKENIZER.save_pretrained(tmp_path / "tokenizer")
    checkpoint.save_bundle(tiny(), None, tmp_path / "sampler")
    _, tokenizer = checkpoint.load_bundle("sampler")
    assert tokenizer("x")["input_ids"] == TOKENIZER("x")["input_ids"]
    with pytest.raises(ModelError, match=r"no config.json in /.*/nothing: .*\(sampler\)"):
        checkpoint.load_bundle("nothing")


def test_what_is_missing_or_damaged_is_named(tmp_path):
    folder = tmp_path / "net"
    checkpoint.save_bundle(tiny(), None, folder)
    with pytest.raises(ModelError, match=r"no tokenizer.json in .*net"):
        checkpoint.load_bundle(folder)
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match=r"tokenizer in .*net cannot be read"):
        checkpoint.load_bundle(folder)
    (folder / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match=r"network in .*net cannot be read"):
        checkpoint.load_bundle(folder)
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"no model.safetensors in .*net"):
        checkpoint.load_bundle(folder)

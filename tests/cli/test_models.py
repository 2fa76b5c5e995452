import json

import pytest
import torch
from click.testing import CliRunner
from huggingface_hub import constants
from safetensors.torch import save_file

from alphagen.cli import main
from alphagen.tensors.bundles import count_parameters


@pytest.fixture(autouse=True)
def no_cache(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))


def listed(*arguments):
    result = CliRunner().invoke(main, ["models", "--json", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def checkpoint(folder, model_type):
    folder.mkdir(parents=True)
    save_file({"a": torch.zeros(3, 4), "b": torch.zeros(5)}, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"model_type": model_type}))


def test_the_bundled_models_are_there():
    sampler, inputs = listed()
    assert (sampler["name"], sampler["role"], sampler["kind"]) == ("bundled", "sampler", "native")
    assert inputs["role"] == "inputs"
    assert sampler["parameters"] == inputs["parameters"] == 6_002_112
    assert sampler["memory_bytes"] == 2 * 6_002_112


def test_local_and_cached_models_are_found(tmp_path):
    checkpoint(tmp_path / "nets/mine/inputs", "alphagen")
    checkpoint(tmp_path / "hub/models--owner--some-name/snapshots/123", "llama")
    (tmp_path / "hub/models--owner--partial/snapshots/1").mkdir(parents=True)
    _, _, local, cached = listed(tmp_path / "nets")
    assert (local["where"], local["kind"], local["role"]) == ("local", "native", "inputs")
    assert local["parameters"] == 17
    assert (cached["name"], cached["kind"]) == ("owner/some-name", "transformers")


def test_a_table_for_people():
    result = CliRunner().invoke(main, ["models"])
    assert result.stdout.splitlines()[1].split() == [
        "bundled",
        "sampler",
        "native",
        "6.0",
        "M",
        "12",
        "MB",
    ]


def test_what_cannot_be_read_counts_as_none(tmp_path):
    for number, content in enumerate([b"", b"\xff" * 8, b"\x02" + b"\0" * 7 + b"[]", b"\0" * 20]):
        (tmp_path / f"{number}.safetensors").write_bytes(content)
    assert count_parameters(tmp_path) == 0

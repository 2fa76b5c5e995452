import json

import pytest
import torch
from click.testing import CliRunner

from alphagen.cli import main
from alphagen.models.checkpoint import load_bundle

CONFIG = """\
model:
  {d_model: 16, num_attention_heads: 2, head_dim: 8, encoder_layers: 1, decoder_layers: 1}
data:
  {vocab_size: 300, tokenizer_problems: 4, max_encoder_tokens: 2000, batch_tokens: 256, pool: 8}
stages:
  only: {steps: 1}
bundles:
  sampler: only
workers: 0
"""


def train(tmp_path, *args, text=CONFIG):
    path = tmp_path / "tiny.yaml"
    path.write_text(text)
    return CliRunner().invoke(main, ["train", str(path), "--set", f"out={tmp_path}/out", *args])


def test_a_bundle_is_trained(tmp_path, monkeypatch):
    threads = []
    monkeypatch.setattr(torch, "set_num_threads", threads.append)
    result = train(tmp_path, "--threads", "1", "--set", "stages.only.steps=2")
    folder = tmp_path / "out" / "bundles" / "sampler"
    assert result.exit_code == 0, result.output
    assert result.stdout == f"sampler: {folder}\n"
    assert threads == [1]
    assert load_bundle(folder)[0].config.d_model == 16
    assert json.loads((folder / "metadata.json").read_text()).keys() == {"ratings", "tags"}
    metrics = (tmp_path / "out" / "only" / "metrics.jsonl").read_text()
    assert json.loads(metrics)["step"] == 2


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--set", "data.poool=3"), "did you mean `pool`?"),
        (("--set", "bundles.sampler=last"), "`bundles.sampler` is 'last'; name one of ['only']"),
        (("--threads", "0"), "0 is not in the range"),
    ],
)
def test_a_wrong_call_exits_with_2(args, message, tmp_path):
    result = train(tmp_path, *args)
    assert result.exit_code == 2
    assert message in result.output
    assert not (tmp_path / "out").exists()


def test_a_missing_configuration_exits_with_2(tmp_path):
    result = CliRunner().invoke(main, ["train", str(tmp_path / "none.yaml")])
    assert result.exit_code == 2
    assert "Cannot read the configuration" in result.output

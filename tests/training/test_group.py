"""Several processes train as one does with all the batches."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from alphagen.training.group import Group, joined

SCRIPT = Path(__file__).with_name("together.py")
ROOT = Path(__file__).parents[2]
TORCHRUN = (sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")


def run(folder, parallel, steps):
    start = (sys.executable,) if parallel == "none" else TORCHRUN
    called([*start, str(SCRIPT), str(folder), parallel, str(steps)])


def called(command):
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def records(folder):
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def state(folder):
    return torch.load(folder / "state.pt", weights_only=True)


@pytest.mark.slow
@pytest.mark.parametrize("parallel", ["ddp", "fsdp"])
def test_two_processes_train_as_one_with_both_batches(parallel, tmp_path):
    run(tmp_path / "one", "none", 4)
    run(tmp_path / "two", parallel, 2)
    run(tmp_path / "two", parallel, 4)  # goes on where it stopped
    run(tmp_path / "whole", parallel, 4)
    keys = ("loss", "program", "masked", "value")
    one, two, whole = (records(tmp_path / name) for name in ("one", "two", "whole"))
    assert [r["step"] for r in two] == [2, 4]
    for ours, theirs in zip(two, one, strict=True):
        assert [ours[k] for k in keys] == pytest.approx([theirs[k] for k in keys], abs=2e-5)
    assert one[-1]["loss"] < one[0]["loss"]
    # Stopping changes nothing at all, and the file is the one that a single process writes.
    assert [[r[k] for k in keys] for r in two] == [[r[k] for k in keys] for r in whole]
    single, both = state(tmp_path / "one"), state(tmp_path / "two")
    assert both["extra"]["positions"] == [[15, 0], [16, 0]]
    assert both["model"].keys() == single["model"].keys()
    for name, weight in single["model"].items():
        torch.testing.assert_close(both["model"][name], weight, atol=1e-4, rtol=1e-3)
    for number, moments in single["optimizer"]["state"].items():
        assert both["optimizer"]["state"][number]["step"] == moments["step"] == 4
        found = both["optimizer"]["state"][number]["exp_avg"]
        torch.testing.assert_close(found, moments["exp_avg"], atol=1e-4, rtol=1e-3)


@pytest.mark.slow
def test_a_network_trained_by_two_goes_on_in_one(tmp_path):
    run(tmp_path, "fsdp", 2)
    run(tmp_path, "none", 3)
    assert [record["step"] for record in records(tmp_path)] == [2, 3]


@pytest.mark.slow
def test_the_command_runs_under_torchrun(tmp_path):
    config = tmp_path / "tiny.yaml"
    config.write_text(
        f"out: {tmp_path}/out\n"
        "model: {d_model: 16, num_attention_heads: 2, head_dim: 8, encoder_layers: 1, "
        "decoder_layers: 1}\n"
        "data: {vocab_size: 300, tokenizer_problems: 4, max_encoder_tokens: 2000, "
        "batch_tokens: 256, pool: 8}\n"
        "stages: {only: {steps: 2}}\nbundles: {sampler: only}\nworkers: 0\nparallel: ddp\n"
    )
    command = [*TORCHRUN, "-m", "alphagen", "train", str(config), "--threads", "1"]
    assert called(command) == f"sampler: {tmp_path}/out/bundles/sampler\n"
    assert state(tmp_path / "out" / "only")["step"] == 2


def test_what_is_added_up_lies_in_one_piece(monkeypatch):
    sent = []
    monkeypatch.setattr(torch.distributed, "all_reduce", sent.append)
    values = torch.arange(6).reshape(2, 3)
    total = Group(world=2).total(values[:, :-1])
    assert total is sent[0]
    assert total.is_contiguous()
    assert total.tolist() == [[0, 1], [3, 4]]


def test_one_process_is_a_group():
    with joined("fsdp") as group:
        assert (group.rank, group.world, group.first) == (0, 1, True)
    assert group.total(torch.tensor([2, 3])).tolist() == [2, 3]
    assert group.lists([4, 5]) == [[4, 5]]
    module = torch.nn.Linear(2, 2)
    assert Group().wrap(module) is module

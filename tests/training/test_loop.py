import json
from itertools import islice
from pathlib import Path
from random import Random

import pytest
import torch

from alphagen.config import StageConfig
from alphagen.errors import ModelError
from alphagen.training import loop
from alphagen.training.batches import collate
from alphagen.training.examples import Example
from alphagen.training.loop import StageTrainer
from alphagen.training.recipe import make_model

GOLDEN = Path(__file__).parents[1] / "golden" / "training-losses.json"
STAGE = StageConfig(steps=6, warmup=2, learning_rate=0.01, inputs=0.2, decay_from=0.5, final=0.1)


@pytest.fixture(autouse=True)
def every_step_is_reported(monkeypatch):
    monkeypatch.setattr(loop, "REPORT_STEPS", 1)


def losses(folder):
    lines = (folder / "metrics.jsonl").read_text().splitlines()
    return [(record["step"], record["loss"]) for record in map(json.loads, lines)]


@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
def test_a_stage_killed_and_resumed_is_the_same_stage(
    optimizer, config, tokenizer, tmp_path, monkeypatch
):
    stage = STAGE.merged(optimizer=optimizer)

    def trainer(folder):
        model = make_model(config, tokenizer)
        return StageTrainer(model, stage, config.data, tokenizer.to_str(), tmp_path / folder)

    whole = trainer("whole")
    whole.run(checkpoint_minutes=60)
    real = loop.stream

    def killing(*args):
        yield from islice(real(*args), 3)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loop, "stream", killing)
        with pytest.raises(KeyboardInterrupt):
            trainer("parts").run(checkpoint_minutes=1e-9)
    with (tmp_path / "parts" / "metrics.jsonl").open("a") as lines:
        lines.write('{"step": 4, "loss": 0}\n')  # of a step after the last checkpoint
    resumed = trainer("parts")
    assert resumed.step == 3
    mean = resumed.run(checkpoint_minutes=60)
    assert losses(tmp_path / "parts") == losses(tmp_path / "whole")
    assert [step for step, _ in losses(tmp_path / "whole")] == [1, 2, 3, 4, 5, 6]
    assert mean == losses(tmp_path / "whole")[-1][1]
    assert resumed.position == whole.position
    ours, theirs = resumed.model.state_dict(), whole.model.state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
    # A finished stage is not run again.
    assert trainer("parts").run(checkpoint_minutes=60) == 0.0
    assert len(losses(tmp_path / "parts")) == 6


def test_a_loss_that_is_no_number_ends_the_stage_and_keeps_the_last_good_state(
    config, tokenizer, tmp_path, monkeypatch
):
    trainer = StageTrainer(
        make_model(config, tokenizer), STAGE, config.data, tokenizer.to_str(), tmp_path / "bad"
    )
    real = loop.step_losses

    def spoilt(*args):
        return real(*args) * (torch.nan if trainer.step == 3 else 1.0)

    monkeypatch.setattr(loop, "step_losses", spoilt)
    with pytest.raises(ModelError, match=r"Stage bad has loss nan .* at step 4: lower"):
        trainer.run(checkpoint_minutes=1e-9)
    again = StageTrainer(
        make_model(config, tokenizer), STAGE, config.data, tokenizer.to_str(), tmp_path / "bad"
    )
    assert again.step == 3
    assert all(torch.isfinite(p).all() for p in again.model.parameters())


class Sized:
    """All that making a network asks of a tokenizer."""

    def get_vocab_size(self):
        return 100


def test_a_toy_run_gives_the_known_losses(config, tmp_path, monkeypatch):
    # Made-up batches: the values hang on the network, its loss and the optimiser alone.
    rng = Random("toy")
    words = [[rng.randint(4, 99) for _ in range(20)] for _ in range(8)]
    batch = collate([Example(word, word[::-1]) for word in words], (0, 1))
    monkeypatch.setattr(loop, "stream", lambda *_: iter([batch] * 4))
    monkeypatch.setattr(loop, "compute_dtype", lambda _: torch.float32)  # the same on any machine
    stage = StageConfig(steps=4, warmup=1, learning_rate=0.02)
    trainer = StageTrainer(make_model(config, Sized()), stage, config.data, "", tmp_path)
    trainer.run(checkpoint_minutes=60)
    found = [loss for _, loss in losses(tmp_path)]
    assert found == pytest.approx(json.loads(GOLDEN.read_text()), abs=1e-4)
    assert found[-1] < found[0]

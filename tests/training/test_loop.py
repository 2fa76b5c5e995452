import json
from itertools import islice
from pathlib import Path
from random import Random

import pytest
import torch

from alphagen.config import StageConfig
from alphagen.errors import ModelError
from alphagen.training import learner, loop
from alphagen.training.batches import collate
from alphagen.training.examples import Example
from alphagen.training.loop import StageTrainer
from alphagen.training.recipe import make_model
from alphagen.training.validation import Validation

GOLDEN = Path(__file__).parents[1] / "golden" / "training-losses.json"
STAGE = StageConfig(steps=6, warmup=2, learning_rate=0.01, inputs=0.2, decay_from=0.5, final=0.1)


@pytest.fixture(autouse=True)
def every_step_is_reported(monkeypatch):
    monkeypatch.setattr(loop, "REPORT_STEPS", 1)


def losses(folder):
    lines = (folder / "metrics.jsonl").read_text().splitlines()
    return [(record["step"], record["loss"]) for record in map(json.loads, lines)]


@pytest.mark.parametrize("change", [{}, {"optimizer": "muon"}, {"average": 0.6, "value": 0.1}])
def test_a_stage_killed_and_resumed_is_the_same_stage(
    change, config, tokenizer, tmp_path, monkeypatch
):
    stage = STAGE.merged(**change)

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
    pairs = [(resumed.learner, whole.learner)]
    if stage.average:
        pairs.append((resumed.average.module, whole.average.module))
    for one, other in pairs:
        ours, theirs = one.state_dict(), other.state_dict()
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


def test_a_running_mean_of_the_weights_is_what_later_stages_begin_with(
    config, tokenizer, tmp_path, monkeypatch
):
    stage = STAGE.merged(average=0.6, value=0.1)

    def trainer(name, stage):
        model = make_model(config, tokenizer)
        return StageTrainer(model, stage, config.data, tokenizer.to_str(), tmp_path / name)

    first = trainer("first", stage)
    means = {name: weight.clone() for name, weight in first.learner.state_dict().items()}
    update = first.update

    def recorded(batches):
        done = update(batches)
        for name, weight in first.learner.state_dict().items():
            means[name] = 0.6 * means[name] + 0.4 * weight
        return done

    monkeypatch.setattr(first, "update", recorded)
    first.run(checkpoint_minutes=60)
    later = trainer("later", stage.merged(start="first"))
    for name, weight in later.learner.state_dict().items():
        torch.testing.assert_close(weight, means[name], atol=1e-6, rtol=1e-5)
    last = first.learner.state_dict()
    assert any(not torch.allclose(weight, means[name], atol=1e-3) for name, weight in last.items())


def test_a_stage_begun_without_a_mean_may_go_on_with_one(config, tokenizer, tmp_path):
    def trainer(stage):
        model = make_model(config, tokenizer)
        return StageTrainer(model, stage, config.data, tokenizer.to_str(), tmp_path / "stage")

    trainer(STAGE.merged(steps=2)).run(checkpoint_minutes=60)
    more = trainer(STAGE.merged(average=0.9))
    assert more.average is not None
    means = more.average.module.state_dict()
    assert all(torch.equal(w, means[name]) for name, w in more.learner.state_dict().items())
    more.run(checkpoint_minutes=60)
    assert trainer(STAGE).average is None


def test_the_loss_on_held_out_problems_is_watched_in_each_tenth(
    config, tokenizer, tmp_path, monkeypatch
):
    monkeypatch.setattr(loop, "REPORT_STEPS", 2)
    data = config.data.merged(validation=5)
    stage = STAGE.merged(steps=15, average=0.9)
    trainer = StageTrainer(
        make_model(config, tokenizer), stage, data, tokenizer.to_str(), tmp_path / "watched"
    )
    trainer.run(checkpoint_minutes=60)
    lines = (tmp_path / "watched" / "metrics.jsonl").read_text().splitlines()
    found = {record["step"]: record.get("validation") for record in map(json.loads, lines)}
    # A tenth ends at 1.5, 3, 4.5, ... steps, and is reported with the next even one, or the last.
    assert [step for step, loss in found.items() if loss] == [2, 4, 6, 8, 10, 12, 14, 15]
    validation = Validation(data, stage, tokenizer.to_str())
    device = trainer.model.device
    assert found[15] == validation.loss(trainer.average.module, device)  # the mean's
    assert found[15] != validation.loss(trainer.learner, device)
    assert trainer.learner.training


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
    # The same on any machine.
    monkeypatch.setattr(learner, "compute_dtype", lambda _: torch.float32)
    stage = StageConfig(steps=4, warmup=1, learning_rate=0.02)
    trainer = StageTrainer(make_model(config, Sized()), stage, config.data, "", tmp_path)
    trainer.run(checkpoint_minutes=60)
    found = [loss for _, loss in losses(tmp_path)]
    assert found == pytest.approx(json.loads(GOLDEN.read_text()), abs=1e-4)
    assert found[-1] < found[0]

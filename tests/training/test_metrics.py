import json

from alphagen.training.metrics import Metrics


def write(folder, steps, after, **options):
    with Metrics(folder, after, **options) as metrics:
        for step in steps:
            metrics.write({"step": step, "loss": step / 10})


def test_steps_that_are_made_again_are_kept_once(tmp_path):
    file = tmp_path / "metrics.jsonl"
    write(tmp_path, [1, 2, 3, 4], 0)
    with file.open("a") as lines:
        lines.write('{"step": 5, "lo')  # killed while it wrote
    write(tmp_path, [3, 4], 2)
    assert [json.loads(line)["step"] for line in file.read_text().splitlines()] == [1, 2, 3, 4]
    assert list(tmp_path.iterdir()) == [file]


def test_another_process_writes_nothing(tmp_path):
    write(tmp_path, [1], 0, write=False, board=True)
    assert list(tmp_path.iterdir()) == []


def test_tensorboard_shows_steps_that_are_made_again_once(tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    write(tmp_path, [1, 2, 3, 4], 0, board=True)
    write(tmp_path, [3, 4], 2, board=True)
    shown = EventAccumulator(str(tmp_path / "tensorboard")).Reload()
    assert [event.step for event in shown.Scalars("loss")] == [1, 2, 3, 4]

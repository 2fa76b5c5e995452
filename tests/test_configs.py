"""Every file in ``configs/`` opens with the command that uses it, and that command knows it."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from alphagen.cli import COMMANDS
from alphagen.config import TrainConfig, load_config
from alphagen.errors import ConfigError
from alphagen.models.presets import PRESETS

ROOT = Path(__file__).resolve().parent.parent
# Without any file, the test of one that does not exist fails: it may not pass by checking nothing.
CONFIGS = sorted((ROOT / "configs").glob("**/*.yaml")) or [ROOT / "configs" / "there-is-none.yaml"]


def faults(name: str, text: str) -> list[str]:
    """List what is wrong with a configuration file, by its path in the repository and its text."""
    first = text.partition("\n")[0]
    if not re.match(r"# alphagen \S", first):
        return [f"the first line is {first!r}, not `# alphagen <command> ... {name}`"]
    words = shlex.split(first.removeprefix("#"))
    found = []
    if words[1] not in COMMANDS:
        found.append(f"there is no command {words[1]!r}")
    if name not in words:
        found.append(f"the command does not name {name}")
    if not isinstance(yaml.safe_load(text), dict):
        found.append("it holds no settings")
    return found


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: str(path.relative_to(ROOT)))
def test_config_opens_with_its_command(path: Path) -> None:
    assert faults(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) == []


TRAINING = [path for path in CONFIGS if path.read_text(encoding="utf-8")[:16] == "# alphagen train"]


@pytest.mark.parametrize("path", TRAINING, ids=lambda path: path.name)
def test_training_knows_every_setting(path: Path) -> None:
    config = load_config(TrainConfig, path)
    assert set(config.bundles.values()) <= set(config.stages)


def test_a_setting_that_training_does_not_know_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("# alphagen train a.yaml\nstages: {}\nspeed: 3\n")
    with pytest.raises(ConfigError, match="`speed` is not a setting"):
        load_config(TrainConfig, tmp_path / "a.yaml")


# Batch size in sequences and steps of pre-training: paper, table 3. 2304 tokens are a sequence.
@pytest.mark.parametrize(
    ("name", "sequences", "steps", "processes"),
    [
        ("300M", 256, 600_000, 8),
        ("1B", 256, 1_000_000, 8),
        ("3B", 512, 700_000, 8),
        ("9B", 1024, 530_000, 64),
        ("41B", 2048, 205_000, 256),
    ],
)
def test_configs_of_the_paper(name: str, sequences: int, steps: int, processes: int) -> None:
    config = load_config(TrainConfig, ROOT / "configs" / f"paper-{name.lower()}.yaml")
    sizes = {**config.model.model_dump(), "vocab_size": config.data.vocab_size,
             "max_encoder_tokens": config.data.max_encoder_tokens,
             "max_decoder_tokens": config.data.max_decoder_tokens}  # fmt: skip
    assert sizes == PRESETS[name]
    first, *others = config.stages.values()
    assert first.steps == steps
    for stage in (first, *others):
        tokens = config.data.batch_tokens * stage.accumulate * processes
        assert tokens == sequences * 2304
        assert stage.warmup == 1000
    assert first.learning_rate == 10 * others[0].learning_rate == 1e-4
    assert [stage.temperature for stage in others] == [0.2, 0.2]
    assert [stage.gold for stage in (first, *others)] == [False, False, True]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("# alphagen train configs/a.yaml\nseed: 1\n", 0),
        ("# alphagen train --config configs/a.yaml --out x\nseed: 1\n", 0),
        ("# alphagen train configs/b.yaml\nseed: 1\n", 1),
        ("# alphagen trian configs/a.yaml\nseed: 1\n", 1),
        ("# alphagen train configs/a.yaml\n", 1),
        ("seed: 1\n", 1),
        ("", 1),
    ],
)
def test_the_check_can_fail(text: str, count: int) -> None:
    assert len(faults("configs/a.yaml", text)) == count

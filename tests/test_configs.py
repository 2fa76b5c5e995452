"""Every file in ``configs/`` opens with the command that uses it, and that command knows it."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from alphagen.cli import COMMANDS

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

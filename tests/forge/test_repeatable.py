"""What is drawn hangs on the seed alone, not on the process that draws."""

import os
import subprocess
import sys

DRAW = """
from hashlib import sha256
from random import Random
from alphagen.forge import draw_instance, load_families

for family in load_families():
    instance = draw_instance(family, Random(f"repeatable {family.name}"), examples=2, hidden=1)
    print(family.name, sha256(repr(instance).encode()).hexdigest())
"""


def drawn(hash_seed: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", DRAW],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split() for line in done.stdout.splitlines())


def test_every_family_draws_the_same_in_any_process() -> None:
    first, second = drawn("1"), drawn("2")
    assert len(first) > 1200
    assert [name for name in first if first[name] != second.get(name)] == []

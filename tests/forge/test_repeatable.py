"""What is drawn hangs on the seed alone, not on the process that draws."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from alphagen.forge import load_families

DRAW = """
import sys
from hashlib import sha256
from random import Random
from alphagen.forge import draw_instance, load_families

for family in load_families()[:: int(sys.argv[1])]:
    instance = draw_instance(family, Random(f"repeatable {family.name}"), examples=2, hidden=1)
    print(family.name, sha256(repr(instance).encode()).hexdigest())
"""


@pytest.mark.parametrize("step", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_families_draw_the_same_in_any_process(step: int) -> None:
    def drawn(hash_seed: str) -> dict[str, str]:
        done = subprocess.run(
            [sys.executable, "-c", DRAW, str(step)],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        return dict(line.split() for line in done.stdout.splitlines())

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(drawn, ("1", "2"))
    assert len(first) == len(load_families()[::step])
    assert [name for name in first if first[name] != second.get(name)] == []

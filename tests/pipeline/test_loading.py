import os
import subprocess
import sys

from alphagen.pipeline.loading import share_processors

CHECK = """
import os, sys
from alphagen.config import SolveConfig
from alphagen.pipeline import loading

assert "torch" not in sys.modules
loading.load_sampler(["bundled"], SolveConfig())
assert "transformers" not in sys.modules
print(os.environ["OMP_WAIT_POLICY"])
"""


def test_threads_sleep_while_they_wait(monkeypatch):
    monkeypatch.delenv("OMP_WAIT_POLICY")
    share_processors()
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"


def test_a_choice_in_the_environment_is_kept(monkeypatch):
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    share_processors()
    assert os.environ["OMP_WAIT_POLICY"] == "ACTIVE"


def test_the_choice_is_made_before_torch_is_there():
    without = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    done = subprocess.run(
        [sys.executable, "-c", CHECK], env=without, capture_output=True, text=True, check=True
    )
    assert done.stdout == "PASSIVE\n"

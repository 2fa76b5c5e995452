import os
import subprocess
import sys
from pathlib import Path

import pytest

from alphagen.config import SolveConfig
from alphagen.data import load_problem
from alphagen.errors import ModelError, UsageError
from alphagen.pipeline.loading import load_sampler, metadata_choices, share_processors

ROOT = Path(__file__).resolve().parents[2]
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


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "int8"])
def test_the_bundled_model_writes_in_each_number_format(precision):
    problem = load_problem(ROOT / "examples" / "07-frost-report.txt")
    sampler = load_sampler(["bundled"], SolveConfig(precision=precision, chunk_size=8))
    [chunk] = sampler.sample(problem, 8, seed=1)
    assert all(sample.program for sample in chunk)


def test_eight_bits_are_for_our_own_network(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "gpt2"}')
    with pytest.raises(UsageError, match=r"`precision` int8 is for our own network: .* another"):
        load_sampler([str(tmp_path)], SolveConfig(precision="int8"))


@pytest.mark.parametrize(
    "held", [{"ratings": [800]}, {"ratings": [], "tags": [[]]}, {"ratings": [None], "tags": []}]
)
def test_metadata_without_ratings_or_tags_are_refused(held):
    with pytest.raises(ModelError, match=r"metadata\.json has no lists of ratings and tags"):
        metadata_choices(held, SolveConfig())

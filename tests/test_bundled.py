"""The weights that come with the package are whole, small, and solve what they are for."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from alphagen.cli import main
from alphagen.execution import check_system
from alphagen.forge import training_families
from alphagen.models.checkpoint import load_bundle
from alphagen.runs import Run
from alphagen.sampling.bundles import read_bundle
from alphagen.tensors.bundles import BUNDLED

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "examples"
DEMO = ROOT / "examples" / "07-frost-report.txt"
needs_sandbox = pytest.mark.skipif(bool(check_system()), reason="cannot isolate programs here")


def read(name, file):
    return (BUNDLED / name / file).read_text("utf-8")


def test_both_together_are_small():
    assert sum(file.stat().st_size for file in BUNDLED.rglob("*") if file.is_file()) < 60e6


def test_the_input_generator_is_a_copy_with_weights_of_its_own():
    (sampler, tokens), (inputs, others) = load_bundle("sampler"), load_bundle("inputs")
    assert read("sampler", "config.json") == read("inputs", "config.json")
    assert tokens.get_vocab() == others.get_vocab()
    ours, theirs = sampler.state_dict(), inputs.state_dict()
    assert any(not ours[name].equal(theirs[name]) for name in ours)


def test_prompts_draw_only_what_the_families_have():
    metadata = read_bundle("sampler").metadata
    families = training_families()
    assert {*metadata["ratings"]} <= {None} | {family.rating for family in families}
    drawn = {tag for tags in metadata["tags"] for tag in tags}
    assert drawn <= {tag for family in families for tag in family.tags}
    assert drawn


def test_the_card_says_how_and_how_well():
    card = (BUNDLED / "MODEL_CARD.md").read_text("utf-8")
    for word in ("10@100", "held out", "dev.jsonl", "Commit", "Date", "Hardware"):
        assert word in card


def solved_at_once(path, samples, out):
    """Whether the first submission for an example passes the tests that the model never sees."""
    call = CliRunner().invoke
    arguments = ["solve", str(path), "--samples", str(samples), "--out", str(out), "--json"]
    result = call(main, arguments)
    assert result.exit_code in (0, 3), result.output
    submissions = json.loads(result.stdout)["submissions"]
    if not submissions:
        return False
    result = call(
        main, ["judge", str(GOLDEN / f"{path.stem}.json"), submissions[0]["path"], "--json"]
    )
    return json.loads(result.stdout)[0]["verdict"] == "AC"


@needs_sandbox
def test_the_demo_problem_is_solved(tmp_path):
    assert solved_at_once(DEMO, 200, tmp_path)


@needs_sandbox
@pytest.mark.slow
def test_most_examples_are_solved_at_once(tmp_path):
    examples = sorted((ROOT / "examples").glob("*.txt"))
    solved = [path.stem for path in examples if solved_at_once(path, 1000, tmp_path / path.stem)]
    assert len(examples) == 10
    assert len(solved) >= 8, solved


@needs_sandbox
@pytest.mark.slow
def test_a_solve_that_is_killed_fifty_times_ends_as_if_nothing_had_happened(tmp_path):
    command = [sys.executable, "-m", "alphagen", "solve", str(DEMO), "--samples", "12000"]
    command += ["--set", "chunk_size=64", "--json", "--out"]
    rng, killed = random.Random(1), 0
    for _ in range(50):
        process = subprocess.Popen([*command, str(tmp_path / "killed")], stdout=subprocess.DEVNULL)
        time.sleep(rng.uniform(1, 5))
        killed += process.poll() is None
        process.kill()
        process.wait()
    assert killed == 50
    runs = []
    for name in ("killed", "whole"):
        subprocess.run([*command, str(tmp_path / name)], check=True, capture_output=True)
        runs.append(Run.read(tmp_path / name))
    killed_run, whole = runs
    assert killed_run.read_submissions() == whole.read_submissions()
    assert [one.text for one in killed_run.samples] == [one.text for one in whole.samples]
    assert [one.index for one in killed_run.samples] == list(range(12_000))
    held = [(index, judged and judged.verdicts) for index, judged in killed_run.judgements]
    assert held == [(index, judged and judged.verdicts) for index, judged in whole.judgements]

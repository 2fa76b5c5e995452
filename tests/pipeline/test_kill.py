"""A solve that is killed at any moment is resumed without a sample lost or drawn twice."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alphagen.pipeline.outcomes import evaluated_runs, read_outcomes
from alphagen.runs import Contest, Run

HERE = Path(__file__).parent

SOLVER = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from conftest import SOURCES, Toy

class Slow(Toy):
    def sample(self, *args, **options):
        for chunk in super().sample(*args, **options):
            time.sleep(0.01)
            yield chunk

print("ready", flush=True)
times = int(sys.argv[3])
Slow(Path(sys.argv[1]), sources=SOURCES * times).solve(samples=16 * times)
"""


def kill(command, kills, longest_s, rng):
    """Kill a program again and again, each time so many seconds at most after it has begun."""
    for _ in range(kills):
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=HERE.parents[1]) as process:
            assert process.stdout.readline() == b"ready\n"
            time.sleep(rng.uniform(0, longest_s))
            process.send_signal(signal.SIGKILL)


def finish(command):
    """Let a program come to its end, and return what it prints."""
    return subprocess.run(command, check=True, capture_output=True, cwd=HERE.parents[1]).stdout


@pytest.mark.parametrize(
    ("kills", "times"), [(3, 4), pytest.param(50, 200, marks=pytest.mark.slow)]
)
def test_a_killed_solve_ends_as_if_nothing_had_happened(tmp_path, make_toy, kills, times):
    command = [sys.executable, "-c", SOLVER, str(tmp_path / "run"), str(HERE), str(times)]
    kill(command, kills, 0.3, random.Random(1))
    finish(command)
    run = Run.read(tmp_path / "run")
    toy = make_toy("whole", sources=[sample.program.source for sample in run.samples])
    whole = toy.solve(samples=16 * times)
    assert run.read_submissions() == whole.submissions
    held = [sample.index for sample in run.samples]
    assert held == list(range(whole.counts.samples)) == list(range(16 * times))
    assert [index for index, _ in run.judgements] == held


EVALUATOR = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from conftest import Toy
from test_evaluate import Contest

print("ready", flush=True)
path = Path(sys.argv[1])
contest = Contest(Toy(path / "toy"), path / "e", [f"p{i}" for i in range(int(sys.argv[3]))])
assert contest.evaluate() == {}
print(contest.toy.drawn)
"""


@pytest.mark.parametrize(
    ("kills", "problems"), [(3, 6), pytest.param(40, 60, marks=pytest.mark.slow)]
)
def test_a_killed_evaluation_ends_as_if_nothing_had_happened(tmp_path, kills, problems):
    command = [sys.executable, "-c", EVALUATOR, str(tmp_path / "a"), str(HERE), str(problems)]
    kill(command, kills, 0.4, random.Random(2))
    finish(command)
    assert finish(command) == b"ready\n[]\n"
    whole = [*command[:3], str(tmp_path / "b"), *command[4:]]
    finish(whole)
    for name, run in evaluated_runs(tmp_path / "b" / "e").items():
        other = evaluated_runs(tmp_path / "a" / "e")[name]
        assert other.read_submissions() == run.read_submissions()
        one, same = read_outcomes([run], name), read_outcomes([other], name)
        for array in ("passing", "correct", "unjudged", "program", "cluster"):
            assert (getattr(one, array) == getattr(same, array)).all()


CONTESTANT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from conftest import Toy
from test_contest import RIGHT, WRONG, Many

print("ready", flush=True)
path, problems = Path(sys.argv[1]), int(sys.argv[3])
sources = [RIGHT * 40 if number % 3 else WRONG * 40 for number in range(problems)]
many = Many(lambda name, sources: Toy(path / name, sources=sources), path / "c", *sources)
assert many.run(samples=40 * problems) == {}
print(sum(len(toy.drawn) for toy in many.toys))
"""


@pytest.mark.parametrize(
    ("kills", "problems"), [(3, 4), pytest.param(10, 20, marks=pytest.mark.slow)]
)
def test_a_killed_contest_ends_as_if_nothing_had_happened(tmp_path, kills, problems):
    command = [sys.executable, "-c", CONTESTANT, str(tmp_path / "a"), str(HERE), str(problems)]
    kill(command, kills, 0.5, random.Random(3))
    finish(command)
    assert finish(command) == b"ready\n0\n"
    whole = [*command[:3], str(tmp_path / "b"), *command[4:]]
    finish(whole)
    killed, undisturbed = (Contest.read(tmp_path / name / "c") for name in "ab")
    steps = [[step | {"seconds": 0} for step in one.steps()] for one in (killed, undisturbed)]
    assert steps[0] == steps[1]
    runs = dict(undisturbed.runs())
    assert len(runs) == problems
    for name, run in killed.runs():
        assert run.read_submissions() == runs[name].read_submissions()
        held = [sample.index for sample in run.samples]
        assert held == list(range(len(held))) == [sample.index for sample in runs[name].samples]
        assert [index for index, _ in run.judgements] == held


MIRRORED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from conftest import Toy
from test_contest import RIGHT, WRONG, Many
from alphagen.runs.mirror import mirrored

path, problems = Path(sys.argv[1]), int(sys.argv[3])

class Noted(Toy):  # a line for each chunk that is drawn, outside of both folders
    def sample(self, problem, n, **options):
        for chunk in super().sample(problem, n, **options):
            for sample in chunk:
                print(self.path.name, sample.index, file=log, flush=True)
            yield chunk

print("ready", flush=True)
with open(sys.argv[5], "a") as log, mirrored(path / "c", sys.argv[4]):
    sources = [RIGHT * 40 if number % 3 else WRONG * 40 for number in range(problems)]
    many = Many(lambda name, sources: Noted(path / name, sources=sources), path / "c", *sources)
    assert many.run(samples=40 * problems) == {}
"""


def held(path):
    """Return the samples that have a verdict, by the number of the problem."""
    if not (path / "contest.json").exists():
        return set()
    runs = Contest.read(path).runs()
    return {(name[1:], index) for name, run in runs for index, _ in run.judgements}


@pytest.mark.parametrize(
    ("kills", "problems"), [(1, 2), pytest.param(20, 20, marks=pytest.mark.slow)]
)
def test_another_machine_goes_on_from_the_copy(tmp_path, kills, problems):
    """After each kill the folder is gone, as on another machine; nothing judged is drawn again."""
    far, log = tmp_path / "far", tmp_path / "log"
    command = [sys.executable, "-c", MIRRORED, str(tmp_path / "a"), str(HERE), str(problems)]
    command += [f"file://{far}", str(log)]
    rng, seen, noted = random.Random(4), set(), 0
    for number in range(kills + 1):
        if number < kills:
            kill(command, 1, 0.8, rng)
        else:
            finish(command)
        lines = log.read_text().splitlines() if log.exists() else []
        drawn = {tuple(line.removeprefix("toy").split()) for line in lines[noted:]}
        assert not drawn & {(name, str(index)) for name, index in seen}
        noted = len(lines)
        assert seen <= held(far)
        seen = held(far)
        shutil.rmtree(tmp_path / "a", ignore_errors=True)
    whole = [*command[:3], str(tmp_path / "b"), *command[4:6], f"file://{tmp_path}/c", str(log)]
    finish(whole)
    assert held(far) == held(tmp_path / "b" / "c") == held(tmp_path / "c")
    undisturbed = dict(Contest.read(tmp_path / "b" / "c").runs())
    for name, run in Contest.read(far).runs():
        assert run.read_submissions() == undisturbed[name].read_submissions()

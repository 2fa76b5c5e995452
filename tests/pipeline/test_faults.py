"""What goes wrong around a solve ends in a clear message, and loses nothing that was written."""

import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import pytest

from alphagen.errors import ModelError, RunError
from alphagen.pipeline.settle import resubmit
from alphagen.runs import Answer, Run
from alphagen.runs.shards import write_whole

ROOT = Path(__file__).resolve().parents[2]


def indices(run):
    return [sample.index for sample in run.samples]


def breaking(toy, monkeypatch, fault, after=2):
    """Let the sampler of a toy fail after some chunks."""
    real = toy.sample

    def sample(*arguments, **options):
        yield from islice(real(*arguments, **options), after)
        raise fault

    monkeypatch.setattr(toy, "sample", sample)
    return lambda: monkeypatch.setattr(toy, "sample", real)


def ends_as_undisturbed(toy, make_toy):
    solution = toy.solve()
    whole = make_toy("whole").solve()
    assert (solution.submissions, solution.clusters) == (whole.submissions, whole.clusters)
    assert indices(Run.read(toy.path)) == list(range(16))


FILLING = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from conftest import Toy
from alphagen.errors import RunError

sources = [f"n+n#{number:0{number * 400}d}" for number in range(16)]
from conftest import BEHAVIOUR
BEHAVIOUR.update({source: lambda n: n + n for source in sources})
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    solution = Toy(Path(sys.argv[1]), sources=sources, chunk_size=2).solve()
    print("solved", solution.sha256)
except RunError as error:
    print("refused", error)
"""


def test_a_full_disk_is_named_and_what_was_written_is_kept(tmp_path):
    here = Path(__file__).parent

    def solve(name, limit):
        command = [sys.executable, "-c", FILLING, str(tmp_path / name), str(here), str(limit)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
        return done.stdout.split(maxsplit=1)

    word, message = solve("a", 8000)
    assert word == "refused"
    assert "Cannot write" in message
    assert "File too large." in message
    run = Run.read(tmp_path / "a")
    held = indices(run)
    assert 0 < len(held) < 16
    assert held == list(range(len(held)))
    assert list((tmp_path / "a").rglob("*.tmp")) == []
    assert solve("a", 10**9) == solve("b", 10**9)
    assert indices(run) == list(range(16))


SMALL_DISK = """
mount -t tmpfs -o size=48k none "$1" || exit
"$2" -c "$3" "$1/run" "$4" 1000000000
echo held $(ls "$1"/run/samples)
find "$1" -name '.*.tmp'
mount -o remount,size=8m "$1"
"$2" -c "$3" "$1/run" "$4" 1000000000
"""


def in_namespace(script, *arguments):
    """Run a script of the shell with mounts of its own; None where that is not allowed."""
    command = ["unshare", "-m", "sh", "-c", script, "sh", *map(str, arguments)]
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    except FileNotFoundError:
        return None


def test_a_disk_that_is_really_full_ends_well_and_goes_on_when_there_is_room(tmp_path):
    probe = in_namespace('mount -t tmpfs none "$1"', tmp_path)
    if probe is None or probe.returncode:
        pytest.skip("no mount namespace here: the tests do not run as root")
    here = Path(__file__).parent
    done = in_namespace(SMALL_DISK, tmp_path, sys.executable, FILLING, here)
    refused, chunks, solved = done.stdout.splitlines()
    assert refused.startswith("refused Cannot write ")
    assert refused.endswith("No space left on device.")
    assert 0 < len(chunks.split()[1:]) < 8
    whole = [sys.executable, "-c", FILLING, str(tmp_path / "whole"), str(here), "1000000000"]
    assert solved == subprocess.run(
        whole, check=True, capture_output=True, text=True, cwd=ROOT
    ).stdout.strip()  # fmt: skip


def test_a_folder_that_cannot_be_is_named(toy, tmp_path):
    (tmp_path / "file").write_text("")
    toy.path = tmp_path / "file" / "run"
    with pytest.raises(RunError, match=r"Cannot write .*manifest\.json: Not a directory"):
        toy.solve()
    assert toy.drawn == []


@pytest.mark.parametrize(
    "fault",
    [
        MemoryError(),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: 8 bytes"),
        RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"),
    ],
)
def test_memory_that_runs_out_is_named(toy, make_toy, monkeypatch, fault):
    mend = breaking(toy, monkeypatch, fault)
    with pytest.raises(ModelError, match=r"Memory ran out while toy wrote chunk 2 of 4 samples"):
        toy.solve()
    assert indices(Run.read(toy.path)) == list(range(8))
    mend()
    ends_as_undisturbed(toy, make_toy)


def test_other_faults_of_the_sampler_are_left_as_they_are(toy, monkeypatch):
    breaking(toy, monkeypatch, RuntimeError("a bug"))
    with pytest.raises(RuntimeError, match="a bug"):
        toy.solve()


def test_a_server_that_dies_half_way(toy, make_toy, monkeypatch):
    mend = breaking(toy, monkeypatch, ModelError("The server at http://one does not answer."), 3)
    with pytest.raises(ModelError, match="does not answer"):
        toy.solve()
    assert indices(Run.read(toy.path)) == list(range(12))
    mend()
    ends_as_undisturbed(toy, make_toy)
    assert toy.drawn == list(range(16))


@pytest.mark.parametrize("stage", ["samples", "judgements", "inputs", "signatures"])
def test_a_damaged_shard_is_made_again(toy, make_toy, stage, caplog):
    toy.solve()
    file = toy.path / stage / "chunk-000000.parquet"
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    ends_as_undisturbed(toy, make_toy)
    assert "is damaged" in caplog.text
    assert file.with_name(file.name + ".broken").exists()


def test_the_clock_of_the_wall_does_not_matter(toy, make_toy, monkeypatch):
    def jumped():
        raise AssertionError

    monkeypatch.setattr(time, "time", jumped)
    toy.solve(time_limit=1e6)
    ends_as_undisturbed(toy, make_toy)


HOLDING = """
import sys, time
from pathlib import Path
from alphagen.runs.lock import sole_writer
with sole_writer(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_process_is_told_and_a_killed_one_leaves_no_lock(toy, make_toy):
    toy.solve(samples=4)
    run = Run.read(toy.path)
    command = [sys.executable, "-c", HOLDING, str(toy.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as other:
        assert other.stdout.readline() == b"held\n"
        run.answers.add(Answer(program="0"))
        for write in (toy.solve, lambda: resubmit(run, toy)):
            with pytest.raises(RunError, match="Another alphagen is at work"):
                write()
        other.kill()
    assert toy.drawn == list(range(4))
    run.answers.withdraw()
    ends_as_undisturbed(toy, make_toy)


def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    file = tmp_path / "a.json"
    write_whole(file, b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(RunError, match=r"Cannot write .*a\.json: No space left on device"):
        write_whole(file, b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]

"""A writer killed at any moment leaves whole shards, and resuming loses and repeats nothing."""

import random
import signal
import subprocess
import sys
import time

from alphagen.core import Problem
from alphagen.runs import Run

CHUNKS = 40
WRITER = """
import sys
from pathlib import Path
from alphagen.core import Language, Metadata, Problem, Prompt, Sample
from alphagen.runs import Run

prompt = Prompt("p", Metadata(None, (), Language.PYTHON3))
print("ready", flush=True)
run = Run.open(Path(sys.argv[1]), Problem("Add.", ()), {"seed": 0})
for chunk in range(int(sys.argv[2])):
    if run.samples.read(chunk) is None:
        rows = range(chunk * 8, chunk * 8 + 8)
        run.samples.write(chunk, [Sample(i, prompt, str(i) * 2000, 0, 1.0) for i in rows])
"""


def test_killed_writers_lose_and_repeat_nothing(tmp_path):
    command = [sys.executable, "-c", WRITER, str(tmp_path / "run"), str(CHUNKS)]
    rng = random.Random(0)
    progress = []
    for _ in range(5):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(rng.uniform(0, 0.1))
            writer.send_signal(signal.SIGKILL)
        if (tmp_path / "run" / "manifest.json").exists():
            run = Run.open(tmp_path / "run", Problem("Add.", ()), {"seed": 0})
            held = [sample.index for sample in run.samples]
            assert held == list(range(len(held)))
            assert len(held) % 8 == 0
            progress.append(len(held))
    assert progress == sorted(progress)
    subprocess.run(command, check=True, capture_output=True)
    run = Run.read(tmp_path / "run")
    assert [sample.index for sample in run.samples] == list(range(CHUNKS * 8))
    assert not list((tmp_path / "run").rglob("*.broken"))

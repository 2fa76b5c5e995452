"""Ctrl-C does not wait for programs that run elsewhere."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alphagen.execution import check_system
from alphagen.runs import Run

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = "n = {n}\nwhile True: pass"
WAIT_S = 120
"""The programs would take ten times as long."""


@pytest.mark.slow
@pytest.mark.skipif(bool(check_system()), reason="cannot isolate programs here")
def test_an_interrupt_ends_a_command_whose_programs_run_on_ray(tmp_path):
    pytest.importorskip("ray", reason="Ray is not installed: pip install 'alphagen[ray]'")
    (tmp_path / "echo.txt").write_text("Echo.\n\nSample Input\n1\n\nSample Output\n1\n")
    lines = [json.dumps({"source": ENDLESS.format(n=n)}) for n in range(40)]
    (tmp_path / "programs.jsonl").write_text("\n".join(lines))
    command = [
        *(sys.executable, "-m", "alphagen", "solve", "echo.txt", "--replay", "programs.jsonl"),
        *("--executor", "ray", "--workers", "1", "--cpu-limit", "60", "--out", "run"),
    ]
    environment = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"}
    environment |= {"PYTHONPATH": str(ROOT), "RAY_AUTH_MODE": "disabled"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            until = time.monotonic() + WAIT_S
            while not (tmp_path / "run" / "samples" / "chunk-000000.parquet").exists():
                assert process.poll() is None
                assert time.monotonic() < until
                time.sleep(0.1)
            time.sleep(2)  # the first program runs
            begun = time.monotonic()
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=WAIT_S)
            sys.stdout.write(f"ended {time.monotonic() - begun:.1f} s after Ctrl-C\n")
        finally:
            process.kill()
    assert process.returncode == 130, errors
    assert "Interrupted. run keeps what is done" in errors
    assert "Traceback" not in errors
    run = Run.read(tmp_path / "run")
    assert len(list(run.samples)) == 40
    assert list(run.judgements) == []

"""A server that dies in the middle of a contest: a process of its own, killed by SIGKILL."""

import json
import socket
import subprocess
import sys
import threading
import time

import pytest
from click.testing import CliRunner

from alphagen.cli import main
from alphagen.execution import check_system
from alphagen.runs import Contest
from alphagen.sampling import pool

pytestmark = pytest.mark.skipif(bool(check_system()), reason="no sandbox here")
LARGEST = "Print the largest of {}.\n\nSample Input\n1 7 2\n\nSample Output\n7\n"
SERVER = r"""
import json, os, signal, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

left = int(sys.argv[2])
TEXT = "```python\nprint(max(map(int, input().split())))  # {}\n```"

class Model(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def reply(self, answer):
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.reply({"data": [{"id": "coder"}]})

    def do_POST(self):
        global left
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        texts = [TEXT.format(body["seed"] + i) for i in range(body.get("n", 1))]
        choices = [{"index": i, "message": {"content": text}} for i, text in enumerate(texts)]
        self.reply({"choices": [one | {"finish_reason": "stop"} for one in choices]})

server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Model)
print("up", flush=True)
server.serve_forever()
"""
FOR_EVER = -1


@pytest.fixture
def serve():
    """Start servers on one port; each answers so many requests and dies of the next."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = []

    def start(requests):
        command = [sys.executable, "-c", SERVER, str(port), str(requests)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE))
        assert started[-1].stdout.readline() == b"up\n"
        return started[-1]

    start.url = f"http://127.0.0.1:{port}/v1#coder"
    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def call(tmp_path, monkeypatch, serve):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pool, "BACKOFF_S", 0.05)
    (tmp_path / "round").mkdir()
    for name in "ABC":
        (tmp_path / "round" / f"{name}.txt").write_text(LARGEST.format(name))

    def invoke():
        options = ["--model", serve.url, "--input-model", "none", "--per-problem", "24", "--json"]
        options += ["--set", "chunk_size=8", "--set", "inputs=3", "--out", "here"]
        return CliRunner().invoke(main, ["contest", "round", *options])

    return invoke


def held(tmp_path):
    """Return the samples and the sources there are, by problem; each has one verdict."""
    found = {}
    for name, run in Contest.read(tmp_path / "here").runs():
        samples = [(sample.index, sample.program.source) for sample in run.samples]
        assert [index for index, _ in samples] == list(range(len(samples)))
        verdicts = [index for index, _ in run.judgements]
        assert verdicts == list(range(len(verdicts)))
        found[name] = samples
    return found


@pytest.mark.slow
def test_a_server_that_stays_away_ends_the_contest_and_loses_nothing(
    call, serve, tmp_path, monkeypatch
):
    monkeypatch.setattr(pool, "LOST_S", 0.5)
    dead = serve(4)  # of nine requests, for a chunk each
    result = call()
    assert dead.wait(60) == -9
    assert result.exit_code == 1, result.output
    rows = json.loads(result.stdout)["problems"]
    (why,) = [row["why"] for row in rows if row["why"]]  # the next problem does not wait for it
    assert "127.0.0.1" in why
    assert "start one, or correct the address" in why
    before = held(tmp_path)
    assert sum(map(len, before.values())) > 0

    serve(FOR_EVER)
    result = call()
    assert result.exit_code == 0, result.output
    after = held(tmp_path)
    assert {name: len(samples) for name, samples in after.items()} == {"A": 24, "B": 24, "C": 24}
    assert all(after[name][: len(samples)] == samples for name, samples in before.items())


def test_a_server_that_comes_back_is_waited_for(call, serve, tmp_path):
    dead = serve(4)  # of nine requests, for a chunk each

    def start_again():
        dead.wait(60)
        time.sleep(0.5)
        serve(FOR_EVER)

    helper = threading.Thread(target=start_again)
    helper.start()
    result = call()
    helper.join(60)
    assert result.exit_code == 0, result.output
    assert [len(samples) for samples in held(tmp_path).values()] == [24, 24, 24]

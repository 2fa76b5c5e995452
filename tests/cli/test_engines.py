"""Problems are solved with models that others serve or have trained."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import transformers
from click.testing import CliRunner

from alphagen.cli import main
from alphagen.execution import check_system
from alphagen.models.tokenizer import as_transformers, train_tokenizer

pytestmark = pytest.mark.skipif(bool(check_system()), reason="no sandbox here")
TEXT = "Print the largest of the numbers.\n\nInput\n3 1 2\n\nOutput\n3\n"
GOOD = "print(max(map(int, input().split())))\n"
TALK = "<think>Hm.</think>Sure!\n```python\n{}```\nThis prints the largest."
MAKER = (
    "import random\nrandom.seed(int(input()))\nprint(*(random.randrange(50) for _ in range(4)))\n"
)


class Model(BaseHTTPRequestHandler):
    """Answers as a chat model would that knows this one problem."""

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
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((self.path, body))
        prompt = body["messages"][0]["content"] if "messages" in body else body["prompt"]
        kinds = [MAKER] if "makes test inputs" in prompt else [GOOD, "print(input()[0])\n"]
        choices = []
        for i in range(body.get("n", 1)):
            text = TALK.format(kinds[i % len(kinds)])
            own = {"message": {"content": text}} if "messages" in body else {"text": kinds[0]}
            choices.append({"index": i, "finish_reason": "stop", **own})
        self.reply({"choices": choices})


@pytest.fixture
def server():
    http = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    http.seen = []
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield http
    http.shutdown()
    http.server_close()
    thread.join()


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "largest.txt").write_text(TEXT)
    return lambda *arguments: CliRunner().invoke(
        main, ["solve", "largest.txt", *arguments, "--json"]
    )


def test_a_chat_model_of_a_server_writes_programs_and_inputs(call, server):
    url = f"http://127.0.0.1:{server.server_port}/v1"
    result = call("--model", url, "--input-model", url, "--samples", "40", "--set", "inputs=6")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert (report["samples"], report["unique"], report["survivors"]) == (40, 2, 40)
    assert (report["inputs"], report["clusters"]) == (6, 2)
    assert {path for path, _ in server.seen} == {"/v1/chat/completions"}
    assert len({body["seed"] for _, body in server.seen}) == len(server.seen)
    assert json.loads(call("--model", url, "--input-model", url, "--samples", "40",
                           "--set", "inputs=6").stdout) == report  # fmt: skip


def test_a_base_model_of_a_server(call, server):
    url = f"completion:http://127.0.0.1:{server.server_port}/v1#coder"
    result = call("--model", url, "--input-model", "none", "--samples", "8")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["survivors"] == 8
    [(path, body), *_] = server.seen
    assert path == "/v1/completions"
    assert body["prompt"].startswith("# LANGUAGE IS python3\n# CORRECT SOLUTION\n")
    assert "--input-model" in call("--model", url, "--input-model", url).stderr


def test_models_share_a_run(call, server):
    url = f"http://127.0.0.1:{server.server_port}/v1#coder:0.5"
    options = ["--samples", "20", "--set", "chunk_size=5", "--input-model", "none"]
    result = call("--model", url, "--model", "bundled:0.5", *options)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["survivors"] >= 10
    assert report["samples"] == 20


def test_nobody_is_there(call):
    result = call("--model", "http://127.0.0.1:9/v1#coder", "--input-model", "none")
    assert result.exit_code == 1
    assert "127.0.0.1:9" in result.stderr
    assert "Traceback" not in result.output


def test_a_checkpoint_of_transformers(call, tmp_path):
    words = train_tokenizer([GOOD], 260)
    config = transformers.LlamaConfig(
        vocab_size=260, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, bos_token_id=1, eos_token_id=2,
    )  # fmt: skip
    transformers.LlamaForCausalLM(config).save_pretrained(tmp_path / "tiny")
    as_transformers(words).save_pretrained(tmp_path / "tiny")
    result = call(
        "--model", "tiny", "--samples", "6", "--max-new-tokens", "8", "--input-model", "none"
    )  # fmt: skip
    assert result.exit_code == 3, result.output
    assert json.loads(result.stdout)["samples"] == 6

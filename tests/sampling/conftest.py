"""Small checkpoints of several kinds of networks, and a server that does what it is told."""

import contextlib
import json
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import torch
import transformers as hf

from alphagen.models import AlphagenConfig
from alphagen.models.tokenizer import as_transformers, train_tokenizer
from alphagen.sampling.pretrained import load_pretrained

VOCABULARY, LENGTH = 260, 64
IDS = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
WIDE = {"vocab_size": VOCABULARY, "hidden_size": 32, "num_hidden_layers": 2}
HEADS = {"num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 64}
DECODER = WIDE | HEADS | IDS | {"max_position_embeddings": LENGTH}
CONFIGS = {
    "llama": hf.LlamaConfig(**DECODER),
    "qwen2": hf.Qwen2Config(**DECODER),
    "gpt2": hf.GPT2Config(
        vocab_size=VOCABULARY, n_embd=32, n_layer=2, n_head=4, n_positions=LENGTH, **IDS
    ),
    "t5": hf.T5Config(
        vocab_size=VOCABULARY,
        d_model=32,
        d_kv=8,
        d_ff=64,
        num_layers=2,
        num_heads=4,
        decoder_start_token_id=0,
        eos_token_id=2,
        pad_token_id=0,
    ),
    "mamba": hf.MambaConfig(state_size=4, **WIDE, **IDS),
    "alphagen": AlphagenConfig(
        vocab_size=VOCABULARY,
        d_model=32,
        num_attention_heads=4,
        head_dim=8,
        ffn_fan_out=2,
        encoder_layers=1,
        decoder_layers=2,
    ),
}
TEMPLATE = (
    "{% for message in messages %}User: {{ message['content'] }}\n{% endfor %}"
    "{% if add_generation_prompt %}Answer:{% endif %}"
)


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    tokenizer = as_transformers(train_tokenizer(["print(1)\n"], VOCABULARY))
    made = {}
    for kind, config in CONFIGS.items():
        auto = hf.AutoModelForSeq2SeqLM if config.is_encoder_decoder else hf.AutoModelForCausalLM
        with torch.random.fork_rng(), torch.no_grad():
            torch.random.manual_seed(5)
            model = auto.from_config(config)
            for weights in model.parameters():  # as they come, all tokens are about equally likely
                weights += 0.3 * torch.randn_like(weights)
        made[kind] = tmp_path_factory.mktemp("checkpoints") / kind
        model.save_pretrained(made[kind])
        tokenizer.chat_template = TEMPLATE if kind == "qwen2" else None
        tokenizer.save_pretrained(made[kind])
    return made


@pytest.fixture(scope="session")
def loaded(folders):
    return {kind: load_pretrained(str(path), dtype="float32") for kind, path in folders.items()}


class Scripted:
    """A server whose texts name the prompt, the temperature and the seed of each sample.

    Attributes:
        script: what to do instead of answering, one for each further request; functions of the
            handler and the body.
        seen: the requests, each with path, key and body, in the order in which they came.
        connections: number of open ones.
    """

    def __init__(self, *, ignores_n=False, refuses=(), models=("m",), stop_text="", delay=None):
        self.ignores_n, self.refuses, self.models = ignores_n, set(refuses), models
        self.stop_text, self.delay = stop_text, delay or (lambda: 0)
        self.script, self.seen, self.connections = [], [], 0
        self.change = None
        self.released = threading.Event()
        self.lock = threading.Lock()
        self.http = Quiet(("127.0.0.1", 0), type("Bound", (Handler,), {"scripted": self}))
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(
            target=self.http.serve_forever, kwargs={"poll_interval": 0.02}
        )
        self.thread.start()

    @property
    def bodies(self):
        return [body for _, _, body in self.seen]

    def answer(self, path, body):
        chat = path.endswith("/chat/completions")
        prompt = body["messages"][0]["content"] if chat else body["prompt"]
        choices = []
        for i in range(1 if self.ignores_n else body.get("n", 1)):
            text = f"{prompt} {body['temperature']} {body.get('seed', 0) + i}{self.stop_text}"
            choice = {"index": i, "finish_reason": "stop"}
            choice |= {"message": {"content": text}} if chat else {"text": text}
            choices.append(choice | (self.change(i) if self.change else {}))
        return {"choices": choices}

    def close(self):
        if self.thread.is_alive():
            self.released.set()
            self.http.shutdown()
            self.http.server_close()
            self.thread.join()

    def wait_until_left(self):
        """Wait until the clients have closed all connections."""
        end = time.monotonic() + 30
        while self.connections and time.monotonic() < end:
            time.sleep(0.01)
        return self.connections == 0


class Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, *_):
        pass  # clients leave early here


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    scripted: Scripted

    def handle(self):
        with self.scripted.lock:
            self.scripted.connections += 1
        try:
            super().handle()
        finally:
            with self.scripted.lock:
                self.scripted.connections -= 1

    def log_message(self, *_):
        pass

    def do_GET(self):
        models = self.scripted.models
        if models is None:
            self.send(500, {"error": "no list"})
        else:
            self.send(200, {"data": [{"id": name} for name in models]})

    def do_POST(self):
        server = self.scripted
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with server.lock:
            server.seen.append((self.path, self.headers["Authorization"], body))
            fault = server.script.pop(0) if server.script else None
        if fault is not None and fault(self, body):
            return
        time.sleep(server.delay())
        if wrong := sorted(server.refuses & set(body)):
            detail = [{"loc": ["body", key], "msg": "Extra", "input": body} for key in wrong]
            self.send(422, {"detail": detail})
        else:
            self.send(200, server.answer(self.path, body))

    def send(self, status, value, *, cut=0, **headers):
        content = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) + cut))
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(content)
        if cut:
            self.close_connection = True
        return True

    def hang(self):
        """Wait until the client has gone."""
        while not self.scripted.released.wait(0.02):
            with contextlib.suppress(BlockingIOError):
                if not self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT):
                    break
        self.close_connection = True
        return True

    def reset(self):
        """Close the connection the hard way."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()
        return True


@pytest.fixture
def serve():
    """Start scripted servers; they are closed when the test ends."""
    started = []

    def start(**ways):
        started.append(Scripted(**ways))
        return started[-1]

    yield start
    for server in started:
        server.close()

"""The server engine and a process of ``transformers serve`` with a small random network."""

import os
import socket
import subprocess
import sys
import time
from itertools import chain
from pathlib import Path

import httpx2
import pytest
import torch
from tokenizers import ByteLevelBPETokenizer
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from alphagen.errors import ModelError
from alphagen.sampling.base import Request
from alphagen.sampling.server import ServerEngine

pytestmark = pytest.mark.slow

END = "</s>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Save a network that draws its tokens; most servers would take the likeliest otherwise."""
    path = tmp_path_factory.mktemp("llama")
    bpe = ByteLevelBPETokenizer()
    bpe.train_from_iterator(
        ["print(sum(map(int, input().split())))\n"] * 9, 280, special_tokens=[END]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=bpe._tokenizer,
        eos_token=END,
        pad_token=END,
        chat_template="{% for message in messages %}{{ message['content'] }}\n{% endfor %}",
    )
    tokenizer.save_pretrained(path)
    with torch.random.fork_rng():
        torch.random.manual_seed(0)
        model = LlamaForCausalLM(
            LlamaConfig(
                vocab_size=len(tokenizer),
                hidden_size=16,
                intermediate_size=32,
                num_hidden_layers=1,
                num_attention_heads=2,
                max_position_embeddings=256,
                bos_token_id=None,
                eos_token_id=0,
                pad_token_id=0,
            )
        )
    model.generation_config = GenerationConfig(do_sample=True, eos_token_id=0, pad_token_id=0)
    model.save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def url(folder, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("transformers"), "serve", folder]
    command += ["--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(home)}
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        end = time.monotonic() + 180
        while not answers(f"http://127.0.0.1:{port}/health"):
            assert process.poll() is None, (home / "log").read_text()
            assert time.monotonic() < end, (home / "log").read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def answers(address):
    try:
        return httpx2.get(address).is_success
    except httpx2.TransportError:
        return False


def engine(url, folder, **options):
    options = {"chat": False, "max_new_tokens": 8, "concurrency": 1} | options
    return ServerEngine([url], str(folder), **options)


def texts(made, *requests):
    return [one.text for each in made.complete(requests) for one in each]


@pytest.mark.parametrize("chat", [False, True])
def test_samples_differ_and_can_be_had_again(url, folder, chat, caplog):
    made = engine(url, folder, chat=chat)
    assert made.check() == str(folder)
    requests = [Request(["print(", "sum("] * 4, seed, [1.0] * 8) for seed in range(2)]
    found = texts(made, *requests)
    assert len(found) == 16
    assert len(set(found)) > 12
    assert texts(made, requests[1]) == found[8:]
    assert caplog.text.count("asked without n from now on: 1 of 4 completions came") == 1


def test_many_requests_at_a_time(url, folder):
    made = engine(url, folder, concurrency=8)
    assert len(set(texts(made, *[Request(["x"] * 10, seed, [1.5] * 10) for seed in range(4)]))) > 20


def test_temperature_zero_takes_the_likeliest(url, folder):
    assert len(set(texts(engine(url, folder), Request(["print("] * 3, 0, [0.0] * 3)))) == 1


def test_a_stop_text_is_not_part_of_the_text(url, folder):
    request = Request(["print("] * 12, 3, [1.0] * 12)
    whole = list(chain(*engine(url, folder).complete([request])))
    letter = max("abcdefghijklmnopqrstuvwxyz()", key=lambda one: sum(one in w.text for w in whole))
    stopped = list(chain(*engine(url, folder, stop=[letter]).complete([request])))
    assert any(letter in one.text for one in whole)
    for one, before in zip(stopped, whole, strict=True):
        assert one.text == before.text.partition(letter)[0]
        assert one.ended or letter not in before.text


def test_an_unknown_field_is_left_out(url, folder, caplog):
    assert (
        len(texts(engine(url, folder, extra={"top_k": 5}), Request(["x"] * 2, 0, [1.0] * 2))) == 2
    )
    assert "asked without top_k from now on: HTTP 422 (Unexpected fields in the" in caplog.text


def test_another_model_is_refused(url):
    with pytest.raises(ModelError, match=r"HTTP 400 \(Server is pinned to .*'other'\): correct"):
        engine(url, "other").check()

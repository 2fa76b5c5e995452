import gc
import logging
import random
import signal
import subprocess
import sys
import threading
import time
from email.utils import formatdate
from itertools import chain

import pytest

from alphagen.errors import ModelError
from alphagen.sampling import pool
from alphagen.sampling.base import Request
from alphagen.sampling.server import ServerEngine, request_seed

REQUESTS = [Request(["a", "b", "a", "a"] * 4, seed, [0.5] * 16) for seed in range(4)]


def status(code, **headers):
    return lambda handler, _: handler.send(code, {"error": {"message": "Not now."}}, **headers)


def reset(handler, _):
    return handler.reset()


def truncated(handler, body):
    return handler.send(200, handler.scripted.answer(handler.path, body), cut=10)


def content(value):
    return lambda handler, _: handler.send(200, value)


def miscounted(change):
    """Answer with another number of choices than was asked for."""

    def answer(handler, body):
        n = max(0, body.get("n", 1) + change)
        return handler.send(200, handler.scripted.answer(handler.path, body | {"n": n}))

    return answer


def hang(handler, _):
    return handler.hang()


FAULTS = {
    "timeout": status(408),
    "conflict": status(409),
    "early": status(425),
    "rate": status(429, Retry_After="0"),
    "rate until a date": status(429, Retry_After=formatdate(0, usegmt=True)),
    "rate until some time": status(429, Retry_After="later"),
    "error": status(500),
    "gateway": status(502),
    "loading": status(503),
    "reset": reset,
    "truncated": truncated,
    "empty": content(b""),
    "garbage": content(b"<html>\xff\x00"),
    "no object": content([1]),
    "no choices": content({"error": {"message": "Later."}}),
    "none of the choices": content({"choices": []}),
    "ill-formed choices": content({"choices": [{"index": 0}]}),
    "wrong compression": lambda handler, _: handler.send(200, b"no", Content_Encoding="gzip"),
}


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    monkeypatch.setattr(pool, "BACKOFF_S", 0.01)
    monkeypatch.setattr(pool, "LONGEST_BACKOFF_S", 0.05)


def engine(*servers, **options):
    urls = [one if isinstance(one, str) else one.url for one in servers]
    options = {"chat": False, "max_new_tokens": 9, "n_per_request": 4, "deadline_s": 60} | options
    return ServerEngine(urls, "m", **options)


def texts(made, requests=REQUESTS):
    return [[one.text for one in each] for each in made.complete(requests)]


def expected(n_per_request=4):
    """Return the texts of the scripted server, worked out here."""
    found = []
    for request in REQUESTS:
        at = {}
        for prompt in ("a", "b"):
            places = [index for index in range(16) if request.prompts[index] == prompt]
            for begin in range(0, len(places), n_per_request):
                piece = places[begin : begin + n_per_request]
                first = request_seed(request.seed, piece[0])
                at |= {place: f"{prompt} 0.5 {first + i}" for i, place in enumerate(piece)}
        found.append([at[index] for index in range(16)])
    return found


def test_without_faults(serve):
    assert texts(engine(serve())) == expected()


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_that_passes_changes_nothing(serve, fault):
    one = serve()
    one.script = [None, fault, fault, None, fault]
    assert texts(engine(one)) == expected()
    assert len(one.seen) == 16 + 3


@pytest.mark.parametrize("seed", range(3))
def test_many_faults_in_any_order_change_nothing(serve, seed):
    rng = random.Random(seed)
    servers = [serve(delay=lambda: rng.random() / 100) for _ in range(2)]
    for one in servers:
        one.script = [rng.choice([None, *FAULTS.values()]) for _ in range(40)]
    made = engine(*servers, concurrency=3)
    assert texts(made) == expected()


def test_what_comes_too_much_is_left(serve):
    one = serve()
    one.script = [miscounted(3)] * 16
    assert texts(engine(one)) == expected()
    assert len(one.seen) == 16


def test_what_is_missing_is_asked_for_again(serve, caplog):
    one = serve()
    one.script = [miscounted(-1)]
    made = engine(one, concurrency=1)
    found = texts(made)
    assert found[0][0] == expected()[0][0]
    assert found[0][4] == expected(1)[0][4]
    assert len(set(chain(*found))) == 64
    assert [body.get("n", 1) for body in one.bodies] == [4] + [1] * 61
    assert [record.getMessage() for record in caplog.records] == [
        f"{one.url}/v1: asked without n from now on: 3 of 4 completions came"
    ]


def test_a_server_that_ignores_n_is_asked_for_one_at_a_time(serve, caplog):
    one = serve(ignores_n=True)
    made = engine(one, concurrency=5)
    assert texts(made) == expected(1)
    assert len(one.seen) == 64
    assert texts(made) == expected(1)
    assert not any("n" in body for body in one.bodies[64:])
    assert caplog.text.count("asked without n from now on") == 1


def test_refused_fields_are_left_out_with_one_warning(serve, caplog):
    one, other = serve(refuses={"seed", "logprobs", "stop", "top_k"}), serve(refuses={"n"})
    made = engine(one, other, concurrency=1, logprobs=True, stop=[" 0.5"], extra={"top_k": 5})
    for _ in range(2):
        assert texts(made) == [list(request.prompts) for request in REQUESTS]
    assert one.bodies[-1].keys() == {"model", "prompt", "max_tokens", "temperature", "n"} - (
        set() if "n" in one.bodies[-1] else {"n"}
    )
    assert other.bodies[-1].keys() >= {"seed", "logprobs", "stop", "top_k"}
    assert sorted(record.getMessage() for record in caplog.records) == sorted(
        [
            f"{one.url}/v1: asked without logprobs, seed, stop, top_k from now on: HTTP 422 "
            "(body.logprobs: Extra; body.seed: Extra; body.stop: Extra; body.top_k: Extra)",
            f"{other.url}/v1: asked without n from now on: HTTP 422 (body.n: Extra)",
        ]
    )


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"error": {"message": "n must be 1 with seed, not 4.", "param": "n"}}, {"n"}),
        ({"error": {"message": "n must be 1, not 4."}}, {"n"}),
        ({"detail": "Unexpected fields in the request: {'seed'}"}, {"seed"}),
        ({"message": "1 fault: {'loc': ('stop',), 'input': {'seed': 1, 'n': 4}}"}, {"stop"}),
    ],
)
def test_a_refused_field_is_found(serve, said, fields):
    one = serve()
    one.script = [lambda handler, _: handler.send(400, said)]
    made = engine(one, concurrency=1, stop=["#"])
    texts(made)
    assert made._endpoints[0].refused == fields
    assert one.bodies[0].keys() - one.bodies[1].keys() == fields


def test_the_new_name_of_max_tokens_is_found(serve):
    one = serve()
    words = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    one.script = [lambda handler, _: handler.send(400, {"error": {"message": words}})]
    assert texts(engine(one, chat=True, concurrency=1)) == expected()
    assert "max_tokens" not in one.bodies[1]
    assert one.bodies[1]["max_completion_tokens"] == 9


@pytest.mark.parametrize("chat", [False, True])
def test_too_large_a_max_tokens_is_an_error(serve, chat, caplog):
    one = serve(refuses={"max_tokens"})
    with pytest.raises(ModelError, match=r"HTTP 422 \(body.max_tokens: Extra\): correct what"):
        texts(engine(one, chat=chat))
    assert not caplog.records


@pytest.mark.parametrize(
    ("code", "step"),
    [
        (400, "correct what it names."),
        (401, "set ALPHAGEN_API_KEY to a key that it accepts."),
        (403, "set ALPHAGEN_API_KEY to a key that it accepts."),
        (404, "correct the address or the name of the model."),
        (413, "correct what it names."),
        (422, "correct what it names."),
        (307, "give the address it points to, http://x/."),
    ],
)
def test_a_refusal_ends_it_at_once(serve, code, step):
    one = serve()
    words = "The prompt has\n\x1b[1m " + 200 * "12 tokens " + "."
    one.script = [
        lambda handler, _: handler.send(code, {"error": {"message": words}}, Location="http://x/")
    ]
    with pytest.raises(ModelError) as caught:
        texts(engine(one, concurrency=1), REQUESTS[:1])
    text = str(caught.value)
    assert text.startswith(f"{one.url}/v1 answers HTTP {code} (The prompt has [1m 12 tokens 12 ")
    assert text.endswith(f"…): {step}")
    assert len(text) < 450
    assert "\n" not in text


def test_what_came_before_a_refusal_is_yielded(serve):
    one = serve()
    one.script = [None] * 4 + [status(400)]
    completions = engine(one, concurrency=1).complete(REQUESTS)
    assert [each.text for each in next(completions)] == expected()[0]
    with pytest.raises(ModelError, match=r"HTTP 400 \(Not now\)"):
        list(completions)


def test_a_server_is_left_alone_as_long_as_it_says(serve):
    one = serve()
    at = []

    def limited(handler, _):
        at.append(time.monotonic())
        return handler.send(429, {}, Retry_After="0.4")

    one.script = [limited, lambda *_: at.append(time.monotonic())]
    assert texts(engine(one, concurrency=1)) == expected()
    assert at[1] - at[0] >= 0.39


def test_an_answer_that_takes_too_long_is_given_up(serve):
    one = serve()
    one.script = [hang] * 100
    message = rf"No answer in 0.3 seconds; {one.url}/v1 gives no answer: see to the server, ask it"
    with pytest.raises(ModelError, match=message):
        texts(engine(one, deadline_s=0.3), REQUESTS[:1])
    assert one.wait_until_left()


@pytest.mark.slow
def test_an_answer_that_hangs_is_asked_for_again(serve):
    one = serve()
    one.script = [hang]
    assert texts(engine(one, deadline_s=8, concurrency=1)) == expected()


def test_what_is_open_when_a_server_is_set_aside_is_asked_for_again(serve, caplog):
    one = serve()
    one.script = [hang, hang, *[status(500)] * 20]
    assert texts(engine(one, deadline_s=1e6, concurrency=3)) == expected()
    assert "set aside for a while" in caplog.text


def test_busy_servers_are_asked_until_the_deadline(serve):
    one = serve()
    one.script = [status(429)] * 10_000
    with pytest.raises(ModelError, match=r"No answer in 0.5 seconds; .* HTTP 429 \(Not now\)"):
        texts(engine(one, deadline_s=0.5))
    assert len(one.seen) > 8


def test_no_server_at_all(serve, monkeypatch, caplog):
    monkeypatch.setattr(pool, "LOST_S", 0.0)
    gone = [serve(), serve()]
    for one in gone:
        one.close()
    with pytest.raises(ModelError) as caught:
        texts(engine(*gone))
    for one in gone:
        assert f"{one.url}/v1 cannot be reached (" in str(caught.value)
        assert caplog.text.count(f"{one.url}/v1 cannot be reached") == 1
    assert str(caught.value).startswith("No server is left: ")
    assert str(caught.value).endswith("): start one, or correct the address.")


def test_servers_share_the_work_and_one_may_die(serve, caplog):
    servers = [serve(delay=lambda: 0.005) for _ in range(3)]
    completions = engine(*servers, concurrency=1).complete(REQUESTS * 4)
    found = [next(completions)]
    assert all(one.seen for one in servers)
    servers[0].script = [reset] * 10_000
    servers[0].close()
    found += list(completions)
    assert [[one.text for one in each] for each in found] == expected() * 4
    assert servers[1].seen
    assert servers[2].seen
    assert "set aside for a while" in caplog.text


def test_a_server_that_comes_back_is_used_again(serve):
    one = serve()
    one.script = [status(500)] * 12
    made = engine(one, concurrency=4)
    assert texts(made) == expected()


def alphagen_threads():
    return [thread for thread in threading.enumerate() if thread.name == "alphagen-server"]


def test_closing_it_early_leaves_nothing(serve):
    one = serve()
    one.script = [lambda handler, body: body["prompt"] == "slow" and handler.hang()] * 20
    slow = Request(["slow"] * 16, 0, [0.5] * 16)
    completions = engine(one, concurrency=4).complete([REQUESTS[0], slow, slow])
    next(completions)
    assert len(alphagen_threads()) == 1
    completions.close()
    assert not alphagen_threads()
    assert one.wait_until_left()
    gc.collect()


def test_what_fails_outside_leaves_nothing(serve):
    def requests():
        yield REQUESTS[0]
        raise KeyboardInterrupt

    one = serve()
    with pytest.raises(KeyboardInterrupt):
        texts(engine(one), requests())
    assert not alphagen_threads()
    assert one.wait_until_left()


def test_an_interrupt_ends_the_wait(serve):
    one = serve()
    main = threading.get_ident()

    def interrupt(handler, body):
        signal.pthread_kill(main, signal.SIGINT)
        return hang(handler, body)

    one.script = [interrupt] + [hang] * 100
    with pytest.raises(KeyboardInterrupt):
        texts(engine(one))
    assert not alphagen_threads()
    assert one.wait_until_left()


FORGOTTEN = """
import sys
from alphagen.sampling.base import Request
from alphagen.sampling.server import ServerEngine
engine = ServerEngine([sys.argv[1]], "m", chat=False, max_new_tokens=9, concurrency=2)
completions = engine.complete(Request([str(i)] * 4, i, [1.0] * 4) for i in range(100))
print(len(next(completions)))
"""


def test_a_forgotten_generator_does_not_keep_the_interpreter(serve):
    one = serve()
    one.script = [lambda handler, body: body["prompt"] != "0" and handler.hang()] * 100
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORGOTTEN, one.url.replace("127.0.0.1", "localhost")],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("4\n", "")
    assert one.wait_until_left()


def test_repetitions_are_noted_without_the_key(serve, caplog):
    one = serve()
    one.script = [lambda handler, _: handler.send(500, {"error": "Bearer sk-secret"})]
    with caplog.at_level(logging.DEBUG):
        texts(engine(one, api_key="sk-secret"))
    assert f"{one.url}/v1 answers HTTP 500 (Bearer [key]); trying again" in caplog.text
    assert "sk-secret" not in caplog.text

import doctest
import logging
import math
import os
import random
import threading
from itertools import chain, count

import pytest

from alphagen.core import Language, Metadata, Problem, Program, Prompt
from alphagen.errors import ModelError, UsageError
from alphagen.sampling import http, server
from alphagen.sampling.base import Completion, Request
from alphagen.sampling.http import read_api_key
from alphagen.sampling.sampler import EngineSampler, EngineTextModel
from alphagen.sampling.server import ServerEngine, request_seed


def engine(*servers, **options):
    urls = [one if isinstance(one, str) else one.url for one in servers]
    return ServerEngine(urls, "m", **({"chat": False, "max_new_tokens": 9} | options))


def alike(n, seed=1, prompt="p"):
    return Request([prompt] * n, seed, [0.5] * n)


def texts(made, *requests):
    return [[one.text for one in each] for each in made.complete(requests)]


def seeds(bodies):
    """Return the seed of each sample, as a server counts them that adds to the given one."""
    return [body["seed"] + i for body in bodies for i in range(body.get("n", 1))]


@pytest.mark.parametrize("module", [http, server])
def test_examples(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_completions_stand_at_their_places(serve):
    prompts = ["a", "b", "a", "a", "b", "c"]
    temperatures = [0.5, 0.5, 0.5, 1.0, 0.5, 0.5]
    [found] = texts(engine(serve()), Request(prompts, 7, temperatures))
    assert [text.split()[:2] for text in found] == [
        [prompt, str(temperature)]
        for prompt, temperature in zip(prompts, temperatures, strict=True)
    ]
    first, second = (int(found[index].split()[2]) for index in (0, 2))
    assert (first, second) == (request_seed(7, 0), request_seed(7, 0) + 1)


def test_like_prompts_are_asked_for_together(serve):
    one = serve()
    assert [len(each) for each in texts(engine(one, n_per_request=4), alike(10), alike(3, 2))] == [
        10,
        3,
    ]
    assert sorted(body.get("n", 1) for body in one.bodies) == [2, 3, 4, 4]
    assert one.bodies[0].keys() == {"model", "prompt", "max_tokens", "temperature", "seed", "n"}
    assert one.seen[0][0] == "/v1/completions"


def test_the_likeliest_text_is_asked_for_alone(serve):
    one = serve()
    texts(engine(one), Request(["p"] * 3, 0, [0.0] * 3))
    assert [body.get("n", 1) for body in one.bodies] == [1, 1, 1]


def test_a_chat_server_is_given_a_message(serve):
    one = serve()
    [[text]] = texts(engine(one, chat=True), alike(1))
    assert text == f"p 0.5 {request_seed(1, 0)}"
    assert one.seen[0][0] == "/v1/chat/completions"
    assert one.bodies[0]["messages"] == [{"role": "user", "content": "p"}]


def test_what_is_asked_goes_into_the_request(serve):
    one = serve()
    made = engine(one, stop=["\n\n"], logprobs=True, extra={"top_k": 5, "max_tokens": 3})
    texts(made, alike(1))
    body = one.bodies[0]
    assert body.items() >= {"logprobs": 1, "top_k": 5, "max_tokens": 3}.items()
    assert body["stop"] == ["\n\n"]
    assert "n" not in body


def test_no_two_samples_share_a_seed(serve):
    one = serve()
    requests = [alike(50, seed) for seed in range(3)] + [Request(["a", "b"] * 8, 9, [0.5] * 16)]
    texts(engine(one, n_per_request=8), *requests)
    assert len(seeds(one.bodies)) == len(set(seeds(one.bodies))) == 166
    assert max(seeds(one.bodies)) < 2**53


def test_neither_time_nor_place_changes_what_comes(serve):
    rng = random.Random(5)
    slow = [serve(delay=lambda: rng.random() / 20) for _ in range(3)]
    requests = [Request(["a", "b", "a"] * 7, seed, [0.5] * 21) for seed in range(6)]
    expected = texts(engine(serve(), n_per_request=3, concurrency=1), *requests)
    assert texts(engine(*slow, n_per_request=3, concurrency=4), *requests) == expected
    assert texts(engine(*slow, n_per_request=3), *requests[4:]) == expected[4:]
    assert all(one.seen for one in slow)
    assert len(set(chain(*expected))) == 126


@pytest.mark.parametrize(("concurrency", "ahead"), [(1, 3), (3, 7), (16, 8)])
def test_requests_are_read_a_little_ahead(serve, concurrency, ahead):
    read = []

    def endless():
        for number in count():
            read.append(number)
            yield alike(4, prompt=str(number))

    one = serve()
    one.script = [lambda handler, body: body["prompt"] != "0" and handler.hang()] * 100
    completions = engine(one, concurrency=concurrency).complete(endless())
    assert not read
    next(completions)
    assert len(read) == ahead
    completions.close()


def test_no_more_requests_than_agreed_are_open(serve):
    lock, now, most = threading.Lock(), [0], [0]

    def delay():
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.02)
        with lock:
            now[0] -= 1
        return 0

    texts(engine(serve(delay=delay), n_per_request=1, concurrency=3), alike(20))
    assert most == [3]


def test_nothing_to_complete(serve):
    assert texts(engine(serve())) == []
    assert texts(engine(serve()), Request([], 0, [])) == [[]]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"text": "x"}, Completion("x", None, True)),
        ({"text": "x", "finish_reason": "length"}, Completion("x", None, False)),
        ({"text": "x", "finish_reason": None}, Completion("x", None, False)),
        ({"text": "xENDyEND", "finish_reason": None}, Completion("x", None, True)),
        ({"text": "x##yEND", "finish_reason": "length"}, Completion("x", None, True)),
        ({"text": "a\ud800b"}, Completion("a?b", None, True)),
        ({"text": "", "logprobs": None}, Completion("", None, True)),
        ({"text": "x", "logprobs": {"token_logprobs": [-1, -0.5]}}, Completion("x", -1.5, True, 2)),
        ({"text": "x", "logprobs": {"token_logprobs": [None, -1]}}, Completion("x", None, True, 2)),
        (
            {"text": "x", "logprobs": {"content": [{"logprob": -2}]}},
            Completion("x", -2.0, True, 1),
        ),
        ({"text": "x", "logprobs": {"token_logprobs": [math.nan]}}, Completion("x", None, True, 1)),
        ({"text": "x", "logprobs": [1.0]}, Completion("x", None, True)),
    ],
)
def test_a_choice_is_read(serve, choice, expected):
    one = serve()
    one.change = lambda _: choice
    made = engine(one, stop=["END", "##"])
    assert list(made.complete([alike(1)])) == [[expected]]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"content": "said", "reasoning_content": "thought"}, "said"),
        ({"content": None, "reasoning_content": "thought"}, "thought"),
        ({"content": "", "reasoning": "thought"}, "thought"),
        ({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}, "ab"),
        ({"content": None, "refusal": "no"}, ""),
    ],
)
def test_a_message_is_read(serve, message, expected):
    one = serve()
    one.change = lambda _: {"message": message}
    assert texts(engine(one, chat=True), alike(1)) == [[expected]]


def test_choices_are_taken_by_their_index(serve):
    straight, turned = serve(), serve()
    turned.change = lambda i: {"index": 3 - i}
    [found] = texts(engine(turned), alike(4))
    assert texts(engine(straight), alike(4)) == [found[::-1]]


def test_it_makes_a_sampler_and_a_text_model(serve):
    made = engine(serve())
    assert (made.name, engine(serve(), chat=True).name) == ("server:completion:m", "server:chat:m")
    text_model = EngineTextModel(made, chunk_size=4)
    assert len(set(text_model.complete("1 2", 10, seed=0, temperature=1.0))) == 10
    sampler = EngineSampler(
        made,
        lambda problem, _: Prompt(problem.statement, Metadata(0, (), Language.PYTHON3)),
        lambda text, language, **_: Program(text, language),
        chunk_size=8,
    )
    drawn = list(chain(*sampler.sample(Problem("Add.", ()), 20, seed=1)))
    assert [sample.index for sample in drawn] == list(range(20))
    assert len({sample.program for sample in drawn}) == 20
    assert list(chain(*sampler.sample(Problem("Add.", ()), 4, seed=1, start=16))) == drawn[16:]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"urls": []}, "No server is named"),
        ({"urls": ["localhost:8000"]}, r"`localhost:8000` is not the address of a server: write"),
        ({"urls": ["http://[::1"]}, "is not the address"),
        ({"urls": ["http://h/v1?key=1"]}, "is not the address"),
        ({"extra": {"seed": 1}}, "extra field `seed` is set by alphagen itself: leave it out"),
        ({"concurrency": 0}, "`concurrency` is 0: write a number above 0"),
        ({"stop": ["a", ""]}, "stop text is empty"),
        ({"api_key": "sk-secret\n"}, "API key has characters"),
    ],
)
def test_what_cannot_be_meant_is_refused(options, message):
    with pytest.raises(UsageError, match=message) as caught:
        engine(*options.pop("urls", ["http://localhost"]), **options)
    assert "sk-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://h:1", "http://h:1/v1"),
        ("http://h:1/", "http://h:1/v1"),
        ("https://h/api/v2/", "https://h/api/v2"),
        (" http://name:word@h ", "http://h/v1"),
    ],
)
def test_an_address_gets_its_path_and_keeps_its_password(address, shown):
    made = engine(address)
    assert made._endpoints[0].shown == shown
    assert "word" not in repr(made)


def test_a_password_in_the_address_is_used_and_not_shown(serve, caplog):
    one = serve()
    with caplog.at_level(logging.DEBUG):
        texts(engine(one.url.replace("://", "://name:word@")), alike(1))
    assert one.seen[0][1] == "Basic bmFtZTp3b3Jk"
    assert "name:word" not in caplog.text


def test_the_key_comes_from_the_environment_and_goes_to_the_server_alone(serve, monkeypatch):
    for name in ("ALPHAGEN_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert read_api_key() is None
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other\n")
    assert read_api_key() == "sk-other"
    monkeypatch.setenv("ALPHAGEN_API_KEY", "sk-secret")
    one = serve()
    made = engine(one, api_key=read_api_key())
    texts(made, alike(1))
    assert one.seen[0][1] == "Bearer sk-secret"
    assert "sk-secret" not in repr(made) + made.name
    one.script = [lambda handler, _: handler.send(401, {"error": "Wrong key sk-secret."})]
    with pytest.raises(ModelError) as caught:
        texts(made, alike(1))
    assert str(caught.value) == (
        f"{one.url}/v1 answers HTTP 401 (Wrong key [key]): "
        "set ALPHAGEN_API_KEY to a key that it accepts."
    )


def test_check_finds_the_only_model(serve):
    made = ServerEngine([serve().url, serve().url], "", chat=False, max_new_tokens=9)
    assert made.check() == made.model == "m"
    assert made.name == "server:completion:m"


def test_check_asks_for_a_token_where_a_list_does_not_tell(serve):
    unlisted, other = serve(models=None), serve(models=("another",))
    assert engine(unlisted, other).check() == "m"
    assert [body["max_tokens"] for body in unlisted.bodies + other.bodies] == [1, 1]


@pytest.mark.parametrize(
    ("models", "message"),
    [((), r"one model only \(none\)"), (("a", "b"), r"\(a, b\): name the"), (None, r"\(none\)")],
)
def test_check_wants_a_name_where_there_is_a_choice(serve, models, message):
    made = ServerEngine([serve(models=models).url], "", chat=False, max_new_tokens=9)
    with pytest.raises(ModelError, match=message):
        made.check()


def test_check_says_at_once_that_nobody_is_there(serve):
    gone = serve()
    gone.close()
    with pytest.raises(ModelError, match=r"/v1 cannot be reached \(.*\): start the server, or"):
        engine(gone).check()


def test_check_tells_of_a_model_that_is_not_there(serve):
    one = serve(models=())
    one.script = [
        lambda handler, _: handler.send(404, {"error": {"message": "The model `m` is unknown."}})
    ]
    with pytest.raises(ModelError, match=r"HTTP 404 \(The model `m` is unknown\): correct the add"):
        engine(one).check()


@pytest.mark.network
@pytest.mark.skipif(
    not os.environ.get("ALPHAGEN_TEST_BASE_URL"), reason="ALPHAGEN_TEST_BASE_URL is not set"
)
@pytest.mark.parametrize("chat", [False, True])
def test_a_server_that_is_given_answers(chat):
    made = ServerEngine(
        os.environ["ALPHAGEN_TEST_BASE_URL"].split(","),
        os.environ.get("ALPHAGEN_TEST_MODEL", ""),
        chat=chat,
        max_new_tokens=32,
        stop=["\n"],
        n_per_request=8,
        api_key=read_api_key(),
        logprobs=True,
    )
    made.check()
    found = list(chain(*made.complete([alike(20, seed, "Print 7.") for seed in range(3)])))
    assert len(found) == 60
    assert len({one.text for one in found}) > 20
    assert not any("\n" in one.text for one in found)

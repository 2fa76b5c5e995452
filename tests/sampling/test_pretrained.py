import json
import re
import shutil
import socket
from collections import Counter
from itertools import chain
from string import printable

import pytest
import torch
import transformers as hf
from huggingface_hub import constants
from huggingface_hub import errors as hub
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from alphagen.errors import ModelError
from alphagen.sampling import pretrained
from alphagen.sampling.base import Completion, Request
from alphagen.sampling.decode import Row
from alphagen.sampling.pretrained import PretrainedEngine, best_dtype, load_pretrained

KINDS = ["llama", "qwen2", "gpt2", "t5", "mamba", "alphagen"]
END = 2
PROMPTS = ["print the sum", "a", "two of the many words"]


@pytest.fixture
def engine(loaded):
    def make(kind="llama", **options):
        return PretrainedEngine(*loaded[kind], **{"max_new_tokens": 20, "chat": False} | options)

    return make


def request(prompts=PROMPTS, *, temperature=1.0, seed=3, repeats=1):
    texts = [text for text in prompts for _ in range(repeats)]
    return Request(texts, seed, [temperature] * len(texts))


def complete(engine, *requests):
    return list(engine.complete(requests))


def texts(completions):
    return [completion.text for completion in completions]


def calls(module, run):
    """Run something and return the shapes of the ids that a module is shown."""
    shapes = []

    def hook(_, args, kwargs):
        names = ("decoder_input_ids", "input_ids")
        ids = args[0] if args else next(kwargs[name] for name in names if name in kwargs)
        shapes.append(tuple(ids.shape))

    handle = module.register_forward_pre_hook(hook, with_kwargs=True)
    run()
    handle.remove()
    return shapes


@pytest.mark.parametrize("kind", KINDS)
def test_greedy_decoding_equals_generate(kind, engine, loaded):
    model, tokenizer = loaded[kind]
    seen = set()
    both = complete(engine(kind), request(temperature=0.0, repeats=2))[0]
    for place, prompt in enumerate(PROMPTS):
        ids = tokenizer(prompt, return_tensors="pt")["input_ids"]
        tokens = model.generate(ids, do_sample=False, max_new_tokens=20)[0]
        tokens = tokens[1 if model.config.is_encoder_decoder else ids.shape[1] :].tolist()
        seen.update(tokens)
        text = tokenizer.decode(tokens, skip_special_tokens=True)
        for completion in both[2 * place : 2 * place + 2]:
            assert completion.text == text
            assert completion.ended == (END in tokens)
            assert completion.logprob == 0
    assert len(seen) > 1


@pytest.mark.parametrize("kind", ["qwen2", "t5"])
def test_a_request_is_completed_alike_in_any_company_and_batch_size(kind, engine):
    one, other = request(repeats=4), request(["other"], seed=9, repeats=3)
    expected = complete(engine(kind), one)[0]
    assert len(set(texts(expected))) > 6
    assert complete(engine(kind), other, one, one)[1:] == [expected] * 2
    for batch_size in (1, 5):
        again = complete(engine(kind, batch_size=batch_size), one)[0]
        assert texts(again) == texts(expected)
    assert texts(complete(engine(kind), request(repeats=4, seed=4))[0]) != texts(expected)


def test_a_prompt_is_read_once(engine, loaded):
    made = engine(batch_size=4)
    one = request(PROMPTS[:1], repeats=10)
    shapes = calls(loaded["llama"][0], lambda: complete(made, one, one))
    length = len(made._ids(PROMPTS[0]))
    assert length > 1
    assert [shape for shape in shapes if shape[1] > 1] == [(1, length)]
    assert max(shapes)[0] == 4


def test_different_prompts_are_written_together(engine, loaded):
    shapes = calls(loaded["llama"][0], lambda: complete(engine(), request(repeats=3)))
    longest = max(len(engine()._ids(prompt)) for prompt in PROMPTS)
    assert shapes[:2] == [(3, longest), (9, 1)]
    assert all(shape[1] == 1 for shape in shapes[1:])


def test_networks_that_are_not_told_positions_get_prompts_of_one_length(engine, loaded):
    shapes = calls(loaded["mamba"][0], lambda: complete(engine("mamba"), request(["a", "b", "cd"])))
    assert shapes[0] == (2, 1)
    assert [shape for shape in shapes if shape[1] > 1] == [(1, 2)]


def test_the_encoder_runs_once_for_each_prompt(engine, loaded):
    run = engine("t5", batch_size=5)
    encoder = loaded["t5"][0].get_encoder()
    assert len(calls(encoder, lambda: complete(run, request(PROMPTS[:1], repeats=15)))) == 1
    shapes = calls(encoder, lambda: complete(engine("t5"), request(repeats=5)))
    assert [rows for rows, _ in shapes] == [3]


def test_each_row_has_its_own_temperature(engine):
    heats = [0.0, 0.7, 0.0, 2.0]
    mixed = complete(engine(), Request(PROMPTS[:1] * 4, 3, heats))[0]
    for place, heat in enumerate(heats):
        alone = complete(engine(), Request(PROMPTS[:1] * 4, 3, [heat] * 4))[0][place]
        assert (mixed[place].text, mixed[place].ended) == (alone.text, alone.ended)
        assert mixed[place].logprob == pytest.approx(alone.logprob, abs=1e-4)
    assert mixed[0] == mixed[2] != mixed[3]


@pytest.mark.parametrize("kind", ["llama", "t5"])
def test_a_stop_text_is_cut_off_and_ends_a_completion(kind, engine, loaded):
    one = request(repeats=8, temperature=2.0)
    whole = complete(engine(kind), one)[0]
    letters = Counter(chain(*(set(text[2:]) & set(printable) for text in texts(whole))))
    letter = letters.most_common()[0][0]
    stop = (letter, "never written")
    stopped = complete(engine(kind, stop=stop), one)[0]
    for before, after in zip(whole, stopped, strict=True):
        assert after.text == before.text.split(letter)[0]
        assert after.ended == (before.ended or letter in before.text)
    assert {one.ended for one in stopped if one not in whole} == {True}
    model = loaded[kind][0]
    rows = [
        sum(shape[0] for shape in calls(model, lambda run=run: complete(run, one)))
        for run in (engine(kind, stop=stop), engine(kind))
    ]
    assert rows[0] < rows[1]


def test_a_stop_text_may_be_longer_than_a_token(engine, loaded):
    one = request(PROMPTS[:1], temperature=2.0)
    whole = complete(engine(), one)[0][0].text
    made = engine(stop=[whole[4:8]])
    steps = len(calls(loaded["llama"][0], lambda: complete(made, one)))
    stopped = complete(made, one)[0][0]
    assert (stopped.text, stopped.ended) == (whole[: whole.index(whole[4:8])], True)
    assert steps < len(calls(loaded["llama"][0], lambda: complete(engine(), one)))
    row = Row(loaded["llama"][1](whole)["input_ids"], 0.0, False)
    assert made._completion((5,), row) == Completion(stopped.text, 0.0, True, len(row.tokens))


def test_a_completion_cut_at_the_limit_has_not_ended(engine):
    completions = complete(engine(max_new_tokens=3), request(repeats=20, temperature=2.0))[0]
    assert not all(one.ended for one in completions)
    assert all(len(one.text) <= 3 for one in completions)
    longer = complete(engine(max_new_tokens=50), request(repeats=20, temperature=2.0))[0]
    assert any(one.ended for one in longer)


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"),
    ],
)
def test_batches_are_halved_when_memory_runs_out(error, engine, loaded):
    sizes = []

    def hook(_, __, kwargs):
        sizes.append(len(kwargs["input_ids"]))
        if sizes[-1] > room:
            raise error

    one = request(PROMPTS[:1], repeats=10)
    expected = texts(complete(engine(), one)[0])
    made, room = engine(), 3
    handle = loaded["llama"][0].register_forward_pre_hook(hook, with_kwargs=True)
    try:
        assert texts(complete(made, one)[0]) == expected
        assert made.batch_size == 2
        assert max(sizes) == 10
        sizes.clear()
        assert texts(complete(made, one)[0]) == expected
        assert max(sizes) == 2
        room = 0
        with pytest.raises(ModelError, match="out of memory on cpu with one completion"):
            complete(made, request(["new"]))
    finally:
        handle.remove()


def test_other_errors_are_not_taken_for_a_lack_of_memory(engine, loaded):
    def hook(*_):
        raise RuntimeError("something else")

    handle = loaded["llama"][0].register_forward_pre_hook(hook)
    try:
        with pytest.raises(RuntimeError, match="something else"):
            complete(engine(), request())
    finally:
        handle.remove()


def test_values_that_are_not_numbers_are_an_error(folders):
    model, tokenizer = load_pretrained(str(folders["llama"]), dtype="float32")
    with torch.no_grad():
        model.lm_head.weight[7] = torch.nan
    with pytest.raises(ModelError, match=r"not numbers in torch\.float32"):
        complete(PretrainedEngine(model, tokenizer), request())


def test_a_prompt_near_the_limit_leaves_fewer_new_tokens(engine):
    for kind in ("llama", "gpt2"):
        made = engine(kind, max_new_tokens=50)
        prompts = ["é" * 28, "ab"]  # 56 tokens, and 8 positions left
        first, second = complete(made, request(prompts, repeats=9, temperature=3.0))[0][::9]
        assert len(made._ids(prompts[0])) == 56
        assert made._limit(made._ids(prompts[0])) == 8
        assert len(first.text) <= 8
        alone = complete(made, Request(prompts, 3, [0.0, 0.0]))[0]
        assert alone[1] == complete(made, Request(prompts[1:], 3, [0.0]))[0][0]
        assert second.text
    assert engine("t5")._limit((5,) * 1000) == 20
    assert engine("alphagen", max_new_tokens=5000)._limit((5,) * 20) == 768


def test_a_prompt_that_does_not_fit_is_an_error(engine):
    with pytest.raises(ModelError, match=r"A prompt of 64 tokens is too long .* 64 positions"):
        complete(engine(), request(["é" * 32]))
    assert len(complete(engine(), request(["é" * 31 + "a"]))[0]) == 1
    with pytest.raises(ModelError, match="1536 positions"):
        complete(engine("alphagen"), request(["x y" * 1000]))


def test_a_chat_template_is_used_where_there_is_one(engine, loaded):
    tokenizer = loaded["qwen2"][1]
    made = engine("qwen2", chat=None)
    assert made.chat
    assert tokenizer.decode(made._ids("Hi")) == "User: Hi\nAnswer:"
    plain = engine("qwen2", chat=False)
    assert tokenizer.decode(plain._ids("Hi")) == "Hi"
    assert not engine("llama", chat=None).chat
    one = request(["Hi"])
    assert complete(made, one) == complete(plain, request(["User: Hi\nAnswer:"]))
    with pytest.raises(ModelError, match="no chat template"):
        engine("llama", chat=True)


def test_an_empty_prompt_begins_with_the_start_token(engine):
    assert engine()._ids("") == (1,)
    assert len(complete(engine(), request(["", "a"]))[0]) == 2
    assert complete(engine(), Request([], 0, [])) == [[]]


def test_spaces_after_the_prompt_are_kept(loaded):
    words = Tokenizer(models.WordLevel({"▁a": 0, "▁b": 1, "c": 2}))
    words.pre_tokenizer, words.decoder = pre_tokenizers.Metaspace(), decoders.Metaspace()
    tokenizer = hf.PreTrainedTokenizerFast(tokenizer_object=words)
    made = PretrainedEngine(loaded["llama"][0], tokenizer)
    assert tokenizer.decode([1, 2]) == "bc"
    assert made._text((0,), [1, 2]) == " bc"
    assert made._text((0,), [2, 1]) == "c b"
    made = PretrainedEngine(loaded["t5"][0], tokenizer)
    assert made._text((0,), [1, 2]) == "bc"


def test_names_tell_where_the_model_came_from(engine, loaded, monkeypatch):
    assert re.fullmatch("transformers:completion:gpt2@[0-9a-f]{8}", engine("gpt2").name)
    monkeypatch.setattr(loaded["gpt2"][0], "name_or_path", "Qwen/Qwen2.5-Coder-7B")
    monkeypatch.setattr(loaded["gpt2"][1], "chat_template", "{{ messages }}")
    assert engine("gpt2").name == "transformers:completion:Qwen/Qwen2.5-Coder-7B"
    assert engine("gpt2", chat=True).name == "transformers:chat:Qwen/Qwen2.5-Coder-7B"


def test_a_folder_is_loaded_without_a_network_and_without_a_word(folders, monkeypatch, capfd):
    def refuse(*_, **__):
        raise AssertionError("the network was asked")

    for name in ("getaddrinfo", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    for kind in KINDS:
        model, tokenizer = load_pretrained(str(folders[kind]))
        assert model.dtype == best_dtype(model.device)
        assert not model.training
        complete(PretrainedEngine(model, tokenizer, max_new_tokens=2), request())
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("device", "native", "expected"),
    [
        ("cpu", torch.float32, torch.float32),
        ("cpu", torch.bfloat16, torch.bfloat16),
        ("cuda", torch.bfloat16, torch.bfloat16),
        ("cuda", torch.float32, torch.float16),
        ("mps", torch.float32, torch.float16),
    ],
)
def test_a_gpu_computes_in_16_bits(device, native, expected, monkeypatch):
    monkeypatch.setattr(pretrained, "compute_dtype", lambda _: native)
    assert best_dtype(torch.device(device)) == expected


@pytest.fixture
def copied(folders, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(folders["llama"], folder)
    return folder


def change_config(folder, **changes):
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_weights_that_are_not_safetensors_are_refused(copied):
    (copied / "model.safetensors").rename(copied / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"copy has no weights in safetensors.*save_pretrained"):
        load_pretrained(str(copied))


def test_damaged_weights_are_an_error(copied):
    (copied / "model.safetensors").write_bytes(b"damaged")
    with pytest.raises(ModelError, match="copy cannot be loaded"):
        load_pretrained(str(copied))


def test_a_missing_tokenizer_is_an_error(copied):
    for path in copied.glob("*token*"):
        path.unlink()
    with pytest.raises(ModelError, match=r"copy has no tokenizer.*tokenizer\.json"):
        load_pretrained(str(copied))


def test_missing_weights_are_an_error(copied):
    change_config(copied, num_hidden_layers=3)
    with pytest.raises(ModelError, match=r"lacks 9 of the weights.*model\.layers\.2"):
        load_pretrained(str(copied))


def test_code_that_comes_with_a_checkpoint_runs_only_when_asked_for(copied, tmp_path, monkeypatch):
    cache = str(tmp_path / "modules")
    monkeypatch.setattr("transformers.dynamic_module_utils.HF_MODULES_CACHE", cache)
    monkeypatch.syspath_prepend(cache)
    auto = {"AutoConfig": "own.OwnConfig", "AutoModelForCausalLM": "own.OwnModel"}
    change_config(copied, model_type="own", auto_map=auto)
    mark = tmp_path / "ran"
    (copied / "own.py").write_text(
        "from pathlib import Path\nfrom transformers import LlamaConfig, LlamaForCausalLM\n"
        f"Path({str(mark)!r}).touch()\n"
        "class OwnConfig(LlamaConfig):\n    model_type = 'own'\n"
        "class OwnModel(LlamaForCausalLM):\n    config_class = OwnConfig\n"
    )
    with pytest.raises(ModelError, match=r"code of its own.*trust_remote_code"):
        load_pretrained(str(copied))
    assert not mark.exists()
    model, tokenizer = load_pretrained(str(copied), trust_remote_code=True)
    assert mark.exists()
    assert len(complete(PretrainedEngine(model, tokenizer, max_new_tokens=2), request())[0]) == 3


@pytest.mark.parametrize("name", ["some/where/else", "Qwen/Qwen2.5-Coder-7B", "nothing-here"])
def test_a_name_that_is_not_there_is_an_error(name, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match=f"There is no folder {name}"):
        load_pretrained(name)


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (hub.GatedRepoError, "some/name is gated: accept its terms"),
        (hub.RepositoryNotFoundError, "no such checkpoint on the hub"),
        (hub.LocalEntryNotFoundError, "the hub cannot be reached"),
    ],
)
def test_what_the_hub_says_becomes_a_sentence(cause, said, monkeypatch):
    def refuse(*_, **__):
        raise OSError("a long text") from cause.__new__(cause)

    monkeypatch.setattr(hf.AutoConfig, "from_pretrained", refuse)
    with pytest.raises(ModelError, match=said):
        load_pretrained("some/name")

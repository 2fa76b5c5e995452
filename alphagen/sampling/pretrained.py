"""The engine for checkpoints of the transformers library, from the hub or from a folder.

Same request, same completions, whatever comes before or after: each row has its own random
numbers, which depend on the seed of the request and on nothing else. Rounding may depend on the
number format, the machine and the size of a batch.
"""

from __future__ import annotations

import copy
import gc
import os
from contextlib import contextmanager
from itertools import groupby
from logging import ERROR
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from huggingface_hub import errors as hub
from huggingface_hub.utils import logging as hub_logging
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoModelForSeq2SeqLM,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.utils import logging

import alphagen.models  # noqa: F401 - so that our own networks are known to AutoConfig
from alphagen.errors import ModelError
from alphagen.sampling.base import Completion, Request
from alphagen.sampling.continuation import Ending, Reading, mixes_lengths, read, start_token, write
from alphagen.tensors.bundles import weights_name
from alphagen.tensors.memory import keep_freed_memory
from alphagen.tensors.precision import compute_dtype

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alphagen.sampling.decode import Row

BATCH_SIZE = 64
"""Completions written at once, unless memory runs out."""


class PretrainedEngine:
    """Completes prompts with a causal or encoder-decoder network of transformers.

    Attributes:
        chat: whether prompts are put as messages of a user, in the template of the tokenizer.
        batch_size: completions written at once; halved whenever memory runs out.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        *,
        max_new_tokens: int = 1024,
        stop: Sequence[str] = (),
        chat: bool | None = None,
        batch_size: int | None = None,
    ) -> None:
        """Make an engine, of what ``load_pretrained`` gave for instance.

        Args:
            model: the network, on its device.
            tokenizer: the one it was trained with.
            max_new_tokens: length of a completion at most, fewer where the network has no more
                positions.
            stop: texts that end a completion; they are cut off with what follows.
            chat: None for what the tokenizer has: a chat template, or none.
            batch_size: completions written at once; None to find out.

        Raises:
            ModelError: a chat is asked for without a template, or the network cannot be used.
        """
        name = model.name_or_path or "unsaved"
        if chat and not tokenizer.chat_template:
            raise ModelError(
                f"The tokenizer of {name} has no chat template: use it without chat, or choose a "
                "checkpoint that was trained to follow instructions."
            )
        self.model, self.tokenizer = model, tokenizer
        self.max_new_tokens, self.stop = max_new_tokens, tuple(stop)
        self.chat = bool(tokenizer.chat_template) if chat is None else chat
        self.batch_size = batch_size or BATCH_SIZE
        known = weights_name(Path(name)) if Path(name).is_dir() else name
        self.name = f"transformers:{'chat' if self.chat else 'completion'}:{known}"
        self._encodes: bool = model.config.is_encoder_decoder
        if self._encodes:
            start_token(model)
        self._ending = Ending(_end_tokens(model, tokenizer), self._stopped)
        # A token has one byte at least. One more, because some tokenizers drop a leading space.
        self._tail = max((len(text.encode()) for text in self.stop), default=0) + 1
        self._last_read: tuple[tuple[int, ...], Reading] | None = None

    def complete(self, requests: Iterable[Request]) -> Iterator[list[Completion]]:
        """Yield the completions of one request after the other, as ``Engine`` says."""
        for request in requests:
            yield self._complete(request)

    def _complete(self, request: Request) -> list[Completion]:
        known = {text: self._ids(text) for text in dict.fromkeys(request.prompts)}
        prompts = [known[text] for text in request.prompts]
        limits = [self._limit(prompt) for prompt in prompts]
        generator = torch.Generator().manual_seed(request.seed)
        uniform_LN = torch.rand(self.max_new_tokens, len(prompts), generator=generator)
        # Equal prompts side by side, and little padding.
        order = sorted(range(len(prompts)), key=lambda place: (len(prompts[place]), prompts[place]))
        done: dict[int, Completion] = {}
        while order:
            batch = self._batch(order, prompts)
            rows = self._attempt(
                [prompts[place] for place in batch],
                limits=[limits[place] for place in batch],
                temperatures=[request.temperatures[place] for place in batch],
                uniform_LN=uniform_LN[:, batch],
            )
            if rows is None:
                self._make_smaller(len(batch))
                continue
            done |= {
                place: self._completion(prompts[place], row)
                for place, row in zip(batch, rows, strict=True)
            }
            del order[: len(batch)]
        return [done[place] for place in range(len(prompts))]

    def _batch(self, order: list[int], prompts: list[tuple[int, ...]]) -> list[int]:
        batch = order[: self.batch_size]
        if mixes_lengths(self.model):
            return batch
        return list(next(groupby(batch, key=lambda place: len(prompts[place])))[1])

    def _attempt(self, prompts: list[tuple[int, ...]], **options: Any) -> list[Row] | None:
        """Complete a batch of prompts; None when memory does not suffice."""
        distinct = {prompt: place for place, prompt in enumerate(dict.fromkeys(prompts))}
        rows = [distinct[prompt] for prompt in prompts]
        try:
            return write(
                self.model, self._read(list(distinct)), rows, ending=self._ending, **options
            )
        except RuntimeError as error:
            if not _out_of_memory(error):
                raise
        return None

    def _read(self, prompts: list[tuple[int, ...]]) -> Reading:
        """Read prompts; a single one is remembered, for it may be that of the next batch too."""
        if len(prompts) > 1:
            self._last_read = None
            return read(self.model, prompts)
        if self._last_read is None or self._last_read[0] != prompts[0]:
            self._last_read = None  # give its memory back first
            self._last_read = prompts[0], read(self.model, prompts)
        return copy.deepcopy(self._last_read[1])

    def _make_smaller(self, size: int) -> None:
        """Use smaller batches from now on; one of ``size`` was too large."""
        self._last_read = None
        gc.collect()
        if self.model.device.type == "cuda":
            torch.cuda.empty_cache()
        if size == 1:
            raise ModelError(
                f"{self.model.name_or_path} runs out of memory on {self.model.device} with one "
                "completion at a time: ask for fewer new tokens, or choose a smaller checkpoint."
            )
        self.batch_size = size // 2

    def _ids(self, text: str) -> tuple[int, ...]:
        """Read a prompt; ``verbose`` would print what ``_limit`` says as an error."""
        if self.chat:
            ids = self.tokenizer.apply_chat_template(
                [{"role": "user", "content": text}],
                add_generation_prompt=True,
                sanitize_control_tokens=True,
                return_dict=False,
                tokenizer_kwargs={"verbose": False},
            )
        else:
            ids = self.tokenizer(text, verbose=False)["input_ids"]
        return tuple(ids) or (self._first_token(),)

    def _first_token(self) -> int:
        """Return what an empty prompt is replaced by."""
        for token in (self.tokenizer.bos_token_id, self.tokenizer.eos_token_id):
            if token is not None:
                return int(token)
        raise ModelError(
            f"{self.model.name_or_path} cannot continue an empty prompt, for its tokenizer has no "
            "token that begins a text: give it one with some text."
        )

    def _limit(self, prompt: tuple[int, ...]) -> int:
        """Return how many tokens may follow a prompt."""
        side = "encoder" if self._encodes else "decoder"
        positions = _positions(self.model.config, side)
        if positions is not None and len(prompt) + (not self._encodes) > positions:
            raise ModelError(
                f"A prompt of {len(prompt)} tokens is too long for {self.model.name_or_path}, "
                f"which has {positions} positions: shorten it, or choose a checkpoint with more."
            )
        if self._encodes:
            left = _positions(self.model.config, "decoder")
        else:
            left = None if positions is None else positions - len(prompt)
        return self.max_new_tokens if left is None else min(self.max_new_tokens, left)

    def _stopped(self, tokens: list[int]) -> bool:
        if not self.stop:
            return False
        tail = self._decode(tokens[-self._tail :])
        return any(text in tail for text in self.stop)

    def _completion(self, prompt: tuple[int, ...], row: Row) -> Completion:
        text = self._text(prompt, row.tokens)
        ends = [place for place in map(text.find, self.stop) if place >= 0]
        ended = row.ended or bool(ends)
        return Completion(text[: min(ends, default=None)], row.logprob, ended, len(row.tokens))

    def _text(self, prompt: tuple[int, ...], tokens: list[int]) -> str:
        """Read tokens after the last one of the prompt: some tokenizers drop a leading space."""
        if not self._encodes:
            before, whole = self._decode(prompt[-1:]), self._decode([*prompt[-1:], *tokens])
            if whole.startswith(before):
                return whole[len(before) :]
        return self._decode(tokens)

    def _decode(self, tokens: Sequence[int]) -> str:
        text = self.tokenizer.decode(
            list(tokens), skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return str(text)


def load_pretrained(
    name: str,
    *,
    trust_remote_code: bool = False,
    device: str | torch.device | None = None,
    dtype: str | torch.dtype | None = None,
) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """Load a network and its tokenizer; from a folder, without any network access.

    Only weights in safetensors are read, which can hold no code.

    Args:
        name: a folder, or a name on the hub such as ``Qwen/Qwen2.5-Coder-7B``.
        trust_remote_code: whether to run Python code that comes with the checkpoint.
        device: None for a GPU if there is one.
        dtype: number format; None for a fast one.

    Raises:
        ModelError: there is no such checkpoint, or it cannot be loaded.
    """
    local = Path(name).is_dir()
    options: dict[str, Any] = {"local_files_only": local, "trust_remote_code": trust_remote_code}
    # Otherwise a service on the hub would be asked to convert weights that are not safetensors.
    os.environ.setdefault("DISABLE_SAFETENSORS_CONVERSION", "1")
    with _quiet(), _explained(name):
        place = best_device() if device is None else torch.device(device)
        if place.type == "cpu":
            keep_freed_memory()
        config = AutoConfig.from_pretrained(name, **options)
        kind = AutoModelForSeq2SeqLM if config.is_encoder_decoder else AutoModelForCausalLM
        tokenizer = _load_tokenizer(name, options)
        loaded: Any = kind.from_pretrained(
            name,
            config=config,
            dtype=best_dtype(place) if dtype is None else dtype,
            use_safetensors=True,
            output_loading_info=True,
            **options,
        )
        model, report = loaded
        if missing := sorted(report["missing_keys"]):
            raise ModelError(
                f"{name} lacks {len(missing)} of the weights of a {type(model).__name__}, "
                f"{missing[0]} for one: choose a checkpoint that was trained to write text."
            )
        model.to(place).train(False)
    return model, tokenizer


def _load_tokenizer(name: str, options: dict[str, Any]) -> PreTrainedTokenizerBase:
    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(name, **options)
        return tokenizer
    except (ValueError, ImportError, KeyError) as fault:  # what is said about code holds here too
        if "trust_remote_code" in str(fault):
            raise
        raise ModelError(
            f"{name} has no tokenizer that can be read here ({_first_line(fault)}): add its "
            "tokenizer.json, or install the package that is named."
        ) from fault


def best_device() -> torch.device:
    """Return the device that networks run on: a GPU if there is one."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def best_dtype(device: torch.device) -> torch.dtype:
    """Return the number format of a network on a device: on a GPU, one of 16 bits."""
    if device.type == "cpu" or compute_dtype(device) == torch.bfloat16:
        return compute_dtype(device)
    return torch.float16


@contextmanager
def _explained(name: str) -> Iterator[None]:
    """Turn whatever goes wrong into a sentence."""
    try:
        yield
    except ModelError:
        raise
    except Exception as fault:  # transformers, safetensors and torch each have their own
        raise ModelError(_explanation(name, fault)) from fault


def _explanation(name: str, fault: Exception) -> str:
    cause = fault.__cause__ or fault
    if isinstance(cause, hub.GatedRepoError):
        return f"{name} is gated: accept its terms on huggingface.co and run `hf auth login`."
    if isinstance(cause, hub.RepositoryNotFoundError | hub.HFValidationError):
        return f"There is no folder {name} and no such checkpoint on the hub: check the name."
    if isinstance(cause, hub.LocalEntryNotFoundError | hub.OfflineModeIsEnabled):
        return (
            f"There is no folder {name}, and the hub cannot be reached: check the path, or run "
            f"`hf download {name}` where there is a network."
        )
    if "trust_remote_code" in str(fault):
        return (
            f"{name} comes with Python code of its own, which is not run unless asked for: read "
            "it, and trust_remote_code allows it."
        )
    if "file named model.safetensors" in str(fault):
        return (
            f"{name} has no weights in safetensors, the one format that is read: convert them "
            "with save_pretrained, or choose another checkpoint."
        )
    return (
        f"{name} cannot be loaded ({type(fault).__name__}: {_first_line(fault)}): check that it "
        "is a whole checkpoint of a causal or encoder-decoder network."
    )


def _first_line(fault: Exception) -> str:
    return (str(fault).splitlines() or [""])[0].rstrip(" .:")[:200]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries from writing progress and advice to the terminal."""
    bars, verbosity = logging.is_progress_bar_enabled(), logging.get_verbosity()
    hub_verbosity = hub_logging.get_verbosity()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    hub_logging.set_verbosity(ERROR)
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        hub_logging.set_verbosity(hub_verbosity)
        if bars:
            logging.enable_progress_bar()


def _end_tokens(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> frozenset[int]:
    """Return the tokens that mark the end; checkpoints name them in two places."""
    named = model.generation_config.eos_token_id
    tokens = {*named} if isinstance(named, list) else {named}
    return frozenset(tokens | {tokenizer.eos_token_id}) - {None}


def _positions(config: Any, side: str) -> int | None:
    """Return how many tokens a network has positions for; None if nothing limits them."""
    names = (f"max_{side}_tokens", f"max_{side}_position_embeddings", "max_position_embeddings")
    text = config.get_text_config()
    return next((value for name in names if (value := getattr(text, name, None))), None)


def _out_of_memory(error: RuntimeError) -> bool:
    said = ("out of memory", "DefaultCPUAllocator", "CUBLAS_STATUS_ALLOC_FAILED")
    return isinstance(error, torch.OutOfMemoryError) or any(text in str(error) for text in said)

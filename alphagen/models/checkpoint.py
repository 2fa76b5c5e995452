"""Networks on disk: states of a training run, and bundles to be used and shared.

A bundle is a folder with ``config.json``, ``model.safetensors`` and ``tokenizer.json``; the
tokenizer may lie in a folder ``tokenizer`` beside it, which several bundles share. No code is
ever loaded from a bundle. A training state is a torch file, loaded with ``weights_only``.
"""

from __future__ import annotations

import copy
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from transformers import PreTrainedTokenizerFast
from transformers.utils import logging

from alphagen.errors import ModelError
from alphagen.models.model import AlphagenForConditionalGeneration
from alphagen.models.shards import load_optimizer, load_weights, whole
from alphagen.tensors.bundles import resolve, tokenizer_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from torch import nn
    from torch.optim import Optimizer

_FORMAT = 1


def save_training(
    path: Path,
    model: nn.Module,
    optimizer: Optimizer,
    step: int,
    *,
    generators: Mapping[str, torch.Generator] | None = None,
    extra: Mapping[str, Any] | None = None,
    write: bool = True,
) -> None:
    """Write all that is needed to go on training; a run killed meanwhile keeps the old file.

    When several processes train, all have to call it, and one writes.

    Args:
        path: the file to write.
        model: what is trained.
        optimizer: with its moments.
        step: number of steps done.
        generators: random generators by name.
        extra: plain values (numbers, texts, lists, dicts) and tensors to keep with it.
        write: whether this process writes.
    """
    state = {
        "format": _FORMAT,
        "model": whole(dict(model.state_dict()), keep=write),
        "optimizer": whole(optimizer.state_dict(), keep=write),
        "step": step,
        "generators": {name: g.get_state() for name, g in (generators or {}).items()},
        "extra": whole(dict(extra or {}), keep=write),
    }
    if not write:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def load_training(
    path: Path,
    model: nn.Module,
    optimizer: Optimizer,
    *,
    generators: Mapping[str, torch.Generator] | None = None,
) -> tuple[int, dict[str, Any]]:
    """Put a training state back where it was taken from.

    Args:
        path: a file written by ``save_training``.
        model: of the same sizes; its weights are replaced.
        optimizer: over the same parameters; its state is replaced.
        generators: those to set, by name; each must have been saved.

    Returns:
        The number of steps done, and what was saved as ``extra``.

    Raises:
        ModelError: there is no such file, or it does not fit.
    """
    if not path.is_file():
        raise ModelError(f"There is no training state at {path}: start without resuming.")
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        load_weights(model, state["model"])
        load_optimizer(optimizer, state["optimizer"])
        for name, generator in (generators or {}).items():
            generator.set_state(state["generators"][name])
        return int(state["step"]), dict(state["extra"])
    except Exception as fault:  # a damaged file fails in as many ways as there are bytes
        raise ModelError(
            f"The training state {path} does not fit this model or is damaged "
            f"({type(fault).__name__}): resume with the configuration it was saved with."
        ) from fault


def load_trained_weights(path: Path, model: nn.Module) -> dict[str, Any]:
    """Put only the weights of a training state into a model, to start something new from them.

    Where the state has a running mean of the weights, as ``model`` of ``average``, it is taken.

    Returns:
        What was saved as ``extra``.

    Raises:
        ModelError: there is no such file, or it does not fit.
    """
    if not path.is_file():
        raise ModelError(f"There is no training state at {path}: train that stage first.")
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        extra = dict(state["extra"])
        load_weights(model, extra.get("average", state)["model"])
        return extra
    except Exception as fault:  # as above
        raise ModelError(
            f"The training state {path} does not fit this model or is damaged "
            f"({type(fault).__name__}): start from one of the same sizes."
        ) from fault


def save_bundle(
    model: AlphagenForConditionalGeneration,
    tokenizer: PreTrainedTokenizerFast | None,
    folder: Path,
    dtype: torch.dtype = torch.bfloat16,
) -> None:
    """Write a network to a folder, replacing what is there once everything is written.

    Args:
        model: the network; it is not changed.
        tokenizer: its tokenizer; None when a folder ``tokenizer`` beside this one holds it.
        folder: where to write.
        dtype: of the numbers on disk.
    """
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    copied: Any = copy.deepcopy(model)
    with _no_progress_bars():
        copied.to(dtype).save_pretrained(part)
    for file in part.iterdir():
        file.chmod(0o644)  # safetensors writes files that only their owner can read
    if tokenizer is not None:
        tokenizer.save_pretrained(part)
    if folder.exists():
        shutil.rmtree(folder)
    part.rename(folder)


def load_bundle(
    name_or_path: str | Path,
) -> tuple[AlphagenForConditionalGeneration, PreTrainedTokenizerFast]:
    """Load a network in float32, ready to be used, and its tokenizer.

    Args:
        name_or_path: ``sampler`` or ``inputs``, which come with the package, or a folder.

    Raises:
        ModelError: there is no network or tokenizer there, or it cannot be read.
    """
    folder = resolve(name_or_path)
    try:
        with _no_progress_bars():
            model = AlphagenForConditionalGeneration.from_pretrained(
                folder, dtype=torch.float32, local_files_only=True, use_safetensors=True
            )
    except Exception as fault:  # transformers, safetensors and torch each have their own
        raise ModelError(
            f"The network in {folder} cannot be read ({fault}): save it again with save_bundle."
        ) from fault
    model.train(False)
    return model, load_tokenizer(folder)


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def load_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """Load the tokenizer in a folder, or the one in the folder ``tokenizer`` beside it.

    Raises:
        ModelError: there is none, or it cannot be read.
    """
    place = tokenizer_folder(folder)
    try:
        tokenizer: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(
            place, local_files_only=True
        )
    except Exception as fault:  # the tokenizers library raises bare Exception
        raise ModelError(
            f"The tokenizer in {place} cannot be read ({fault}): save it again."
        ) from fault
    return tokenizer

"""The models a command asks for by name, with the prompts they were trained on.

torch is imported when a model is loaded, not before.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from alphagen.errors import ModelError
from alphagen.prompts import MetadataChoices, draw_metadata, encoder_prompt, read_program

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from alphagen.config import SolveConfig
    from alphagen.core import Problem, Prompt
    from alphagen.sampling.base import Sampler, TextModel


def load_sampler(name: str, config: SolveConfig) -> Sampler:
    """Load the network that writes programs.

    Args:
        name: ``bundled``, or the folder of a network.
        config: gives temperature, chunk size and languages.

    Raises:
        ModelError: there is no such network, or it cannot be read.
    """
    from alphagen.models.checkpoint import load_bundle, resolve
    from alphagen.sampling.native import NativeSampler

    place = "sampler" if name == "bundled" else name
    choices = read_choices(resolve(place), config)
    model, tokenizer = load_bundle(place)

    def make_prompt(problem: Problem, rng: Random) -> Prompt:
        return encoder_prompt(problem, draw_metadata(rng, choices))

    return NativeSampler(
        model,
        tokenizer,
        make_prompt,
        read_program,
        temperature=config.temperature,
        batch_size=config.chunk_size,
    )


def load_text_model(name: str) -> TextModel:
    """Load the network that writes test inputs.

    Args:
        name: ``bundled``, or the folder of a network.

    Raises:
        ModelError: there is no such network, or it cannot be read.
    """
    from alphagen.models.checkpoint import load_bundle
    from alphagen.sampling.native import NativeTextModel

    return NativeTextModel(*load_bundle("inputs" if name == "bundled" else name))


def read_choices(folder: Path, config: SolveConfig) -> MetadataChoices:
    """Read which ratings and tags a network was trained on (``metadata.json`` beside it).

    A network without that file gets the paper's.

    Raises:
        ModelError: the file is not what training writes.
    """
    path = folder / "metadata.json"
    if not path.exists():
        return MetadataChoices(languages=config.languages)
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        ratings = [None if rating is None else int(rating) for rating in held["ratings"]]
        tags = [tuple(map(str, combination)) for combination in held["tags"]]
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError(
            f"{path} does not list ratings and tags ({error}): write it again."
        ) from error
    return MetadataChoices(ratings, tags, config.languages)

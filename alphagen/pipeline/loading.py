"""The models a command asks for by name, with the prompts they were trained on.

torch is imported when a model is loaded, not before.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from alphagen.errors import ModelError
from alphagen.prompts import MetadataChoices, draw_metadata, encoder_prompt, read_program

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from alphagen.config import SolveConfig
    from alphagen.core import Problem, Prompt
    from alphagen.sampling.base import Sampler, TextModel


def share_processors() -> None:
    """Let torch's threads sleep while they wait for each other; call it before torch is imported.

    By default they spin, in the way of the programs that are being judged, and of each other: with
    two more processes on two processors, 500 samples took 117 to 164 s, and 5.5 s when they sleep
    (AMD EPYC, torch 2.13, 2026-11-27). A choice in the environment is kept. Training, which mostly
    has the processors to itself, was 9 % slower with it, and goes without.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def load_sampler(name: str, config: SolveConfig) -> Sampler:
    """Load the network that writes programs.

    Args:
        name: ``bundled``, or the folder of a network.
        config: gives temperature, chunk size and languages.

    Raises:
        ModelError: there is no such network, or it cannot be read.
    """
    share_processors()
    from alphagen.sampling.bundles import read_bundle
    from alphagen.sampling.native import NativeEngine
    from alphagen.sampling.sampler import EngineSampler

    bundle = read_bundle("sampler" if name == "bundled" else name)
    choices = metadata_choices(bundle.metadata, config)

    def make_prompt(problem: Problem, rng: Random) -> Prompt:
        return encoder_prompt(problem, draw_metadata(rng, choices))

    return EngineSampler(
        NativeEngine(bundle.network, bundle.tokenizer),
        make_prompt,
        read_program,
        temperature=(config.temperature, config.temperature_to or config.temperature),
        chunk_size=config.chunk_size,
    )


def load_text_model(name: str) -> TextModel:
    """Load the network that writes test inputs.

    Args:
        name: ``bundled``, or the folder of a network.

    Raises:
        ModelError: there is no such network, or it cannot be read.
    """
    share_processors()
    from alphagen.sampling.bundles import read_bundle
    from alphagen.sampling.native import NativeEngine
    from alphagen.sampling.sampler import EngineTextModel

    bundle = read_bundle("inputs" if name == "bundled" else name)
    return EngineTextModel(NativeEngine(bundle.network, bundle.tokenizer))


def metadata_choices(held: Mapping[str, Any], config: SolveConfig) -> MetadataChoices:
    """Read which ratings and tags a network was trained on; one that does not say gets the paper's.

    >>> from alphagen.config import SolveConfig
    >>> metadata_choices({"ratings": [None, 800], "tags": [[], ["math"]]}, SolveConfig()).ratings
    [None, 800]

    Raises:
        ModelError: there is something else in the place of ratings and tags.
    """
    if not held:
        return MetadataChoices(languages=config.languages, language_shares=config.language_shares)
    try:
        ratings = [None if rating is None else int(rating) for rating in held["ratings"]]
        tags = [tuple(map(str, combination)) for combination in held["tags"]]
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError(
            f"The network's metadata.json has no lists of ratings and tags ({error!r}): write it "
            "again with `alphagen train`."
        ) from error
    return MetadataChoices(ratings, tags, config.languages, config.language_shares)

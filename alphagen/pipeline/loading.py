"""The models a command asks for by name, with the prompts that suit them.

torch is imported when a model is loaded, not before.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from alphagen.core import Limits, Status
from alphagen.errors import ModelError, UsageError
from alphagen.pipeline.specs import BUNDLED, Kind, ModelSpec, Style, parse_model
from alphagen.prompts import (
    MetadataChoices,
    chat_prompt,
    completion_prompt,
    draw_metadata,
    encoder_prompt,
    read_completion,
    read_function,
    read_program,
)
from alphagen.sampling.mixture import MixedSampler
from alphagen.sampling.sampler import EngineSampler, EngineTextModel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from alphagen.config import SolveConfig
    from alphagen.core import Metadata, Problem, Program, Prompt
    from alphagen.execution import Executor
    from alphagen.inputgen import InputGenerator
    from alphagen.sampling.base import Engine, Sampler
    from alphagen.sampling.native import NativeEngine

MAX_NEW_TOKENS = 2048
"""Length of a completion of a model that is not ours, unless the settings say another."""

NEXT_PROBLEM = ("\n# RATING:", "\n// RATING:", "\n# LANGUAGE IS", "\n// LANGUAGE IS")
"""Texts with which a base model that goes on begins the next problem."""


def share_processors() -> None:
    """Let torch's threads sleep while they wait for each other; call it before torch is imported.

    By default they spin, in the way of the programs that are being judged, and of each other: with
    two more processes on two processors, 500 samples took 117 to 164 s, and 5.5 s when they sleep
    (AMD EPYC, torch 2.13, 2026-11-27). A choice in the environment is kept. Training, which mostly
    has the processors to itself, was 9 % slower with it, and goes without.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def load_sampler(models: Sequence[str], config: SolveConfig) -> Sampler:
    """Load what writes programs.

    Args:
        models: each as ``parse_model`` reads it; several share the samples.
        config: gives temperatures, sizes and languages.

    Raises:
        UsageError: a name means nothing, or some have a share and others have none.
        ModelError: a model cannot be loaded, or its server cannot be used.
    """
    specs = [parse_model(text) for text in models]
    shares = [spec.share for spec in specs if spec.share is not None]
    if shares and len(shares) != len(specs):
        raise UsageError(f"{', '.join(models)}: give every model a share, or none.")
    samplers = [_load_one(spec, config) for spec in specs]
    if len(samplers) == 1:
        return samplers[0]
    return MixedSampler(samplers, shares or [1.0] * len(samplers))


def _load_one(spec: ModelSpec, config: SolveConfig) -> Sampler:
    temperature = config.temperature, config.temperature_to or config.temperature
    options: Any = {"temperature": temperature, "chunk_size": config.chunk_size}
    if spec.kind is Kind.NATIVE:
        engine, held = _native(spec, "sampler", config)
        choices = metadata_choices(held, config)
        return EngineSampler(engine, _drawn(encoder_prompt, choices), read_program, **options)
    other, style = _other(spec, config)
    write = chat_prompt if style is Style.CHAT else completion_prompt
    # What a model was not trained with would be noise, and equal prompts are read once.
    choices = MetadataChoices((None,), ((),), config.languages, config.language_shares)
    drawn = _drawn(write, choices)
    return EngineSampler(other, drawn, read_completion, read_function=read_function, **options)


def _drawn(
    write: Callable[[Problem, Metadata], Prompt], choices: MetadataChoices
) -> Callable[[Problem, Random], Prompt]:
    return lambda problem, rng: write(problem, draw_metadata(rng, choices))


def _native(spec: ModelSpec, role: str, config: SolveConfig) -> tuple[NativeEngine, dict[str, Any]]:
    """Load our own network, and which ratings and tags it knows."""
    share_processors()
    from alphagen.sampling.bundles import read_bundle
    from alphagen.sampling.native import NativeEngine

    bundle = read_bundle(role if spec.name == BUNDLED else spec.name, config.precision)
    return NativeEngine(bundle.network, bundle.tokenizer), bundle.metadata


def _other(spec: ModelSpec, config: SolveConfig) -> tuple[Engine, Style]:
    """Load a model that others have trained, or see that its server answers."""
    length = config.max_new_tokens or MAX_NEW_TOKENS
    if spec.kind is Kind.SERVER:
        from alphagen.sampling.http import read_api_key
        from alphagen.sampling.server import ServerEngine

        style = spec.style or Style.CHAT
        server = ServerEngine(
            spec.urls,
            spec.name,
            chat=style is Style.CHAT,
            max_new_tokens=length,
            stop=() if style is Style.CHAT else NEXT_PROBLEM,
            api_key=read_api_key(),
        )
        server.check()
        return server, style
    share_processors()
    from alphagen.sampling.pretrained import PretrainedEngine, load_pretrained

    if config.precision == "int8":
        raise UsageError(f"`precision` int8 is for our own network: {spec.name} needs another.")
    dtype = None if config.precision == "auto" else config.precision
    model, tokenizer = load_pretrained(spec.name, dtype=dtype)
    chat = bool(tokenizer.chat_template) if spec.style is None else spec.style is Style.CHAT
    engine = PretrainedEngine(
        model,
        tokenizer,
        max_new_tokens=length,
        stop=() if chat else NEXT_PROBLEM,
        chat=chat,
    )
    return engine, Style.CHAT if chat else Style.COMPLETION


def load_input_generator(model: str, config: SolveConfig, executor: Executor) -> InputGenerator:
    """Load what writes test inputs, completed by changes to the examples.

    Args:
        model: as ``parse_model`` reads it.
        config: gives the length of completions.
        executor: runs the programs of a chat model that print inputs.

    Raises:
        UsageError: the name means nothing, or the model cannot be asked for inputs.
        ModelError: the model cannot be loaded, or its server cannot be used.
    """
    from alphagen.inputgen import (
        ChatInputGenerator,
        ModelInputGenerator,
        MutationInputGenerator,
        completed,
    )

    spec = parse_model(model)
    if spec.kind is Kind.NATIVE:
        engine, _ = _native(spec, "inputs", config)
        own = ModelInputGenerator(EngineTextModel(engine))
        return completed(own, MutationInputGenerator())
    other, style = _other(spec, config)
    if style is not Style.CHAT:
        raise UsageError(
            f"{model} does not follow instructions, and was not trained to write inputs: give "
            "another --input-model, or none."
        )

    def run_program(program: Program, texts: Sequence[str]) -> list[str | None]:
        results = executor.run(program, texts, Limits())
        return [r.stdout if r.status is Status.OK else None for r in results]

    chat = ChatInputGenerator(EngineTextModel(other), run_program)
    return completed(chat, MutationInputGenerator())


def metadata_choices(held: Mapping[str, Any], config: SolveConfig) -> MetadataChoices:
    """Read which ratings and tags a network was trained on; one that does not say gets the paper's.

    >>> from alphagen.config import SolveConfig
    >>> metadata_choices({"ratings": [None, 800], "tags": [[], ["math"]]}, SolveConfig()).ratings
    [None, 800]

    Raises:
        ModelError: there is something else in the place of ratings and tags.
    """
    languages: Any = {"languages": config.languages, "language_shares": config.language_shares}
    if not held:
        return MetadataChoices(**languages)
    try:
        ratings = [None if rating is None else int(rating) for rating in held["ratings"]]
        tags = [tuple(map(str, combination)) for combination in held["tags"]]
        if not ratings or not tags:
            raise ValueError("one of them is empty")
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError(
            f"The network's metadata.json has no lists of ratings and tags ({error!r}): write it "
            "again with `alphagen train`."
        ) from error
    return MetadataChoices(ratings, tags, **languages)

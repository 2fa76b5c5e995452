"""The whole recipe of a configuration: tokenizer, stages, bundles."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tqdm import tqdm

from alphagen.config import TrainConfig
from alphagen.errors import ConfigError
from alphagen.forge import training_families
from alphagen.models import AlphagenConfig, AlphagenForConditionalGeneration
from alphagen.models.checkpoint import load_bundle, load_trained_weights, save_bundle
from alphagen.models.tokenizer import as_transformers, train_tokenizer
from alphagen.tensors.bundles import resolve
from alphagen.tensors.memory import keep_freed_memory
from alphagen.training.examples import training_texts
from alphagen.training.loop import StageTrainer

INPUT_SHARE = 0.08  # of the tokenizer's texts
COMMON = 0.05  # share of the families that has a tag worth drawing


def tokenizer_texts(config: TrainConfig) -> Iterator[str]:
    """Texts the tokenizer learns from: prompts and programs."""
    # Another seed than training's: what is merged should not depend on the first problems.
    data = config.data.merged(seed=config.data.seed + 1)
    for index in tqdm(range(data.tokenizer_problems), desc="tokenizer", unit="problem"):
        yield from training_texts(data, index, INPUT_SHARE)


def make_tokenizer(config: TrainConfig, folder: Path) -> Tokenizer:
    """Load the run's tokenizer; the first time, take that of its base or train one."""
    path = folder / "tokenizer.json"
    if not path.exists():
        if config.base:
            text = (resolve(config.base) / "tokenizer.json").read_text("utf-8")
        else:
            text = train_tokenizer(tokenizer_texts(config), config.data.vocab_size).to_str()
        temporary = path.with_suffix(".tmp")
        temporary.write_text(text, "utf-8")
        temporary.rename(path)
    return Tokenizer.from_file(str(path))


def make_model(config: TrainConfig, tokenizer: Tokenizer) -> AlphagenForConditionalGeneration:
    """Make a network with the weights of the base, or random ones drawn from the data seed.

    Raises:
        ConfigError: the base is of other sizes.
        ModelError: there is no such base.
    """
    sizes = AlphagenConfig(
        vocab_size=tokenizer.get_vocab_size(),
        max_encoder_tokens=config.data.max_encoder_tokens,
        max_decoder_tokens=config.data.max_decoder_tokens,
        **config.model.model_dump(),
    )
    # The library draws weights from the global generator: it is set for that, and put back.
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(config.data.seed)
        model = AlphagenForConditionalGeneration(sizes)
    if config.base:
        base, _ = load_bundle(config.base)
        try:
            take_over(model, base)
        except RuntimeError as error:
            raise ConfigError(
                f"`base` is '{config.base}', a network of other sizes: give `model` its sizes "
                f"({base.config.d_model} wide, {base.config.encoder_layers} encoder and "
                f"{base.config.decoder_layers} decoder layers); only layers may be added."
            ) from error
    return model


def take_over(
    model: AlphagenForConditionalGeneration, base: AlphagenForConditionalGeneration
) -> None:
    """Give a network the weights of one that may have fewer layers, so that both do the same.

    Layers that are added come last in their stack, and add nothing until they have learnt to.

    Raises:
        RuntimeError: the sizes differ in something else.
    """
    new, unknown = model.load_state_dict(base.state_dict(), strict=False)
    if unknown:
        raise RuntimeError(f"the base also has {unknown[0]}")
    for name in new:
        if name.endswith(".out.weight"):
            torch.nn.init.zeros_(model.get_parameter(name))


def metadata_choices() -> dict[str, list[object]]:
    """Ratings and tags of the training families, for the sampler to draw from.

    No tag and the common ones alone: each combination is a prompt of its own to encode, and most
    occur in a few families only.
    """
    families = training_families()
    counts = Counter(tag for family in families for tag in family.tags)
    common = [tag for tag, count in counts.most_common() if count >= COMMON * len(families)]
    ratings: list[object] = [None, *sorted({family.rating for family in families})]
    return {"ratings": ratings, "tags": [[], *([tag] for tag in common)]}


def _check_names(config: TrainConfig) -> None:
    """Refuse an unknown stage before hours of training, not after."""
    stages = list(config.stages)
    for position, (name, stage) in enumerate(config.stages.items()):
        if stage.start and stage.start not in stages[:position]:
            raise ConfigError(
                f"`stages.{name}.start` is '{stage.start}', which is no stage before it."
            )
    for name, stage_name in config.bundles.items():
        if stage_name not in stages:
            raise ConfigError(f"`bundles.{name}` is '{stage_name}'; name one of {stages}.")


def _workers(config: TrainConfig, device: str) -> int:
    if config.workers is not None:
        return config.workers
    return max(1, (os.cpu_count() or 1) - 1) if device == "cuda" else 1


def train(config: TrainConfig) -> dict[str, Path]:
    """Run every stage that is not finished, then write the bundles.

    Args:
        config: the recipe.

    Returns:
        The folder of each bundle.

    Raises:
        ConfigError: a stage or bundle starts from one that does not come before it.
    """
    _check_names(config)
    keep_freed_memory()
    folder = Path(config.out)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = make_tokenizer(config, folder)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    for name, stage in config.stages.items():
        model = make_model(config, tokenizer)
        torch.nn.Module.to(model, torch.device(device))
        if stage.start:
            load_trained_weights(folder / stage.start / "state.pt", model)
        trainer = StageTrainer(model, stage, config.data, tokenizer.to_str(), folder / name)
        trainer.run(checkpoint_minutes=config.checkpoint_minutes, workers=_workers(config, device))
    bundles = {}
    for name, stage_name in config.bundles.items():
        model = make_model(config, tokenizer)
        load_trained_weights(folder / stage_name / "state.pt", model)
        bundles[name] = folder / "bundles" / name
        save_bundle(model, as_transformers(tokenizer), bundles[name])
        choices = json.dumps(metadata_choices(), indent=1)
        (bundles[name] / "metadata.json").write_text(choices + "\n", "utf-8")
    return bundles

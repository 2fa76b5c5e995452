"""The whole recipe of a configuration: tokenizer, stages, bundles."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tqdm import tqdm

from alphagen.config import DataConfig, TrainConfig
from alphagen.errors import ConfigError
from alphagen.forge import training_families
from alphagen.models import AlphagenConfig, AlphagenForConditionalGeneration
from alphagen.models.checkpoint import load_bundle, load_trained_weights, save_bundle
from alphagen.models.tokenizer import as_transformers, train_tokenizer
from alphagen.tensors.bundles import resolve
from alphagen.tensors.memory import keep_freed_memory
from alphagen.tensors.tokenizer import read_tokenizer
from alphagen.training.group import Group, joined
from alphagen.training.loop import StageTrainer, make_folder
from alphagen.training.rows import load_tasks
from alphagen.training.sources import open_source
from alphagen.training.validation import open_held_out

INPUT_SHARE = 0.08  # of the tokenizer's texts
TAG_SETS = 50
COMMON = 0.05  # share of the families that has a tag worth drawing


def tokenizer_texts(config: TrainConfig) -> Iterator[str]:
    """Texts the tokenizer learns from: prompts and programs, or code, as the stages draw them."""
    # Another seed than training's: what is merged should not depend on the first problems.
    data = config.data.merged(seed=config.data.seed + 1)
    stages = {stage.objective: stage for stage in config.stages.values()}
    for objective, stage in stages.items():
        source = open_source(data, stage.merged(inputs=INPUT_SHARE))
        described = f"tokenizer, {objective}"
        for index in tqdm(range(data.tokenizer_problems), desc=described, unit="text"):
            texts = source.texts(index)
            yield from (texts.head + texts.source, texts.target)


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
    return read_tokenizer(path.read_text("utf-8"))


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


def metadata_choices(data: DataConfig) -> dict[str, list[object]]:
    """Ratings and tags of the training problems, for the sampler to draw from.

    Of the forge's families, no tag and the common ones alone: each combination is a prompt of its
    own to encode, and most occur in a few families only. Of data sets, the 50 most popular
    combinations (paper, appendix C.2).
    """
    if not data.metadata:
        return {"ratings": [None], "tags": [[]]}
    if data.problems:
        problems = [task.problem for task in load_tasks(data)]
        sets = Counter(problem.tags for problem in problems)
        rated = sorted({problem.rating for problem in problems if problem.rating})
        return {
            "ratings": [*rated] or [None],
            "tags": [list(tags) for tags, _ in sets.most_common(TAG_SETS)],
        }
    families = training_families(data.families)
    counts = Counter(tag for family in families for tag in family.tags)
    common = [tag for tag, count in counts.most_common() if count >= COMMON * len(families)]
    ratings: list[object] = [None, *sorted({family.rating for family in families})]
    return {"ratings": ratings, "tags": [[], *([tag] for tag in common)]}


def _check_stages(config: TrainConfig) -> None:
    """Refuse an unknown stage, or one that cannot run, before hours of training, not after."""
    stages = list(config.stages)
    for position, (name, stage) in enumerate(config.stages.items()):
        if stage.start and stage.start not in stages[:position]:
            raise ConfigError(
                f"`stages.{name}.start` is '{stage.start}', which is no stage before it."
            )
        open_source(config.data, stage)
        if config.data.validation and stage.objective == "solve":
            open_held_out(config.data, stage)
        if stage.average and config.parallel == "fsdp":
            raise ConfigError(
                f"`stages.{name}.average` is {stage.average:g}, and the mean needs whole matrices, "
                "but `parallel` is fsdp: set it to ddp, or the average to 0."
            )
        if stage.optimizer == "muon" and config.parallel == "fsdp":
            raise ConfigError(
                f"`stages.{name}.optimizer` is muon, which needs whole matrices, but `parallel` is "
                "fsdp: set it to ddp, or the optimizer to adamw."
            )
        if stage.gold:
            _check_gold(config, name)
    for name, stage_name in config.bundles.items():
        if stage_name not in stages:
            raise ConfigError(f"`bundles.{name}` is '{stage_name}'; name one of {stages}.")


def _check_gold(config: TrainConfig, name: str) -> None:
    """Refuse GOLD on a network that has no likely tokens yet (paper, section 4.3)."""
    stage = config.stages[name]
    before = config.stages.get(stage.start)
    if before is None and not config.base:
        raise ConfigError(
            f"`stages.{name}.gold` is true, but it starts from random weights: let it `start` "
            "from a stage with the same `temperature` and without `gold`."
        )
    if before is not None and before.temperature != stage.temperature:
        raise ConfigError(
            f"`stages.{name}.gold` is true with a `temperature` of {stage.temperature:g}, but it "
            f"starts from `{stage.start}`, which has {before.temperature:g}: put a short stage "
            "with the same temperature and without `gold` between them."
        )


def _workers(config: TrainConfig, group: Group) -> int:
    if config.workers is not None:
        return config.workers
    if group.device.type != "cuda":
        return 1
    return max(1, ((os.cpu_count() or 1) - 1) // group.local)


def train(config: TrainConfig) -> dict[str, Path]:
    """Run every stage that is not finished, then write the bundles.

    Args:
        config: the recipe.

    Returns:
        The folder of each bundle, in the process that wrote them.

    Raises:
        ConfigError: a stage or bundle starts from one that does not come before it, or one that is
            not what it needs, or ``out`` cannot be a folder.
    """
    _check_stages(config)
    keep_freed_memory()
    with joined(config.parallel) as group:
        folder = Path(config.out)
        if group.first:
            make_folder(folder)
            make_tokenizer(config, folder)
        group.wait()
        tokenizer = make_tokenizer(config, folder)
        for name in config.stages:
            _run_stage(config, name, tokenizer, group)
        bundles = _write_bundles(config, tokenizer) if group.first else {}
        group.wait()
    return bundles


def _run_stage(config: TrainConfig, name: str, tokenizer: Tokenizer, group: Group) -> None:
    model = make_model(config, tokenizer)
    torch.nn.Module.to(model, group.device)
    if config.recompute:
        old = model.gradient_checkpointing_enable  # the older of its two names in transformers 5
        getattr(model, "activation_checkpointing_enable", old)({"use_reentrant": False})
    folder = Path(config.out) / name
    trainer = StageTrainer(
        model, config.stages[name], config.data, tokenizer.to_str(), folder, group
    )
    trainer.run(
        checkpoint_minutes=config.checkpoint_minutes,
        workers=_workers(config, group),
        board=config.tensorboard,
    )


def _write_bundles(config: TrainConfig, tokenizer: Tokenizer) -> dict[str, Path]:
    folder = Path(config.out)
    bundles = {}
    for name, stage_name in config.bundles.items():
        model = make_model(config, tokenizer)
        load_trained_weights(folder / stage_name / "state.pt", model)
        bundles[name] = folder / "bundles" / name
        save_bundle(model, as_transformers(tokenizer), bundles[name])
        choices = json.dumps(metadata_choices(config.data), indent=1)
        (bundles[name] / "metadata.json").write_text(choices + "\n", "utf-8")
    return bundles

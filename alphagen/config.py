"""Settings: one frozen model per stage, read from YAML and ``--set key=value``.

A setting that nobody knows is refused, and so is a value out of range; all faults of a file are
reported together, one sentence each.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from alphagen.core import Language
from alphagen.errors import ConfigError


def _no_truth_value(value: object) -> object:
    """Refuse ``yes`` and ``true`` where a number belongs; pydantic would read them as 1."""
    if isinstance(value, bool):
        raise ValueError("should be a number, not a truth value")
    return value


Int = Annotated[int, BeforeValidator(_no_truth_value)]
Float = Annotated[float, BeforeValidator(_no_truth_value)]
Precision = Literal["auto", "float32", "bfloat16", "int8"]


class Config(BaseModel):
    """Base of all settings: frozen, no unknown keys, finite numbers, a sentence on each field."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        validate_default=True,
        use_attribute_docstrings=True,
    )

    def merged(self, **changes: Any) -> Self:
        """Return a checked copy with ``changes``; a change to None is left out.

        Raises:
            ConfigError: a change is not allowed.
        """
        given = {key: value for key, value in changes.items() if value is not None}
        return parse_config(type(self), self.model_dump() | given)


class SolveConfig(Config):
    """How a problem is solved. The defaults of the counts are the paper's (sections 4.4 to 4.6)."""

    samples: Annotated[Int, Field(ge=1)] = 1000
    """Programs to sample (k)."""

    submissions: Annotated[Int, Field(ge=1)] = 10
    """Programs to hand in at most (n)."""

    inputs: Annotated[Int, Field(ge=0)] = 50
    """Generated inputs that survivors are grouped by; 0 leaves them ungrouped."""

    max_survivors: Annotated[Int, Field(ge=1)] = 8192
    """Survivors that enter the grouping at most."""

    seed: Annotated[Int, Field(ge=0)] = 0
    """Seed of every random choice."""

    temperature: Annotated[Float, Field(gt=0, le=10)] = 0.7
    """The logits are divided by this when sampling."""

    temperature_to: Annotated[Float, Field(gt=0, le=10)] | None = None
    """Each sample's temperature is drawn between ``temperature`` and this; null for all alike."""

    chunk_size: Annotated[Int, Field(ge=1, le=4096)] = 512
    """Samples drawn together; with the seed, it decides what is drawn. Our own network writes
    larger chunks faster, as more samples in them begin alike."""

    max_new_tokens: Annotated[Int, Field(ge=1)] | None = None
    """Length of a completion at most, of models that are not ours; null is 2048 tokens."""

    precision: Precision = "auto"
    """Number format of a network's weights: auto is bfloat16 where that is fast, else float32;
    int8 is for our own network."""

    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = (Language.PYTHON3,)
    """Languages to write in; the bundled model knows Python 3 only."""

    language_shares: tuple[Annotated[Float, Field(gt=0)], ...] | None = None
    """Share of the samples for each language; null for equal shares."""

    @field_validator("language_shares")
    @classmethod
    def _one_share_each(
        cls, shares: tuple[float, ...] | None, info: ValidationInfo
    ) -> tuple[float, ...] | None:
        languages = info.data.get("languages", ())
        if shares is not None and len(shares) != len(languages):
            raise ValueError(f"should be a share for each of the {len(languages)} languages")
        return shares

    until: Annotated[Int, Field(ge=1)] | None = None
    """Survivors after which no more programs are sampled; null for all samples in any case."""

    time_limit: Annotated[Float, Field(gt=0)] | None = None
    """Seconds after which no more programs are sampled; null for no limit."""

    workers: Annotated[Int, Field(ge=1)] | None = None
    """Programs that run at the same time; null is one for each processor."""

    cpu_limit: Annotated[Float, Field(gt=0)] | None = None
    """CPU seconds of a run; null is the problem's limit, and five times that for Python."""

    strict: bool = False
    """Compare output character by character, white space at line ends aside."""


class ModelConfig(Config):
    """Sizes of a network to train; ``models.AlphagenConfig`` says what each is."""

    d_model: Annotated[Int, Field(ge=8)] = 256
    """Width of the residual stream."""

    num_attention_heads: Annotated[Int, Field(ge=1)] = 4
    """Query heads; keys and values have one head."""

    head_dim: Annotated[Int, Field(ge=4)] = 64
    """Width of a head."""

    ffn_fan_out: Annotated[Int, Field(ge=1)] = 4
    """Width of the feed-forward layers, in units of ``d_model``."""

    encoder_layers: Annotated[Int, Field(ge=1)] = 4
    """Blocks of the encoder."""

    decoder_layers: Annotated[Int, Field(ge=1)] = 6
    """Blocks of the decoder."""


class DataConfig(Config):
    """What a network is trained on."""

    seed: Annotated[Int, Field(ge=0)] = 0
    """Seed of the problems."""

    vocab_size: Annotated[Int, Field(ge=300, le=8000)] = 4096
    """Entries of the tokenizer."""

    tokenizer_problems: Annotated[Int, Field(ge=1)] = 30_000
    """Problems the tokenizer is trained on."""

    composed: Annotated[Float, Field(ge=0, le=1)] = 0.25
    """Share of problems from families made up on the spot."""

    withheld: Annotated[Float, Field(ge=0, le=0.5)] = 0.12
    """Share of problems without their telling."""

    tellings: Annotated[Int, Field(ge=1)] | None = None
    """Ways of putting the task that each family may use; null is all it has."""

    max_encoder_tokens: Annotated[Int, Field(ge=32)] = 512
    """Problems with longer prompts are left out."""

    max_decoder_tokens: Annotated[Int, Field(ge=16)] = 256
    """Problems with longer programs are left out."""

    batch_tokens: Annotated[Int, Field(ge=64)] = 16_384
    """Tokens of a batch, padding included."""

    pool: Annotated[Int, Field(ge=1)] = 4096
    """Problems drawn at a time and sorted by length."""


class StageConfig(Config):
    """One stage of training: a stretch of steps with its own mixture and learning rate."""

    start: str = ""
    """Stage whose weights it starts from; empty starts from random ones."""

    steps: Annotated[Int, Field(ge=1)]
    """Optimiser steps."""

    learning_rate: Annotated[Float, Field(gt=0)] = 1.5e-3
    """Peak learning rate."""

    final: Annotated[Float, Field(ge=0, le=1)] = 1.0
    """Share of the peak that is left at the end; the decay is linear from ``decay_from`` on."""

    decay_from: Annotated[Float, Field(ge=0, le=1)] = 0.0
    """Share of the steps after which the rate decays."""

    warmup: Annotated[Int, Field(ge=0)] = 200
    """Steps over which the rate rises from 0."""

    inputs: Annotated[Float, Field(ge=0, le=1)] = 0.0
    """Share of examples that ask for a test input, not for a program."""

    weight_decay: Annotated[Float, Field(ge=0)] = 0.1
    """Of AdamW (paper, section 4.2)."""

    clip: Annotated[Float, Field(gt=0)] = 1.0
    """Largest norm of the gradient (paper, section 4.2)."""


class TrainConfig(Config):
    """How the bundled networks come to be."""

    out: str = "checkpoints/bundled"
    """Folder for checkpoints and the finished bundles."""

    base: str = ""
    """A network to go on from, its tokenizer included: `sampler` or `inputs`, which come with the
    package, or a folder. It may have fewer layers. Empty begins with random weights."""

    model: ModelConfig = ModelConfig()
    """Sizes of the network."""

    data: DataConfig = DataConfig()
    """What it is trained on."""

    stages: dict[str, StageConfig]
    """Stages by name, in the order in which they run."""

    bundles: dict[str, str] = {}
    """Finished bundles: name to the stage whose weights it takes."""

    checkpoint_minutes: Annotated[Float, Field(gt=0)] = 3.0
    """Time between checkpoints."""

    workers: Annotated[Int, Field(ge=0)] | None = None
    """Processes that draw problems; null is one, or on a GPU one for each processor but one. The
    batches are the same for any number; 0 draws them in the training process."""


ConfigT = TypeVar("ConfigT", bound=Config)


def load_config(
    model_class: type[ConfigT], path: Path | None = None, overrides: Sequence[str] = ()
) -> ConfigT:
    """Read settings from a YAML file, then apply ``overrides``.

    Args:
        model_class: what to read.
        path: YAML file; None starts from the defaults.
        overrides: ``a.b=c`` each, later ones win; the value is read as YAML.

    Raises:
        ConfigError: the file cannot be read, or some settings are wrong; one line for each fault.
    """
    values = {} if path is None else _read_yaml(path)
    faults = [fault for text in overrides if (fault := _apply(values, text))]
    return parse_config(model_class, values, origin=str(path) if path else "", faults=faults)


def parse_config(
    model_class: type[ConfigT],
    values: Mapping[str, Any],
    *,
    origin: str = "",
    faults: Iterable[str] = (),
) -> ConfigT:
    """Check ``values`` against ``model_class``.

    Args:
        model_class: what to read.
        values: settings by name.
        origin: where they come from, put before each fault.
        faults: sentences to report together with those found here.

    Raises:
        ConfigError: some settings are wrong; one line for each fault.
    """
    found = list(faults)
    config = None
    try:
        config = model_class.model_validate(values)
    except ValidationError as error:
        found += [_sentence(model_class, fault) for fault in error.errors()]
    if found or config is None:
        before = f"{origin}: " if origin else ""
        raise ConfigError("\n".join(before + sentence for sentence in found))
    return config


class _Loader(yaml.SafeLoader):
    """A YAML loader that refuses a key given twice, where the last would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"`{key}` is given twice", node.value[position][0].start_mark
                )
        return super().construct_mapping(node, deep)


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"Cannot read the configuration {path}: {reason}.") from error
    try:
        values = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigError(f"{path}{line}: not valid YAML: {error.problem}.") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that does not exist
        raise ConfigError(f"{path}: not valid YAML: {error}.") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: should hold lines of `key: value`, not {values!r}.")
    return values


def _apply(values: dict[str, Any], text: str) -> str:
    """Put one ``a.b=c`` into ``values``; return the fault, or an empty string."""
    key, equals, raw = text.partition("=")
    parts = key.strip().split(".")
    if not equals or not all(parts):
        return f"`{text}` should look like `key=value` or `stage.key=value`."
    try:
        value = yaml.load(raw, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError):
        return f"`{key}` is {raw!r}, which is not valid YAML; put text in quotes."
    place = values
    for depth, part in enumerate(parts[:-1], start=1):
        inner = place.get(part)
        if inner is not None and not isinstance(inner, dict):
            return f"`{key}` cannot be set: `{'.'.join(parts[:depth])}` is {inner!r}, not a group."
        place[part] = place = dict(inner or {})
    place[parts[-1]] = value
    return ""


def _sentence(model_class: type[BaseModel], fault: ErrorDetails) -> str:
    """Put one fault into a sentence: the key, the value, and what is allowed."""
    location = [str(part) for part in fault["loc"]]
    key = ".".join(location)
    if fault["type"] == "extra_forbidden":
        known = _known_keys(model_class, location[:-1])
        near = difflib.get_close_matches(location[-1], known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}."
        return f"`{key}` is not a setting; {hint}"
    if fault["type"] == "missing":
        return f"`{key}` is missing; give it a value."
    wanted = fault["msg"].removeprefix("Value error, ").removeprefix("Input ")
    wanted = wanted.partition(", unable to")[0]
    return f"`{key}` is {fault['input']!r}, but {'it ' if wanted[:6] == 'should' else ''}{wanted}."


def _known_keys(model_class: type[BaseModel], location: Sequence[str]) -> list[str]:
    """List the settings of the group at ``location``."""
    inner: Any = model_class
    for part in location:
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            field = inner.model_fields.get(part)
            inner = field.annotation if field else None
        else:  # a group whose names are free, such as `stages`
            inner = get_args(inner)[-1] if get_args(inner) else None
    is_model = isinstance(inner, type) and issubclass(inner, BaseModel)
    return list(inner.model_fields) if is_model else []

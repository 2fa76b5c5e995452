"""Settings of training: the network, what it is trained on, and the stages."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from alphagen.config.reading import Config, Float, Int


class ModelConfig(Config):
    """Sizes of a network to train; ``models.AlphagenConfig`` says what each is."""

    d_model: Annotated[Int, Field(ge=8)] = 256
    """Width of the residual stream."""

    num_attention_heads: Annotated[Int, Field(ge=1)] = 4
    """Query heads."""

    num_key_value_heads: Annotated[Int, Field(ge=1)] = 1
    """Heads of keys and values; 1 is multi-query attention, more must divide the query heads."""

    head_dim: Annotated[Int, Field(ge=4)] = 64
    """Width of a head."""

    ffn_fan_out: Annotated[Int, Field(ge=1)] = 4
    """Width of the feed-forward layers, in units of ``d_model``."""

    encoder_layers: Annotated[Int, Field(ge=1)] = 4
    """Blocks of the encoder."""

    decoder_layers: Annotated[Int, Field(ge=1)] = 6
    """Blocks of the decoder."""

    @field_validator("num_key_value_heads")
    @classmethod
    def _divides(cls, heads: int, info: ValidationInfo) -> int:
        queries = info.data.get("num_attention_heads", heads)
        if queries % heads:
            raise ValueError(f"should divide the {queries} query heads")
        return heads


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

    reworded: Annotated[Float, Field(ge=0, le=1)] = 0.0
    """Share of problems whose tellings are put in other words: synonyms for common words, and other
    words for rare ones, so that these do not give the family away."""

    metadata: Annotated[Float, Field(ge=0, le=1)] = 0.5
    """Share of prompts with the problem's rating, and of those with its tags; the rest teaches that
    they may be missing. 0 makes a sampler that is never told any."""

    incorrect: Annotated[Float, Field(ge=0, lt=1)] = 0.0
    """Share of programs that are incorrect solutions, and labelled so in the prompt (paper, section
    4.3), as far as the problems drawn have any."""

    tellings: Annotated[Int, Field(ge=1)] | None = None
    """Ways of putting the task that each family may use; null is all it has."""

    families: Annotated[Int, Field(ge=1)] | None = None
    """Families to draw from, those with the least code to learn; null is all. A small network that
    is trained briefly learns a few of them; `forge:easy-N` is a benchmark of the same N."""

    max_encoder_tokens: Annotated[Int, Field(ge=32)] = 512
    """Problems with longer prompts are left out."""

    max_decoder_tokens: Annotated[Int, Field(ge=16)] = 256
    """Problems with longer programs are left out."""

    batch_tokens: Annotated[Int, Field(ge=64)] = 16_384
    """Tokens of a batch, padding included."""

    pool: Annotated[Int, Field(ge=1)] = 4096
    """Problems drawn at a time and sorted by length."""

    problems: tuple[str, ...] = ()
    """Data sets with solutions to train on, as `alphagen benchmark` names them; none is the forge's
    problems, which need no download."""

    until: str | None = None
    """Problems of the data sets after this ISO date, or without a date, are left out: a network
    that has seen them cannot be measured on them."""

    held_out: tuple[str, ...] = ()
    """Data sets to measure on: problems are left out of training that are nearly one of theirs."""

    validation: Annotated[Int, Field(ge=0)] = 0
    """Problems to watch the loss on, ten times in each stage that solves problems: of families that
    the forge holds out, or of the data sets in `held_out`."""

    solutions: Annotated[Int, Field(ge=1)] = 100
    """Correct solutions, and incorrect ones, to keep of each problem of a data set."""

    code: str = ""
    """Folder of source code, which stages with the objective `pretrain` read."""


class StageConfig(Config):
    """One stage of training: a stretch of steps with its own mixture and learning rate."""

    start: str = ""
    """Stage whose weights it starts from; empty starts from random ones."""

    objective: Literal["solve", "pretrain"] = "solve"
    """What is learnt: to solve problems, or to go on with source code (paper, section 4.2)."""

    steps: Annotated[Int, Field(ge=1)]
    """Optimiser steps."""

    learning_rate: Annotated[Float, Field(gt=0)] = 1.5e-3
    """Peak learning rate."""

    final: Annotated[Float, Field(ge=0, le=1)] = 1.0
    """Share of the peak that is left at the end, by ``schedule`` from ``decay_from`` on."""

    schedule: Literal["linear", "cosine"] = "linear"
    """How the rate decays; a cosine begins after the warm-up at the earliest."""

    decay_from: Annotated[Float, Field(ge=0, le=1)] = 0.0
    """Share of the steps after which the rate decays."""

    warmup: Annotated[Int, Field(ge=0)] = 200
    """Steps over which the rate rises from 0."""

    inputs: Annotated[Float, Field(ge=0, le=1)] = 0.0
    """Share of examples that ask for a test input, not for a program."""

    temperature: Annotated[Float, Field(gt=0, le=10)] = 1.0
    """Tempering: the logits are divided by this in training. The paper has 0.2 (section 4.3)."""

    masked: Annotated[Float, Field(ge=0, lt=1)] = 0.0
    """Share of the prompt's tokens that are hidden, for the encoder to tell which they are (paper,
    section 4.2; the share is not stated)."""

    masked_weight: Annotated[Float, Field(gt=0)] = 1.0
    """Weight of the masked tokens' loss beside that of the program."""

    value: Annotated[Float, Field(ge=0)] = 0.0
    """Weight of the loss of a head that tells correct solutions from incorrect ones (paper, section
    4.3; the weight is not stated); 0 is no head."""

    gold: bool = False
    """Weigh tokens by what the network finds likely already (paper, section 4.3); it must start
    from a stage, or a base, that was trained at the same temperature."""

    accumulate: Annotated[Int, Field(ge=1)] = 1
    """Batches whose gradients make one step."""

    optimizer: Literal["adamw", "muon"] = "adamw"
    """AdamW (paper, section 4.2), or Muon for the matrices of the layers and AdamW for the rest,
    which learns more from a step; not with `parallel: fsdp`."""

    weight_decay: Annotated[Float, Field(ge=0)] = 0.1
    """Of both (paper, section 4.2)."""

    beta2: Annotated[Float, Field(ge=0, lt=1)] = 0.999
    """Of AdamW; the paper has 0.95 for its two largest models (section 4.2)."""

    average: Annotated[Float, Field(ge=0, lt=1)] = 0.0
    """Share that a running mean of the weights keeps of itself at each step: 0.999 looks back about
    1,000 steps. Bundles and later stages take the mean. 0 keeps none; not with `parallel: fsdp`."""

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

    bundles: dict[str, str] = Field(default_factory=dict)
    """Finished bundles: name to the stage whose weights it takes."""

    checkpoint_minutes: Annotated[Float, Field(gt=0)] = 3.0
    """Time between checkpoints."""

    parallel: Literal["ddp", "fsdp"] = "ddp"
    """How the processes that `torchrun` starts share the work: `ddp` keeps the network in each,
    `fsdp` spreads it over them, where it does not fit."""

    recompute: bool = False
    """Compute activations twice and do not keep them: less memory, a third more time."""

    tensorboard: bool = False
    """Write the metrics for TensorBoard too, into each stage's folder."""

    workers: Annotated[Int, Field(ge=0)] | None = None
    """Processes that draw problems; null is one, or on a GPU one for each processor but one. The
    batches are the same for any number; 0 draws them in the training process."""

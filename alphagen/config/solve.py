"""Settings of sampling, filtering, grouping and judging."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from alphagen.config.reading import Config, Float, Int
from alphagen.core import LONGEST_TIME_LIMIT_S, Language

Precision = Literal["auto", "float32", "bfloat16", "int8"]


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

    cpu_limit: Annotated[Float, Field(gt=0, le=LONGEST_TIME_LIMIT_S)] | None = None
    """CPU seconds of a run; null is the problem's limit, and five times that for Python on hidden
    tests. On the examples, programs get less once some have not ended, unless this is set."""

    strict: bool = False
    """Compare output character by character, white space at line ends aside."""

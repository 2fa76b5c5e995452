"""What is asked of a model, and what it answers."""

from dataclasses import dataclass

from alphagen.core.program import Language, Program


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a prompt is conditioned on (paper, section 4.3 and figure 5).

    Attributes:
        rating: difficulty, 800 to 3500 in steps of 100; None leaves the line out.
        tags: a combination of tags; empty leaves the line out.
        language: language the program is to be written in.
        correct: whether a correct solution is asked for; always True when sampling.
    """

    rating: int | None
    tags: tuple[str, ...]
    language: Language
    correct: bool = True


@dataclass(frozen=True, slots=True)
class Prompt:
    """The text shown to the model, and the metadata it was made with."""

    text: str
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class Sample:
    """One completion.

    Attributes:
        index: position in the run, from 0.
        prompt: what was asked.
        text: what the model wrote.
        seed: seed of the chunk it was drawn in.
        temperature: the logits were divided by this.
        logprob: natural logarithm of its probability under the sampled distribution, None if
            unknown.
        program: what was read from the text, or None.
        failure: why there is no program; empty when there is one.
        model: what wrote it.
        tokens: tokens that were written, None if unknown.
    """

    index: int
    prompt: Prompt
    text: str
    seed: int
    temperature: float
    logprob: float | None = None
    program: Program | None = None
    failure: str = ""
    model: str = ""
    tokens: int | None = None

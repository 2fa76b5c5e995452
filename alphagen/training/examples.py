"""Training examples: what the encoder reads and what the decoder is to write."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import NamedTuple, Protocol

from tokenizers import Tokenizer

from alphagen.config import DataConfig
from alphagen.errors import ModelError
from alphagen.models.tokenizer import END
from alphagen.training.objectives import CORRECT


class Texts(NamedTuple):
    """One example as texts.

    Attributes:
        source: what the encoder reads.
        target: what the decoder is to write.
        verdict: whether that is a correct solution, an incorrect one, or no program.
        ends: whether the target comes to an end.
        head: what stands before the source and is never cut.
    """

    source: str
    target: str
    verdict: int = CORRECT
    ends: bool = True
    head: str = ""


class Source(Protocol):
    """Where examples come from.

    Attributes:
        cuts: whether what is too long is cut around the place where source and target meet;
            otherwise such examples are left out.
    """

    cuts: bool

    def texts(self, index: int) -> Texts:
        """Draw example number ``index``; the same number gives the same example."""


@dataclass(frozen=True, slots=True)
class Example:
    """Token numbers of one example, and the verdict on its target.

    The target ends with the end-of-text token, unless it was cut.
    """

    source: list[int]
    target: list[int]
    verdict: int = CORRECT


@lru_cache(maxsize=2)
def shuffled(number: int, seed: int, epoch: int) -> list[int]:
    """Order the numbers below ``number`` for one pass over them."""
    return Random(f"epoch {seed} {epoch}").sample(range(number), number)


def draw_examples(
    source: Source, data: DataConfig, tokenizer: Tokenizer, indices: range
) -> Iterator[Example]:
    """Draw and tokenize examples."""
    end = tokenizer.token_to_id(END)
    if end is None:
        raise ModelError(f"The tokenizer has no {END} token: train it with `alphagen train`.")
    texts = [source.texts(index) for index in indices]
    encoded = (
        tokenizer.encode_batch([getattr(one, part) for one in texts])
        for part in ("head", "source", "target")
    )
    for one, head, prompt, target in zip(texts, *encoded, strict=True):
        read, written = prompt.ids, target.ids
        if one.ends:
            written = [*written, end]
        if source.cuts:
            room = max(data.max_encoder_tokens - len(head.ids), 0)
            read, written = read[max(len(read) - room, 0) :], written[: data.max_decoder_tokens]
        read = [*head.ids, *read]
        if len(read) <= data.max_encoder_tokens and len(written) <= data.max_decoder_tokens:
            yield Example(read, written, one.verdict)

"""Byte-level BPE tokens for programs and statements.

The paper uses SentencePiece with 8,000 tokens (section 4.1). Ours works on bytes, so every text
survives, and splits programs where meaning does: a digit is always alone, a line break is one
piece with the indentation after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from alphagen.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable

PAD, START, END, MASK = "<pad>", "<s>", "</s>", "<mask>"
SPECIAL_TOKENS = (PAD, START, END, MASK)
"""Their ids are 0 to 3; ``START`` is shown to the decoder first."""

PIECES = r"\n#|\n *| ?\d| ?[A-Za-z_]+| ?[^\sA-Za-z_0-9]{1,3}| +|\s"
"""What merges never cross: comment lines, indentation, digits, words, runs of punctuation."""

SMALLEST_VOCABULARY = 256 + len(SPECIAL_TOKENS)


def train_tokenizer(texts: Iterable[str], vocab_size: int) -> Tokenizer:
    """Learn the merges of a tokenizer.

    Args:
        texts: statements, prompts and programs to learn from.
        vocab_size: number of tokens at most, special ones and the 256 bytes included.

    Raises:
        ModelError: the vocabulary cannot hold every byte.
    """
    if vocab_size < SMALLEST_VOCABULARY:
        raise ModelError(
            f"A vocabulary of {vocab_size} tokens cannot hold every byte: "
            f"ask for {SMALLEST_VOCABULARY} or more."
        )
    tokenizer = Tokenizer(models.BPE())
    tokenizer.encode_special_tokens = True  # or "<pad>" in a text would be read as padding
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=[AddedToken(token, special=True) for token in SPECIAL_TOKENS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def as_transformers(tokenizer: Tokenizer) -> PreTrainedTokenizerFast:
    """Wrap a tokenizer for the transformers library, which then saves and loads it by folder.

    Text that looks like a special token is read as plain characters, as every other text.
    """
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        bos_token=START,
        eos_token=END,
        mask_token=MASK,
        clean_up_tokenization_spaces=False,
        split_special_tokens=True,
        padding_side="right",
    )

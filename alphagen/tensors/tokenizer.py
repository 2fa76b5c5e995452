"""Reading a tokenizer, the same for training and for sampling."""

from tokenizers import Tokenizer


def read_tokenizer(text: str) -> Tokenizer:
    """Read a tokenizer from its JSON.

    Texts are plain characters to it, or "<pad>" in a statement would be read as padding. The JSON
    does not keep that.

    Args:
        text: content of a ``tokenizer.json``.

    Raises:
        Exception: it holds no tokenizer; the library has no narrower class.
    """
    tokenizer = Tokenizer.from_str(text)
    tokenizer.encode_special_tokens = True
    return tokenizer

"""Texts that can be written to files."""


def paired(text: str) -> str:
    r"""Put a question mark for each half of a surrogate pair, which UTF-8 does not have.

    JSON may hold such halves, where a server or a program cut a text in the middle of a character.

    >>> paired("a\ud83d")
    'a?'
    """
    return text.encode("utf-8", "replace").decode()

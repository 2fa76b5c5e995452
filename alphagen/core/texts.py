"""Texts for files and people."""


def paired(text: str) -> str:
    r"""Put a question mark for each half of a surrogate pair, which UTF-8 does not have.

    JSON may hold such halves, where a server or a program cut a text in the middle of a character.

    >>> paired("a\ud83d")
    'a?'
    """
    return text.encode("utf-8", "replace").decode()


def plural(number: int, noun: str) -> str:
    """Count something in words.

    >>> plural(1, "sample"), plural(1200, "sample")
    ('1 sample', '1,200 samples')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")

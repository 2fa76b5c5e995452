"""Pre-training on a folder of source code (paper, section 3.1, section 4.2 and appendix B.1).

A file is cut at a random place: the encoder reads what stands before it, the decoder is to write
what comes after it.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

from alphagen.config import DataConfig
from alphagen.errors import ConfigError
from alphagen.training.examples import Texts, shuffled
from alphagen.training.objectives import NO_PROGRAM

MAX_BYTES = 1_000_000  # paper, appendix B.1
MAX_LINE = 1000  # characters; paper, appendix B.1
CHARACTERS = 12
"""Characters that are kept for each token that fits; more could never be read or written."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A language of the pre-training data: its name in the prompt, and what opens a comment."""

    name: str
    comment: str


_C, _HASH = "//", "#"
DIALECTS = {
    **dict.fromkeys((".cpp", ".cc", ".cxx", ".hpp", ".hh", ".h", ".hxx"), Dialect("cpp", _C)),
    ".cs": Dialect("csharp", _C),
    ".go": Dialect("go", _C),
    ".java": Dialect("java", _C),
    **dict.fromkeys((".js", ".mjs", ".jsx"), Dialect("javascript", _C)),
    ".lua": Dialect("lua", "--"),
    ".php": Dialect("php", _C),
    **dict.fromkeys((".py", ".pyi"), Dialect("python3", _HASH)),
    ".rb": Dialect("ruby", _HASH),
    ".rs": Dialect("rust", _C),
    ".scala": Dialect("scala", _C),
    **dict.fromkeys((".ts", ".tsx"), Dialect("typescript", _C)),
}
"""The paper's languages by the ending of a file's name (appendix B.1); its Python 2 and 3 are one
here, as a name does not tell them apart."""


def fault(data: bytes) -> str:
    """Say why a file is left out; empty when it is not."""
    if len(data) > MAX_BYTES:
        return "large"
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return "binary"
    if not text.strip() or "\0" in text:
        return "binary" if text.strip() else "empty"
    if max(map(len, text.splitlines())) > MAX_LINE:
        return "long lines"
    return ""


def find_code(folder: Path) -> Iterator[tuple[Path, str]]:
    """List the source files below a folder, and why one is left out, if it is.

    Of files that differ in white space only, the first is kept. Hidden folders and links are not
    followed, and names of other languages not listed.
    """
    seen: set[bytes] = set()
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() not in DIALECTS or path.is_symlink():
                continue
            if path.stat().st_size > MAX_BYTES:
                yield path, "large"
                continue
            data = path.read_bytes()
            why = fault(data)
            if not why:
                digest = hashlib.sha256(b"".join(data.split())).digest()
                why = "duplicate" if digest in seen else ""
                seen.add(digest)
            yield path, why


def split_at_pivot(text: str, dialect: Dialect, rng: Random, most: tuple[int, int]) -> Texts:
    """Cut a file at a place drawn uniformly, and tell the encoder its language.

    Args:
        text: of the file, not empty.
        dialect: its language.
        rng: source of chance.
        most: characters that the encoder and the decoder get at most, from the pivot.
    """
    pivot = rng.randrange(len(text))
    before, after = text[max(pivot - most[0], 0) : pivot], text[pivot : pivot + most[1]]
    ends = pivot + most[1] >= len(text)
    line = f"{dialect.comment} LANGUAGE IS {dialect.name}\n"
    return Texts(before, after, NO_PROGRAM, ends, head=line)


@lru_cache(maxsize=2)
def _kept(folder: str) -> tuple[Path, ...]:
    paths = tuple(path for path, why in find_code(Path(folder)) if not why)
    if not paths:
        raise ConfigError(
            f"`data.code` is '{folder}', which holds no source files that can be used: name a "
            f"folder with files such as {', '.join(sorted(DIALECTS)[:6])}."
        )
    return paths


class CodeSource:
    """The files of a folder, again and again in another order, each time cut at another place.

    Attributes:
        data: names the folder and the lengths.
    """

    cuts = True

    def __init__(self, data: DataConfig) -> None:
        if not data.code:
            raise ConfigError(
                "`objective` is 'pretrain', but `data.code` is empty: name a folder of source code."
            )
        _kept(data.code)  # now, and not once in each process that draws
        self.data = data

    def texts(self, index: int) -> Texts:
        """Draw a file and cut it."""
        data = self.data
        paths = _kept(data.code)
        epoch, place = divmod(index, len(paths))
        path = paths[shuffled(len(paths), data.seed, epoch)[place]]
        most = (CHARACTERS * data.max_encoder_tokens, CHARACTERS * data.max_decoder_tokens)
        rng = Random(f"pivot {data.seed} {index}")
        text = path.read_text("utf-8")
        return split_at_pivot(text, DIALECTS[path.suffix.lower()], rng, most)

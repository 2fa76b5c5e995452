"""From what somebody else's model wrote to a program: out of talk, thoughts and fences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alphagen.core import Language, Program, paired
from alphagen.prompts.blocks import OTHER_TAGS, TAGS, Block, fenced_blocks, html_blocks
from alphagen.prompts.completion import EMPTY, SYNTAX, UNENDED
from alphagen.prompts.prose import before_next_header, find_program
from alphagen.prompts.recognition import IDLE, is_diff, is_whole, looks_like_code, rank, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_CODE = "no code"
OTHER_LANGUAGE = "another language"
UNFINISHED_REASONING = "unfinished reasoning"
CUT_OFF = "code cut off"
REASONS = (EMPTY, UNENDED, SYNTAX, NO_CODE, OTHER_LANGUAGE, UNFINISHED_REASONING, CUT_OFF)
"""All that ``read_completion`` says when there is no program."""

# Engines drop the token that ended a text; a model that writes it out went on beyond its end.
_END = re.compile(
    r"<\|(?:endoftext|im_end|eot_id|end_of_text|return|EOT|file_separator)\|>|</s>|<eos>|"
    r"<end_of_turn>|<file_sep>|<\uff5cend\u2581of\u2581sentence\uff5c>"
)
_THOUGHT = re.compile(
    r"[<\[](/?)(?:think|thinking|thought|reasoning|seed:think)[>\]]", re.IGNORECASE
)


def read_completion(text: str, language: Language, *, ended: bool = True) -> Program | str:
    r"""Read the program out of what a chat model or a base model wrote.

    Blocks of code come first; of several the last that is a whole program, and those that name
    the language before those that name none. Without blocks the text itself is searched.

    >>> read_completion("Sure!\n```python\nprint(input())\n```\nDone.", Language.PYTHON3).source
    'print(input())\n'
    >>> read_completion("<think>I could", Language.PYTHON3, ended=False)
    'unfinished reasoning'

    Args:
        text: what the model wrote.
        language: what it was asked to write in.
        ended: whether it came to an end; otherwise it was cut off at a limit.

    Returns:
        The program, or one of ``REASONS``.
    """
    text = clean(text)
    if end := _END.search(text):
        text, ended = text[: end.start()], True
    if not text.strip():
        return EMPTY
    text, unfinished = without_thoughts(text)
    if unfinished and not ended:
        return UNFINISHED_REASONING
    read = _read(text, language, ended)
    # A model may forget to end its thoughts, but hardly the program they led to.
    return UNFINISHED_REASONING if unfinished and isinstance(read, str) else read


def clean(text: str) -> str:
    """Write line ends in one way, and drop what no file can hold."""
    text = paired(text)
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def without_thoughts(text: str) -> tuple[str, bool]:
    """Drop sections of reasoning, and tell whether the last was left open.

    What is in an open one is kept. A section that was opened in the prompt begins the text.

    >>> without_thoughts("Well... </think> So: <think> 2? </think> 3.")
    (' So:  3.', False)
    """
    kept: list[str] = []
    position = 0
    inside = False
    for tag in _THOUGHT.finditer(text):
        if not tag[1]:
            if not inside:
                kept.append(text[position : tag.start()])
                position, inside = tag.end(), True
        else:
            if not inside:
                kept.clear()
            position, inside = tag.end(), False
    return "".join([*kept, text[position:]]), inside


def _read(text: str, language: Language, ended: bool) -> Program | str:
    """Read a text that holds no thoughts."""
    if not text.strip():
        return EMPTY

    def is_code(piece: str) -> bool:
        return before_next_header(piece) is None and is_whole(piece, language)

    blocks, outside = fenced_blocks(text, is_code)
    for found in (blocks, html_blocks(text)):
        source = _best([block for block in found if block.closed or ended], language)
        if source is not None:
            return Program(source, language)
    # What follows an open fence may be a program and then talk.
    loose = [*outside, *(block.body for block in blocks if not block.closed)]
    for piece in reversed(loose):
        before = before_next_header(piece)
        if before is None and not ended:
            continue
        source = find_program(piece if before is None else before, language)
        if source is not None:
            return Program(source, language)
    if not ended:
        cut = any(not block.closed and _may_hold(block, language) for block in blocks)
        return CUT_OFF if cut or any(map(looks_like_code, loose)) else UNENDED
    return _reason(blocks, loose, language)


def _may_hold(block: Block, language: Language) -> bool:
    return block.tag in TAGS[language] or block.untagged


def _best(blocks: Sequence[Block], language: Language) -> str | None:
    """Return the best program of the blocks that may hold one; of equals the last."""
    best: tuple[int, bool] = (IDLE, True)
    chosen = None
    for block in blocks:
        if not _may_hold(block, language):
            continue
        source = tidy(block.body)
        try:
            quality = rank(source, language), not block.untagged
        except SyntaxError:
            continue
        if quality[0] > IDLE and quality >= best and not is_diff(source):
            best, chosen = quality, source
    return chosen


def _reason(blocks: Sequence[Block], loose: Sequence[str], language: Language) -> str:
    """Say why a text that came to an end holds no program."""
    own = [tidy(block.body) for block in blocks if block.tag in TAGS[language]]
    if any(_is_broken(source, language) for source in own):
        return SYNTAX
    others = [other for other in Language if other is not language]
    other_tags = OTHER_TAGS.union(*(TAGS[other] for other in others))
    untagged = [*loose, *(block.body for block in blocks if block.untagged)]
    if any(block.tag in other_tags for block in blocks) or any(
        find_program(piece, other) is not None for piece in untagged for other in others
    ):
        return OTHER_LANGUAGE
    python = language is Language.PYTHON3
    if python and any(looks_like_code(piece) and not is_diff(piece) for piece in untagged):
        return SYNTAX
    return NO_CODE


def _is_broken(source: str, language: Language) -> bool:
    try:
        rank(source, language)
    except SyntaxError:
        return not is_diff(source)
    return False

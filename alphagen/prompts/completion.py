"""From what a model wrote to a program, or to why there is none."""

import ast
import warnings

from alphagen.core import Language, Program

UNENDED = "no end"
EMPTY = "empty"
SYNTAX = "syntax error"


def read_program(text: str, language: Language, *, ended: bool = True) -> Program | str:
    """Read a completion that is a bare program, as the bundled model writes it.

    A Python program that does not parse is refused here: running it could only waste a sandbox.

    Args:
        text: what the model wrote.
        language: what it was asked to write in.
        ended: whether it came to an end; a text that was cut off is no program.

    Returns:
        The program, or the reason why there is none.
    """
    if not ended:
        return UNENDED
    source = text.strip("\n") + "\n"
    if not source.strip():
        return EMPTY
    if language is Language.PYTHON3:
        try:
            parse_python(source)
        except SyntaxError:
            return SYNTAX
    return Program(source, language)


def parse_python(source: str) -> ast.Module:
    """Parse a candidate.

    Raises:
        SyntaxError: it is no Python, or too odd for the parser.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in a candidate is its own affair
            return ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error)) from error

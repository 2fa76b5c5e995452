"""What the encoder reads: metadata lines, then the statement (paper, figure 5, appendix F)."""

import textwrap
from collections.abc import Iterable

from alphagen.core import Metadata, Problem, Prompt
from alphagen.prompts.canonical import canonical

COLUMNS = 80
MAX_EXAMPLES = 3
MAX_STATEMENT = 2400  # characters; the paper's median statement has 1,628
MAX_EXAMPLE_INPUT = 320
MAX_EXAMPLE_OUTPUT = 200


def _cut(text: str, limit: int) -> str:
    """Shorten a text to its beginning and its end; what a task asks is rarely in the middle."""
    if len(text) <= limit:
        return text
    return text[: limit * 6 // 10] + " ... " + text[-(limit * 4 // 10) :]


def _wrap(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)


def statement_lines(problem: Problem, opener: str = "#", *, whole: bool = False) -> list[str]:
    """Lay out title, statement and examples in lines that a comment of 80 columns holds.

    Args:
        problem: what a contestant sees of it.
        opener: what opens a comment.
        whole: whether nothing is shortened; otherwise long texts lose their middle, and a
            problem all but its first examples.
    """

    def fitting(text: str, limit: int) -> str:
        return text if whole else _cut(text, limit)

    width = COLUMNS - len(opener) - 1
    title = " ".join(problem.title.split())
    lines = _wrap(title, width) if title else []
    for line in fitting(canonical(problem.statement), MAX_STATEMENT).split("\n"):
        stripped = " ".join(line.split())
        # One blank line at most: they carry little and cost the encoder's length.
        if stripped or (lines and lines[-1]):
            lines += _wrap(stripped, width) or [""]
    examples = problem.examples if whole else problem.examples[:MAX_EXAMPLES]
    for number, test in enumerate(examples, start=1):
        lines += [f"Example {number}", "Input"]
        lines += fitting(test.input.rstrip(), MAX_EXAMPLE_INPUT).split("\n")
        lines += ["Output", *fitting(test.output.rstrip(), MAX_EXAMPLE_OUTPUT).split("\n")]
    return lines


def comment_lines(lines: Iterable[str], opener: str) -> str:
    """Make each line a comment."""
    return "\n".join(f"{opener} {line}".rstrip() for line in lines) + "\n"


def metadata_lines(metadata: Metadata) -> list[str]:
    """Write the metadata lines; what is unknown has none."""
    lines = []
    if metadata.rating is not None:
        lines.append(f"RATING: {metadata.rating}")
    if metadata.tags:
        lines.append(f"TAGS: {','.join(metadata.tags)}")
    lines.append(f"LANGUAGE IS {metadata.language}")
    lines.append("CORRECT SOLUTION" if metadata.correct else "INCORRECT SOLUTION")
    return lines


def encoder_prompt(problem: Problem, metadata: Metadata) -> Prompt:
    """Write what the sampler's encoder reads.

    Only what a contestant sees goes in: the hidden tests have no part in it.

    >>> from alphagen.core import Language, TestCase
    >>> problem = Problem("Add two numbers.", (TestCase("1 2", "3"),))
    >>> print(encoder_prompt(problem, Metadata(800, ("math",), Language.PYTHON3)).text, end="")
    # RATING: 800
    # TAGS: math
    # LANGUAGE IS python3
    # CORRECT SOLUTION
    # Add two numbers.
    # Example 1
    # Input
    # 1 2
    # Output
    # 3
    """
    opener = metadata.language.comment
    lines = [*metadata_lines(metadata), *statement_lines(problem, opener)]
    return Prompt(comment_lines(lines, opener), metadata)


def input_prompt(problem: Problem) -> str:
    """Write what the input generator's encoder reads (paper, section 4.6)."""
    return comment_lines(["TEST INPUT", *statement_lines(problem)], "#")

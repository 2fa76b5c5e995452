"""Prompts for models that others have trained, and what such a model answers with test inputs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from alphagen.core import Language, Prompt
from alphagen.prompts.blocks import OTHER_TAGS, TAGS, fenced_blocks
from alphagen.prompts.extraction import clean, without_thoughts
from alphagen.prompts.prompt import comment_lines, metadata_lines, statement_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alphagen.core import Metadata, Problem, TestCase

InputStyle = Literal["inputs", "generator"]
"""What a chat model is asked for: the inputs themselves, or a program that prints them."""

NAMES = {Language.PYTHON3: "Python 3", Language.CPP: "C++17"}
FENCE_TAGS = {Language.PYTHON3: "python", Language.CPP: "cpp"}
LONGEST_GENERATED = 20_000
"""Characters that a generator is asked to stay below."""

FUNCTION = (
    "Write the Python 3 function or class that is asked for, with all that it needs. It is called "
    "as in the examples; it reads no input and prints nothing. Put the whole code in one code "
    "block that begins with ```python and end your answer with it."
)

_NO_INPUTS = OTHER_TAGS.union(*TAGS.values(), ("output", "bash", "sh", "shell", "console"))


def chat_prompt(problem: Problem, metadata: Metadata) -> Prompt:
    """Write an instruction for a chat model.

    The statement is neither cut nor rewritten: such models have read many and have long contexts.
    Only a correct solution is ever asked for.
    """
    language = metadata.language
    parts = [
        f"Solve the following programming contest problem in {NAMES[language]}.",
        *_problem_parts(problem),
    ]
    if metadata.rating is not None:
        parts.append(f"Difficulty: about {metadata.rating} on the Codeforces scale.")
    if metadata.tags:
        # The tags may be drawn at random, so they suggest and do not claim.
        parts.append(f"Ideas that may help: {', '.join(metadata.tags)}.")
    if problem.rules.harness:
        parts.append(FUNCTION)
        return Prompt(_paragraphs(parts), metadata)
    parts.append(
        f"Write a complete {NAMES[language]} program. It reads from standard input and writes to "
        "standard output, in exactly the format of the examples and without any other text, and "
        "it keeps to the limits for the largest inputs that the statement allows. Put the whole "
        f"program in one code block that begins with ```{FENCE_TAGS[language]} and end your "
        "answer with it."
    )
    return Prompt(_paragraphs(parts), metadata)


def completion_prompt(problem: Problem, metadata: Metadata) -> Prompt:
    """Write a beginning for a base model: the paper's comment, and a line that calls for code.

    Nothing is opened for the program, no fence and no first line, so that all of it is in the
    completion and it is read without knowing the prompt. The statement is not cut.
    """
    opener = metadata.language.comment
    lines = [
        *metadata_lines(metadata),
        *statement_lines(problem, opener, whole=True),
        "",
        f"The {NAMES[metadata.language]} function or class that is asked for:"
        if problem.rules.harness
        else f"A complete {NAMES[metadata.language]} program, from standard input to standard "
        "output:",
    ]
    return Prompt(comment_lines(lines, opener) + "\n", metadata)


def input_chat_prompt(problem: Problem, n: int, style: InputStyle) -> str:
    """Write an instruction that asks a chat model for ``n`` test inputs.

    Args:
        problem: what a contestant sees of it.
        n: number of inputs; a generator is run with so many seeds, from 0 on.
        style: what to ask for.
    """
    parts = ["Read the following programming contest problem.", *_problem_parts(problem)]
    if style == "inputs":
        parts.append(
            f"Do not solve it. Write {n} valid test inputs that would show mistakes in wrong "
            "solutions. Make them differ: the smallest cases, edge cases, special structures, and "
            "some larger ones of up to about 20 lines. Keep to the input format and to all limits "
            "of the statement, and do not repeat the examples. Put each input in a code block of "
            "its own, complete and without abbreviations. Do not write any outputs."
        )
    else:
        parts.append(
            "Do not solve it. Write a Python 3 program that makes test inputs for it. The program "
            "reads one integer, the seed, from standard input, passes it to random.seed, and "
            "prints one valid test input to standard output, and nothing else. It will be run "
            f"with the seeds 0 to {max(n - 1, 0)}, and each seed should give another input. Let "
            "the seed decide the kind of input: the smallest cases, edge cases, special "
            "structures, small random cases, and some larger ones; no input may be longer than "
            f"{LONGEST_GENERATED} characters. Keep to the input format and to all limits of the "
            "statement. Use only the standard library. Put the whole program in one code block "
            "that begins with ```python and end your answer with it."
        )
    return _paragraphs(parts)


def read_inputs(text: str) -> list[str]:
    r"""Read test inputs out of what a chat model wrote: each is in a block of its own.

    A block that was left open is dropped: it may have been cut off.

    >>> read_inputs("Smallest:\n```\n1\n5\n```\nThe same:\n```text\n1\n5\n\n```\n")
    ['1\n5\n']
    """
    answer, _ = without_thoughts(clean(text))
    blocks, _ = fenced_blocks(answer)
    inputs = [
        block.body.rstrip("\n") + "\n"
        for block in blocks
        if block.closed and block.body.strip() and block.tag not in _NO_INPUTS
    ]
    return list(dict.fromkeys(inputs))


def _problem_parts(problem: Problem) -> list[str]:
    """Return title, statement, limits and examples, as a contestant sees them."""
    title = " ".join(problem.title.split())
    parts = [f"# {title}"] if title else []
    parts.append(problem.statement.strip())
    limits = []
    if problem.time_limit_s is not None:
        limits.append(f"Time limit: {problem.time_limit_s:g} s")
    if problem.memory_limit_bytes is not None:
        limits.append(f"Memory limit: {problem.memory_limit_bytes / 2**20:g} MiB")
    parts.append("\n".join(limits))
    for number, test in enumerate(problem.examples, start=1):
        parts.append(_example(number, test))
    return [part for part in parts if part]


def _example(number: int, test: TestCase) -> str:
    # A fence must be longer than any that the texts hold.
    runs = re.findall(r"`{3,}", test.input + test.output)
    fence = "`" * (max(map(len, runs), default=2) + 1)
    texts = (("Input", test.input), ("Output", test.output))
    lines = [f"Example {number}", ""]
    for name, text in texts:
        lines += [f"{name}:", fence, text.rstrip("\n"), fence]
    return "\n".join(lines)


def _paragraphs(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"

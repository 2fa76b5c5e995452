"""Programs that only define functions, made into programs that a judge can run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagen.core import ExecutionResult, Language, Program, Status
from alphagen.execution.builds import NotBuiltError

if TYPE_CHECKING:
    from alphagen.core import Rules


def in_harness(program: Program, rules: Rules) -> Program:
    """Return what is run in the place of a program: itself, unless its problem has a harness.

    The expected value stays outside, so a program cannot look it up. What the harness prints is
    still the word of a process in which the program runs: one that means to deceive can print
    ``true`` where a test is a check that holds, as with every harness of its kind.

    Raises:
        NotBuiltError: the problem asks for a Python function, and this is another language.
    """
    if not rules.harness:
        return program
    if program.language is not Language.PYTHON3:
        why = (
            f"This problem asks for a Python function, so a program in {program.language} cannot "
            "be judged: use --languages python3."
        )
        raise NotBuiltError(ExecutionResult(Status.CE, stderr=why))
    source = f"PROGRAM = {program.source!a}\n{rules.harness}"
    return Program(source, Language.PYTHON3)

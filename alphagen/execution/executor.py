"""The seam through which everything else runs programs, and a fake of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from alphagen.core import Care, ExecutionResult, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alphagen.core import Limits, Program


class Executor(Protocol):
    """Runs one program on inputs. Implementations are safe to call from several threads."""

    tier: str
    """What isolates the programs; goes into every record of a result."""

    def run(
        self,
        program: Program,
        inputs: Sequence[str],
        limits: Limits,
        *,
        keep_going: Callable[[int, ExecutionResult], bool] | None = None,
        care: Care = Care.FRESH,
        checker: bool = False,
    ) -> list[ExecutionResult]:
        """Compile the program if it needs that, and run it on the inputs in order.

        Args:
            program: what to run.
            inputs: standard input of each run.
            limits: what each run may use.
            keep_going: called with the position and the result of each run; when it returns
                false, the remaining inputs are left out. None runs all of them.
            care: what the runs may have in common; the results are the same, but for times.
            checker: it is not what is judged but a problem's checker, and gets a folder that it may
                write to, with the files that each input holds (``inside.unpack``).

        Returns:
            One result for each input that was run.
        """
        ...


class FakeExecutor:
    """Answers from a function instead of running anything: for tests, and off Linux.

    >>> from alphagen.core import Language, Limits, Program
    >>> fake = FakeExecutor(lambda program, text: text.upper())
    >>> [r.stdout for r in fake.run(Program("", Language.CPP), ["a", "b"], Limits())]
    ['A', 'B']
    """

    tier = "none"

    def __init__(self, behaviour: Callable[[Program, str], str | Status | ExecutionResult]) -> None:
        """Take the behaviour.

        Args:
            behaviour: given a program and an input, returns what it prints, or how it fails.
        """
        self._behaviour = behaviour

    def run(
        self,
        program: Program,
        inputs: Sequence[str],
        limits: Limits,  # noqa: ARG002 - part of the seam
        *,
        keep_going: Callable[[int, ExecutionResult], bool] | None = None,
        care: Care = Care.FRESH,  # noqa: ARG002
        checker: bool = False,  # noqa: ARG002
    ) -> list[ExecutionResult]:
        """Ask the behaviour for each input; see :meth:`Executor.run`."""
        results = []
        for index, text in enumerate(inputs):
            answer = self._behaviour(program, text)
            if isinstance(answer, Status):
                answer = ExecutionResult(answer)
            elif isinstance(answer, str):
                answer = ExecutionResult(Status.OK, answer, exit_code=0)
            results.append(answer)
            if keep_going is not None and not keep_going(index, answer):
                break
        return results

"""Work that is done where the programs run, which may be another machine."""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from alphagen.core import Care
from alphagen.execution.pool import default_workers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alphagen.core import ExecutionResult, Limits, Program
    from alphagen.execution.executor import Executor

P = ParamSpec("P")
T = TypeVar("T")


class RemoteExecutor(ABC):
    """An executor whose programs run in other processes, each with an executor of its own.

    What decides whether a program goes on, such as a judge, would have to be asked across the
    network after every input. So whole functions go there: see ``beside_programs``.
    """

    tier: str
    """What isolates the programs, the same in every process."""

    threads: int
    """Calls at the same time that keep every process busy."""

    @abstractmethod
    def call(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Call a function of an executor with one of the processes' own, and wait for its value.

        Safe to call from several threads. A call whose process is lost is made again elsewhere.

        Args:
            function: at the top level of a module, its first argument an executor.
            args: its other arguments, copied to the process.
            kwargs: by name.

        Raises:
            SandboxError: programs cannot be run there, or no process outlives the call.
        """

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
        """Run a program; see :meth:`alphagen.execution.Executor.run`.

        ``keep_going`` is asked when all inputs were run: use ``beside_programs`` to save those.
        """
        results = self.call(_run, program, inputs, limits, care=care, checker=checker)
        for index, result in enumerate(results):
            if keep_going is not None and not keep_going(index, result):
                return results[: index + 1]
        return results


def _run(executor: Executor, *args: Any, **kwargs: Any) -> list[ExecutionResult]:
    return executor.run(*args, **kwargs)


def beside_programs(
    function: Callable[Concatenate[Executor, P], T],
) -> Callable[Concatenate[Executor, P], T]:
    """Have a function at the top level of a module called where its executor's programs run."""

    @functools.wraps(function)
    def called(executor: Executor, *args: P.args, **kwargs: P.kwargs) -> T:
        if isinstance(executor, RemoteExecutor):
            return executor.call(called, *args, **kwargs)
        return function(executor, *args, **kwargs)

    return cast("Callable[Concatenate[Executor, P], T]", called)


def at_once(executor: Executor, workers: int | None) -> int:
    """Return how many calls at the same time keep an executor busy.

    Args:
        executor: where programs run.
        workers: programs at the same time on this machine; None is one per processor.
    """
    if isinstance(executor, RemoteExecutor):
        return executor.threads
    return default_workers() if workers is None else workers

"""Checkers: programs of a problem's author that decide whether an output is accepted.

A checker runs in the sandbox, in cells where no judged program runs, and gets the input, the
expected output and the program's output as files of its own cell. Its word is taken for what it
says only where it speaks by the rules of its protocol; everything else is JE, never WA.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from alphagen.core import Limits, Protocol, Status, Verdict
from alphagen.execution.inside.unpack import FOLDER

if TYPE_CHECKING:
    from alphagen.core import Checker, ExecutionResult, TestCase
    from alphagen.execution.executor import Executor

LIMITS = Limits(cpu_s=20.0, memory_bytes=1 << 30, output_bytes=256 << 20)
"""What a checker may use; ``output_bytes`` bounds the files too that it reads."""

_WORDS = {
    Protocol.KATTIS: {42: Verdict.AC, 43: Verdict.WA},
    # testlib.h: ok, wrong answer, presentation error, its other name, and an early end of file
    Protocol.TESTLIB: dict.fromkeys((1, 2, 4, 8), Verdict.WA) | {0: Verdict.AC},
}


def check(executor: Executor, checker: Checker, test: TestCase, output: str) -> tuple[Verdict, str]:
    """Ask a checker about one output.

    Returns:
        AC, WA or JE, and what the checker said about it.
    """
    result = executor.run(checker.program, [_pack(checker, test, output)], LIMITS, checker=True)[0]
    said = " ".join((result.stderr or result.stdout[-1000:]).split())
    ended = result.status in (Status.OK, Status.RTE) and result.exit_code is not None
    verdict = _WORDS[checker.protocol].get(result.exit_code or 0) if ended else None
    if verdict is not None:
        return verdict, said
    return Verdict.JE, f"{_fault(result)}{': ' if said else ''}{said}"


def _pack(checker: Checker, test: TestCase, output: str) -> str:
    """Write down the files and the command, as ``inside.unpack`` reads them."""
    files = {"input": test.input, "answer": test.output, "output": output}
    names = ["input", "answer", FOLDER]
    if checker.protocol is Protocol.TESTLIB:
        names = ["input", "output", "answer"]
    job = {
        "files": {name: len(text.encode(errors="surrogatepass")) for name, text in files.items()},
        "stdin": "output",
        "arguments": [*names, *checker.arguments],
    }
    return "\n".join((json.dumps(job), "".join(files.values())))


def _fault(result: ExecutionResult) -> str:
    if result.status is Status.CE:
        return "the checker does not compile"
    if result.status not in (Status.OK, Status.RTE):
        return f"the checker could not be run ({result.status})"
    if result.exit_code is None:
        return f"the checker ended by signal {result.signal}"
    return f"the checker ended with exit code {result.exit_code}, which is no verdict"

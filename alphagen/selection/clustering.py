"""Group programs that behave alike on the generated inputs (paper, section 4.6)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from alphagen.core import Cluster, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alphagen.core import ExecutionResult, Program, Signature

LONGEST_OUTPUT = 1000
"""Characters of one output that a signature holds as they are; longer ones are hashed."""

_FAILURES = frozenset(f"<{status}>" for status in Status if status is not Status.OK)


def signature(results: Iterable[ExecutionResult]) -> Signature:
    r"""Return what a program did on each input, in a form that can be compared for equality.

    Outputs are brought to the judge's form (paper, appendix A.2): split on white space, joined by
    single spaces, lower case. Numbers stay as printed, for "equal up to 1e-5" does not divide
    outputs into groups: it can hold for a, b and for b, c but not for a, c. An output beyond
    ``LONGEST_OUTPUT`` characters is replaced by its length and hash. A failed run is its status;
    it cannot be mistaken for an output, which has no capital letters.

    >>> from alphagen.core import ExecutionResult, Status
    >>> signature([
    ...     ExecutionResult(Status.OK, "3\nYES  1\n"),
    ...     ExecutionResult(Status.TLE, "3"),
    ...     ExecutionResult(Status.OK, "<TLE>"),
    ... ])
    ('3 yes 1', '<TLE>', '<tle>')
    """
    return tuple(_normalised(result) for result in results)


def _normalised(result: ExecutionResult) -> str:
    if result.status is not Status.OK:
        return f"<{result.status}>"
    text = " ".join(result.stdout.split()).lower()
    if len(text) <= LONGEST_OUTPUT:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"<{len(text)} characters, sha256 {digest}>"


def failed(behaviour: Signature) -> bool:
    """Whether a program failed on every input there was.

    >>> failed(("<TLE>", "<RTE>")), failed(("<TLE>", "7")), failed(())
    (True, False, False)
    """
    return bool(behaviour) and all(output in _FAILURES for output in behaviour)


def cluster(programs: Iterable[tuple[Program, Signature, int]]) -> list[Cluster]:
    """Group programs by signature, largest group first.

    A group's size is the number of samples behind it. Groups of one size keep the order of their
    first programs. Groups that failed on every input come last whatever their size: programs that
    only crash or time out on new inputs agree about nothing.

    >>> from alphagen.core import Language, Program
    >>> a, b, c, d = (Program(f"print({i})", Language.PYTHON3) for i in range(4))
    >>> groups = cluster([(a, ("1",), 1), (b, ("2",), 1), (c, ("<RTE>",), 9), (d, ("2",), 1)])
    >>> [(group.signature, len(group.programs), group.size) for group in groups]
    [(('2',), 2, 2), (('1',), 1, 1), (('<RTE>',), 1, 9)]

    Args:
        programs: distinct programs in the order they were first sampled, each with its signature
            and the number of samples behind it.
    """
    members: dict[Signature, list[Program]] = {}
    sizes: dict[Signature, int] = {}
    for program, behaviour, count in programs:
        members.setdefault(behaviour, []).append(program)
        sizes[behaviour] = sizes.get(behaviour, 0) + count
    groups = [Cluster(key, tuple(alike), sizes[key]) for key, alike in members.items()]
    return sorted(groups, key=lambda group: (failed(group.signature), -group.size))

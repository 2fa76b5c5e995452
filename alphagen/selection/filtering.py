"""Keep the samples that pass every example test (paper, section 4.5)."""

from __future__ import annotations

import heapq
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alphagen.core import Judgement, Program, Sample

MAX_SURVIVORS = 8192
"""Samples that enter clustering at most; more did not help (paper, appendix C.4)."""


def survivors(
    judged: Iterable[tuple[Sample, Judgement | None]], limit: int = MAX_SURVIVORS
) -> list[Sample]:
    """Return the samples that were accepted on every example, in the order they were drawn.

    Samples are counted, not programs: a program drawn twice survives twice, and ``tally`` makes
    it one program again. When there are more than ``limit``, the first drawn are kept; no more
    are held at a time, however many are judged.

    >>> from alphagen.core import Judgement, Language, Metadata, Program, Prompt, Sample, Verdict
    >>> prompt = Prompt("", Metadata(None, (), Language.PYTHON3))
    >>> program = Program("print(1)", Language.PYTHON3)
    >>> a, b, c = (Sample(i, prompt, "", 0, 0.25, program=program) for i in range(3))
    >>> right, wrong = (Judgement((v,), (), 1) for v in (Verdict.AC, Verdict.WA))
    >>> [sample.index for sample in survivors([(c, right), (b, wrong), (a, right)])]
    [0, 2]
    >>> [sample.index for sample in survivors([(c, right), (b, wrong), (a, right)], limit=1)]
    [0]

    Args:
        judged: samples and their judgements on the examples, in any order; None where there was
            no program to judge.
        limit: most samples to keep.
    """
    passed = (
        sample
        for sample, judgement in judged
        if sample.program is not None and judgement is not None and judgement.accepted
    )
    return heapq.nsmallest(limit, passed, key=lambda sample: sample.index)


def tally(samples: Iterable[Sample]) -> dict[Program, int]:
    """Count the samples behind each distinct program, in the order of first appearance.

    >>> from alphagen.core import Language, Metadata, Program, Prompt, Sample
    >>> prompt = Prompt("", Metadata(None, (), Language.PYTHON3))
    >>> x, y = Program("print(1)", Language.PYTHON3), Program("print(2)", Language.PYTHON3)
    >>> samples = [Sample(i, prompt, "", 0, 0.25, program=p) for i, p in enumerate([x, y, x])]
    >>> [(program.source, count) for program, count in tally(samples).items()]
    [('print(1)', 2), ('print(2)', 1)]
    """
    return dict(Counter(sample.program for sample in samples if sample.program is not None))

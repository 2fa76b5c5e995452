"""The nouns of alphagen: plain frozen values, standard library only."""

from alphagen.core.execution import Care, ExecutionResult, Judgement, Limits, Status, Verdict
from alphagen.core.problem import (
    DEFAULT_MEMORY_LIMIT_BYTES,
    DEFAULT_TIME_LIMIT_S,
    LARGEST_MEMORY_LIMIT_BYTES,
    LONGEST_TIME_LIMIT_S,
    Problem,
    TestCase,
)
from alphagen.core.program import Language, Program
from alphagen.core.rules import ORDINARY, Checker, Protocol, Rules
from alphagen.core.sample import Metadata, Prompt, Sample
from alphagen.core.submission import Cluster, Signature, Submission
from alphagen.core.texts import paired, plural

__all__ = [
    "DEFAULT_MEMORY_LIMIT_BYTES",
    "DEFAULT_TIME_LIMIT_S",
    "LARGEST_MEMORY_LIMIT_BYTES",
    "LONGEST_TIME_LIMIT_S",
    "ORDINARY",
    "Care",
    "Checker",
    "Cluster",
    "ExecutionResult",
    "Judgement",
    "Language",
    "Limits",
    "Metadata",
    "Problem",
    "Program",
    "Prompt",
    "Protocol",
    "Rules",
    "Sample",
    "Signature",
    "Status",
    "Submission",
    "TestCase",
    "Verdict",
    "paired",
    "plural",
]

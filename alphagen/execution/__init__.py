"""Untrusted programs: how they are run, judged, and kept from doing harm."""

from alphagen.execution.bubblewrap import BubblewrapExecutor
from alphagen.execution.compare import outputs_match
from alphagen.execution.duplicates import canonical
from alphagen.execution.executor import Executor, FakeExecutor
from alphagen.execution.judge import judge, judge_all, verdict_of
from alphagen.execution.languages import language_of, limits_for
from alphagen.execution.pool import run_all
from alphagen.execution.sandbox import check_system

__all__ = [
    "BubblewrapExecutor",
    "Executor",
    "FakeExecutor",
    "canonical",
    "check_system",
    "judge",
    "judge_all",
    "language_of",
    "limits_for",
    "outputs_match",
    "run_all",
    "verdict_of",
]

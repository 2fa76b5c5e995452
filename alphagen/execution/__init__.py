"""Untrusted programs: how they are run, judged, and kept from doing harm."""

from alphagen.execution.compare import outputs_match
from alphagen.execution.duplicates import canonical
from alphagen.execution.executor import Executor, FakeExecutor
from alphagen.execution.harness import in_harness
from alphagen.execution.judge import accepts, judge, judge_all, judge_briefly, verdict_of
from alphagen.execution.languages import language_of, limits_for
from alphagen.execution.pool import run_all
from alphagen.execution.remote import RemoteExecutor, at_once, beside_programs
from alphagen.execution.sandboxed import SandboxExecutor
from alphagen.execution.tiers import check_system
from alphagen.execution.walls import Tier

__all__ = [
    "Executor",
    "FakeExecutor",
    "RemoteExecutor",
    "SandboxExecutor",
    "Tier",
    "accepts",
    "at_once",
    "beside_programs",
    "canonical",
    "check_system",
    "in_harness",
    "judge",
    "judge_all",
    "judge_briefly",
    "language_of",
    "limits_for",
    "outputs_match",
    "run_all",
    "verdict_of",
]

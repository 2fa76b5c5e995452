from alphagen.core import ExecutionResult, Status
from alphagen.execution import FakeExecutor, SandboxExecutor, Tier
from alphagen.execution.selftest import CHECKS, self_test


def failures(executor):
    return {outcome.check.name for outcome in self_test(executor) if not outcome.passed}


def test_the_best_sandbox_passes(sandbox):
    assert failures(sandbox) == set()


def test_landlock_passes(enclosed):
    assert failures(enclosed) == set()


def test_the_weak_one_is_found_out():
    assert failures(SandboxExecutor(tier=Tier.WEAK)) == {"reads /etc/passwd", "writes a file"}


def test_what_does_nothing_is_found_out():
    fake = FakeExecutor(lambda *_: ExecutionResult(Status.OK, "ESCAPED"))
    assert failures(fake) >= {check.name for check in CHECKS}

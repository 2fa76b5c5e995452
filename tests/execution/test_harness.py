import pytest

from alphagen.core import ORDINARY, ExecutionResult, Language, Limits, Program, Rules, Status
from alphagen.core import TestCase as Case
from alphagen.execution import FakeExecutor, in_harness, judge

TESTS = [Case("1", "[1]\n"), Case("2", "[2]\n")]
RULES = Rules(harness="run(PROGRAM)\n")


def test_a_program_is_handed_to_the_harness_as_text():
    program = Program("print('\u00e9\ud800')\n'''", Language.PYTHON3)
    whole = in_harness(program, RULES)
    names = {"run": lambda source: names.update(seen=source)}
    exec(whole.source, names)  # noqa: S102
    assert names["seen"] == program.source
    assert in_harness(program, ORDINARY) is program


@pytest.mark.parametrize("stop", [True, False])
def test_another_language_does_not_compile(stop):
    fake = FakeExecutor(lambda *_: pytest.fail("it must not run"))
    program = Program("int main() {}", Language.CPP)
    judgement = judge(fake, program, TESTS, Limits(), rules=RULES, stop_at_failure=stop)
    assert [str(verdict) for verdict in judgement.verdicts] == ["CE"] * (1 if stop else 2)
    assert "asks for a Python function" in judgement.results[0].stderr
    assert judge(fake, program, [], Limits(), rules=RULES).verdicts == ()


def test_values_are_compared_exactly():
    outputs = {"1": "[1.0]", "2": "[2.000001]"}
    fake = FakeExecutor(lambda _, text: outputs[text])
    program = Program("", Language.PYTHON3)
    judgement = judge(fake, program, TESTS, Limits(), rules=RULES)
    assert [str(verdict) for verdict in judgement.verdicts] == ["AC", "WA"]


def test_a_value_of_a_failed_run_does_not_count():
    fake = FakeExecutor(lambda *_: ExecutionResult(Status.TLE, "[1]"))
    judgement = judge(fake, Program("", Language.PYTHON3), TESTS, Limits(), rules=RULES)
    assert str(judgement.verdict) == "TLE"

from collections import Counter

import pytest

from alphagen.core import (
    ExecutionResult,
    Language,
    Limits,
    Problem,
    Program,
    Rules,
    Status,
    TestCase,
)
from alphagen.errors import UsageError
from alphagen.execution import FakeExecutor, judge, judge_all, language_of, limits_for

TESTS = [TestCase("1", "1"), TestCase("2", "4"), TestCase("3", "9")]
LIMITS = Limits()


def program(text):
    return Program(text, Language.PYTHON3)


def behave(program, text):
    """Square, cube, or fail: the source says which."""
    if program.source in Status.__members__:
        return Status(program.source)
    return str(int(text) ** int(program.source.removeprefix("power = ")))


def verdicts(source, **options):
    return [
        str(v)
        for v in judge(FakeExecutor(behave), program(source), TESTS, LIMITS, **options).verdicts
    ]


def test_accepted():
    judgement = judge(FakeExecutor(behave), program("2"), TESTS, LIMITS)
    assert judgement.accepted
    assert judgement.total == 3
    assert [r.stdout for r in judgement.results] == ["1", "4", "9"]


def test_stops_at_the_first_failure():
    assert verdicts("3") == ["AC", "WA"]
    assert verdicts("3", stop_at_failure=False) == ["AC", "WA", "WA"]


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.OK])
def test_a_status_is_a_verdict(status):
    assert verdicts(status.value) == [status.value]


def test_output_of_a_failed_run_does_not_count():
    fake = FakeExecutor(lambda *_: ExecutionResult(Status.RTE, "1"))
    assert judge(fake, program(""), TESTS, LIMITS).verdict == "RTE"


def test_strict():
    fake = FakeExecutor(lambda _, text: f"{int(text) ** 2}.0")
    assert judge(fake, program(""), TESTS, LIMITS).accepted
    assert not judge(fake, program(""), TESTS, LIMITS, rules=Rules(strict=True)).accepted


def test_no_tests():
    assert judge(FakeExecutor(behave), program("2"), [], LIMITS).verdicts == ()


def test_each_distinct_program_is_run_once():
    calls = Counter()

    def counted(program, text):
        calls[program.source, text] += 1
        return behave(program, text)

    sources = ["power = 2", "power = 3", "power = 2", "power = 2", "JE", "power = 3"] * 20
    found = dict(judge_all(FakeExecutor(counted), map(program, sources), TESTS, LIMITS, workers=3))
    assert sorted(found) == list(range(120))
    assert [str(found[i].verdict) for i in range(6)] == ["AC", "WA", "AC", "AC", "JE", "WA"]
    assert set(calls.values()) == {1}


def test_judging_keeps_little_output():
    fake = FakeExecutor(lambda *_: "x" * 10**6)
    [(_, judgement)] = judge_all(fake, [program("")], TESTS, LIMITS)
    assert len(judgement.results[0].stdout) == 1000


def test_limits_can_depend_on_the_program():
    seen = []

    class Recorder(FakeExecutor):
        def run(self, program, inputs, limits, **options):
            seen.append((program.language, limits.cpu_s))
            return super().run(program, inputs, limits, **options)

    problem = Problem("", (), time_limit_s=1.5)
    programs = [Program("2", language) for language in Language]
    own = lambda p: limits_for(problem, p.language)  # noqa: E731
    list(judge_all(Recorder(behave), programs, TESTS, own))
    assert sorted(seen) == [("cpp", 1.5), ("python3", 7.5)]


def test_default_limits():
    limits = limits_for(Problem("", ()), Language.CPP)
    assert (limits.cpu_s, limits.memory_bytes, limits.wall_limit_s) == (2.0, 256 << 20, 7.0)
    assert limits_for(Problem("", ()), Language.PYTHON3).cpu_s == 10.0
    assert limits_for(Problem("", ()), Language.PYTHON3, cpu_s=3).cpu_s == 3
    huge = limits_for(Problem("", (), time_limit_s=1e300, memory_limit_bytes=10**26), Language.CPP)
    assert (huge.cpu_s, huge.memory_bytes) == (86_400, 1 << 40)


def test_language_of(tmp_path):
    assert language_of(tmp_path / "a.py") is Language.PYTHON3
    assert language_of(tmp_path / "a.CC") is Language.CPP
    with pytest.raises(UsageError, match=r"a\.rs: the language is unknown"):
        language_of(tmp_path / "a.rs")

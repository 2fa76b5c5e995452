from alphagen.core import Language, Limits, Program, TestCase, Verdict
from alphagen.execution import (
    FakeExecutor,
    RemoteExecutor,
    at_once,
    beside_programs,
    judge,
    judge_all,
    judge_briefly,
)
from alphagen.execution.judge import KEPT_OUTPUT

LIMITS = Limits()
TESTS = [TestCase("1", "1"), TestCase("2", "2"), TestCase("3", "3")]


class Elsewhere(RemoteExecutor):
    """Counts what goes there, and runs it here."""

    tier = "none"
    threads = 7

    def __init__(self, behaviour):
        self.calls = []
        self.runs = 0
        self._behaviour = behaviour

    def call(self, function, *args, **kwargs):
        def counted(program, text):
            self.runs += 1
            return self._behaviour(program, text)

        self.calls.append(function.__name__)
        return function(FakeExecutor(counted), *args, **kwargs)


def program(source):
    return Program(source, Language.PYTHON3)


def test_a_program_is_judged_in_one_call_that_stops_at_its_first_failure():
    elsewhere = Elsewhere(lambda *_: "2")
    assert judge(elsewhere, program(""), TESTS, LIMITS).verdicts == (Verdict.WA,)
    assert (elsewhere.calls, elsewhere.runs) == (["judge"], 1)


def test_a_run_asks_afterwards_whether_to_go_on():
    elsewhere = Elsewhere(lambda _, text: text)
    seen = []

    def keep_going(index, result):
        seen.append((index, result.stdout))
        return index < 1

    results = elsewhere.run(program(""), ["a", "b", "c"], LIMITS, keep_going=keep_going)
    assert [result.stdout for result in results] == ["a", "b"]
    assert seen == [(0, "a"), (1, "b")]
    assert elsewhere.runs == 3
    assert len(elsewhere.run(program(""), ["a", "b", "c"], LIMITS)) == 3


def test_judgements_are_those_of_this_machine():
    def behave(one, text):
        return one.source[6] if text == "2" else text

    programs = [program(f"print({number})") for number in range(5)]
    here = sorted(judge_all(FakeExecutor(behave), programs, TESTS, LIMITS), key=lambda x: x[0])
    there = sorted(judge_all(Elsewhere(behave), programs, TESTS, LIMITS), key=lambda x: x[0])
    assert here == there
    assert [judgement.accepted for _, judgement in there] == [False, False, True, False, False]


def test_long_outputs_are_cut_before_they_travel():
    judgement = judge_briefly(Elsewhere(lambda *_: "1" * 5000), program(""), TESTS, LIMITS)
    assert [len(result.stdout) for result in judgement.results] == [KEPT_OUTPUT]
    assert len(judge(FakeExecutor(lambda *_: "1" * 5000), program(""), TESTS, LIMITS).results) == 1


def test_a_function_beside_programs_stays_here_where_they_run_here():
    @beside_programs
    def tier(executor, more):
        return executor.tier + more

    elsewhere = Elsewhere(lambda *_: "")
    assert tier(FakeExecutor(lambda *_: ""), "!") == tier(elsewhere, more="!") == "none!"
    assert elsewhere.calls == ["tier"]


def test_a_cluster_says_itself_how_many_calls_keep_it_busy():
    assert at_once(Elsewhere(lambda *_: ""), 2) == 7
    assert at_once(FakeExecutor(lambda *_: ""), 2) == 2
    assert at_once(FakeExecutor(lambda *_: ""), None) >= 1

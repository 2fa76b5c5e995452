from alphagen.config import SolveConfig
from alphagen.core import Language, Limits, Program, Status
from alphagen.execution import FakeExecutor
from alphagen.pipeline.behaviour import MOST_TIMEOUTS, SHARD, generated_inputs, signatures
from alphagen.pipeline.progress import silent
from alphagen.runs import Run

INPUTS = ["1", "2", "3", "4", "5"]


def programs(n):
    return [Program(str(i), Language.PYTHON3) for i in range(n)]


def behave(toy, behaviour, some):
    run = Run.open(toy.path, toy.problem, {})
    fake = FakeExecutor(behaviour)
    known = signatures(
        some, INPUTS, fake, run, limits=lambda _: Limits(), workers=2, progress=silent
    )
    return run, known


def test_signatures_are_written_in_batches_and_not_made_again(toy):
    some = programs(SHARD + 3)
    run, first = behave(toy, lambda program, text: program.source + text, some)
    assert run.signatures.indices() == [0, 1]
    assert first[some[3].hash] == ("31", "32", "33", "34", "35")
    assert dict(run.signatures) == first

    def refuse(program, text):
        assert program not in some
        return text

    more = [*some, Program("new", Language.CPP)]
    run, second = behave(toy, refuse, more)
    assert second == first | {more[-1].hash: tuple(INPUTS)}
    assert run.signatures.indices() == [0, 1, 2]


def test_programs_that_keep_running_out_of_time_are_not_waited_for(toy):
    asked = []

    def slow(_, text):
        asked.append(text)
        return text if text == "2" else Status.TLE

    _, known = behave(toy, slow, programs(1))
    assert list(known.values()) == [("<TLE>", "2", "<TLE>", "<TLE>", "<TLE>")]
    assert len(asked) == MOST_TIMEOUTS + 1


def test_what_could_not_be_judged_is_tried_again(toy):
    run, known = behave(toy, lambda _, text: Status.JE if text == "3" else text, programs(1))
    assert list(known.values()) == [("1", "2", "<JE>", "4", "5")]
    assert dict(run.signatures) == known  # others are to see the clusters that were chosen from
    behave(toy, lambda _, text: Status.JE if text == "3" else text, programs(1))
    assert run.signatures.indices() == [0]
    run, known = behave(toy, lambda _, text: text, programs(1))
    assert list(known.values()) == [tuple(INPUTS)]
    assert dict(run.signatures) == known


def test_new_inputs_make_old_signatures_void(toy):
    run, _ = behave(toy, lambda _, text: text, programs(1))
    config = SolveConfig(inputs=5)
    inputs = generated_inputs(toy.problem, toy, run, config)
    assert run.signatures.indices() == []
    assert generated_inputs(toy.problem, toy, run, config) == inputs
    assert toy.inputs_asked == 1
    assert run.inputs.about(0)["generator"] == "toy"

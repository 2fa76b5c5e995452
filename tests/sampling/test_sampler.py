from alphagen.core import Language, Metadata, Problem, Prompt, Rules
from alphagen.sampling.base import Completion
from alphagen.sampling.sampler import LEVELS, EngineSampler


class Echo:
    """An engine that completes every prompt with one text."""

    name = "echo"

    def complete(self, requests):
        for request in requests:
            yield [Completion("text", None, True) for _ in request.prompts]


def read_as(kind):
    return lambda text, language, *, ended: f"{text} as {kind} in {language}, {ended}"


def prompt(_problem, _rng):
    return Prompt("", Metadata(None, (), Language.PYTHON3))


def failures(problem, **options):
    sampler = EngineSampler(Echo(), prompt, read_as("program"), **options)
    return {sample.failure for chunk in sampler.sample(problem, 3, seed=0) for sample in chunk}


def test_functions_are_read_where_a_problem_asks_for_one():
    function = Problem("", (), rules=Rules(harness="run(PROGRAM)"))
    options = {"read_function": read_as("function")}
    assert failures(Problem("", ()), **options) == {"text as program in python3, True"}
    assert failures(function, **options) == {"text as function in python3, True"}
    assert failures(function) == {"text as program in python3, True"}


def test_the_ends_of_the_temperatures_may_be_given_in_either_order():
    def drawn(*temperature):
        sampler = EngineSampler(Echo(), prompt, read_as("program"), temperature=temperature)
        [chunk] = sampler.sample(Problem("", ()), 100, seed=0)
        return [sample.temperature for sample in chunk]

    falling = drawn(0.7, 0.35)
    assert falling == drawn(0.35, 0.7)
    assert (min(falling), max(falling), len(set(falling))) == (0.35, 0.7, LEVELS)

import doctest
import itertools

import pytest

from alphagen.core import Language, Limits, Problem, Program, Status
from alphagen.core import TestCase as Case
from alphagen.execution import SandboxExecutor, check_system
from alphagen.inputgen import ChatInputGenerator, chat
from alphagen.inputgen.chat import AT_ONCE, GENERATORS, ROUNDS
from alphagen.prompts import input_chat_prompt

PROBLEM = Problem("Add.", (Case("1 2\n", "3\n"),), hidden=(Case("40 2\n", "secret"),))


class Scripted:
    """A chat model that reads its answers from two lists and remembers what it was asked."""

    name = "scripted"

    def __init__(self, *, inputs=(), generators=()):
        self.answers = {"inputs": iter(inputs), "generator": iter(generators)}
        self.asked = []

    def complete(self, prompt_text, n, *, seed, temperature):
        style = "generator" if "random.seed" in prompt_text else "inputs"
        self.asked.append((style, prompt_text, n, seed, temperature))
        return list(itertools.islice(self.answers[style], n))


def blocks(*inputs):
    return "Here:\n" + "\n".join(f"```\n{text}\n```" for text in inputs)


def fenced(source):
    return f"Sure!\n```python\n{source}\n```\nDone."


class Runner:
    """Runs programs by a table from their source to a function of the seed."""

    def __init__(self, table):
        self.table = {source + "\n": behaviour for source, behaviour in table.items()}
        self.ran = []

    def __call__(self, program: Program, texts):
        assert program.language is Language.PYTHON3
        self.ran.append((program.source.strip(), [int(text) for text in texts]))
        return [self.table[program.source](int(text)) for text in texts]


def nobody(program, texts):
    raise AssertionError(f"{program} is not to be run on {texts}")


def test_inputs_are_asked_for_until_there_are_enough():
    model = Scripted(inputs=[blocks("5 6", "1 2", "7 8  "), blocks("5 6", "9 9\n\n"), "Sorry."])
    generator = ChatInputGenerator(model, nobody, style="inputs", temperature=0.5)
    assert generator.name == "scripted"
    assert generator.generate(PROBLEM, 12, seed=0) == ["5 6\n", "9 9\n", "7 8\n"]
    assert [(style, n) for style, _, n, _, _ in model.asked] == [("inputs", 2)] + [
        ("inputs", 1)
    ] * (ROUNDS - 1)
    assert model.asked[0][1] == input_chat_prompt(PROBLEM, AT_ONCE, "inputs")
    assert model.asked[1][1] == input_chat_prompt(PROBLEM, 9, "inputs")
    assert {temperature for *_, temperature in model.asked} == {0.5}
    assert len({seed for *_, seed, _ in model.asked}) == ROUNDS


def test_no_more_is_returned_than_was_asked_for():
    model = Scripted(inputs=[blocks("1", "2", "3")])
    assert ChatInputGenerator(model, nobody, style="inputs").generate(PROBLEM, 2, seed=0) == [
        "1\n",
        "2\n",
    ]
    assert len(model.asked) == 1
    for style in ("inputs", "generator", "auto"):
        model = Scripted()
        assert ChatInputGenerator(model, nobody, style=style).generate(PROBLEM, 0, seed=0) == []
        assert model.asked == []


def test_programs_take_turns():
    run = Runner({"print(input())": "a {}\n".format, "print(2)": "b {}".format})
    model = Scripted(generators=[fenced("print(input())"), "I can't.", fenced("print(2)")])
    generator = ChatInputGenerator(model, run, style="generator")
    assert generator.generate(PROBLEM, 5, seed=0) == ["a 0\n", "b 0\n", "a 1\n", "b 1\n", "a 2\n"]
    # The first seed runs twice, to see whether the program keeps to it.
    assert run.ran == [("print(input())", [0, 0, 1, 2]), ("print(2)", [0, 0, 1, 2])]
    assert [(style, n) for style, _, n, _, _ in model.asked] == [("generator", GENERATORS)]
    assert model.asked[0][1] == input_chat_prompt(PROBLEM, 5, "generator")


def test_the_others_print_what_a_weak_program_does_not():
    run = Runner(
        {
            "print(1)": "always".format,
            "print(2)": lambda seed: f"{seed}" if seed else None,
            "print(3)": {}.get,
            "print(4)": lambda seed: f"{seed}" * 100 if seed == 2 else "1   2\n\n",
        }
    )  # fmt: skip
    model = Scripted(generators=[fenced(f"print({number})") for number in (1, 2, 3, 4)])
    generator = ChatInputGenerator(model, run, style="generator", longest=50)
    assert generator.generate(Problem("", (Case("1   2", ""),)), 7, seed=0) == [
        "always\n", "1\n", "2\n", "3\n", "4\n", "5\n", "6\n",
    ]  # fmt: skip
    assert [seeds for source, seeds in run.ran if source == "print(3)"] == [[0, 0, 1]]
    assert [seeds for source, seeds in run.ran if source == "print(2)"][-1] == [6, 6]


def test_a_program_that_ignores_its_seed_is_dropped():
    calls = itertools.count()
    run = Runner({"print(1)": lambda seed: f"{seed} {next(calls)}", "print(2)": str})
    model = Scripted(generators=[fenced("print(1)"), fenced("print(2)")])
    generator = ChatInputGenerator(model, run, style="generator")
    assert generator.generate(PROBLEM, 4, seed=0) == ["0\n", "1\n", "2\n", "3\n"]
    assert len(run.ran) == 3


def test_auto_asks_for_inputs_when_the_programs_print_too_few():
    run = Runner({"print(1)": lambda seed: str(seed % 2)})
    model = Scripted(generators=[fenced("print(1)")], inputs=[blocks("1", "1 2", "8"), blocks("9")])
    assert ChatInputGenerator(model, run).generate(PROBLEM, 4, seed=0) == [
        "0\n",
        "1\n",
        "8\n",
        "9\n",
    ]
    assert [style for style, *_ in model.asked] == ["generator", "inputs", "inputs"]
    enough = Scripted(generators=[fenced("print(1)")])
    assert ChatInputGenerator(enough, run).generate(PROBLEM, 2, seed=0) == ["0\n", "1\n"]
    assert [style for style, *_ in enough.asked] == ["generator"]


def test_seeds_decide_what_the_model_is_asked_with():
    def seeds(seed):
        model = Scripted()
        ChatInputGenerator(model, nobody).generate(PROBLEM, 4, seed=seed)
        return [asked[3] for asked in model.asked]

    assert seeds(0) == seeds(0)
    assert not set(seeds(0)) & set(seeds(1))


def test_the_model_reads_nothing_hidden():
    model = Scripted()
    ChatInputGenerator(model, nobody).generate(PROBLEM, 3, seed=0)
    assert not any("secret" in prompt or "40 2" in prompt for _, prompt, *_ in model.asked)


@pytest.mark.skipif(bool(check_system()), reason="this machine cannot isolate programs")
def test_programs_run_in_the_sandbox():
    executor = SandboxExecutor()

    def run(program, texts):
        results = executor.run(program, texts, Limits())
        return [one.stdout if one.status is Status.OK else None for one in results]

    good = """import random
random.seed(int(input()))
n = random.randint(1, 9)
print(n)
print(*(random.randint(1, 99) for _ in range(n)))"""
    unseeded = "import time\nprint(time.time_ns(), input())"
    broken = "print(int(input()) // 0)"
    answers = [fenced(source) for source in (broken, good, unseeded)]
    inputs = [
        ChatInputGenerator(Scripted(generators=answers), run, style="generator").generate(
            PROBLEM, 6, seed=0
        )
        for _ in range(2)
    ]
    assert inputs[0] == inputs[1]
    assert len(set(inputs[0])) == 6
    for text in inputs[0]:
        n, *numbers = map(int, text.split())
        assert len(numbers) == n


def test_examples():
    assert doctest.testmod(chat) == (0, 1)

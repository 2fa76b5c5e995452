from alphagen.core import Problem
from alphagen.core import TestCase as Case
from alphagen.inputgen import ModelInputGenerator, MutationInputGenerator, completed
from alphagen.inputgen.model import ROUNDS
from alphagen.prompts import input_prompt

PROBLEM = Problem("Add.", (Case("1 2\n", "3\n"),), hidden=(Case("40 2\n", "secret"),))


class Scripted:
    """A text model that reads from a list and remembers what it was asked."""

    name = "scripted"

    def __init__(self, *texts):
        self.texts = list(texts)
        self.asked = []

    def complete(self, prompt_text, n, *, seed, temperature):
        self.asked.append((prompt_text, n, seed, temperature))
        said, self.texts = self.texts[:n], self.texts[n:]
        return said


def test_the_model_is_asked_for_what_is_missing():
    model = Scripted("5 6\n", "5 6", "7 8 \n\n", "1 2", "9 9\n", "3 3\n", "4 4")
    generator = ModelInputGenerator(model, temperature=0.5)
    assert generator.generate(PROBLEM, 4, seed=0) == ["5 6\n", "7 8\n", "9 9\n", "3 3\n"]
    assert [n for _, n, _, _ in model.asked] == [4, 2]
    assert {(prompt, t) for prompt, _, _, t in model.asked} == {(input_prompt(PROBLEM), 0.5)}
    assert len({seed for _, _, seed, _ in model.asked}) == 2


def test_empty_long_and_repeated_inputs_are_dropped():
    model = Scripted("", " \n", "1" * 11, "\n", "5", *["5"] * 100)
    assert ModelInputGenerator(model, longest=10).generate(PROBLEM, 3, seed=0) == ["5\n"]
    assert len(model.asked) == ROUNDS


def test_the_model_reads_nothing_hidden():
    model = Scripted("5")
    ModelInputGenerator(model).generate(PROBLEM, 1, seed=0)
    assert "secret" not in model.asked[0][0]
    assert "40 2" not in model.asked[0][0]


def test_mutation_completes_what_the_model_leaves_open():
    generator = completed(ModelInputGenerator(Scripted("5 6")), MutationInputGenerator())
    inputs = generator.generate(PROBLEM, 50, seed=0)
    assert generator.name == "scripted, then mutation"
    assert inputs[0] == "5 6\n"
    assert len(set(inputs)) == 50

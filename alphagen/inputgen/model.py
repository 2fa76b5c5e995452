"""Inputs written by a second model, which reads the statement (paper, section 4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagen.inputgen.base import bare
from alphagen.prompts import input_prompt
from alphagen.sampling.base import chunk_seed

if TYPE_CHECKING:
    from alphagen.core import Problem
    from alphagen.sampling.base import TextModel

LONGEST_INPUT = 100_000
"""Characters; a longer input comes from a model that did not find its end."""

ROUNDS = 4
"""How often the model is asked for what is still missing."""


class ModelInputGenerator:
    """Asks a model for inputs and keeps those that are new, not empty and not too long."""

    def __init__(
        self, model: TextModel, *, temperature: float = 0.7, longest: int = LONGEST_INPUT
    ) -> None:
        """Keep the model.

        Args:
            model: continues the prompt ``alphagen.prompts.input_prompt`` writes.
            temperature: the logits are divided by this.
            longest: characters of the longest input that is kept.
        """
        self.name = model.name
        self._model = model
        self._temperature = temperature
        self._longest = longest

    def generate(self, problem: Problem, n: int, *, seed: int) -> list[str]:
        """Return at most ``n`` distinct inputs, fewer when the model repeats itself.

        Every input ends with a line end, as files do.
        """
        prompt = input_prompt(problem)
        known = {bare(test.input) for test in problem.examples}
        inputs: list[str] = []
        for turn in range(ROUNDS):
            if len(inputs) >= n:
                break
            for text in self._model.complete(
                prompt,
                n - len(inputs),
                seed=chunk_seed(seed, f"inputs of {problem.key}", turn),
                temperature=self._temperature,
            ):
                if len(text) <= self._longest and (key := bare(text)) and key not in known:
                    known.add(key)
                    inputs.append(key + "\n")
        return inputs[:n]

"""What every input generator offers, and how two are joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from alphagen.core import Problem


class InputGenerator(Protocol):
    """Writes test inputs for a problem."""

    @property
    def name(self) -> str:
        """What wrote the inputs, for the records of a run."""
        ...

    def generate(self, problem: Problem, n: int, *, seed: int) -> list[str]:
        """Return at most ``n`` distinct inputs, none of them an example.

        They need not be valid: an input that breaks the rules of the problem still tells programs
        apart (paper, section 4.6). The same seed gives the same inputs.
        """
        ...


def completed(generator: InputGenerator, fallback: InputGenerator) -> InputGenerator:
    r"""Join two generators: the second completes what the first leaves open.

    Of inputs that differ in white space at line ends alone, the first one stays.

    >>> from alphagen.core import Problem
    >>> class Fixed:
    ...     def __init__(self, name, *inputs):
    ...         self.name, self.inputs = name, inputs
    ...     def generate(self, problem, n, *, seed):
    ...         return list(self.inputs[:n])
    >>> both = completed(Fixed("model", "1\n", "2\n"), Fixed("mutation", "2", "3", "4"))
    >>> both.name, both.generate(Problem("", ()), 4, seed=0)
    ('model, then mutation', ['1\n', '2\n', '3', '4'])
    """
    return _Completed(generator, fallback)


class _Completed:
    def __init__(self, generator: InputGenerator, fallback: InputGenerator) -> None:
        self.name = f"{generator.name}, then {fallback.name}"
        self._generator = generator
        self._fallback = fallback

    def generate(self, problem: Problem, n: int, *, seed: int) -> list[str]:
        inputs = self._generator.generate(problem, n, seed=seed)
        if len(inputs) < n:
            inputs = [*inputs, *self._fallback.generate(problem, n, seed=seed)]
        first: dict[str, str] = {}
        for text in inputs:
            first.setdefault(bare(text), text)
        return list(first.values())[:n]


def bare(text: str) -> str:
    """Return an input without what no program should tell apart: white space at line ends."""
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n")).rstrip()

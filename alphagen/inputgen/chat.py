"""Inputs from a chat model: it writes them, or it writes programs that print them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from alphagen.core import Language, Program
from alphagen.prompts import input_chat_prompt, read_completion, read_inputs
from alphagen.sampling.base import chunk_seed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alphagen.core import Problem
    from alphagen.prompts import InputStyle
    from alphagen.sampling.base import TextModel

    RunProgram = Callable[[Program, Sequence[str]], Sequence[str | None]]

LONGEST_INPUT = 64_000
"""Characters; a longer input costs more time than it tells."""

GENERATORS = 4
"""Programs that the model is asked for."""

AT_ONCE = 10
"""Most inputs that one completion is asked for; models tire of longer lists."""

ROUNDS = 4
"""How often the model is asked for what is still missing."""


class ChatInputGenerator:
    """Asks a chat model for inputs and keeps those that are new, not empty and not too long."""

    def __init__(
        self,
        model: TextModel,
        run_program: RunProgram,
        *,
        style: Literal["inputs", "generator", "auto"] = "auto",
        temperature: float = 0.7,
        longest: int = LONGEST_INPUT,
    ) -> None:
        """Keep the model.

        Args:
            model: answers the prompts ``alphagen.prompts.input_chat_prompt`` writes.
            run_program: runs a program in the sandbox on some inputs, and returns what each run
                printed, None for one that failed.
            style: what the model is asked for; ``auto`` asks for programs, and for inputs when
                these print too few.
            temperature: the logits are divided by this.
            longest: characters of the longest input that is kept.
        """
        self.name = model.name
        self._model = model
        self._run_program = run_program
        self._style = style
        self._temperature = temperature
        self._longest = longest

    def generate(self, problem: Problem, n: int, *, seed: int) -> list[str]:
        """Return at most ``n`` distinct inputs, fewer when the model has no more to say.

        Every input ends with a line end, as files do.
        """
        inputs = _Inputs(n, self._longest, [test.input for test in problem.examples])
        if self._style != "inputs":
            inputs.take(self._printed(problem, n, seed))
        if self._style != "generator":
            for turn in range(ROUNDS):
                if not inputs.missing:
                    break
                inputs.take(self._written(problem, inputs.missing, seed, turn))
        return inputs.kept

    def _ask(
        self, problem: Problem, style: InputStyle, n: int, answers: int, seed: int
    ) -> list[str]:
        prompt = input_chat_prompt(problem, n, style)
        return self._model.complete(prompt, answers, seed=seed, temperature=self._temperature)

    def _written(self, problem: Problem, missing: int, seed: int, turn: int) -> Iterator[str]:
        """Yield inputs that the model writes itself, the first of each answer first."""
        n = min(missing, AT_ONCE)
        own_seed = chunk_seed(seed, f"chat inputs of {problem.key}", turn)
        answers = self._ask(problem, "inputs", n, -(-missing // n), own_seed)
        yield from _in_turn([read_inputs(answer) for answer in answers])

    def _printed(self, problem: Problem, n: int, seed: int) -> Iterator[str]:
        """Yield inputs that programs of the model print, one of each program in turn."""
        own_seed = chunk_seed(seed, f"chat generators of {problem.key}", 0)
        answers = self._ask(problem, "generator", n, GENERATORS, own_seed)
        read = [read_completion(answer, Language.PYTHON3) for answer in answers]
        programs = list(dict.fromkeys(one for one in read if isinstance(one, Program)))
        # Each runs on its share of the seeds first; the rest is for what then is missing.
        begin, step = 0, -(-n // max(len(programs), 1))
        while programs and begin < n:
            numbers = range(begin, min(begin + step, n))
            printed = {program: self._run(program, numbers) for program in programs}
            yield from _in_turn(printed.values())
            programs = [program for program in programs if printed[program]]
            begin += step

    def _run(self, program: Program, numbers: range) -> list[str]:
        """Return what a program prints for these seeds; nothing if it does not keep to them."""
        texts = [f"{number}\n" for number in (numbers[0], *numbers)]
        printed = self._run_program(program, texts)
        if printed[:1] != printed[1:2]:
            return []
        return [text for text in printed[1:] if text is not None]


class _Inputs:
    """Collects distinct inputs."""

    def __init__(self, n: int, longest: int, examples: Iterable[str]) -> None:
        self.kept: list[str] = []
        self._n = n
        self._longest = longest
        self._known = {_tidy(text) for text in examples}

    @property
    def missing(self) -> int:
        return self._n - len(self.kept)

    def take(self, texts: Iterator[str]) -> None:
        """Keep what is new, until there is enough; no more is drawn then."""
        while self.missing and (text := next(texts, None)) is not None:
            tidy = _tidy(text)
            if tidy.strip() and len(tidy) <= self._longest and tidy not in self._known:
                self._known.add(tidy)
                self.kept.append(tidy)


def _tidy(text: str) -> str:
    """Drop what no program should tell apart: white space at line ends and at the end."""
    return "\n".join(line.rstrip() for line in text.rstrip().split("\n")) + "\n"


def _in_turn(lists: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the first of each list, then the second of each, and so on.

    >>> list(_in_turn(["ab", "c", "def"]))
    ['a', 'c', 'd', 'b', 'e', 'f']
    """
    lists = list(lists)
    for at in range(max(map(len, lists), default=0)):
        yield from (one[at] for one in lists if at < len(one))

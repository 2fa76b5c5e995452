"""Examples from data sets of problems that people have solved (paper, section 3.2, appendix B).

Of the paper's cleaning (appendix B.2), this drops problems and programs that repeat others but for
white space, and gives C++ programs one include. What takes runs of the programs, ``alphagen clean``
does beforehand. Nobody formats them or expands their macros.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

from tqdm import tqdm

from alphagen.config import DataConfig
from alphagen.core import Language, Problem, Program
from alphagen.data.benchmarks import chosen, read_benchmark
from alphagen.data.cleaning import distinct, squeezed
from alphagen.data.row import Row
from alphagen.errors import ConfigError
from alphagen.forge.near import shingles
from alphagen.training.examples import Texts, shuffled
from alphagen.training.objectives import CORRECT, INCORRECT
from alphagen.training.problems import MAX_INPUT, input_texts, prompt_text

NEAR = 0.5
"""Share of a held-out statement's runs of five words that make a problem nearly the same."""

MAX_TESTS = 20  # kept of each problem, to learn inputs from


@dataclass(frozen=True, slots=True)
class Task:
    """What is kept of a row: the problem, and some of its distinct programs."""

    problem: Problem
    solutions: tuple[Program, ...]
    wrong: tuple[Program, ...]


INCLUDE = re.compile(
    r"^[ \t]*#[ \t]*include[ \t]*<(?:[a-z_]+|bits/stdc\+\+\.h"
    r"|(?:assert|ctype|float|limits|math|stdint|stdio|stdlib|string|time)\.h)>[ \t]*\r?\n",
    re.MULTILINE,
)
"""Headers of the standard library; others, such as ``ext/pb_ds/...``, have to stay."""


def cleaned(program: Program) -> Program:
    r"""Give a C++ program ``bits/stdc++.h`` in place of the headers that this holds.

    >>> text = "#include <iostream>\n#include <math.h>\nint main() {}\n"
    >>> cleaned(Program(text, Language.CPP)).source
    '#include <bits/stdc++.h>\nint main() {}\n'
    """
    if program.language is not Language.CPP or not INCLUDE.search(program.source):
        return program
    source = "#include <bits/stdc++.h>\n" + INCLUDE.sub("", program.source)
    return replace(program, source=source)


def a_few(programs: Iterable[Program], most: int, rng: Random) -> tuple[Program, ...]:
    """Draw up to ``most`` programs, none of which repeats another, and clean them."""
    kept = distinct(map(cleaned, programs))
    return tuple(kept if len(kept) <= most else rng.sample(kept, most))


class HeldOut:
    """Problems that training must not see, to be recognised by their words."""

    def __init__(self, statements: Iterable[str]) -> None:
        self._holders: dict[tuple[str, ...], set[int]] = defaultdict(set)
        self._sizes: list[int] = []
        self._whole: set[str] = set()
        for number, statement in enumerate(statements):
            self._whole.add(squeezed(statement))
            found = set(shingles(statement))
            self._sizes.append(len(found))
            for shingle in found:
                self._holders[shingle].add(number)

    def has(self, statement: str) -> bool:
        """Whether a statement is one of them, or has at least ``NEAR`` of its runs of words."""
        if squeezed(statement) in self._whole:
            return True
        common = [0] * len(self._sizes)
        for shingle in set(shingles(statement)):
            for number in self._holders.get(shingle, ()):
                common[number] += 1
        return any(c and c >= NEAR * size for c, size in zip(common, self._sizes, strict=True))


def tasks(rows: Iterable[Row], held_out: HeldOut, most: int) -> Iterator[Task]:
    """Yield what can be learnt from.

    Left out are problems without an example or a correct program, those that repeat another, and
    those near to a held-out one.

    Args:
        rows: of data sets.
        held_out: what must not be seen.
        most: programs to keep of each problem, correct ones and incorrect ones.
    """
    seen: set[str] = set()
    for row in rows:
        problem = row.problem
        key = squeezed(problem.statement)
        if key in seen or not row.solutions or not problem.examples:
            continue
        seen.add(key)
        if held_out.has(problem.statement):
            continue
        rng = Random(f"programs {key}")
        small = tuple(test for test in problem.hidden if len(test.input) <= MAX_INPUT)
        yield Task(
            replace(problem, hidden=small[:MAX_TESTS]),
            a_few(row.solutions, most, rng),
            a_few(row.wrong, most, rng),
        )


def load_tasks(data: DataConfig) -> tuple[Task, ...]:
    """Read the data sets of the settings, once.

    Raises:
        ConfigError: nothing in them can be learnt from.
    """
    return _loaded(data.problems, data.held_out, data.until, data.solutions)


@lru_cache(maxsize=2)  # what is trained on, and what is validated on
def _loaded(
    names: tuple[str, ...], held_out: tuple[str, ...], until: str | None, most: int
) -> tuple[Task, ...]:
    left_out = 0

    def count(_name: str, _why: str) -> None:
        nonlocal left_out
        left_out += 1

    held = [row.problem.statement for name in held_out for row in read_benchmark(name, count)]
    rows = (row for name in names for row in read_benchmark(name, count))
    seen = tqdm(chosen(rows, until=until), desc="problems", unit="row")
    found = tuple(tasks(seen, HeldOut(held), most))
    if not found:
        raise ConfigError(
            f"`data.problems` is {list(names)}, of which no row can be learnt from "
            f"({left_out} cannot be read): name data sets with solutions, and look at "
            "`data.until` and `data.held_out`."
        )
    return found


class RowSource:
    """The problems of data sets, again and again in another order, with another program each time.

    Attributes:
        data: names the data sets.
        inputs: share of examples that ask for a test input.
        tasks: what was read.
    """

    cuts = False

    def __init__(self, data: DataConfig, inputs: float) -> None:
        self.data = data
        self.inputs = inputs
        self.tasks = load_tasks(data)

    def texts(self, index: int) -> Texts:
        """Draw a problem and the texts of it; a language is as likely as another."""
        rng = Random(f"row {self.data.seed} {index}")
        epoch, place = divmod(index, len(self.tasks))
        task = self.tasks[shuffled(len(self.tasks), self.data.seed, epoch)[place]]
        if rng.random() < self.inputs:
            return input_texts(task.problem, rng)
        wrong = bool(task.wrong) and rng.random() < self.data.incorrect
        programs = task.wrong if wrong else task.solutions
        language = rng.choice(sorted({program.language for program in programs}))
        program = rng.choice([one for one in programs if one.language is language])
        prompt = prompt_text(task.problem, language, rng, self.data.metadata, correct=not wrong)
        return Texts(prompt, program.source, INCORRECT if wrong else CORRECT)

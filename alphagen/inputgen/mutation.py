"""Inputs made from the examples by small changes (paper, section 3.2.1 and appendix A.2).

Numbers go up or down, lose a bit, or become an edge value; tokens and letters are swapped,
repeated and replaced; lists, words and blocks of lines change their length together with the
number that counts them. What was not touched keeps its layout.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from alphagen.inputgen.layout import (
    DECIMAL,
    INTEGER,
    Counting,
    Kind,
    find_counts,
    is_word,
    parse,
    render,
)
from alphagen.sampling.base import chunk_seed

if TYPE_CHECKING:
    from alphagen.core import Problem
    from alphagen.inputgen.layout import Count, Lines

Place = tuple[int, int]  # of a token: its line, and its position there

ATTEMPTS = 30
"""Tries for each input that is asked for, before fewer are returned."""

_MORE = 0.6  # probability of one more change after each
_RESIZE = 0.4  # probability of resizing one more of the counted things


class MutationInputGenerator:
    r"""Changes the example inputs of a problem.

    >>> from alphagen.core import Problem, TestCase
    >>> problem = Problem("Sort.", (TestCase("3\n5 2 9\n", "2 5 9\n"),))
    >>> inputs = MutationInputGenerator().generate(problem, 50, seed=0)
    >>> len(set(inputs))
    50
    >>> held = [text.split() for text in inputs]
    >>> sum(int(count) == len(items) for count, *items in held) > 40
    True
    """

    name = "mutation"

    def generate(self, problem: Problem, n: int, *, seed: int) -> list[str]:
        """Return at most ``n`` distinct inputs; fewer when the examples allow no more."""
        examples = [parse(test.input) for test in problem.examples]
        known = {render(lines) for lines in examples}
        rng = random.Random(chunk_seed(seed, f"mutations of {problem.key}", 0))
        mutator = _Mutator(examples, rng)
        inputs: list[str] = []
        for _ in range(ATTEMPTS * n if examples else 0):
            if len(inputs) == n:
                break
            text = render(mutator.mutated(rng.choice(examples)))
            if text.strip() and text not in known:
                known.add(text)
                inputs.append(text)
        return inputs


class _Mutator:
    """Changes inputs at random, within what the examples show of values and letters."""

    def __init__(self, examples: list[Lines], rng: random.Random) -> None:
        self._rng = rng
        tokens = [token for lines in examples for line in lines for token in line]
        integers = [int(token) for token in tokens if INTEGER.fullmatch(token)]
        self._lowest = min(integers, default=0)
        self._highest = max(integers, default=0)

    def mutated(self, example: Lines) -> Lines:
        """Return a copy with one or more changes."""
        rng = self._rng
        lines = [list(line) for line in example]
        counts = find_counts(lines)
        numbers = sorted({(count.line, count.token) for count in counts})
        for line, token in numbers:
            lines[line][token] = Counting(lines[line][token])
        resized = self._resize_some(lines, counts, numbers)
        while not resized or rng.random() < _MORE:
            self._change(lines)
            resized = True
        return lines

    def _resize_some(self, lines: Lines, counts: list[Count], numbers: list[Place]) -> bool:
        """Change some of the numbers that count, and all that they count; tell whether any."""
        sizes: dict[Place, int] = {}
        while numbers and self._rng.random() < _RESIZE:
            line, token = self._rng.choice(numbers)
            sizes[line, token] = self._other_size(int(lines[line][token]))
        # Inside lines before whole lines, which move what others count; and these from the end to
        # the beginning, so that no number moves before it is changed.
        counts.sort(key=lambda count: (count.kind is Kind.LINES, -count.line, -count.first))
        chosen = [count for count in counts if (count.line, count.token) in sizes]
        old = {count: int(lines[count.line][count.token]) for count in chosen}
        for count in chosen:
            size = sizes[count.line, count.token]
            self._resize(lines, count, old[count], size)
            lines[count.line][count.token] = Counting(size)
        return bool(sizes)

    def _change(self, lines: Lines) -> None:
        """Change one token, or two of one line."""
        rng = self._rng
        tokens = [(i, j) for i, row in enumerate(lines) for j, text in enumerate(row) if text]
        values = [(i, j) for i, j in tokens if not isinstance(lines[i][j], Counting)]
        # One change in twenty may break a count: such an input is wrong, but often telling.
        if not values or rng.random() < 0.05:
            values = tokens
        if not values:
            return
        line, token = rng.choice(values)
        others = [other for at, other in values if at == line and other != token]
        if others and rng.random() < 0.3:
            self._rearrange(lines[line], token, rng.choice(others))
        else:
            lines[line][token] = self._replaced(lines[line][token])

    def _rearrange(self, row: list[str], token: int, other: int) -> None:
        """Swap two tokens of a line, or repeat one in the place of the other."""
        if self._rng.random() < 0.5:
            row[token], row[other] = row[other], row[token]
        else:
            row[token] = row[other]

    def _replaced(self, token: str) -> str:
        if is_word(token):
            return self._other_word(token)
        if INTEGER.fullmatch(token):
            return str(self._other_integer(int(token)))
        if DECIMAL.fullmatch(token):
            places = len(token.partition(".")[2])
            return f"{float(token) + self._rng.choice([-1, 1]) * self._rng.random():.{places}f}"
        return token

    def _other_integer(self, value: int) -> int:
        """Return a number near ``value``, at an edge, or between the examples' extremes.

        The sign is kept when no example shows a negative number.
        """
        rng = self._rng
        low, high = self._lowest, self._highest
        drawn = rng.choice(
            [
                value + rng.randint(1, 3),
                value - rng.randint(1, 3),
                value ^ (1 << rng.randrange(max(1, value.bit_length() + 1))),
                rng.randint(low, high),
                rng.choice([0, 1, low, high, high + 1, 2 * high]),
            ]
        )
        return drawn if low < 0 else max(drawn, min(low, 1))

    def _other_word(self, word: str) -> str:
        """Swap two letters, or replace one by another of the word or by a neighbour in the code."""
        rng = self._rng
        letters = list(word)
        place, other = rng.randrange(len(word)), rng.randrange(len(word))
        if rng.random() < 0.4:
            letters[place], letters[other] = letters[other], letters[place]
        elif rng.random() < 0.5 or not letters[place].isalnum():
            letters[place] = letters[other]
        else:
            near = chr(ord(letters[place]) + rng.choice([-1, 1]))
            letters[place] = near if near.isalnum() else letters[other]
        return "".join(letters)

    def _other_size(self, old: int) -> int:
        new = self._rng.choice([1, old - 1, old + 1, old + 1, self._rng.randint(1, 2 * old + 2)])
        return new if new > 0 and new != old else old + 1

    def _resize(self, lines: Lines, count: Count, old: int, size: int) -> None:
        """Change the length of what a number counts."""
        if count.kind is Kind.LINES:
            end = count.first + old * count.size
            groups = [lines[at : at + count.size] for at in range(count.first, end, count.size)]
            while len(groups) > size:
                del groups[self._rng.randrange(len(groups))]
            while len(groups) < size:
                groups.append([list(row) for row in self._rng.choice(groups)])
            lines[count.first : end] = [row for group in groups for row in group]
            return
        for line in range(count.first, count.first + count.size):
            if count.kind is Kind.TOKENS:
                head, tail = lines[line][: count.skip], lines[line][count.skip :]
                lines[line] = head + self._resized(tail, size)
            else:
                lines[line] = ["".join(self._resized(list(lines[line][0]), size))]

    def _resized(self, items: list[str], size: int) -> list[str]:
        """Drop items at random places, or put copies of some, changed or not, there."""
        rng = self._rng
        items = list(items)
        while len(items) > size:
            del items[rng.randrange(len(items))]
        while len(items) < size:
            item = rng.choice(items)
            # A letter has no value of its own to change.
            fresh = item if len(item) == 1 and not item.isdigit() else self._replaced(item)
            items.insert(rng.randrange(len(items) + 1), rng.choice([item, fresh]))
        return items

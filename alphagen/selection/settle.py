"""What the user knows about the clusters: which question to ask, and what an answer changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alphagen.selection.clustering import failed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from alphagen.core import Cluster, Program


@dataclass(frozen=True, slots=True)
class Question:
    """An input that tells clusters apart.

    Attributes:
        input: standard input.
        groups: what is printed, in the form in which signatures hold it, and the positions of the
            leading clusters that print it; the first is that of the largest cluster.
    """

    input: str
    groups: tuple[tuple[str, tuple[int, ...]], ...]


def question(
    clusters: Sequence[Cluster], inputs: Sequence[str], leading: int = 5
) -> Question | None:
    """Return the shortest input on which the two leading clusters disagree; None if there is none.

    Inputs on which one of the two fails are taken only where there are no others: they may break
    the rules of the problem, and then nobody can say what is right.

    >>> from alphagen.core import Cluster
    >>> clusters = [Cluster(("1", "4", "6"), (), 9), Cluster(("1", "5", "7"), (), 4)]
    >>> question(clusters, ["a", "long", "bc"])
    Question(input='bc', groups=(('6', (0,)), ('7', (1,))))

    Args:
        clusters: largest first.
        inputs: the generated inputs, which the signatures speak of.
        leading: clusters whose outputs are told.
    """
    alive = [place for place, one in enumerate(clusters) if not failed(one.signature)][:leading]
    if len(alive) < 2:
        return None
    first, second = (clusters[place].signature for place in alive[:2])
    telling = [
        (any(failed((output,)) for output in outputs), len(inputs[place]), place)
        for place, outputs in enumerate(zip(first, second, strict=True))
        if outputs[0] != outputs[1]
    ]
    if not telling:
        return None
    _, _, place = min(telling)
    groups: dict[str, tuple[int, ...]] = {}
    for number in alive:
        output = clusters[number].signature[place]
        groups[output] = (*groups.get(output, ()), number)
    return Question(inputs[place], tuple(groups.items()))


def settle(
    clusters: Sequence[Cluster],
    sizes: Mapping[Program, int],
    refuted: Collection[str],
    chosen: Collection[str] = (),
) -> list[Cluster]:
    """Leave out programs that contradict the user, and put the clusters named right first.

    >>> from alphagen.core import Cluster, Language, Program
    >>> a, b, c = (Program(f"print({i})", Language.PYTHON3) for i in range(3))
    >>> clusters = [Cluster(("1",), (a, b), 5), Cluster(("2",), (c,), 2)]
    >>> settled = settle(clusters, {a: 4, b: 1, c: 2}, {a.hash})
    >>> [(len(one.programs), one.size) for one in settled]
    [(1, 2), (1, 1)]
    >>> [one.signature for one in settle(clusters, {a: 4, b: 1, c: 2}, (), {c.hash})]
    [('2',), ('1',)]

    Args:
        clusters: of all survivors, largest first.
        sizes: samples behind each program.
        refuted: hashes of the programs that contradict the user.
        chosen: hashes of programs whose clusters the user has named right.
    """
    left = []
    for one in clusters:
        programs = tuple(program for program in one.programs if program.hash not in refuted)
        if programs:
            left.append(replace(one, programs=programs, size=sum(sizes[p] for p in programs)))

    def order(one: Cluster) -> tuple[bool, bool, int]:
        named = any(program.hash in chosen for program in one.programs)
        return not named, failed(one.signature), -one.size

    return sorted(left, key=order)

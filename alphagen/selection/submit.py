"""Choose what to hand in: one program from each of the largest clusters (paper, section 4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagen.core import Submission

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from alphagen.core import Cluster


def choose(clusters: Sequence[Cluster], n: int, rng: random.Random) -> list[Submission]:
    """Choose at most ``n`` programs, one from each cluster in turn, then round again.

    Within a cluster the choice is random among its distinct programs (paper, appendix D.2), and
    none is chosen twice. Fewer than ``n`` come back when there are fewer programs. Under one seed
    the first submissions do not depend on ``n``.

    >>> import random
    >>> from alphagen.core import Cluster, Language, Program
    >>> a, b, c = (Program(f"print({i})", Language.PYTHON3) for i in range(3))
    >>> clusters = [Cluster(("7",), (a,), 5), Cluster(("8",), (b, c), 2)]
    >>> chosen = choose(clusters, 10, random.Random(0))
    >>> [(s.rank, s.cluster, s.cluster_size) for s in chosen]
    [(1, 0, 5), (2, 1, 2), (3, 1, 2)]

    Args:
        clusters: largest first, as ``cluster`` returns them.
        n: most programs to hand in.
        rng: source of the choice within a cluster.
    """
    left = [list(group.programs) for group in clusters]
    chosen: list[Submission] = []
    while len(chosen) < n and any(left):
        for position, (group, programs) in enumerate(zip(clusters, left, strict=True)):
            if not programs or len(chosen) == n:
                continue
            pick = rng.randrange(len(programs))
            programs[pick], programs[-1] = programs[-1], programs[pick]
            chosen.append(Submission(len(chosen) + 1, programs.pop(), position, group.size))
    return chosen

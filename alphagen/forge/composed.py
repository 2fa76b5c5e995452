"""Families made up on the spot: short programs whose clauses are drawn, each told in several ways.

A written family knows one task. These combine operations (filter, map, fold; a condition on two
quantities; a running state; loop until; a decision), so that distinct programs far outnumber
families, and a model must read the statement clause by clause, or the examples alone where the
telling is withheld.

Clauses are in ``parts_clauses.py``, what is printed of the selected in ``parts_folds.py``, worlds
for stories in ``parts_worlds.py``; ``parts_walks.py`` joins them. ``composed_*.py`` hold the kinds.
"""

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType

from alphagen.forge.composed_arrays import over_order
from alphagen.forge.composed_builds import over_builds
from alphagen.forge.composed_commands import over_commands
from alphagen.forge.composed_decisions import decision
from alphagen.forge.composed_formulas import formula
from alphagen.forge.composed_grids import over_grid
from alphagen.forge.composed_lists import fold_list
from alphagen.forge.composed_loops import loop_until
from alphagen.forge.composed_numbers import over_digits, over_range
from alphagen.forge.composed_pairs import over_neighbours, over_pairs
from alphagen.forge.composed_queries import over_queries
from alphagen.forge.composed_records import over_records
from alphagen.forge.composed_running import over_state
from alphagen.forge.composed_stories import over_story
from alphagen.forge.composed_text import over_text
from alphagen.forge.composed_words import over_words
from alphagen.forge.family import Family

Maker = Callable[[Random], Family]
WEIGHTS: Mapping[Maker, int] = MappingProxyType(
    {
        fold_list: 12,
        decision: 9,
        over_state: 8,
        over_story: 8,
        over_text: 8,
        over_pairs: 7,
        over_order: 7,
        over_records: 7,
        over_words: 6,
        over_neighbours: 5,
        over_range: 5,
        formula: 5,
        over_commands: 5,
        loop_until: 5,
        over_digits: 4,
        over_queries: 4,
        over_builds: 4,
        over_grid: 4,
    }
)
"""How often each kind is drawn."""
MAKERS: tuple[Maker, ...] = tuple(WEIGHTS)


def compose(rng: Random) -> Family:
    """Make up a family; the same state of ``rng`` gives the same one."""
    return rng.choices(MAKERS, tuple(WEIGHTS.values()))[0](rng)

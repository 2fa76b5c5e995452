from collections import Counter
from itertools import pairwise
from random import Random

from alphagen.core import Language, Metadata
from alphagen.prompts import MetadataChoices, draw_metadata
from alphagen.prompts.metadata import RATINGS, TAG_COMBINATIONS


def test_the_paper_s_ratings_and_fifty_combinations():
    assert RATINGS[0] == 800  # section 4.4
    assert RATINGS[-1] == 3500
    assert {b - a for a, b in pairwise(RATINGS)} == {100}
    assert len(TAG_COMBINATIONS) == len(set(TAG_COMBINATIONS)) == 50
    assert len({frozenset(tags) for tags in TAG_COMBINATIONS}) == 50
    assert all(tag and tag == tag.strip() for tags in TAG_COMBINATIONS for tag in tags)


def test_each_part_is_drawn_uniformly():
    choices = MetadataChoices(
        ratings=(None, 800, 900), tags=((), ("dp",)), languages=tuple(Language)
    )
    rng = Random(0)
    counts = Counter(draw_metadata(rng, choices) for _ in range(12 * 200))
    assert len(counts) == 12  # 3 * 2 * 2: the parts do not hang together
    assert all(140 < count < 260 for count in counts.values())  # four standard deviations


def test_the_same_chance_draws_the_same():
    def draw(seed):
        rng = Random(seed)
        return [draw_metadata(rng, MetadataChoices()) for _ in range(20)]

    assert draw("a") == draw("a")
    assert draw("a") != draw("b")
    assert all(metadata.correct for metadata in draw("a"))
    assert {metadata.language for metadata in draw("a")} == {Language.PYTHON3}


def test_a_single_choice_is_taken():
    choices = MetadataChoices(ratings=(None,), tags=((),), languages=(Language.CPP,))
    assert draw_metadata(Random(1), choices) == Metadata(None, (), Language.CPP)

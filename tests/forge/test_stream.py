from random import Random

import pytest

from alphagen.errors import ForgeError
from alphagen.forge import (
    Mixture,
    draw_fresh,
    draw_training,
    flavour,
    held_out_families,
    stream,
    training_families,
)
from alphagen.forge.check import check_family
from alphagen.forge.composed import MAKERS, compose


def test_the_same_number_is_the_same_problem():
    assert draw_training(1, 5, Mixture()) == draw_training(1, 5, Mixture())
    assert draw_training(1, 5, Mixture()) != draw_training(2, 5, Mixture())
    assert draw_training(1, 5, Mixture()) != draw_training(1, 6, Mixture())


def test_held_out_families_never_appear():
    held_out = {family.name for family in held_out_families()}
    names = {draw_training(0, index, Mixture(composed=0)).family for index in range(60)}
    assert len(names) > 20
    assert not names & held_out


def test_nor_do_their_words():
    asked = []

    class Watched(Random):
        def choice(self, options):
            asked.append(options)
            return super().choice(options)

    for seed in range(20):
        flavour.unrelated(Watched(seed))
    assert any(options == training_families() for options in asked)
    # By identity: a short text may well stand in two families.
    tellings = {id(telling) for family in held_out_families() for telling in family.tellings}
    assert not any(id(item) in tellings for options in asked for item in options)


def test_the_mixture_is_kept_to():
    families = {draw_training(0, index, Mixture(composed=1)).family for index in range(25)}
    assert all(name.startswith("composed-") for name in families)
    tellings = [draw_training(0, index, Mixture(withheld=0)).telling for index in range(15)]
    assert -1 not in tellings
    withheld = draw_training(0, 0, Mixture(composed=0, withheld=1))
    assert withheld.telling == -1
    assert len(withheld.problem.examples) >= 2
    few = [draw_training(0, index, Mixture(withheld=0, tellings=2)).telling for index in range(25)]
    assert set(few) == {0, 1}
    two = Mixture(composed=0, families=2)
    assert {draw_training(0, index, two).family for index in range(10)} == {
        family.name for family in training_families(2)
    }


def test_answers_of_a_training_problem_change():
    for index in range(15):
        problem = draw_training(3, index, Mixture()).problem
        assert len({test.output for test in problem.examples + problem.hidden}) > 1


def test_a_fault_that_stays_is_reported(monkeypatch, family):
    monkeypatch.setattr(stream, "training_families", lambda _easiest: (family(where="False"),))
    with pytest.raises(ForgeError, match=r"index 7 of seed 1: Family sum-with-bonus: 'where'"):
        draw_training(1, 7, Mixture(composed=0))
    constant = family(solutions=["print(1)", "print(1)"], several=False)
    monkeypatch.setattr(stream, "training_families", lambda _easiest: (constant,))
    with pytest.raises(ForgeError, match="every answer was the same"):
        draw_training(1, 7, Mixture(composed=0))


def test_fresh_problems_take_the_families_in_turn():
    families = held_out_families()[:3]
    drawn = list(draw_fresh(families, 4, seed=1))
    assert [instance.family for instance in drawn] == [
        *(family.name for family in families),
        families[0].name,
    ]
    assert drawn[0] != drawn[3]
    assert all(len(instance.problem.examples) == 2 for instance in drawn)


@pytest.mark.parametrize("maker", sorted(set(MAKERS), key=lambda maker: maker.__name__))
def test_solutions_of_made_up_families_agree(maker):
    for seed in range(8):
        faults = [str(fault) for fault in check_family(maker(Random(seed)), instances=1)]
        assert not [f for f in faults if "prints" in f or "placeholder" in f], faults


def test_every_kind_of_family_is_made_up():
    names = {compose(Random(seed)).name for seed in range(100)}
    assert len(names) == len(set(MAKERS))
    assert all(name.startswith("composed-") for name in names)

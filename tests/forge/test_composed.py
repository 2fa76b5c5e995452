"""Families made up on the spot: repeatable, complete, solved twice, and very different."""

import os
import re
import subprocess
import sys
import time
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.forge.check import LEFTOVER, check_family
from alphagen.forge.composed import MAKERS, WEIGHTS, compose
from alphagen.forge.composed_records import over_records
from alphagen.forge.instance import draw_instance
from alphagen.forge.naming import pieces
from alphagen.forge.parts_folds import FOLDS

KINDS = pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
CAPITALS = frozenset("YES NO NONE MARK OTHER WORD T".split())  # constants, and the T of a formula
PLACEHOLDER = re.compile(r"\{(?:[^{}]|\{[^{}]*\})*\}")
SEEDS = 40  # of every kind, hence some hundreds in all


def words_of(family):
    """All that a person reads of a family, its drawn names left out."""
    for telling in family.tellings:
        yield from (telling.text, telling.output, *telling.phrases.values())


@KINDS
def test_both_solutions_agree_and_statements_are_complete(maker):
    same = 0
    for seed in range(SEEDS):
        family = maker(Random(seed))
        faults = [str(fault) for fault in check_family(family, instances=2)]
        same += any("print the same" in fault for fault in faults)
        assert not [fault for fault in faults if "print the same" not in fault], faults
    assert same <= SEEDS // 5


@KINDS
def test_every_telling_is_a_whole_text(maker):
    for seed in range(SEEDS):
        family = maker(Random(seed))
        assert family.name.startswith("composed-")
        assert len(family.tellings) >= 3
        assert len(family.solutions) == 2
        assert 800 <= family.rating <= 1200
        for text in words_of(family):
            plain = PLACEHOLDER.sub("x", text).replace("...", "and")
            assert text
            assert text == text.strip()
            assert "{" not in plain
            assert not re.search(r" [.,;:]|\.\.(?!\.)|,,|\b(a|the|that|whose|of) \1\b", plain), text
            assert not re.search(r"\ba [aeio]\w+", plain.replace("a one", "")), text
            assert not re.search(r"\b[A-Z]{4,}\b(?!\")", plain), text


@KINDS
def test_programs_have_no_token_left(maker):
    for seed in range(SEEDS):
        for source in maker(Random(seed)).solutions:
            names = {word for word in pieces(source)[1::2] if word.isupper()}
            assert names <= CAPITALS, source
            assert len(source.splitlines()) <= 16
            assert all(len(line) < 140 for line in source.splitlines()), source
            compile(source, "<solution>", "exec")


@KINDS
def test_what_is_read_is_used_and_told(maker):
    for seed in range(SEEDS):
        family = maker(Random(seed))
        used = {word for source in family.solutions for word in pieces(source)[1::2]}
        known = used | family.counts
        idle = [v.name for v in family.variables if v.name not in known]
        # One of two lists side by side may be there only to be left alone, like a known length.
        assert not idle or family.name in ("composed-pairs", "composed-text"), idle
        assert len(idle) < 2


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_the_same_chance_makes_the_same_family(seed):
    first, second = compose(Random(seed)), compose(Random(seed))
    assert first == second
    assert draw_instance(first, Random(seed)) == draw_instance(second, Random(seed))


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_any_family_can_be_drawn(seed):
    instance = draw_instance(compose(Random(seed)), Random(seed), examples=1)
    assert instance.problem.examples
    assert not LEFTOVER.search(instance.problem.statement)


def test_another_process_makes_the_same_families():
    source = (
        "from random import Random; from alphagen.forge.composed import compose\n"
        "for seed in range(150):\n"
        "    family = compose(Random(seed)); print(repr((family.tellings, family.solutions)))"
    )
    first, second = (
        subprocess.run(
            [sys.executable, "-c", source],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    )
    assert first == second
    assert first.count("\n") == 150


def test_tellings_share_few_words():
    shares = []
    for seed in range(300):
        texts = [telling.text for telling in compose(Random(seed)).tellings]
        words = [set(re.findall(r"\w+", text.lower())) for text in texts]
        shares += [len(a & b) / max(1, len(a | b)) for a, b in pairwise(words)]
    assert sum(shares) / len(shares) < 0.5


def test_programs_are_many():
    families = [compose(Random(f"many {seed}")) for seed in range(2000)]
    programs = {family.solutions[0] for family in families}
    assert len(programs) > 1500
    shapes = {re.sub(r"\d+|\"[^\"]*\"|'[^']*'", "0", program) for program in programs}
    assert len(shapes) > 1000
    lengths = [len(family.solutions[0].splitlines()) for family in families]
    assert sum(length <= 12 for length in lengths) > 1950


def test_kinds_and_conventions_are_mixed():
    families = [compose(Random(f"mixed {seed}")) for seed in range(1500)]
    names = [family.name for family in families]
    assert len(set(names)) == len(MAKERS) == len(WEIGHTS)
    assert max(map(names.count, set(names))) < 300
    outputs = " ".join(telling.output for family in families for telling in family.tellings)
    for convention in ("{YES}", "{NONE}", "-1", "counting starts at 0", "one per line",
                       "counting starts at 1", "separated by spaces", "two digits"):  # fmt: skip
        assert convention in outputs
    read = sum("k" in {v.name for v in family.variables} for family in families)
    assert 50 < read < 600


def test_making_one_up_is_fast():
    best = min(_seconds() for _ in range(3))
    assert best < 0.005


def _seconds():
    start = time.process_time()
    for seed in range(50):
        compose(Random(seed))
    return (time.process_time() - start) / 50


def test_folds_name_what_their_programs_need():
    for fold in FOLDS:
        for code in (fold.plain, fold.short):
            assert ("COND" in code) <= ("c" in fold.needs or "n" in fold.needs or "w" in fold.needs)
            assert ("POS" in code) == ("p" in fold.needs)
        assert ("NONE" in fold.plain) == any("NOTHING" in noun for noun in fold.nouns)
        assert bool(fold.constants) == ("YES" in fold.plain)


def test_the_last_of_equals_is_not_asked_for_by_its_number():
    # The programs would tell the first line with the same name and number.
    drawn = [over_records(Random(seed)).tellings[0].output for seed in range(400)]
    last = [output for output in drawn if "comes last in the input" in output]
    assert last
    assert not any("counting from 1" in output for output in last)

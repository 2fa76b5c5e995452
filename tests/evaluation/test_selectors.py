"""Selectors against the selection that `solve` uses, and against closed forms."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from alphagen.evaluation import NONE, SELECTORS, Outcomes
from alphagen.evaluation.curves import CLOSED_FORM, _kept
from alphagen.evaluation.estimators import solve_rates
from alphagen.evaluation.selectors import cluster_order
from alphagen.selection import choose, cluster, survivors, tally

SEEDS = range(40)


def subsample(made, rng):
    k = int(rng.integers(1, made.outcomes.drawn + 1))
    return np.sort(rng.choice(made.outcomes.drawn, k, replace=False))


def real_clusters(made, drawn, limit=8192):
    kept = survivors([made.judged[i] for i in drawn], limit)
    return cluster((p, made.signatures[p], size) for p, size in tally(kept).items())


@pytest.mark.parametrize("seed", SEEDS)
def test_clusters_are_those_of_the_selection(make, seed):
    made, rng = make(seed), np.random.default_rng(seed)
    drawn = subsample(made, rng)
    kept = drawn[made.outcomes.passing[drawn]]
    order = cluster_order(made.outcomes, kept)
    groups = real_clusters(made, drawn)
    assert [made.outcomes.signatures[c] for c in order] == [g.signature for g in groups]
    sizes = np.bincount(made.outcomes.cluster[kept], minlength=len(made.outcomes.failing))
    assert sizes[order].tolist() == [g.size for g in groups]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("limit", [8192, 5])
def test_submissions_are_those_of_the_selection(make, seed, limit):
    made, rng = make(seed), np.random.default_rng(seed)
    drawn = subsample(made, rng)
    groups = real_clusters(made, drawn, limit)
    chosen = choose(groups, 10, Random(seed))
    limited = replace(made.outcomes, max_survivors=limit)
    handed = SELECTORS["cluster"](limited, drawn, 10, rng)
    programs = [made.judged[i][0].program for i in handed]
    assert len(set(programs)) == len(programs)
    # Which program of a cluster comes first is chance; which cluster is next is not.
    signatures = [made.signatures[program] for program in programs]
    assert signatures == [made.signatures[one.program] for one in chosen]


def test_every_program_of_a_cluster_is_as_likely_to_be_handed_in(make):
    made, rng = make(1, inputs=1), np.random.default_rng(0)
    drawn = np.arange(made.outcomes.drawn)
    largest = set(real_clusters(made, drawn)[0].programs)
    assert len(largest) > 2
    first = [
        made.judged[SELECTORS["cluster"](made.outcomes, drawn, 1, rng)[0]][0].program
        for _ in range(3000)
    ]
    shares = [first.count(program) / len(first) for program in largest]
    # Four standard deviations of 3,000 draws are below 0.04.
    assert shares == pytest.approx([1 / len(largest)] * len(largest), abs=0.04)


@pytest.mark.parametrize("name", CLOSED_FORM)
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("k", "n"), [(1, 1), (12, 3), (40, 10), (60, 2)])
def test_closed_forms_are_what_sub_samples_give(make, name, seed, k, n):
    one, rng = make(seed).outcomes, np.random.default_rng(seed)
    solved = [
        one.correct[SELECTORS[name](one, np.sort(rng.permutation(60)[:k]), n, rng)].any()
        for _ in range(3000)
    ]
    # Four standard errors of 3,000 draws.
    assert np.mean(solved) == pytest.approx(float(solve_rates(*_kept(one, name), k, n)), abs=0.037)


@pytest.mark.parametrize("name", SELECTORS)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_handed_in_was_drawn_and_no_program_comes_twice(make, name, seed):
    one, rng = make(seed).outcomes, np.random.default_rng(seed)
    drawn = subsample(make(seed), rng)
    handed = SELECTORS[name](one, drawn, 4, rng)
    assert len(handed) <= 4
    assert set(handed.tolist()) <= set(drawn.tolist())
    assert len(set(handed.tolist())) == len(handed)
    if name not in CLOSED_FORM:
        assert one.passing[handed].all()
        assert len(set(one.program[handed].tolist())) == len(handed)


def arrays(cluster, logprob, signatures, program=None):
    drawn = len(cluster)
    return Outcomes(
        name="by hand",
        passing=np.ones(drawn, bool),
        correct=np.zeros(drawn, bool),
        unjudged=np.zeros(drawn, bool),
        program=np.array(range(drawn) if program is None else program, int),
        cluster=np.array(cluster, int),
        logprob=np.array(logprob, float),
        model=np.zeros(drawn, np.int32),
        models=("hand",),
        failing=np.array([set(one) <= {"<RTE>"} for one in signatures], bool),
        signatures=tuple(signatures),
    )


def handed(name, one, n=10):
    rng = np.random.default_rng(0)
    return SELECTORS[name](one, np.arange(one.drawn), n, rng).tolist()


def test_log_probability_decides_between_equals():
    signatures = [("1",), ("2",), ("<RTE>",)]
    one = arrays([0, 1, 0, 1, 2, 2, 2], [-9, -5, -8, np.nan, -1, -1, -1], signatures)
    # Clusters 0 and 1 are of one size; 1 has the likelier sample. The one that crashes is last.
    assert handed("cluster-logprob", one, 3) == [1, 2, 4]
    assert handed("cluster-logprob", one) == [1, 2, 4, 3, 0, 5, 6]


def test_the_same_program_is_handed_in_by_its_likeliest_sample():
    one = arrays([0, 0, 0], [-9, -5, -1], [("1",)], program=[0, 1, 0])
    assert handed("cluster-logprob", one) == [2, 1]


def test_codet_prefers_the_cluster_that_others_agree_with():
    # Cluster 2 is as large as cluster 0, and others agree with it on one input of two.
    signatures = [("9", "9"), ("1", "7"), ("1", "2"), ("5", "2")]
    one = arrays([0, 0, 1, 2, 2, 3], [0] * 6, signatures)
    assert [one.cluster[i] for i in handed("cluster", one, 4)] == [0, 2, 1, 3]
    assert [one.cluster[i] for i in handed("codet", one, 4)] == [2, 0, 1, 3]


def test_codet_takes_no_failure_for_agreement():
    signatures = [("<RTE>", "3"), ("<RTE>", "4"), ("<RTE>", "<RTE>"), ("8", "9")]
    one = arrays([0, 1, 2, 2, 2, 3], [0] * 6, signatures)
    assert [one.cluster[i] for i in handed("codet", one, 4)] == [3, 0, 1, 2]


def test_codet_needs_signatures():
    one = replace(arrays([0], [0], [("1",)]), signatures=())
    with pytest.raises(ValueError, match="by hand has no signatures"):
        handed("codet", one)


def test_survivors_without_a_cluster_are_not_handed_in():
    one = arrays([0, NONE, 0], [0] * 3, [("1",)])
    assert sorted(handed("cluster", one)) == [0, 2]
    assert sorted(handed("filter", one)) == [0, 1, 2]


@pytest.mark.parametrize("name", SELECTORS)
def test_nothing_survives(name):
    one = arrays([], [], [])
    assert handed(name, one) == []

import numpy as np

from alphagen.evaluation import NEXT_STEP, NONE, Loss, Outcomes, first_right_cluster, loss, losses


def made(passing, correct, submitted=(), unjudged=None, cluster=None):
    drawn = len(passing)
    return Outcomes(
        name="by hand",
        passing=np.array(passing, bool),
        correct=np.array(correct, bool),
        unjudged=np.array(unjudged or [0] * drawn, bool),
        program=np.arange(drawn),
        cluster=np.array(cluster or [NONE] * drawn, int),
        logprob=np.zeros(drawn),
        model=np.zeros(drawn, int),
        models=("hand",),
        failing=np.zeros(3, bool),
        submitted=tuple(submitted),
    )


def test_each_loss():
    cases = {
        Loss.NO_SURVIVOR: made([0, 0], [0, 0]),
        Loss.NONE_RIGHT: made([1, 0], [0, 0], [0]),
        Loss.RANKED_TOO_LOW: made([1, 1], [0, 1], [0]),
        Loss.UNJUDGED: made([1, 0], [0, 0], [0], unjudged=[0, 1]),
        Loss.SUBMITTED: made([1, 1], [0, 1], [0, 1], unjudged=[1, 0]),
    }
    assert {name: loss(one) for name, one in cases.items()} == {name: name for name in Loss}
    assert losses(cases.values()) == dict.fromkeys(Loss, 1)
    assert losses([]) == dict.fromkeys(Loss, 0)
    assert set(NEXT_STEP) == set(Loss)


def test_ranks():
    one = made([1] * 4, [0, 0, 0, 1], [0, 3], cluster=[0, 0, 1, 2])
    assert one.rank == 2
    assert first_right_cluster(one) == 3
    assert first_right_cluster(made([1, 0], [0, 0], cluster=[0, NONE])) == 0
    assert made([1], [0], [0]).rank == 0

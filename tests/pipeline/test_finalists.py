import random

from alphagen.core import Cluster, Judgement, Language, Program, Verdict
from alphagen.pipeline.finalists import hand_in
from alphagen.selection import choose

PROGRAMS = [Program(f"print({n})", Language.PYTHON3) for n in range(6)]
CLUSTERS = [
    Cluster(("1",), tuple(PROGRAMS[:3]), 9),
    Cluster(("2",), tuple(PROGRAMS[3:5]), 4),
    Cluster(("3",), (PROGRAMS[5],), 1),
]


def judged(verdicts, seen):
    def judge_alone(program):
        seen.append(program)
        return Judgement((verdicts.get(program, Verdict.AC),), (), 1)

    return judge_alone


def test_what_passes_again_is_handed_in():
    seen = []
    chosen = hand_in(CLUSTERS, 3, 7, judged({}, seen), 1)
    assert chosen == choose(CLUSTERS, 3, random.Random(7))
    assert sorted(map(hash, seen)) == sorted(hash(one.program) for one in chosen)


def test_what_fails_gives_way_to_another_of_its_cluster():
    first = choose(CLUSTERS, 3, random.Random(7))[0].program
    chosen = hand_in(CLUSTERS, 3, 7, judged({first: Verdict.WA}, []), 2)
    assert first not in [one.program for one in chosen]
    assert [one.cluster for one in chosen] == [0, 1, 2]
    assert [one.rank for one in chosen] == [1, 2, 3]


def test_a_cluster_may_have_nobody_left():
    chosen = hand_in(CLUSTERS, 3, 7, judged(dict.fromkeys(PROGRAMS[3:], Verdict.RTE), []), 2)
    assert [one.cluster for one in chosen] == [0, 0, 0]
    everybody = dict.fromkeys(PROGRAMS, Verdict.SV)
    assert hand_in(CLUSTERS, 3, 7, judged(everybody, []), 2) == []


def test_what_says_nothing_against_a_program_does_not_count():
    for verdict in (Verdict.JE, Verdict.TLE, Verdict.MLE):
        chosen = hand_in(CLUSTERS, 6, 7, judged(dict.fromkeys(PROGRAMS, verdict), []), 2)
        assert len(chosen) == 6


def test_each_is_judged_once():
    seen = []
    hand_in(CLUSTERS, 6, 7, judged({PROGRAMS[0]: Verdict.WA}, seen), 2)
    assert sorted(map(hash, seen)) == sorted(map(hash, PROGRAMS))

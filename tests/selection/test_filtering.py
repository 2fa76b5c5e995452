import random

from hypothesis import given
from hypothesis import strategies as st

from alphagen.core import Judgement, Language, Metadata, Program, Prompt, Sample, Verdict
from alphagen.selection import survivors, tally

PROMPT = Prompt("", Metadata(None, (), Language.PYTHON3))


def sample(index, source="print(1)"):
    program = None if source is None else Program(source, Language.PYTHON3)
    return Sample(index, PROMPT, source or "", 0, 0.25, program=program)


def judgement(*verdicts, total=2):
    return Judgement(tuple(verdicts), (), total)


ACCEPTED = judgement(Verdict.AC, Verdict.AC)


def test_only_samples_that_pass_every_example_survive():
    judged = [
        (sample(0), ACCEPTED),
        (sample(1), judgement(Verdict.AC)),
        (sample(2), judgement(Verdict.AC, Verdict.WA)),
        (sample(3), judgement(Verdict.JE)),
        (sample(4, None), None),
    ]
    assert [s.index for s in survivors(judged)] == [0]


def test_a_sample_without_a_program_never_survives():
    assert survivors([(sample(0, None), judgement(total=0))]) == []


@given(
    st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=30),
    st.integers(0, 30),
    st.randoms(use_true_random=False),
)
def test_order_does_not_matter_and_the_limit_keeps_the_first(drawn, limit, rng: random.Random):
    judged = [
        (sample(i, f"print({source})"), ACCEPTED if right else judgement(Verdict.WA))
        for i, (source, right) in enumerate(drawn)
    ]
    kept = survivors(judged, limit)
    assert [s.index for s in kept] == [i for i, (_, right) in enumerate(drawn) if right][:limit]
    rng.shuffle(judged)
    assert survivors(judged, limit) == kept
    assert sum(tally(kept).values()) == len(kept)


def test_tally_tells_languages_apart():
    python, cpp = Program("x", Language.PYTHON3), Program("x", Language.CPP)
    samples = [Sample(i, PROMPT, "", 0, 0.25, program=p) for i, p in enumerate([cpp, python, cpp])]
    assert tally(samples) == {cpp: 2, python: 1}
    assert list(tally(samples)) == [cpp, python]

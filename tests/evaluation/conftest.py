"""A made-up problem, both as samples and judgements and as arrays."""

from dataclasses import dataclass

import numpy as np
import pytest

from alphagen.core import Judgement, Language, Metadata, Program, Prompt, Sample, Verdict
from alphagen.evaluation import NONE, Outcomes

PROMPT = Prompt("", Metadata(None, (), Language.PYTHON3))


@dataclass
class Made:
    """The same samples as the nouns of the pipeline and as the arrays of evaluation."""

    judged: list
    signatures: dict
    outcomes: Outcomes


def make(seed, *, drawn=60, programs=20, inputs=3, name="made", submitted=()):
    """Draw a problem: programs that fail the examples, clusters of any kind, some right."""
    rng = np.random.default_rng(seed)
    sources = [Program(f"print({i})", Language.PYTHON3) for i in range(programs)]
    passes = rng.random(programs) < 0.6
    outputs = rng.choice(["1", "2", "<TLE>"], size=(programs, inputs), p=[0.5, 0.3, 0.2])
    behaviour = {p: tuple(o) for p, o in zip(sources, outputs.tolist(), strict=True)}
    known = sorted(set(behaviour.values()))
    rights = set(rng.permutation(len(known))[: 1 + len(known) // 3].tolist())
    which = rng.zipf(1.6, drawn) % programs
    empty = rng.random(drawn) < 0.1
    judged, program, cluster = [], np.full(drawn, NONE), np.full(drawn, NONE)
    passing, correct = np.zeros(drawn, bool), np.zeros(drawn, bool)
    for i in range(drawn):
        own = None if empty[i] else sources[which[i]]
        verdict = Verdict.AC if passes[which[i]] else Verdict.WA
        sample = Sample(i, PROMPT, "", 0, 1.0, program=own)
        judged.append((sample, None if own is None else Judgement((verdict,), (), 1)))
        if own is not None:
            program[i] = which[i]
            if passes[which[i]]:
                passing[i] = True
                cluster[i] = known.index(behaviour[own])
                correct[i] = cluster[i] in rights
    outcomes = Outcomes(
        name=name,
        passing=passing,
        correct=correct,
        unjudged=np.zeros(drawn, bool),
        program=program,
        cluster=cluster,
        logprob=rng.normal(-20, 5, drawn),
        model=np.zeros(drawn, np.int32),
        models=("made",),
        failing=np.array([set(one) == {"<TLE>"} for one in known]),
        signatures=tuple(known),
        submitted=tuple(submitted),
    )
    return Made(judged, behaviour, outcomes)


@pytest.fixture(name="make")
def _make():
    return make

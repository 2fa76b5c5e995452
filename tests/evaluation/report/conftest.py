"""Reports with all there is to show, and with text that tries to get out of it."""

from dataclasses import replace

import pytest

from alphagen.core import Language, Problem, Program, Submission, Verdict
from alphagen.core import TestCase as Case
from alphagen.evaluation import Loss, Point
from alphagen.evaluation.report import (
    ClusterFacts,
    Difference,
    Growth,
    ProblemFacts,
    Report,
    SubmissionFacts,
)

HOSTILE = "</pre></code></style></title><script>alert(1)</script><img src=x onerror=alert(2)>"
ATTRIBUTE = '" onmouseover="alert(3)" x=\'{{ 7 * 7 }}\' $\\frac{'


def _facts(text="plain", **changes):
    programs = [
        Program(f'print("{text}")\n# {text}\n', Language.PYTHON3),
        Program(f'// {text}\nint main() {{ puts("{text}"); }}\n', Language.CPP),
        Program("x = " + "1 + " * 200 + "1", Language.PYTHON3),
    ]
    verdicts = [(Verdict.WA, 3, 12), (Verdict.AC, 12, 12), (None, 0, 0)]
    return ProblemFacts(
        **{
            "name": f"0001-{text}",
            "problem": Problem(
                f"Say {text}. See https://example.com/{text}.",
                (Case(text + "\n", "x" * 300), Case("", "")),
                title=f"Title {text}",
                tags=(text,),
            ),
            "asked": 2000,
            "samples": 1200,
            "programs": 1000,
            "unique": 40,
            "survivors": 30,
            "unjudged": 3,
            "failures": {f"no {text}": 150, "": 50},
            "verdicts": {"WA": 940, "AC": 30, "RTE": 27, "JE": 3},
            "inputs": 50,
            "clusters": (
                ClusterFacts(number=1, size=20, programs=5, right=False),
                ClusterFacts(
                    number=2,
                    size=9,
                    programs=2,
                    right=True,
                    difference=Difference(f"{text}\n" * 90, text, ""),
                ),
                ClusterFacts(number=3, size=1, programs=1, failing=True),
            ),
            "submissions": tuple(
                SubmissionFacts(Submission(rank, program, rank - 1, 9), *verdict)
                for rank, (program, verdict) in enumerate(zip(programs, verdicts, strict=True), 1)
            ),
            "growth": (Growth(0, 0, 0, 0), Growth(600, 9, 4, 2), Growth(1200, 30, 8, 3)),
            "seconds": {"sampling": 2.5, "running": 1.25},
            "cpu_s": 7.5,
            "tokens": 54_321,
            "characters": 123_456,
            "sandbox": "bubblewrap",
            "sha256": "0123456789abcdef" * 4,
            "loss": Loss.SUBMITTED,
            "doubts": (f"several answers: the statement says {text}",),
        }
        | changes
    )


POINTS = tuple(
    Point(selector, 10, k, rate, max(0, rate - 0.1), min(1, rate + 0.1))
    for selector, rates in {
        "random": (0.05, 0.06, 0.06),
        "filter": (0.2, 0.35, 0.5),
        "cluster": (0.2, 0.4, 0.6),
        "oracle": (0.3, 0.5, 0.8),
    }.items()
    for k, rate in zip((10, 100, 1000), rates, strict=True)
)


def _report(text="plain", problems=1, **changes):
    facts = _facts(text)
    lost = _facts(text, loss=Loss.NONE_RIGHT, submissions=())
    return Report(
        **{
            "title": f"About {text}",
            "problems": (facts, *[replace(lost, name=f"p{i}") for i in range(problems - 1)]),
            "points": POINTS,
            "models": (text,),
            "created": "2026-11-28 04:10 UTC",
            "settings": {"seed": 0, text: text},
            "versions": {"alphagen": "0.1.0", "torch": None},
            "host": {"processors": 2},
            "kind": "one run" if problems == 1 else "evaluation",
        }
        | changes
    )


@pytest.fixture
def make_facts():
    """Make what became of one problem."""
    return _facts


@pytest.fixture
def make_report():
    """Make a report; with one problem it is that of a run, with more that of an evaluation."""
    return _report


@pytest.fixture(params=[1, 3], ids=["run", "evaluation"])
def problems(request):
    """Numbers of problems."""
    return request.param


@pytest.fixture(params=[HOSTILE, ATTRIBUTE], ids=["tags", "attributes"])
def hostile(request):
    """Text that tries to become more than text."""
    return request.param

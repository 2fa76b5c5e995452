"""The report: what was sampled, what came of it and where the loss is, as one HTML page."""

from alphagen.evaluation.report.facts import (
    ClusterFacts,
    Difference,
    Growth,
    ProblemFacts,
    Report,
    SubmissionFacts,
)
from alphagen.evaluation.report.page import render

__all__ = [
    "ClusterFacts",
    "Difference",
    "Growth",
    "ProblemFacts",
    "Report",
    "SubmissionFacts",
    "render",
]

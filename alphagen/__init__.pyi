"""Types of the library, for editors and type checkers; ``__init__.py`` imports it lazily."""

from alphagen.config import SolveConfig
from alphagen.core import (
    Cluster,
    Judgement,
    Language,
    Metadata,
    Problem,
    Program,
    Prompt,
    Sample,
    Submission,
    TestCase,
    Verdict,
)
from alphagen.data import load_problem, parse_problem
from alphagen.errors import AlphagenError
from alphagen.execution import Executor, FakeExecutor, SandboxExecutor
from alphagen.inputgen import InputGenerator, MutationInputGenerator
from alphagen.pipeline.library import judge, solve
from alphagen.pipeline.loading import load_input_generator, load_sampler
from alphagen.pipeline.solve import Solution
from alphagen.runs import Run
from alphagen.sampling.base import Engine, Sampler
from alphagen.sampling.mixture import MixedSampler
from alphagen.sampling.replay import ReplaySampler
from alphagen.sampling.sampler import EngineSampler
from alphagen.selection import (
    choose,
    cluster,
    signature,
    survivors,
    tally,
)

__all__ = [
    "AlphagenError",
    "Cluster",
    "Engine",
    "EngineSampler",
    "Executor",
    "FakeExecutor",
    "InputGenerator",
    "Judgement",
    "Language",
    "Metadata",
    "MixedSampler",
    "MutationInputGenerator",
    "Problem",
    "Program",
    "Prompt",
    "ReplaySampler",
    "Run",
    "Sample",
    "Sampler",
    "SandboxExecutor",
    "Solution",
    "SolveConfig",
    "Submission",
    "TestCase",
    "Verdict",
    "choose",
    "cluster",
    "judge",
    "load_input_generator",
    "load_problem",
    "load_sampler",
    "parse_problem",
    "signature",
    "solve",
    "survivors",
    "tally",
]

__version__: str

"""alphagen: AlphaCode as open software (Li et al. 2022, arXiv:2203.07814).

The names in ``__all__`` are the library; ``docs/library.md`` shows them at work. Each is imported
when it is first used, so that ``import alphagen`` takes no time and loads no torch. Their types are
in ``__init__.pyi``.
"""

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "alphagen.config": ["SolveConfig"],
    "alphagen.core": [
        "Cluster",
        "Judgement",
        "Language",
        "Metadata",
        "Problem",
        "Program",
        "Prompt",
        "Sample",
        "Submission",
        "TestCase",
        "Verdict",
    ],
    "alphagen.data": ["load_problem", "parse_problem"],
    "alphagen.errors": ["AlphagenError"],
    "alphagen.execution": ["Executor", "FakeExecutor", "SandboxExecutor"],
    "alphagen.inputgen": ["InputGenerator", "MutationInputGenerator"],
    "alphagen.pipeline.library": ["judge", "solve"],
    "alphagen.pipeline.loading": ["load_input_generator", "load_sampler"],
    "alphagen.pipeline.solve": ["Solution"],
    "alphagen.runs": ["Run"],
    "alphagen.sampling.base": ["Engine", "Sampler"],
    "alphagen.sampling.mixture": ["MixedSampler"],
    "alphagen.sampling.replay": ["ReplaySampler"],
    "alphagen.sampling.sampler": ["EngineSampler"],
    "alphagen.selection": ["choose", "cluster", "signature", "survivors", "tally"],
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'alphagen' has no attribute '{name}'")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

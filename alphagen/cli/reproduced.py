"""Networks in small, as the tables of ``reproduce`` have them trained, evaluated and timed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alphagen.cli.options import chosen_tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagen.config import SolveConfig
    from alphagen.core import Problem
    from alphagen.training.ablation import Row

ROUNDS, TOGETHER = 10, 512
"""How often the speed of writing is measured, and programs that are written together."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What all networks of a table have in common.

    Attributes:
        benchmark: name of the problems.
        problems: to solve, by name.
        config: how; each row has its own temperature.
        tier: of the sandbox.
        folder: that holds the networks.
    """

    benchmark: str
    problems: list[tuple[str, Problem]]
    config: SolveConfig
    tier: str | None
    folder: Path

    def trained(self, row: Row) -> Path:
        """Train the network of a row, unless its folder holds it; return the network's folder."""
        from alphagen.training import train

        common = self.folder / "tokenizer.json"  # or losses could not be compared
        own = Path(row.config.out) / "tokenizer.json"
        if common.exists() and not own.exists():
            own.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(common, own)
        bundle = train(row.config)["sampler"]
        if not common.exists():
            shutil.copy(own, common)
        return bundle

    def evaluated(self, row: Row) -> Path:
        """Train and evaluate a row, as far as that is not done; return the evaluation's folder.

        Raises:
            RunError: a problem failed.
        """
        from alphagen.cli.evaluate import Bar
        from alphagen.cli.parts import Parts
        from alphagen.errors import RunError
        from alphagen.execution import SandboxExecutor
        from alphagen.pipeline.evaluate import benchmark_hash, evaluate
        from alphagen.pipeline.solve import asked
        from alphagen.runs import Evaluation

        settings = {
            "benchmark": self.benchmark,
            "sha256": benchmark_hash(self.problems),
            "models": [str(self.trained(row))],
            "input_model": "bundled",
        }
        drawing = self.config.merged(temperature=row.temperature)
        folder = Path(row.config.out) / "evaluation"
        names = [name for name, _ in self.problems]
        evaluation = Evaluation.open(folder, names, settings, config=asked(drawing))
        executor = SandboxExecutor(tier=chosen_tier(self.tier))
        with Bar(len(self.problems)) as bar:
            parts = Parts(settings, None, drawing, executor)
            failures = evaluate(self.problems, evaluation, parts, executor, drawing, bar)
        if failures:
            name, reason = next(iter(failures.items()))
            raise RunError(f"{row.label}: {name} failed: {reason}")
        return folder

    def ask(self, row: Row, ks: str | None, selectors: str | None) -> dict[str, Any]:
        """Ask the evaluation of a row for n@k, as ``alphagen curve`` does."""
        from alphagen.cli.evaluated import examine, question

        asked = question(self.config.submissions, ks, selectors, 20)
        return examine([[self.evaluated(row)]], asked)

    def rate(self, row: Row) -> dict[str, float]:
        """Return what a row solves with all its samples, and the interval."""
        point = self.ask(row, str(self.config.samples), row.selector)["curves"][0]
        return {key: point[key] for key in ("n", "k", "rate", "low", "high")}

    def speeds(self, rows: Sequence[Row]) -> tuple[list[list[float]], list[float]]:
        """Time the native engine, which writes the same problems with each row's network.

        They take turns, so that whatever else the machine does slows all of them alike.

        Returns:
            Programs a second of each network, round by round; and its tokens for a program.
        """
        import time

        from alphagen.core import Language, Metadata
        from alphagen.prompts import encoder_prompt
        from alphagen.sampling.base import Request
        from alphagen.sampling.bundles import read_bundle
        from alphagen.sampling.native import NativeEngine

        bundles = [read_bundle(str(self.trained(row))) for row in rows]
        engines = [NativeEngine(bundle.network, bundle.tokenizer) for bundle in bundles]
        rates: list[list[float]] = [[] for _ in rows]
        tokens = [0 for _ in rows]
        for number in range(-1, ROUNDS):  # the first one warms up
            _, problem = self.problems[number % len(self.problems)]
            prompt = encoder_prompt(problem.public(), Metadata(None, (), Language.PYTHON3)).text
            for place, (row, engine) in enumerate(zip(rows, engines, strict=True)):
                request = Request([prompt] * TOGETHER, number + 1, [row.temperature] * TOGETHER)
                begun = time.perf_counter()
                written = next(engine.complete([request]))
                if number >= 0:
                    rates[place].append(TOGETHER / (time.perf_counter() - begun))
                    tokens[place] += sum(one.tokens or 0 for one in written)
        return rates, [count / ROUNDS / TOGETHER for count in tokens]


def mean(values: Sequence[float], seed: int) -> dict[str, float | None]:
    """Return the mean of what rounds have measured, and the interval over rounds."""
    import numpy as np

    from alphagen.evaluation.intervals import over_problems

    measured = np.array(values)
    low, high = over_problems(measured, np.random.default_rng(seed))
    return {"rate": float(measured.mean()), "low": low, "high": high}


def against(above: dict[str, Any], below: dict[str, Any]) -> str:
    """Compare two measurements: ``+`` or ``-`` where their intervals lie apart, else ``=``.

    A single problem has no interval, and so no difference.

    >>> against({"low": 0.1, "high": 0.2}, {"low": 0.2, "high": 0.4})
    '='
    >>> against({"low": 0.1, "high": 0.2}, {"low": 0.3, "high": 0.4})
    '+'
    """
    if None in (above["low"], below["low"]):
        return "="
    if below["low"] > above["high"]:
        return "+"
    return "-" if below["high"] < above["low"] else "="


def aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """Lay lines out in columns, the first to the left and the others to the right.

    >>> aligned([["", "rate"], ["filter", "1.0"]])
    ['        rate', 'filter   1.0']
    """
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(
            text.rjust(width) if at else text.ljust(width)
            for at, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]


def cell(point: dict[str, Any], scale: float = 100) -> str:
    """Lay a measurement and its interval out, if it has one."""
    if point["low"] is None:
        return f"{scale * point['rate']:.1f}"
    rate, low, high = (scale * point[key] for key in ("rate", "low", "high"))
    return f"{rate:.1f} ({low:.1f}-{high:.1f})"

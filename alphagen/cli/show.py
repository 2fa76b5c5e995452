"""``alphagen show``: what was understood of a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from alphagen.cli.options import read_problem

if TYPE_CHECKING:
    from alphagen.core import Problem, Rules

_RULE = 72


@click.command("show")
@click.argument("problem")
@click.option("--json", "as_json", is_flag=True, help="Print the problem as one JSON object.")
def command(problem: str, as_json: bool) -> None:
    """Show what was understood of PROBLEM, to see a misreading before solving.

    PROBLEM is a text, Markdown, HTML, LaTeX or JSON file, a folder, a Kattis package, or - for
    standard input.

    Example: alphagen show problem.txt
    """
    from alphagen.data import problem_to_json

    loaded = read_problem(problem)
    click.echo(problem_to_json(loaded) if as_json else render(loaded), nl=not as_json)


def render(problem: Problem) -> str:
    """Lay a problem out for a terminal, each example between rules."""
    from alphagen.core import ORDINARY
    from alphagen.data.flags import flags

    parts = [
        f"Title:    {problem.title or '(none found)'}",
        f"Limits:   {_time(problem.time_limit_s)}, {_memory(problem.memory_limit_bytes)}",
    ]
    if problem.rating is not None:
        parts.append(f"Rating:   {problem.rating}")
    for name, value in (
        ("Tags", ", ".join(problem.tags)),
        ("Source", problem.source),
        ("Date", problem.date),
    ):
        if value:
            parts.append(f"{name + ':':<9} {value}")
    parts.append(
        f"Tests:    {_count(len(problem.examples), 'example')}, {len(problem.hidden)} hidden"
    )
    if problem.rules != ORDINARY:
        parts.append(f"Judged:   by {judged_by(problem.rules)}")
    parts += [f"Flag:     {flag}" for flag in flags(problem)]
    parts += [_bar("Statement"), problem.statement or "(empty)"]
    for number, test in enumerate(problem.examples, 1):
        parts += [_bar(f"Example {number}: input"), _body(test.input)]
        parts += [_bar(f"Example {number}: output"), _body(test.output)]
    return "\n".join([*parts, "=" * _RULE])


def judged_by(rules: Rules) -> str:
    """Say in a word or two how outputs are judged."""
    if rules.checker is not None:
        return f"{rules.checker.protocol} checker"
    if rules.harness:
        return "calls"
    return "comparison" if rules.tolerance is None else f"tolerance {rules.tolerance:g}"


def _bar(title: str) -> str:
    return f"==== {title} ".ljust(_RULE, "=")


def _body(text: str) -> str:
    return text.rstrip("\n") or "(empty)"


def _time(seconds: float | None) -> str:
    return "time not stated" if seconds is None else f"time {seconds:g} s"


def _memory(size: int | None) -> str:
    return "memory not stated" if size is None else f"memory {size / 1024**2:g} MiB"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")

"""``alphagen judge``: run programs on a problem's tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from alphagen.cli.options import (
    Number,
    chosen_tier,
    isolated_by,
    read_problem,
    sandbox_option,
)
from alphagen.core import LONGEST_TIME_LIMIT_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from alphagen.core import Judgement, Language, Limits, Program

NOT_JUDGED = 1


@click.command("judge")
@click.argument("problem")
@click.argument("programs", nargs=-1, required=True, metavar="PROGRAM...")
@click.option("--language", type=click.Choice(["python3", "cpp"]), help="Instead of by file name.")
@click.option("--examples-only", is_flag=True, help="Leave the hidden tests out.")
@click.option("--stop", is_flag=True, help="Stop each program at its first failure.")
@click.option("--strict", is_flag=True, help="Compare text exactly, but for trailing white space.")
@click.option(
    "--time-limit",
    type=Number(0, LONGEST_TIME_LIMIT_S, min_open=True),
    help="CPU seconds per test.",
)
@click.option("--workers", type=click.IntRange(1), help="Programs at once; one per processor.")
@sandbox_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_context
def command(
    context: click.Context,
    problem: str,
    programs: tuple[str, ...],
    language: str | None,
    examples_only: bool,
    stop: bool,
    strict: bool,
    time_limit: float | None,
    workers: int | None,
    tier: str | None,
    as_json: bool,
) -> None:
    """Run each PROGRAM on the tests of PROBLEM, in the sandbox, and print the verdicts.

    PROBLEM is a file or folder as `alphagen show` takes it, or - for standard input. A PROGRAM is
    a .py, .cpp, .cc or .cxx file, or a folder of them. Python gets five times the problem's time
    limit, unless --time-limit says what it gets. The exit code is 1 when something could not be
    judged (JE).

    Example: alphagen judge problem.json solution.py
    """
    from dataclasses import replace

    from alphagen.core import Language
    from alphagen.errors import UsageError
    from alphagen.execution import SandboxExecutor, limits_for

    chosen = Language(language) if language else None
    files = program_files(programs, chosen)
    loaded = read_problem(problem)
    tests = loaded.examples if examples_only else loaded.examples + loaded.hidden
    if not tests:
        raise UsageError(f"{problem}: there are no tests to judge by; add examples to it.")
    rules = replace(loaded.rules, strict=strict or loaded.rules.strict)
    options = {"workers": workers, "rules": rules, "stop_at_failure": stop}
    every_limit = {one: limits_for(loaded, one, cpu_s=time_limit) for one in Language}
    executor = SandboxExecutor(tier=chosen_tier(tier))
    judgements = judge_files(executor, files, tests, every_limit, options)
    judged = True
    rows = []
    for name, judgement in judgements:
        judged = judged and "JE" not in judgement.counts()
        if as_json:
            rows.append({**as_record(name, judgement), "sandbox": executor.tier})
        else:
            click.echo(as_table(name, judgement))
    if as_json:
        click.echo(json.dumps(rows, indent=1))
    elif said := isolated_by(executor.tier):
        click.echo(said)
    if not judged:
        context.exit(NOT_JUDGED)


def program_files(names: Iterable[str], language: Language | None) -> list[tuple[Path, Language]]:
    """Find the programs; of a folder, the files whose ending is that of a language."""
    from pathlib import Path

    from alphagen.errors import UsageError
    from alphagen.execution import language_of
    from alphagen.execution.languages import SUFFIXES

    files: list[tuple[Path, Language]] = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
            if not inside:
                raise UsageError(f"{name}: no programs in this folder ({', '.join(SUFFIXES)}).")
            files += [(p, language or language_of(p)) for p in inside]
        elif path.is_file():
            files.append((path, language or language_of(path)))
        else:
            raise UsageError(f"{name}: no such file or folder.")
    return files


def judge_files(
    executor: Any,
    files: list[tuple[Path, Language]],
    tests: Any,
    every_limit: dict[Language, Limits],
    options: dict[str, Any],
) -> Iterator[tuple[str, Judgement]]:
    """Judge the files, and yield them in the order they were given."""
    from alphagen.execution import judge_all

    programs = (read_program(path, language) for path, language in files)
    early: dict[int, Judgement] = {}
    position = 0
    judged = judge_all(executor, programs, tests, lambda p: every_limit[p.language], **options)
    for index, judgement in judged:
        early[index] = judgement
        while position in early:
            yield str(files[position][0]), early.pop(position)
            position += 1


def read_program(path: Path, language: Language) -> Program:
    """Read one file; bytes that are no UTF-8 are the program's own mistake, and stay visible."""
    from alphagen.core import Program

    return Program(path.read_text(encoding="utf-8", errors="replace"), language)


def as_record(name: str, judgement: Judgement) -> dict[str, Any]:
    """Describe a judged program for ``--json``."""
    return {
        "program": name,
        "verdict": str(judgement.verdict),
        "tests": [
            {
                "verdict": str(verdict),
                "cpu_s": round(result.cpu_s, 4),
                "wall_s": round(result.wall_s, 4),
                "memory_bytes": result.memory_bytes,
            }
            for verdict, result in zip(judgement.verdicts, judgement.results, strict=True)
        ],
    }


def as_table(name: str, judgement: Judgement) -> str:
    """Describe a judged program for a person: a line for it, and one for each test."""
    passed = judgement.counts()["AC"]  # type: ignore[index]  # a verdict is its own name
    lines = [f"{judgement.verdict}  {name}  ({passed} of {judgement.total} tests)"]
    for number, (verdict, result) in enumerate(
        zip(judgement.verdicts, judgement.results, strict=True), 1
    ):
        used = f"{result.cpu_s:7.3f} s  {result.memory_bytes / 2**20:6.1f} MiB"
        lines.append(f"    test {number:<4} {verdict:<4} {used}{_reason(result.stderr)}")
    return "\n".join(lines)


def _reason(stderr: str) -> str:
    lines = stderr.strip().splitlines()
    return f"  {lines[-1][:100]}" if lines else ""

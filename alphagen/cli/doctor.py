"""``alphagen doctor``: what this machine can do, and what it lacks."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from alphagen.execution import Executor

UNSOUND = 1
EVERYWHERE = (
    "seccomp: no sockets, processes, tracing, mounts; violations end the program",
    "limits: CPU time, memory, output, threads",
)
LAYERS = {
    "bubblewrap": (
        "namespaces: a file system with little but /usr, no network, no other processes",
        *EVERYWHERE,
    ),
    "landlock": (
        "Landlock: no file but the system's own, to read; signals reach nobody else",
        *EVERYWHERE,
        "not here: namespaces; programs can tell that files and processes exist",
    ),
    "weak": (*EVERYWHERE, "not here: programs can read every file that their user can read"),
}
UNGROUPED = "not here: control groups, which we may not make; memory is bounded for each process"


@click.command("doctor")
@click.option("--sandbox", "tier", help="Look at this one: bubblewrap, landlock or weak.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(context: click.Context, tier: str | None, as_json: bool) -> None:
    """Show what the sandbox gives on this machine, and test it with a dozen programs.

    The exit code is 1 when programs cannot be isolated here, or when a test program was not
    treated as it should be.

    Example: alphagen doctor
    """
    report = examine(tier)
    click.echo(json.dumps(report, indent=1) if as_json else render(report))
    if not report["isolates"]:
        context.exit(UNSOUND)


def examine(tier: str | None) -> dict[str, Any]:
    """Collect everything for ``--json``."""
    from alphagen.cli.options import chosen_tier
    from alphagen.errors import SandboxError
    from alphagen.execution import SandboxExecutor, check_system
    from alphagen.execution.selftest import self_test

    report: dict[str, Any] = {"missing": check_system(), "tier": None, "why": "", "layers": []}
    report |= {"tests": [], "languages": {}, "isolates": False}
    try:
        executor = SandboxExecutor(tier=chosen_tier(tier))
    except SandboxError as error:
        report["why"] = str(error)
    else:
        report |= {"tier": executor.tier, "why": " ".join(executor.reasons)}
        grouped = f"control groups: {' and '.join(executor.groups)} of all processes of a cell"
        report["layers"] = [*LAYERS[executor.tier], grouped if executor.groups else UNGROUPED]
        for outcome in self_test(executor):
            row = {"name": outcome.check.name, "status": str(outcome.result.status)}
            report["tests"].append(row | {"passed": outcome.passed})
        report["languages"] = languages(executor)
        report["isolates"] = all(row["passed"] for row in report["tests"])
    return report | {"torch": torch_facts()}


def languages(executor: Executor) -> dict[str, str]:
    """Ask each language for its version, inside the sandbox."""
    import shutil

    from alphagen.core import Language, Limits, Program

    asked = {
        "python3": Program("import sys\nprint(sys.version.split()[0])", Language.PYTHON3),
        "numpy": Program("import numpy\nprint(numpy.__version__)", Language.PYTHON3),
    }
    if shutil.which("g++"):
        text = '#include <cstdio>\nint main() { puts("g++ " __VERSION__); }'
        asked["cpp"] = Program(text, Language.CPP)
    found = {}
    for name, program in asked.items():
        result = executor.run(program, [""], Limits())[0]
        found[name] = result.stdout.strip() or "not installed"
    return found


def torch_facts() -> dict[str, Any]:
    """Say what networks would run on here."""
    import torch

    from alphagen.tensors.precision import compute_dtype

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return {
        "version": torch.__version__,
        "device": torch.cuda.get_device_name() if device.type == "cuda" else "cpu",
        "dtype": str(compute_dtype(device)).removeprefix("torch."),
        "threads": torch.get_num_threads(),
        "processors": os.cpu_count(),
    }


def render(report: dict[str, Any]) -> str:
    """Lay it out for a person."""
    lines = [f"Sandbox: {report['tier'] or 'none'}"]
    lines += [
        f"  {line}" for line in (*report["layers"], report["why"], *report["missing"]) if line
    ]
    if report["tests"]:
        lines.append("A program that")
    for row in report["tests"]:
        word = "ok" if row["passed"] else "NOT CONTAINED"
        lines.append(f"  {row['name']:<22} {row['status']:<4} {word}")
    if report["languages"]:
        lines.append("Languages")
        lines += [f"  {name:<22} {version}" for name, version in report["languages"].items()]
    torch = report["torch"]
    lines.append(f"torch {torch['version']} on {torch['device']}, {torch['dtype']}")
    lines.append(f"  {torch['threads']} threads, {torch['processors']} processors")
    return "\n".join(lines)

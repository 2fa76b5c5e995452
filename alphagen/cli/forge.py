"""``alphagen forge``: look at the families of problems, draw from them, check them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alphagen.forge.check import Fault
    from alphagen.forge.family import Family


@click.group()
def command() -> None:
    """Make contest problems: list, show, check and count the families.

    Example: alphagen forge show --seed 7
    """


@command.command()
@click.argument("family", required=False)
@click.option("--seed", default=0, show_default=True, help="Another seed is another problem.")
@click.option("--training", is_flag=True, help="Draw as training does, made-up families included.")
def show(family: str | None, seed: int, training: bool) -> None:
    """Draw a problem of FAMILY (of any, when left out) and print it with its solutions.

    Example: alphagen forge show most-expensive-affordable --seed 3
    """
    from random import Random

    from alphagen.errors import UsageError
    from alphagen.forge import Mixture, draw_instance, draw_training, load_families

    if training and family:
        raise UsageError("--training draws the family itself: leave FAMILY out.")
    families = {f.name: f for f in load_families()}
    if family is not None and family not in families:
        raise UsageError(f"No family is called '{family}'; see `alphagen forge list`.")
    if training:
        instance = draw_training(seed, 0, Mixture())
    else:
        rng = Random(seed)
        chosen = families[family] if family else rng.choice(list(families.values()))
        instance = draw_instance(chosen, rng)
    problem = instance.problem
    click.echo(f"{problem.title or instance.family}\n\n{problem.statement}\n")
    for number, test in enumerate(problem.examples, start=1):
        click.echo(f"Sample Input {number}\n{test.input}\nSample Output {number}\n{test.output}")
    for number, source in enumerate(instance.solutions, start=1):
        click.echo(f"--- solution {number} ({instance.family})\n{source}")


@command.command("list")
def list_families() -> None:
    """List the families: name, rating, tags, and whether training leaves them out.

    Example: alphagen forge list | grep greedy
    """
    from alphagen.forge import load_families

    for family in load_families():
        held_out = "  held out" if family.held_out else ""
        click.echo(f"{family.name}  {family.rating}  {','.join(family.tags)}{held_out}")


@command.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--instances",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="Problems drawn of each family.",
)
@click.option("--cpp", is_flag=True, help="Compile and run the C++ solutions, too: a second each.")
def check(files: tuple[Path, ...], instances: int, cpp: bool) -> None:
    """Check the families of FILES (all, when left out): solutions agree, tests differ.

    Example: alphagen forge check alphagen/forge/families/00-first.yaml --cpp
    """
    from tqdm import tqdm

    from alphagen.errors import ForgeError
    from alphagen.forge import load_families
    from alphagen.forge.check import check_families
    from alphagen.forge.family import read_families

    families = [f for path in files for f in read_families(path)] if files else load_families()
    faults = check_families(tqdm(families, unit="family", disable=None), instances)
    if cpp:
        faults += cpp_faults(tqdm(families, unit="family", disable=None))
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise ForgeError(
            f"{len(faults)} fault(s) in {len(families)} checked; mend what is listed above."
        )
    click.echo(f"{len(families)} checked, no fault.")


def cpp_faults(families: Iterable[Family]) -> list[Fault]:
    """Judge the C++ solution of each family on the tests of a problem, in the sandbox."""
    from random import Random

    from alphagen.core import Language, Program
    from alphagen.execution import SandboxExecutor, judge, limits_for
    from alphagen.forge import draw_instance
    from alphagen.forge.check import Fault

    executor = SandboxExecutor()
    faults = []
    for family in families:
        instance = draw_instance(family, Random(f"cpp {family.name}"), examples=2, hidden=6)
        problem, program = instance.problem, Program(instance.cpp, Language.CPP)
        tests = problem.examples + problem.hidden
        found = judge(executor, program, tests, limits_for(problem, Language.CPP))
        if not found.accepted:
            text = (found.results[-1].stderr or found.results[-1].stdout).strip()
            faults.append(Fault(family.name, f"its C++ gets {found.verdict}: {text}"))
    return faults


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def stats(as_json: bool) -> None:
    """Count the families, by tag and by rating.

    Example: alphagen forge stats --json
    """
    import json
    from collections import Counter

    from alphagen.forge import load_families

    families = load_families()
    tags = Counter(tag for family in families for tag in family.tags)
    ratings = Counter(family.rating for family in families)
    counts = {
        "families": len(families),
        "held_out": sum(family.held_out for family in families),
        "tellings": sum(len(family.tellings) for family in families),
        "solutions": sum(len(family.solutions) for family in families),
        "tags": dict(tags.most_common()),
        "ratings": {str(rating): count for rating, count in sorted(ratings.items())},
    }
    if as_json:
        click.echo(json.dumps(counts))
        return
    for key, value in counts.items():
        if isinstance(value, dict):
            value = ", ".join(f"{name} {count}" for name, count in value.items())
        click.echo(f"{key}: {value}")


@command.command()
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--problems",
    type=click.IntRange(min=1),
    default=1000,
    show_default=True,
    help="How many to write.",
)
@click.option("--seed", default=0, show_default=True, help="Another seed is other problems.")
@click.option(
    "--split",
    type=click.Choice(["training", "held-out"]),
    default="training",
    show_default=True,
    help="What training draws from, made-up families included, or the families it never sees.",
)
@click.option(
    "--tests",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="Hidden tests of each problem.",
)
@click.option(
    "--wrong",
    type=click.IntRange(min=0),
    default=0,
    help="Wrong programs to make of each by small changes, told by running them in the sandbox.",
)
def export(path: Path, problems: int, seed: int, split: str, tests: int, wrong: int) -> None:
    """Write problems to FILE, Parquet with the columns of CodeContests.

    Example: alphagen forge export problems.parquet --problems 5000 --wrong 2
    """
    from functools import cache
    from itertools import islice
    from random import Random
    from typing import Any

    from tqdm import tqdm

    from alphagen.core import Language, Limits, Program, TestCase
    from alphagen.errors import UsageError
    from alphagen.execution import SandboxExecutor, judge
    from alphagen.forge import draw_split
    from alphagen.forge.export import to_row, write_parquet
    from alphagen.forge.mistakes import wrong_solutions

    if not path.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {path.absolute().parent}: make it first.")
    sandbox = cache(SandboxExecutor)  # tried only where programs are to be run

    def accepted(source: str, cases: Sequence[TestCase]) -> bool:
        return judge(sandbox(), Program(source, Language.PYTHON3), cases, Limits()).accepted

    def rows() -> Iterator[dict[str, Any]]:
        instances = islice(draw_split(split, seed, hidden=tests), problems)
        for index, instance in enumerate(
            tqdm(instances, total=problems, unit="problem", disable=None)
        ):
            cases = instance.problem.examples + instance.problem.hidden
            rng = Random(f"wrong {seed} {index}")
            made = wrong_solutions(instance.solutions, cases, accepted, rng, wrong) if wrong else ()
            yield to_row(instance, f"{index:06d}-{instance.family}", made)

    try:
        written = write_parquet(rows(), path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error}).") from None
    click.echo(f"{written} problems written to {path}.")


@command.command()
@click.argument(
    "path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--words",
    type=click.IntRange(min=5),
    default=8,
    show_default=True,
    help="Words in a row that tell a copy from chance.",
)
def near(path: Path, words: int) -> None:
    """List tellings that share a run of words with the problems of FILE (JSON Lines).

    The exit code is 1 when there is any.

    Example: alphagen forge near problems.jsonl --words 7
    """
    import json

    from alphagen.errors import ForgeError
    from alphagen.forge import load_families
    from alphagen.forge.near import near as find

    problems = {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        raise ForgeError(f"{path} is not UTF-8 text: give a file of JSON Lines.") from None
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            problems[str(row.get("id") or row.get("title") or number)] = str(row["statement"])
        except (ValueError, KeyError, AttributeError, RecursionError) as error:
            raise ForgeError(
                f"{path}, line {number}: no object with a `statement`, but {line.strip()[:60]}."
            ) from error
    found = find(load_families(), problems, words)
    for likeness in found:
        click.echo(
            f"{likeness.family}, telling {likeness.telling + 1}; {likeness.problem}: "
            f"{likeness.words}"
        )
    if found:
        raise ForgeError(f"{len(found)} tellings share {words} words in a row with a problem.")
    click.echo(
        f"{len(load_families())} families share no {words} words in a row with any of "
        f"{len(problems)} problems."
    )

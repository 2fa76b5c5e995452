"""``alphagen clean``: keep of a data set what its own programs bear out."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alphagen.cli.options import cut_options, executor_options, interrupted, make_executor
from alphagen.core import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alphagen.data.row import Row
    from alphagen.pipeline.clean import Cleaned

DROPPED, DOUBTS = "dropped", "doubts"


@click.command("clean")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@cut_options
@click.option(
    "--programs",
    type=click.IntRange(1),
    default=100,
    show_default=True,
    help="Correct programs of each problem to run at most, and incorrect ones.",
)
@click.option(
    "--agree",
    type=click.IntRange(2),
    default=30,
    show_default=True,
    help="Correct programs that it takes to make a test of a mutated input; all must agree.",
)
@click.option(
    "--tests",
    type=click.IntRange(0),
    default=200,
    show_default=True,
    help="Hidden tests up to which mutated ones are added.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the mutations.")
@executor_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(
    context: click.Context,
    /,
    name: str,
    file: Path,
    problems: int | None,
    since: str | None,
    until_date: str | None,
    difficulty: str | None,
    programs: int,
    agree: int,
    tests: int,
    seed: int,
    workers: int | None,
    tier: str | None,
    where: str | None,
    ray_address: str | None,
    as_json: bool,
) -> None:
    """Run the programs of benchmark NAME, and write to FILE what they bear out.

    As in the paper (appendix B.2), tests go on which fewer than a tenth of the programs print
    anything, and programs that pass fewer than a tenth of the tests. So do tests that no "correct"
    program passes, "correct" programs that fail a test and "incorrect" ones that pass all. Inputs
    of tests are mutated, and kept where 30 or more correct programs agree on the output, up to 200.
    Problems are dropped that repeat another, that are left with fewer than five hidden tests or two
    outputs, or without a correct program.

    FILE is JSON Lines, one problem each with its programs, and every command takes it as a
    benchmark, and `alphagen train` as `data.problems`. FILE.log says what became of each problem.
    The same command goes on where it was interrupted.

    Example: alphagen clean codecontests:train cleaned.jsonl --problems 100
    """
    from alphagen.cli.benchmarks import every_row
    from alphagen.data.benchmarks import chosen
    from alphagen.pipeline.clean import Cleaned, Thoroughness, clean

    left_out: list[dict[str, str]] = []
    every = every_row(
        name, problems, 0, lambda row, why: left_out.append({"name": row, "reason": why})
    )
    rows = chosen(every, since=since, until=until_date, difficulty=difficulty)
    first = list(islice(rows, 1))  # what cannot be read is known before there is a file
    executor = make_executor(tier, where, ray_address, workers)
    wanted = Thoroughness(programs, agree, tests, seed)
    cut = {"since": since, "until_date": until_date, "difficulty": difficulty}
    log = Log.open(file, {"benchmark": name, **cut, **asdict(wanted)})
    try:
        for row, repeats in _new(islice(chain(first, rows), problems), len(log.done)):
            if repeats:
                log.add(Cleaned(row, {}, f"repeats {repeats}"))
            else:
                log.add(clean(row, executor, wanted, workers=workers))
    except KeyboardInterrupt:
        interrupted(context, file)
    report = {"file": str(file), "problems": log.done, "left_out": left_out}
    click.echo(json.dumps(report) if as_json else render(report))


def _new(rows: Iterable[Row], done: int) -> Iterator[tuple[Row, str]]:
    """Yield the rows that are still to do, and the name of an earlier one that each repeats."""
    from tqdm import tqdm

    from alphagen.data.cleaning import squeezed

    first: dict[str, str] = {}
    for number, row in enumerate(tqdm(rows, unit="problem", disable=None)):
        key = squeezed(row.problem.statement)
        if number >= done:
            yield row, first.get(key, "")
        first.setdefault(key, row.name)


@dataclass(slots=True)
class Log:
    """The file that is written, and beside it what became of each problem, in their order.

    Attributes:
        file: of the problems that are kept.
        path: of what became of each.
        done: what it holds.
    """

    file: Path
    path: Path
    done: list[dict[str, Any]]

    @classmethod
    def open(cls, file: Path, settings: dict[str, Any]) -> Log:
        """Begin a file, or take one up again and cut off what had been begun.

        Raises:
            UsageError: it is there and was made by something else, or cannot be written.
        """
        from alphagen.errors import UsageError

        path = file.with_name(f"{file.name}.log")
        head = {"settings": settings}
        try:
            if path.exists():
                lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
                first, *done = [json.loads(line) for line in lines if line.endswith("\n")]
                if first != head:
                    raise UsageError(
                        f"{path} was written with other settings ({json.dumps(first)}): name "
                        "another file, or remove both."
                    )
                _cut(path, 1 + len(done))
                file.touch()
                _cut(file, sum(not one[DROPPED] for one in done))
                return cls(file, path, done)
            if file.exists():
                raise UsageError(f"{file} is there already: name another file, or remove it.")
            part = path.with_name(f"{path.name}.part")
            part.write_text(json.dumps(head) + "\n", encoding="utf-8")
            part.replace(path)
            file.touch()
        except OSError as error:
            raise UsageError(f"{file} cannot be written ({error.strerror}).") from None
        return cls(file, path, [])

    def add(self, cleaned: Cleaned) -> None:
        """Write what became of a problem."""
        from alphagen.data.benchmarks import write_own

        about = {"name": cleaned.row.name, DROPPED: cleaned.dropped, DOUBTS: cleaned.doubts}
        if not cleaned.dropped:
            _append(self.file, write_own(cleaned.row))
        _append(self.path, about | cleaned.counts)
        self.done.append(about | cleaned.counts)


def _cut(path: Path, lines: int) -> None:
    """Keep the first lines of a file alone."""
    part = path.with_name(f"{path.name}.part")
    with path.open(encoding="utf-8") as old, part.open("w", encoding="utf-8") as new:
        new.writelines(islice(old, lines))
    part.replace(path)


def _append(path: Path, value: dict[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(value) + "\n")


def render(report: dict[str, Any]) -> str:
    """Say what became of each problem, and of all together."""
    lines = []
    total: Counter[str] = Counter()
    for one in report["problems"]:
        total.update({key: n for key, n in one.items() if isinstance(n, int)})
        lines += [f"{one['name']}: dropped, {one[DROPPED]}"] if one[DROPPED] else []
        lines += [f"{one['name']}: doubtful, {one[DOUBTS]}"] if one[DOUBTS] else []
    lines += [f"Left out {one['name']}: {one['reason']}" for one in report["left_out"]]
    kept = sum(not one[DROPPED] for one in report["problems"])
    lines.append(
        f"{report['file']}: {kept} of {plural(len(report['problems']), 'problem')}. "
        f"Hidden tests: {total['tests_before']}, {total['tests_removed']} removed, "
        f"{total['tests_added']} added. "
        f"Correct programs: {total['correct_before']}, {total['correct_removed']} removed. "
        f"Incorrect ones: {total['incorrect_before']}, {total['incorrect_removed']} removed; "
        f"{total['incorrect_passing_old_tests']} passed all tests there were, of which the new "
        f"tests catch {total['incorrect_failing_new_tests']}. "
        f"Not judged: {total['unjudged']}."
    )
    return "\n".join(lines)

import json

import pytest
from click.testing import CliRunner

from alphagen.cli import INTERRUPTED, main
from alphagen.cli.benchmarks import load_rows
from alphagen.core import Language, Program
from alphagen.execution import FakeExecutor
from alphagen.training.rows import HeldOut, tasks


def total(text):
    return str(sum(map(int, text.split())))


BEHAVIOURS = {"right": total, "other": total, "wrong": lambda text: text.split()[0]}


def line(name, statement, **about):
    tests = [{"input": f"{n} {n % 2}", "output": str(n + n % 2)} for n in range(1, 7)]
    programs = [{"source": source, "language": "python3"} for source in ("right", "other")]
    return {
        "name": name,
        "statement": statement,
        "examples": tests[:1],
        "hidden": tests[1:],
        "solutions": programs,
        "wrong": [{"source": "wrong", "language": "python3"}],
        "difficulty": "easy",
        **about,
    }


LINES = [
    line("sum", "Add."),
    line("again", " Add. "),
    line("few", "Add few.", hidden=[]),
    line("last", "Add the last.", rating=900, tags=["math"]),
]


@pytest.fixture
def benchmark(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in LINES))
    return path


@pytest.fixture
def ran(monkeypatch):
    """Run programs by a table; a list of the problems' inputs that were seen."""
    seen = []

    def behaviour(program, text):
        seen.append(text)
        return BEHAVIOURS[program.source](text)

    monkeypatch.setattr("alphagen.cli.clean.make_executor", lambda *_: FakeExecutor(behaviour))
    return seen


def clean(benchmark, *options):
    arguments = ["clean", str(benchmark), str(benchmark.with_name("clean.jsonl")), *options]
    return CliRunner().invoke(main, arguments)


def test_what_is_kept_is_a_benchmark_with_programs(benchmark, ran):
    result = clean(benchmark, "--tests", "0", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert [(one["name"], one["dropped"]) for one in report["problems"]] == [
        ("sum", ""),
        ("again", "repeats sum"),
        ("few", "0 hidden tests, fewer than 5"),
        ("last", ""),
    ]
    assert ran
    rows = load_rows(report["file"], None, 0).rows
    before = {row.name: row for row in load_rows(str(benchmark), None, 0).rows}
    assert rows == [before["sum"], before["last"]]
    assert rows[0].solutions == tuple(
        Program(source, Language.PYTHON3) for source in ("right", "other")
    )
    assert [len(one.wrong) for one in tasks(rows, HeldOut([]), 10)] == [1, 1]  # training reads it


def test_tests_are_added_where_programs_agree(benchmark, ran):
    result = clean(benchmark, "--agree", "2", "--tests", "12")
    assert result.exit_code == 0, result.output
    assert "clean.jsonl: 3 of 4 problems." in result.output  # enough tests are made for `few`
    assert "again: dropped, repeats sum" in result.output
    rows = load_rows(str(benchmark.with_name("clean.jsonl")), None, 0).rows
    assert {len(row.problem.hidden) for row in rows} == {12}
    assert all(total(test.input) == test.output for test in rows[0].problem.hidden)
    assert ran


def test_it_goes_on_where_it_was_interrupted(benchmark, ran, monkeypatch):
    whole = clean(benchmark, "--tests", "0")
    file = benchmark.with_name("clean.jsonl")
    log = benchmark.with_name("clean.jsonl.log")
    wanted, said = file.read_text(), log.read_text()
    file.unlink()
    log.unlink()

    def interrupting(program, text):
        if text.startswith("6") and len(ran) > 20:
            raise KeyboardInterrupt
        ran.append(text)
        return BEHAVIOURS[program.source](text)

    ran.clear()
    monkeypatch.setattr("alphagen.cli.clean.make_executor", lambda *_: FakeExecutor(interrupting))
    stopped = clean(benchmark, "--tests", "0", "--workers", "1")
    assert stopped.exit_code == INTERRUPTED
    assert "the same command continues it" in stopped.output
    assert len(log.read_text().splitlines()) < len(said.splitlines())
    with file.open("a") as cut:
        cut.write('{"name": "last", "statem')  # killed while it was being written
    monkeypatch.undo()
    monkeypatch.setattr(
        "alphagen.cli.clean.make_executor",
        lambda *_: FakeExecutor(lambda program, text: BEHAVIOURS[program.source](text)),
    )
    again = clean(benchmark, "--tests", "0")
    assert (file.read_text(), log.read_text()) == (wanted, said)
    assert again.output == whole.output
    assert clean(benchmark, "--tests", "0").output == whole.output


def test_other_settings_and_other_files_are_not_overwritten(benchmark, ran):
    assert clean(benchmark, "--tests", "0").exit_code == 0
    assert ran
    other = clean(benchmark, "--tests", "5")
    assert other.exit_code == 2
    assert "clean.jsonl.log was written with other settings" in other.output
    benchmark.with_name("clean.jsonl.log").unlink()
    there = clean(benchmark, "--tests", "0")
    assert there.exit_code == 2
    assert "clean.jsonl is there already: name another file" in there.output


def test_a_folder_that_is_not_there(benchmark, ran):
    target = str(benchmark.with_name("none") / "clean.jsonl")
    result = CliRunner().invoke(main, ["clean", str(benchmark), target])
    assert result.exit_code == 2
    assert "cannot be written (No such file or directory)" in result.output
    assert ran == []


def test_programs_of_an_unknown_language_are_refused(tmp_path):
    path = tmp_path / "rows.jsonl"
    odd = [{"source": "x", "language": "cobol"}]
    path.write_text(json.dumps(line("odd", "Odd.", solutions=odd)) + "\n")
    result = CliRunner().invoke(main, ["clean", str(path), str(tmp_path / "clean.jsonl")])
    assert result.exit_code == 1
    assert "Row 1 does not have the columns that it should" in result.output
    assert "'cobol'" in result.output


def test_a_call_that_fails_leaves_no_file(tmp_path):
    result = CliRunner().invoke(main, ["clean", "nosuch", str(tmp_path / "clean.jsonl")])
    assert result.exit_code == 2
    assert "There is no benchmark 'nosuch'" in result.output
    assert list(tmp_path.iterdir()) == []

import json

import pytest
from click.testing import CliRunner

from alphagen.cli import main
from alphagen.cli.benchmarks import load_benchmark
from alphagen.errors import UsageError


def problem(name, **changes):
    tests = [{"input": f"{n}\n", "output": f"{n}\n"} for n in range(6)]
    base = {"name": name, "statement": "Print it.", "examples": tests[:1], "hidden": tests[1:]}
    return base | changes


ROWS = [
    problem("plain", date="2024-01-31"),
    problem("any", statement="Print any of them.", date="2024-02-01", difficulty="hard"),
    problem("weak", hidden=[], rules={"tolerance": 1e-6}),
    problem("broken", colour="red"),
]


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, ROWS)))


def run(*arguments):
    return CliRunner().invoke(main, ["benchmark", *arguments])


@pytest.mark.usefixtures("file")
def test_the_list():
    result = run("rows.jsonl")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "examples  hidden  judged by       problem",
        "       1       5  comparison      plain 2024-01-31",
        "       1       5  comparison      any hard 2024-02-01",
        '                                  ! several answers: the statement says "Print any of"',
        "       1       0  tolerance 1e-06  weak",
        'Left out row 4: broken does not fit the problem format: unknown key "colour".',
        "rows.jsonl: 3 problems, 1 flagged (1 several answers).",
    ]


@pytest.mark.usefixtures("file")
def test_json():
    found = json.loads(run("rows.jsonl", "--json").output)
    assert found["flags"] == {"several answers": 1}
    assert [one["name"] for one in found["left_out"]] == ["row 4"]
    assert [one["name"] for one in found["problems"]] == ["plain", "any", "weak"]
    about = {key: found["problems"][1][key] for key in ("difficulty", "hidden", "judged_by")}
    assert about == {"difficulty": "hard", "hidden": 5, "judged_by": "comparison"}


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("options", "names"),
    [
        (["--problems", "1"], ["plain"]),
        (["--since", "2024-02-01"], ["any"]),
        (["--until-date", "2024-01-31"], ["plain"]),
        (["--difficulty", "hard"], ["any"]),
    ],
)
def test_cuts(options, names):
    found = json.loads(run("rows.jsonl", "--json", *options).output)
    assert [one["name"] for one in found["problems"]] == names


@pytest.mark.usefixtures("file")
def test_problems_in_full():
    output = run("rows.jsonl", "--show", "--problems", "2").output
    assert output.count("==== Example 1: input") == 2
    assert output.startswith("plain\nTitle:")
    assert 'Flag:     several answers: the statement says "Print any of"' in output


def test_names_are_listed():
    output = run().output
    for name in ("codecontests", "livecodebench", "humaneval", "forge", "NAME=PATH"):
        assert name in output


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "There is no benchmark 'nowhere'"),
        (["rows.jsonl", "--since", "soon"], "'soon' is no date"),
        (["rows.jsonl", "--difficulty", "odd"], "No problem of rows.jsonl is left (left out row 4"),
        (["forge:odd"], "The forge has no part 'odd'"),
    ],
)
def test_wrong_usage(arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.usefixtures("file")
def test_what_is_left_out_is_said_aside(capsys):
    pairs = load_benchmark("rows.jsonl", None, 0)
    assert [name for name, _ in pairs] == ["plain", "any", "weak"]
    assert "Left out row 4: broken does not fit" in capsys.readouterr().err
    assert [name for name, _ in load_benchmark("rows.jsonl", 2, 0, until="2024-03-01")] == [
        "plain",
        "any",
    ]
    with pytest.raises(UsageError, match="No problem of rows"):
        load_benchmark("rows.jsonl", 2, 0, since="2024-03-01")


def test_correct_programs_are_run(tmp_path):
    tests = {"input": [f"{n}\n" for n in range(6)], "output": [f"{n}\n" for n in range(6)]}
    sources = ["print(input())", "print(int(input()))", "print(-int(input()))", "x = -1", "y = 1"]
    row = {
        "name": "echo", "description": "Print it.", "public_tests": tests,
        "private_tests": tests, "solutions": {"language": [3] * 5, "solution": sources},
    }  # fmt: skip
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row))

    def flags(programs):
        [problem] = json.loads(run(str(path), "--json", "--run", programs).output)["problems"]
        return problem["flags"]

    assert flags("2") == []
    assert flags("3") == ["solutions: of 3 correct programs not all pass (1 WA)"]
    assert flags("9") == [
        "solutions: of 5 correct programs not all pass (3 WA)",
        "several answers: on test 1, 5 correct programs print 2 different outputs",
    ]


def test_the_forge():
    held_out = load_benchmark("forge", 3, 0)
    assert len({name for name, _ in held_out}) == 3
    assert all(one.hidden for _, one in held_out)
    assert load_benchmark("forge:held-out", 3, 0) == held_out
    assert load_benchmark("forge", 3, 1) != held_out
    seen = load_benchmark("forge:seen", 2, 0)
    assert {name for name, _ in seen}.isdisjoint(name for name, _ in held_out)


def test_the_easiest_families_in_turn():
    names, problems = zip(*load_benchmark("forge:easy-2", 5, 0), strict=True)
    first, second = "pieces-of-folded-rope", "rounds-completed-on-a-dial"
    assert names == (first, second, f"{first} (2)", f"{second} (2)", f"{first} (3)")
    assert len({problem.statement for problem in problems}) == 5
    assert len(load_benchmark("forge:easy-2", None, 0)) == 2


@pytest.mark.parametrize("part", ["easy", "easy-", "easy-0", "easy-x", "hard"])
def test_a_part_of_the_forge_that_is_not_there(part):
    with pytest.raises(UsageError, match=f"The forge has no part '{part}'.*easy-30"):
        load_benchmark(f"forge:{part}", 1, 0)


def test_without_a_name_they_are_listed():
    rows = json.loads(run("--json").output)["benchmarks"]
    names = [row["name"] for row in rows]
    assert names[0] == "codecontests"
    assert names[-3:] == ["forge:easy-N", "NAME=PATH", "PATH"]
    shown = run().output.splitlines()
    assert [line.split()[0] for line in shown] == names
    assert shown[0] == "  codecontests   from the hub, split test unless another is named"


def test_a_folder_without_problems_is_named(tmp_path):
    result = CliRunner().invoke(main, ["contest", str(tmp_path)])
    assert result.exit_code == 2
    assert result.stderr == f"Error: {tmp_path} holds no problem; name another.\n"

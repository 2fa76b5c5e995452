import json

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from alphagen.cli import main
from alphagen.execution import check_system
from alphagen.forge import held_out_families, load_families

GOOD = """\
- name: one
  tags: [math]
  rating: 900
  vars: {n: int 1 99}
  constants: {K: int 2 9}
  tellings:
    - {text: "Add {K} to {n}.", output: the sum, n: a number}
    - {text: "What is {n} plus {K}?", output: the sum}
  solutions: [print(n + K), print(K + n)]
"""


def forge(*args):
    return CliRunner().invoke(main, ["forge", *args])


@pytest.fixture
def write(tmp_path):
    def write_text(text):
        path = tmp_path / "some.yaml"
        path.write_text(text)
        return str(path)

    return write_text


def test_list_names_every_family():
    result = forge("list")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert len(lines) == len(load_families())
    assert "most-expensive-affordable  800  implementation" in lines
    held_out = [line.split()[0] for line in lines if line.endswith("  held out")]
    assert held_out == [family.name for family in load_families() if family.held_out]


def test_show_repeats_itself():
    first = forge("show", "most-expensive-affordable", "--seed", "3")
    assert first.exit_code == 0
    assert "Sample Input 1\n" in first.output
    assert "--- solution 2 (most-expensive-affordable)\n" in first.output
    assert forge("show", "most-expensive-affordable", "--seed", "3").output == first.output
    assert forge("show", "most-expensive-affordable", "--seed", "4").output != first.output


@pytest.mark.parametrize("options", [(), ("--training",)])
def test_show_draws_the_family_too(options):
    outputs = {forge("show", "--seed", str(seed), *options).output for seed in (1, 1, 2)}
    assert len(outputs) == 2
    assert all("--- solution 1 (" in output for output in outputs)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("show", "nobody"), "No family is called 'nobody'; see `alphagen forge list`."),
        (("show", "nobody", "--training"), "leave FAMILY out"),
        (("check", "no-such.yaml"), "does not exist"),
        (("check", "--instances", "0"), "0 is not in the range"),
    ],
)
def test_a_wrong_call_exits_with_2(args, message):
    result = forge(*args)
    assert result.exit_code == 2
    assert message in result.output


def test_check_finds_no_fault_in_a_good_file(write):
    result = forge("check", write(GOOD), "--instances", "3")
    assert (result.exit_code, result.stdout) == (0, "1 checked, no fault.\n")


def test_check_lists_the_faults_of_a_bad_file(write):
    result = forge("check", write(GOOD.replace("print(K + n)", "print(K - n)")))
    assert result.exit_code == 1
    assert "one: solution 2 prints" in result.stdout
    assert "in 1 checked" in result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace("{K: int", "{YES: int"), "Error: Family one: constants: the key True"),
        (GOOD + GOOD, "the name one is taken"),
        ("- [", "is not YAML"),
    ],
)
def test_check_refuses_a_file_that_cannot_be_read(text, message, write):
    result = forge("check", write(text))
    assert result.exit_code == 1
    assert message in result.stderr


def test_an_empty_file_is_not_all_families(write):
    assert forge("check", write("")).stdout == "0 checked, no fault.\n"


def test_stats_count():
    result = forge("stats", "--json")
    counts = json.loads(result.output)
    assert list(counts) == ["families", "held_out", "tellings", "solutions", "tags", "ratings"]
    assert counts["families"] == len(load_families()) == sum(counts["ratings"].values())
    assert counts["held_out"] == sum(family.held_out for family in load_families())
    assert counts["solutions"] >= 2 * counts["families"]
    assert list(counts["ratings"]) == sorted(counts["ratings"], key=int)
    assert f"families: {counts['families']}\n" in forge("stats").output


@pytest.mark.skipif(bool(check_system()), reason="cannot isolate programs here")
def test_export_writes_right_and_wrong_programs(tmp_path):
    path = tmp_path / "problems.parquet"
    result = forge("export", str(path), "--problems", "2", "--split", "held-out", "--wrong", "1")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"2 problems written to {path}.\n"
    rows = pq.read_table(path).to_pylist()
    families = [row["name"].split("-", 1)[1] for row in rows]
    assert families == [family.name for family in held_out_families()[:2]]
    for row in rows:
        assert len(row["private_tests"]["input"]) > 3
        assert row["incorrect_solutions"]["solution"]
        assert not set(row["incorrect_solutions"]["solution"]) & set(row["solutions"]["solution"])


def test_export_needs_a_folder_to_write_to(tmp_path):
    result = forge("export", str(tmp_path / "none" / "problems.parquet"))
    assert result.exit_code == 2
    assert "There is no folder" in result.output
    result = forge("export", "/proc/problems.parquet", "--problems", "1")
    assert result.exit_code == 2
    assert "Error: /proc/problems.parquet cannot be written (" in result.output


def test_near_names_what_is_shared_and_fails(tmp_path):
    telling = load_families()[0].tellings[0].text
    path = tmp_path / "problems.jsonl"
    path.write_text(json.dumps({"id": "theirs", "statement": f"Well. {telling} Right?"}) + "\n")
    result = forge("near", str(path))
    assert result.exit_code == 1
    assert f"{load_families()[0].name}, telling 1; theirs: " in result.stdout
    path.write_text(json.dumps({"statement": "Nothing of ours."}) + "\n")
    assert forge("near", str(path)).exit_code == 0
    path.write_text("{}\n")
    assert "line 1: no object with a `statement`, but {}." in forge("near", str(path)).output
    path.write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8 text: give a file of JSON Lines" in forge("near", str(path)).output
    assert "is a directory" in forge("near", str(tmp_path)).output

from dataclasses import replace
from random import Random

import pyarrow.parquet as pq

from alphagen.forge import draw_instance, load_families
from alphagen.forge.export import SCHEMA, to_row, write_parquet

FAMILY = load_families()[0]


def test_a_row_holds_the_whole_problem(tmp_path):
    instance = draw_instance(FAMILY, Random(1), examples=2, hidden=3)
    right, wrong = instance.solutions[0], "print('?')\n"
    problem = replace(instance.problem, time_limit_s=1.5, memory_limit_bytes=64)
    instance = replace(instance, problem=problem, wrong=(right, wrong), cpp="int main() {}\n")
    path = tmp_path / "problems.parquet"
    assert write_parquet([to_row(instance, "first", ["print(0)\n"])], path) == 1
    (row,) = pq.read_table(path).to_pylist()
    assert pq.read_schema(path).equals(SCHEMA)
    assert row["name"] == "first"
    assert row["description"].startswith(problem.title)
    assert row["public_tests"]["input"] == [test.input for test in problem.examples]
    assert row["private_tests"]["output"] == [test.output for test in problem.hidden]
    assert row["solutions"]["language"] == [3] * len(instance.solutions) + [2]
    assert row["solutions"]["solution"] == [*instance.solutions, "int main() {}\n"]
    # What passes every test is no mistake that anybody can see.
    assert row["incorrect_solutions"] == {"language": [3, 3], "solution": [wrong, "print(0)\n"]}
    assert row["time_limit"] == {"seconds": 1, "nanos": 500_000_000}
    assert (row["cf_rating"], row["cf_tags"]) == (FAMILY.rating, list(FAMILY.tags))
    assert row["memory_limit_bytes"] == 64


def test_rows_are_written_in_groups_and_the_file_appears_whole(tmp_path, monkeypatch):
    monkeypatch.setattr("alphagen.forge.export.GROUP", 2)
    row = to_row(draw_instance(FAMILY, Random(1)), "one")
    path = tmp_path / "problems.parquet"
    assert write_parquet(({**row, "name": str(n)} for n in range(5)), path) == 5
    assert pq.read_table(path)["name"].to_pylist() == list("01234")
    assert [file.name for file in tmp_path.iterdir()] == ["problems.parquet"]
    assert pq.read_table(path)["time_limit"].to_pylist() == [None] * 5

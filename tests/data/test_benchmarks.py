import io
import json

import datasets
import huggingface_hub
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.core import ORDINARY, Problem, Rules
from alphagen.core import TestCase as Case
from alphagen.data.benchmarks import BENCHMARKS, chosen, read_benchmark, read_sectioned
from alphagen.data.row import Row
from alphagen.errors import ProblemError, UsageError

TESTS = {"input": ["1 2\n"], "output": ["3\n"]}
ROWS = {
    "codecontests": {
        "name": "1_A. Sum", "description": "Add.", "public_tests": TESTS, "private_tests": TESTS,
        "generated_tests": TESTS, "source": 2, "time_limit": {"seconds": 1, "nanos": 0},
    },
    "apps": {
        "problem_id": 1, "question": "Add.", "difficulty": "interview", "url": "",
        "input_output": json.dumps({"inputs": ["1 2\n"], "outputs": ["3\n"]}),
    },
    "taco": {
        "question": "Add.", "raw_tags": "['math']", "name": "Sum", "url": "",
        "input_output": json.dumps({"inputs": ["1 2\n"], "outputs": ["3\n"]}),
    },
    "livecodebench": {
        "question_title": "Sum", "question_content": "Add.", "platform": "atcoder",
        "question_id": "a", "contest_id": "b", "contest_date": "2024-05-13T00:00:00",
        "difficulty": "easy", "metadata": "{}", "starter_code": "",
        "public_test_cases": '[{"input": "1 2\\n", "output": "3\\n", "testtype": "stdin"}]',
        "private_test_cases": "[]",
    },
    "humaneval": {
        "task_id": "HumanEval/0", "prompt": "def f(x):\n", "entry_point": "f",
        "canonical_solution": "", "test": "def check(candidate):\n    assert candidate(1) == 2\n",
    },
    "mbpp": {"task_id": 1, "text": "Add.", "code": "", "test_list": ["assert f(1) == 2"]},
    "sectioned": {
        "id": "sum", "title": "Sum", "statement": "Add.", "input_spec": "Two numbers.",
        "output_spec": "One.", "samples": [{"input": "1 2", "output": "3"}], "compare": "tokens",
        "hidden": [{"input": "2024-01-01 00:00:00", "output": "4"}], "difficulty": "easy",
        "time_limit_s": 1.5,
    },
    "alphagen": {
        "name": "sum", "statement": "Add.", "examples": [{"input": "1 2", "output": "3"}],
        "date": "2024-05-13", "difficulty": "easy", "rating": None,
    },
}  # fmt: skip


def write(path, rows):
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".json":
        path.write_text(json.dumps(rows, indent=1))
    else:
        path.write_text("\n".join(map(json.dumps, rows)) + "\n\n")
    return path


@pytest.mark.parametrize("suffix", [".jsonl", ".json", ".parquet"])
@pytest.mark.parametrize("kind", ROWS)
def test_files_are_known_by_their_columns(tmp_path, kind, suffix):
    assert set(ROWS) == set(BENCHMARKS)
    path = write(tmp_path / f"rows{suffix}", [ROWS[kind], ROWS[kind]])
    expected = BENCHMARKS[kind].read(ROWS[kind])
    assert list(read_benchmark(str(path))) == [expected, expected]
    assert list(read_benchmark(f"{kind}={path}")) == [expected, expected]


@pytest.mark.parametrize("suffix", [".jsonl", ".json"])
def test_half_of_a_surrogate_pair_becomes_a_question_mark(tmp_path, suffix):
    path = write(tmp_path / f"rows{suffix}", [ROWS["alphagen"] | {"statement": "Add \ud83d."}])
    [row] = read_benchmark(str(path))
    assert row.problem.statement == "Add ?."


def test_a_json_file_may_be_one_object_or_lines(tmp_path):
    path = tmp_path / "rows.json"
    row = ROWS["alphagen"]
    for text in (json.dumps(row, indent=1), json.dumps(row), f"{json.dumps(row)}\n\n"):
        path.write_text(text)
        assert len(list(read_benchmark(str(path)))) == 1
    path.write_text(f"{json.dumps(row)}\n{json.dumps(row)}\n")
    assert len(list(read_benchmark(str(path)))) == 2
    path.write_text("[3]")
    with pytest.raises(ProblemError, match=r"rows\.json holds no object, but '3'"):
        list(read_benchmark(str(path)))


def test_rows_with_sections():
    row = read_sectioned(ROWS["sectioned"])
    assert (row.name, row.difficulty) == ("sum", "easy")
    assert row.problem.statement == "Add.\n\nInput\nTwo numbers.\n\nOutput\nOne."
    assert row.problem.hidden == (Case("2024-01-01 00:00:00", "4"),)  # no date was made of it
    assert row.problem.rules == ORDINARY
    row = read_sectioned(ROWS["sectioned"] | {"compare": "float:1e-4"})
    assert row.problem.rules == Rules(tolerance=1e-4)


def test_sources_of_codecontests_are_named_by_the_data_set(tmp_path):
    names = ["UNKNOWN_SOURCE", "CODECHEF", "CODEFORCES", "HACKEREARTH", "CODEJAM", "ATCODER"]
    held = datasets.Dataset.from_list([ROWS["codecontests"] | {"source": 5}])
    held = held.cast_column("source", datasets.ClassLabel(names=names))
    held.to_parquet(tmp_path / "rows.parquet")
    [row] = read_benchmark(str(tmp_path / "rows.parquet"))
    assert row.problem.source == "AtCoder"


def test_folders_of_problems(tmp_path):
    text = "Add.\n\nSample Input\n1 2\n\nSample Output\n3\n"
    (tmp_path / "a.txt").write_text(text)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "problem.md").write_text(text)
    (tmp_path / "c.txt").write_text("nothing")
    (tmp_path / ".hidden").write_text("no problem")
    left_out = []
    rows = list(read_benchmark(str(tmp_path), lambda *why: left_out.append(why)))
    assert [row.name for row in rows] == ["a", "b"]
    assert [name for name, _ in left_out] == ["c.txt"]
    with pytest.raises(ProblemError, match=r"c\.txt"):
        list(read_benchmark(str(tmp_path)))


def test_rows_that_cannot_be_used_are_named(tmp_path):
    bad = ROWS["codecontests"] | {"input_file": "in.txt", "name": "bad"}
    path = write(tmp_path / "rows.jsonl", [ROWS["codecontests"], bad])
    left_out = []
    rows = list(read_benchmark(str(path), lambda *why: left_out.append(why)))
    assert len(rows) == 1
    assert left_out == [
        ("row 2", "bad uses a file (input_file is 'in.txt'), not standard input and output.")
    ]
    with pytest.raises(ProblemError, match="bad uses a file"):
        list(read_benchmark(str(path)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no rows"),
        ("{", "line 1 is not valid JSON"),
        ("3", "line 1 holds no object, but '3'"),
        ('{"a": 1, "b": 2}', r"have columns a, b, which are those of no benchmark \(codecontests"),
        ('{"question": "", "input_output": "{}", "difficulty": ""}', None),
        ('{"test_list": [], "code": ""}', "Row 1 does not have the columns that it should"),
    ],
)
def test_files_that_are_no_benchmark(tmp_path, content, message):
    path = tmp_path / "rows.jsonl"
    path.write_text(content)
    if message is None:
        assert len(list(read_benchmark(str(path)))) == 1
        return
    with pytest.raises(ProblemError, match=message):
        list(read_benchmark(str(path)))


def test_other_files_are_refused(tmp_path):
    (tmp_path / "rows.csv").touch()
    with pytest.raises(ProblemError, match=r"is no \.jsonl, \.json or \.parquet file"):
        list(read_benchmark(str(tmp_path / "rows.csv")))
    (tmp_path / "rows.parquet").write_text("no Parquet")
    with pytest.raises(ProblemError, match=r"rows\.parquet cannot be read"):
        list(read_benchmark(str(tmp_path / "rows.parquet")))


@pytest.mark.parametrize("name", ["humanevil", "apps=none.jsonl", "sectioned", "odd=x", ""])
def test_names_that_mean_nothing(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="There is no benchmark"):
        list(read_benchmark(name))


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("codecontests", ("deepmind/code_contests", "test")),
        ("codecontests:valid", ("deepmind/code_contests", "valid")),
        ("humaneval", ("openai/openai_humaneval", "test")),
        ("mbpp:validation", ("google-research-datasets/mbpp", "validation")),
    ],
)
def test_data_sets_of_the_hub(monkeypatch, name, asked):
    def load(path, *, split, streaming):
        assert (path, split) == asked
        assert streaming
        kind = name.partition(":")[0]
        return datasets.Dataset.from_list([ROWS[kind]]).to_iterable_dataset()

    monkeypatch.setattr(datasets, "load_dataset", load)
    assert len(list(read_benchmark(name))) == 1


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("apps", ["datasets/codeparrot/apps/test.jsonl"]),
        ("apps:train", ["datasets/codeparrot/apps/train.jsonl"]),
        (
            "livecodebench",
            [f"datasets/livecodebench/code_generation_lite/test{n}.jsonl"
             for n in ("", 2, 3, 4, 5, 6)],
        ),
        ("livecodebench:1", ["datasets/livecodebench/code_generation_lite/test.jsonl"]),
        ("livecodebench:6", ["datasets/livecodebench/code_generation_lite/test6.jsonl"]),
    ],
)  # fmt: skip
def test_lines_of_the_hub(monkeypatch, name, files):
    asked = []

    class Hub:
        def open(self, path, mode, encoding):
            assert (mode, encoding) == ("r", "utf-8")
            asked.append(path)
            return io.StringIO(json.dumps(ROWS[name.partition(":")[0]]) + "\n")

    monkeypatch.setattr(huggingface_hub, "HfFileSystem", Hub)
    assert len(list(read_benchmark(name))) == len(files)
    assert asked == files


def test_a_hub_that_is_out_of_reach(monkeypatch):
    def fail(*_, **__):
        raise ConnectionError("no route to host")

    monkeypatch.setattr(datasets, "load_dataset", fail)
    with pytest.raises(ProblemError, match=r"code_contests cannot be read \(no route to host\)"):
        list(read_benchmark("codecontests"))
    monkeypatch.setattr(huggingface_hub, "HfFileSystem", fail)
    with pytest.raises(ProblemError, match=r"test\.jsonl cannot be read .*give the data set's"):
        list(read_benchmark("apps"))


def dated(*dates):
    return [Row(day, Problem("", (), date=day), "easy" if day else "hard") for day in dates]


DAYS = ("2024-01-31", "2024-02-01", "", "2024-03-01")


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({}, DAYS),
        ({"since": "2024-02-01"}, ("2024-02-01", "2024-03-01")),
        ({"until": "2024-02-01"}, ("2024-01-31", "2024-02-01")),
        ({"since": "2024-02-01", "until": "2024-02-29"}, ("2024-02-01",)),
        ({"difficulty": "hard"}, ("",)),
        ({"difficulty": "hard", "since": "2000-01-01"}, ()),
    ],
)
def test_cuts(options, kept):
    assert tuple(row.name for row in chosen(dated(*DAYS), **options)) == kept


@given(st.dates(), st.dates())
def test_dates_are_compared_as_dates(day, since):
    kept = list(chosen(dated(day.isoformat()), since=since.isoformat()))
    assert bool(kept) is (day >= since)


def test_dates_that_are_none():
    with pytest.raises(UsageError, match=r"'31\.1\.2024' is no date"):
        list(chosen([], since="31.1.2024"))

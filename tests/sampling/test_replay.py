import doctest
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.core import Language, Problem, Program
from alphagen.errors import ModelError
from alphagen.sampling import replay
from alphagen.sampling.replay import ReplaySampler, read_programs

PROBLEM = Problem("Add.", ())


def test_examples():
    result = doctest.testmod(replay)
    assert result.attempted > 0
    assert result.failed == 0


@given(st.integers(0, 30), st.integers(0, 40), st.integers(1, 9), st.integers(0, 9))
def test_any_chunk_can_be_drawn_again_alone(size, n, chunk_size, first):
    sampler = ReplaySampler([f"print({i})" for i in range(size)], chunk_size=chunk_size)
    whole = [s for chunk in sampler.sample(PROBLEM, n, seed=1) for s in chunk]
    assert [s.index for s in whole] == list(range(min(size, n)))
    start = first * chunk_size
    rest = max(0, n - start)
    part = [s for chunk in sampler.sample(PROBLEM, rest, seed=1, start=start) for s in chunk]
    assert part == whole[start:]


def test_samples_keep_what_they_were_and_are_numbered_anew():
    [[first, second]] = ReplaySampler(["a", "b"]).sample(PROBLEM, 2, seed=7)
    [[again]] = ReplaySampler([second]).sample(PROBLEM, 1, seed=8)
    assert (again.index, again.seed, again.program) == (0, second.seed, second.program)
    assert first.seed == second.seed


def test_programs_are_read_from_folders_and_lines(tmp_path):
    (tmp_path / "b.py").write_text("print(1)\n")
    (tmp_path / "a.cpp").write_text("int main() {}\n")
    (tmp_path / "notes.txt").write_text("not a program")
    programs = [Program("int main() {}\n", Language.CPP), Program("print(1)\n", Language.PYTHON3)]
    assert read_programs(tmp_path) == programs
    assert read_programs(tmp_path / "b.py") == programs[1:]
    lines = [{"source": p.source, "language": p.language} for p in programs]
    file = tmp_path / "programs.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + '\n\n{"source": "print(\u2028)"}')
    assert read_programs(file) == [*programs, Program("print(\u2028)", Language.PYTHON3)]
    file.write_text(json.dumps({"code": "# \ud83d"}))
    assert read_programs(file) == [Program("# ?", Language.PYTHON3)]


def test_published_samples_are_read_by_task(tmp_path):
    file = tmp_path / "samples.jsonl"
    lines = [
        {"task_id": "HumanEval/0", "completion": "    return 1\n"},
        {"task_id": "HumanEval/1", "solution": "def f(): return 2"},
        {"question_id": "abc", "code": "print(3)"},
        {"task_id": "HumanEval/0", "completion": None},
        {"source": "print(4)", "completion": "talk"},
    ]
    file.write_text("\n".join(map(json.dumps, lines)))

    def sources(task):
        return [program.source for program in read_programs(file, task)]

    assert sources("HumanEval/0") == ["    return 1\n", "print(4)"]
    assert sources("HumanEval/1") == ["def f(): return 2", "print(4)"]
    assert sources("abc") == ["print(3)", "print(4)"]
    with pytest.raises(ModelError, match=r"for 3 tasks, such as HumanEval/0 and HumanEval/1"):
        read_programs(file)
    file.write_text(json.dumps(lines[0]))
    assert [program.source for program in read_programs(file)] == ["    return 1\n"]
    with pytest.raises(ModelError, match="No programs to replay in"):
        read_programs(file, "HumanEval/5")


def test_what_cannot_be_replayed_is_named(tmp_path):
    with pytest.raises(ModelError, match="no such file"):
        read_programs(tmp_path / "none")
    with pytest.raises(ModelError, match="No programs to replay in"):
        read_programs(tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(ModelError, match="Cannot tell the language of"):
        read_programs(tmp_path / "notes.txt")
    (tmp_path / "x.jsonl").write_text('{"source": null}\n')
    with pytest.raises(ModelError, match=r"x\.jsonl: no line of it holds one\.$"):
        read_programs(tmp_path / "x.jsonl")
    language = '{"source": "", "language": "java"}'
    for line in ("{", "[]", "{}", '{"source": 5}', '{"source": false}', language, "[" * 10**5):
        (tmp_path / "x.jsonl").write_text('{"source": ""}\n' + line)
        said = re.escape(f"x.jsonl, line 2 is not a program, but {line[:60]}: write")
        with pytest.raises(ModelError, match=said):
            read_programs(tmp_path / "x.jsonl")

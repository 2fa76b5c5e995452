import json

import pytest
from click.testing import CliRunner

from alphagen.cli import main
from alphagen.pipeline import loading
from alphagen.sampling.replay import read_programs

TEXT = "Add two numbers.\n\nInput\n1 2\n\nOutput\n3\n"


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sum.txt").write_text(TEXT)
    return lambda *arguments: CliRunner().invoke(main, ["sample", "sum.txt", *arguments])


def test_samples_are_lines_of_json(call):
    result = call("--samples", "5", "--temperature", "0.5-1.5")
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["index"] for line in lines] == list(range(5))
    for line in lines:
        assert line["model"].startswith("native:sampler@")
        assert line["logprob"] < 0
        assert 0.5 <= line["temperature"] <= 1.5
        assert (line["source"] is None) == bool(line["failure"])
    assert call("--samples", "5", "--temperature", "0.5-1.5").stdout == result.stdout
    assert call("--samples", "5").stdout != result.stdout


def test_the_file_can_be_replayed(call, tmp_path):
    assert call("--samples", "6", "--out", "samples.jsonl", "--temperature", "3").exit_code == 0
    lines = [json.loads(line) for line in (tmp_path / "samples.jsonl").read_text().splitlines()]
    assert len(lines) == 6
    sources = [line["source"] for line in lines if line["source"] is not None]
    with (tmp_path / "samples.jsonl").open("a") as file:
        file.write('{"source": "print(3)"}\n')
    read = read_programs(tmp_path / "samples.jsonl")
    assert [program.source for program in read] == [*sources, "print(3)"]


def test_nothing_is_overwritten(call, tmp_path):
    (tmp_path / "there.jsonl").write_text("mine")
    result = call("--samples", "1", "--out", "there.jsonl")
    assert result.exit_code == 2
    assert "there.jsonl is there already" in result.stderr
    assert (tmp_path / "there.jsonl").read_text() == "mine"
    assert call("--samples", "1", "--out", "no/where.jsonl").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--model", "nobody"], "There is no model 'nobody'"),
        (["--model", "bundled:0.5", "--model", "bundled"], "give every model a share, or none"),
        (["--languages", "python3:0.5,cpp"], "give every language a share, or none"),
        (["--languages", "java"], "should be 'python3' or 'cpp'"),
        (["--temperature", "hot"], "`temperature` is 'hot'"),
        (
            ["--set", "language_shares=[1]", "--languages", "python3,cpp"],
            "a share for each of the 2",
        ),
    ],
)
def test_wrong_settings_are_usage_errors(call, arguments, said):
    result = call("--samples", "1", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_models_and_languages_have_shares(call):
    result = call(
        "--samples", "40", "--set", "chunk_size=10", "--languages", "python3:0.25,cpp:0.75",
        "--model", "bundled:0.75", "--model", "bundled:25%",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert len({line["text"] for line in lines}) > 20
    assert 20 < sum(line["language"] == "cpp" for line in lines) < 40


def test_the_settings_reach_the_sampler(call, monkeypatch):
    seen = []
    monkeypatch.setattr(loading, "load_sampler", lambda *given: seen.append(given) or Nothing())
    call("--model", "a", "--model", "b", "--max-new-tokens", "7", "--seed", "3")
    [(models, config)] = seen
    assert models == ("a", "b")
    assert (config.max_new_tokens, config.seed) == (7, 3)


class Nothing:
    def sample(self, problem, n, *, seed):
        assert (problem.hidden, n, seed) == ((), 1000, 3)
        return iter([])


def test_a_call_that_fails_leaves_no_file(call, tmp_path):
    assert call("--samples", "1", "--out", "new.jsonl", "--model", "nobody").exit_code == 2
    assert not (tmp_path / "new.jsonl").exists()


def test_the_bundled_model_is_not_asked_for_cpp_alone(call):
    result = call("--samples", "1", "--languages", "cpp")
    assert result.exit_code == 2
    assert "The bundled model knows Python only, not cpp: give another --model" in result.stderr
    mixed = call("--samples", "1", "--languages", "python3,cpp")
    assert mixed.exit_code == 0
    assert "The bundled model knows Python only, not cpp: what it writes" in mixed.stderr

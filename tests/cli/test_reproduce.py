import json

import pytest
from click.testing import CliRunner

from alphagen.cli import main
from alphagen.cli.reproduce import render
from alphagen.execution import check_system

POINT = {"n": 10, "k": 100, "rate": 0.125, "low": 0.05, "high": 0.2}


def test_our_numbers_stand_beside_the_papers():
    paper = [{**POINT, "k": 10**e, "rate": 0.067, "low": 0.065, "high": 0.068} for e in (3, 4, 5)]
    report = {
        "table": "table8",
        "scale": "small",
        "steps": 1200,
        "problems": "40 of forge:seen",
        "samples": 100,
        "n": 10,
        "rows": [{"row": "none", "ours": POINT, "paper": paper}],
    }
    title, _, head, row = render(report).splitlines()
    assert "small networks of 1200 steps" in title
    assert head.split("  ")[-1].strip() == "paper 10@100000"
    assert "ours 10@100" in head
    assert row.split() == ["none", "12.5", "(5.0-20.0)", *["6.7", "(6.5-6.8)"] * 3]


def test_an_unknown_table_exits_with_2():
    result = CliRunner().invoke(main, ["reproduce", "table9"])
    assert result.exit_code == 2
    assert "'table9' is not 'table8'" in result.output


@pytest.mark.slow
@pytest.mark.skipif(bool(check_system()), reason="cannot isolate programs here")
def test_the_table_in_tiny(tmp_path):
    small = ["--steps", "2", "--problems", "1", "--samples", "4"]
    arguments = ["reproduce", "table8", "--scale", "tiny", "--out", str(tmp_path), *small, "--json"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert (report["steps"], report["problems"], report["samples"]) == (2, "1 of forge:seen", 4)
    assert [row["row"] for row in report["rows"]] == [
        "none", "+ MLM", "+ tempering", "+ tags & ratings", "+ value", "+ GOLD", "+ clustering"
    ]  # fmt: skip
    assert report["rows"][-1]["paper"][3] == {
        "n": 10, "k": 1_000_000, "rate": 0.284, "low": 0.275, "high": 0.293
    }  # fmt: skip
    assert {row["ours"]["k"] for row in report["rows"]} == {4}
    tokenizers = {path.read_text() for path in tmp_path.glob("**/tokenizer.json")
                  if "bundles" not in path.parts}  # fmt: skip
    assert len(tokenizers) == 1
    again = CliRunner().invoke(main, arguments)  # nothing is trained or sampled again
    assert json.loads(again.stdout) == report

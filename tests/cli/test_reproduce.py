import doctest
import json

import pytest
from click.testing import CliRunner

from alphagen.cli import main, reproduced
from alphagen.cli.reproduce import (
    lay_out_attention,
    lay_out_build_up,
    lay_out_selection,
    title,
)
from alphagen.cli.reproduced import against, cell, mean
from alphagen.execution import check_system

POINT = {"n": 10, "k": 100, "rate": 0.125, "low": 0.05, "high": 0.2}
BETTER = {**POINT, "rate": 0.3, "low": 0.21, "high": 0.4}
HEAD = {
    "table": "table8",
    "scale": "small",
    "steps": 1200,
    "problems": "40 of forge:seen",
    "samples": 100,
    "n": 10,
}


def test_our_numbers_stand_beside_the_papers():
    paper = [{**POINT, "k": 10**e, "rate": 0.067, "low": 0.065, "high": 0.068} for e in (3, 4, 5)]
    rows = [
        {"row": "none", "ours": POINT, "paper": paper},
        {"row": "+ MLM", "ours": BETTER, "paper": [POINT] * 3},
    ]
    report = {**HEAD, "rows": rows}
    assert "small networks of 1200 steps" in title(report)[0]
    head, first, second, _, legend = lay_out_build_up(report)
    assert head.split("  ")[-1].strip() == "paper 10@100000"
    assert "ours 10@100" in head
    assert first.split() == ["none", "12.5", "(5.0-20.0)", *["6.7", "(6.5-6.8)"] * 3]
    assert second.split()[2:] == ["30.0", "(21.0-40.0)", "+", *["12.5", "(5.0-20.0)", "="] * 3]
    assert "+ and - differ from the row above" in legend


def test_a_difference_is_one_where_intervals_lie_apart():
    assert doctest.testmod(reproduced) == (0, 3)
    assert against(POINT, BETTER) == "+"
    assert against(BETTER, POINT) == "-"
    assert against(POINT, {**BETTER, "low": POINT["high"]}) == "="
    alone = {**BETTER, "low": None, "high": None}  # a single problem
    assert (against(POINT, alone), against(alone, POINT), cell(alone)) == ("=", "=", "30.0")


def test_the_interval_of_a_mean_is_over_rounds():
    assert mean([5.0, 5.0, 5.0], 0) == {"rate": 5.0, "low": 5.0, "high": 5.0}
    found = mean([1.0, 2.0, 3.0, 4.0], 0)
    assert found["rate"] == 2.5
    assert 1.0 < found["low"] < 2.5 < found["high"] < 4.0
    assert mean([1.0, 2.0, 3.0, 4.0], 0) == found


def test_attention_is_compared_in_speed_and_in_problems():
    speed = {"rate": 400.0, "low": 390.0, "high": 410.0}
    rows = [
        {
            "row": name,
            "parameters": parameters,
            "samples_per_s": speed,
            "ours": point,
            "paper": {"system": name, "samples_per_s": fast, "rate": rate},
        }
        for name, parameters, point, fast, rate in (
            ("multi-query", 983_040, BETTER, 4.74, 0.173),
            ("multi-head", 1_015_808, POINT, 0.37, 0.17),
        )
    ]
    absent = [{"system": "decoder-only", "samples_per_s": 1.23, "rate": 0.185}]
    ratio = {"rate": 1.25, "low": 1.2, "high": 1.3}
    report = {**HEAD, "rows": rows, "speed_ratio": ratio, "only_in_the_paper": absent}
    _, first, _, third, _, effect, _ = lay_out_attention(report)
    assert first.split() == [
        "multi-query", "983,040", "400.0", "(390.0-410.0)", "30.0", "(21.0-40.0)", "4.74", "17.3"
    ]  # fmt: skip
    assert third.split() == ["decoder-only", "-", "-", "-", "1.23", "18.5"]
    assert "1.2 (1.2-1.3) times as many programs a second" in effect
    assert "the paper 12.8 times" in effect
    assert "It solves more problems" in effect


def test_each_selector_is_compared_with_the_one_before():
    curves = [
        {"run": "r", "selector": name, **point, "k": k}
        for name, many in (("random", POINT), ("filter", BETTER), ("oracle", BETTER))
        for k, point in ((10, POINT), (100, many))
    ]
    run = {"run": "r", "problems": 1, "losses": {}, "notes": []}
    asked = {"n": 10, "interval": "problems", "runs": [run], "curves": curves}
    published = {"system": "41B", "problems": "test", "points": [{"k": 1000, "rate": 0.156}]}
    shape = {"random": "flat", "filter": "rises", "oracle": "far above"}
    paper = {"shape": shape, "table5": [published]}
    text = "\n".join(
        lay_out_selection({**HEAD, "curves": asked, "paper": paper, "files": {"csv": "a.csv"}})
    )
    assert "random   flat; ours at k = 100 against k = 10: =\n" in text
    assert "filter   rises; ours at k = 100 against random: +\n" in text
    assert "oracle   far above; ours at k = 100 against filter: =\n" in text
    assert "AlphaCode 41B, test (table 5): 10@1000 15.6 %" in text
    assert text.endswith("Written: a.csv")


def test_an_unknown_table_exits_with_2():
    result = CliRunner().invoke(main, ["reproduce", "table9"])
    assert result.exit_code == 2
    assert "'table9' is not one of 'table6', 'table8', 'figure8'" in result.output


@pytest.mark.slow
@pytest.mark.skipif(bool(check_system()), reason="cannot isolate programs here")
def test_all_in_tiny(tmp_path):
    def reproduce(table):
        small = ["--steps", "2", "--problems", "1", "--samples", "4"]
        where = ["--scale", "tiny", "--out", str(tmp_path), "--json"]
        result = CliRunner().invoke(main, ["reproduce", table, *where, *small])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    report = reproduce("table8")
    assert (report["steps"], report["problems"], report["samples"]) == (2, "1 of forge:seen", 4)
    assert [row["row"] for row in report["rows"]] == [
        "none", "+ MLM", "+ tempering", "+ tags & ratings", "+ value", "+ GOLD", "+ clustering"
    ]  # fmt: skip
    assert report["rows"][-1]["paper"][3] == {
        "n": 10, "k": 1_000_000, "rate": 0.284, "low": 0.275, "high": 0.293
    }  # fmt: skip
    assert {row["ours"]["k"] for row in report["rows"]} == {4}
    assert reproduce("table8") == report  # nothing is trained or sampled again

    networks = {path.parent.parent.name for path in tmp_path.glob("*/bundles/sampler")}
    attention = reproduce("table6")
    one, many = attention["rows"]
    assert one["ours"] == report["rows"][-2]["ours"]  # the network is that of the other table
    assert (one["key_value_heads"], many["key_value_heads"]) == (1, 2)
    assert many["samples_per_s"]["low"] > 0
    tokenizers = {path.read_text() for path in tmp_path.glob("**/tokenizer.json")
                  if "bundles" not in path.parts}  # fmt: skip
    assert len(tokenizers) == 1

    curves = reproduce("figure8")["curves"]["curves"]
    assert {(one["selector"], one["k"]) for one in curves} == {
        (name, 4) for name in ("random", "filter", "cluster", "oracle")
    }
    assert (tmp_path / "figure8.csv").read_text().count("\n") == 5
    assert (tmp_path / "figure8.svg").read_text().lstrip().startswith("<?xml")
    after = {path.parent.parent.name for path in tmp_path.glob("*/bundles/sampler")}
    assert after - networks == {"multi-head"}

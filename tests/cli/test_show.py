import json

from click.testing import CliRunner

from alphagen.cli.show import command

TEXT = (
    "A. Adding\ntime limit per test: 1.5 seconds\nmemory limit per test: 64 MB\n*900\n"
    "Tags: math\n\n"
    "Add two numbers.\n\nSample Input\n1 2\n\nSample Output\n3\n"
)
SHOWN = """\
Title:    Adding
Limits:   time 1.5 s, memory 64 MiB
Rating:   900
Tags:     math
Tests:    1 example, 0 hidden
==== Statement =========================================================
Add two numbers.
==== Example 1: input ==================================================
1 2
==== Example 1: output =================================================
3
========================================================================
"""


def test_show_prints_what_was_understood(tmp_path):
    path = tmp_path / "p.txt"
    path.write_text(TEXT)
    result = CliRunner().invoke(command, [str(path)], catch_exceptions=False)
    assert result.output == SHOWN


def test_rules_and_flags_are_shown(tmp_path):
    problem = {
        "statement": "Print any of the numbers.",
        "examples": [{"input": "1 2\n", "output": "1\n"}],
        "hidden": [{"input": "3 4\n", "output": "3\n"}],
        "rules": {"tolerance": 0.001},
    }
    path = tmp_path / "p.json"
    path.write_text(json.dumps(problem))
    lines = CliRunner().invoke(command, [str(path)], catch_exceptions=False).output.splitlines()
    assert lines[2:7] == [
        "Tests:    1 example, 1 hidden",
        "Judged:   by tolerance 0.001",
        'Flag:     several answers: the statement says "Print any of"',
        "Flag:     weak tests: 1 hidden, fewer than 5",
        "Flag:     weak tests: all hidden outputs are the same",
    ]
    checker = {"program": {"source": "", "language": "cpp"}, "protocol": "testlib"}
    for rules, words in (({"checker": checker}, "testlib checker"), ({"harness": "x"}, "calls")):
        path.write_text(json.dumps(problem | {"rules": rules}))
        shown = CliRunner().invoke(command, [str(path)], catch_exceptions=False).output
        assert f"Judged:   by {words}\n" in shown


def test_show_reads_standard_input_and_prints_json():
    result = CliRunner().invoke(command, ["-", "--json"], input=TEXT, catch_exceptions=False)
    problem = json.loads(result.output)
    assert problem["examples"] == [{"input": "1 2\n", "output": "3\n"}]
    assert problem["title"] == "Adding"


def test_what_is_unknown_is_said():
    text = "Add two given numbers.\n\nSample Input\n1 2\n\nSample Output\n\n"
    result = CliRunner().invoke(command, ["-"], input=text, catch_exceptions=False)
    assert "Title:    (none found)" in result.output
    assert "time not stated, memory not stated" in result.output
    assert "Example 1: output" in result.output
    assert "(empty)" in result.output

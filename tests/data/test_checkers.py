import doctest

import pytest

from alphagen.core import Language, Protocol, Rules
from alphagen.data import checkers, load_problem
from alphagen.errors import ProblemError

STORY = "Add two numbers.\n\n## Sample Input 1\n\n    1 2\n\n## Sample Output 1\n\n    3\n"
PYTHON = "import sys\nsys.exit(42)\n"
MAIN = "int main() { return verdict(); }\n"


def fill(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def package(folder, settings, files):
    always = {"problem.yaml": settings, "problem_statement/problem.en.md": STORY}
    return fill(folder, always | files)


def test_examples():
    result = doctest.testmod(checkers)
    assert result.attempted > 0
    assert result.failed == 0


def test_a_package_with_a_validator_of_its_own(tmp_path):
    settings = "name: Sum\nvalidation: custom\nvalidator_flags: quick 1e-6\n"
    folder = package(tmp_path, settings, {"output_validators/own/check.py": PYTHON})
    checker = load_problem(folder).rules.checker
    assert checker.program.source == PYTHON
    assert checker.program.language is Language.PYTHON3
    assert (checker.protocol, checker.arguments) == (Protocol.KATTIS, ("quick", "1e-6"))


def test_the_newer_format_has_one_folder(tmp_path):
    folder = package(
        tmp_path, "problem_format_version: 2023-07\nname: Sum\n", {
        "output_validator/check.py": PYTHON,
        "data/secret/test_group.yaml": "output_validator_args: [a, 3]\n",
    })  # fmt: skip
    checker = load_problem(folder).rules.checker
    assert (checker.program.source, checker.arguments) == (PYTHON, ("a", "3"))


def test_headers_of_the_package_are_put_in(tmp_path):
    folder = package(
        tmp_path, "validation: custom\n", {
        "output_validators/own/check.cpp": f'#include <cstdlib>\n#include "a.h"\n{MAIN}',
        "output_validators/own/a.h": '#pragma once\n  # include "b.h" // both\n#include "a.h"\n',
        "output_validators/own/b.h": "int verdict() { return 42; }\n",
    })  # fmt: skip
    source = load_problem(folder).rules.checker.program.source
    assert source == (
        "#include <cstdlib>\n#pragma once\nint verdict() { return 42; }\n\n\n\n" + MAIN
    )


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "has no output_validators"),
        ({"output_validators/a/x.java": ""}, "must hold one source .* not none"),
        (
            {"output_validators/a/x.py": "", "output_validators/a/y.cpp": ""},
            "not x.py, y.cpp",
        ),
        ({"output_validators/a/x.cc": "#include <testlib.h>\n"}, "includes testlib.h"),
    ],
)
def test_a_validator_that_cannot_be_used_is_an_error(tmp_path, files, message):
    with pytest.raises(ProblemError, match=message):
        load_problem(package(tmp_path, "validation: custom\n", files))


@pytest.mark.parametrize(
    ("settings", "files", "tolerance"),
    [
        ("name: x\n", {}, None),
        ("validator_flags: float_tolerance 1e-6\n", {}, 1e-6),
        ("validation: default\nvalidator_flags: float_absolute_tolerance 1e-4\n", {}, 1e-4),
        (
            "validator_flags: case_sensitive float_tolerance 1e-6\n",
            {"data/secret/testdata.yaml": "output_validator_flags: float_tolerance 1e-3\n"},
            1e-3,
        ),
        ("name: x\n", {"data/testdata.yaml": "on_reject: continue\n"}, None),
    ],
)
def test_the_tolerance_of_a_package(tmp_path, settings, files, tolerance):
    assert load_problem(package(tmp_path, settings, files)).rules == Rules(tolerance=tolerance)


@pytest.mark.parametrize("value", ["small", "nan", "inf", "-1"])
def test_a_tolerance_that_is_none(tmp_path, value):
    with pytest.raises(ProblemError, match=f"float_tolerance has the value '{value}': give a"):
        load_problem(package(tmp_path, f"validator_flags: float_tolerance {value}\n", {}))


@pytest.mark.parametrize(("name", "header"), [("check.cpp", ""), ("files/check.cpp", "files/")])
def test_a_folder_with_a_testlib_checker(tmp_path, name, header):
    fill(tmp_path, {"statement.md": STORY, name: f'#include "testlib.h"\n{MAIN}'})
    with pytest.raises(ProblemError, match=r"check\.cpp includes testlib\.h.*copy it beside"):
        load_problem(tmp_path)
    fill(tmp_path, {f"{header}testlib.h": "int verdict() { return 0; }\n"})
    checker = load_problem(tmp_path).rules.checker
    assert checker.program.source == f"int verdict() {{ return 0; }}\n\n{MAIN}"
    assert (checker.protocol, checker.program.language) == (Protocol.TESTLIB, Language.CPP)


def test_an_included_header_is_read_once(tmp_path):
    fill(
        tmp_path, {"p.md": STORY, "check.cpp": '#include "a.h"\n#include "a.h"\n', "a.h": "int a;"}
    )
    assert load_problem(tmp_path).rules.checker.program.source == "int a;\n\n"

import pytest

from alphagen.core import TestCase
from alphagen.data import load_problem
from alphagen.errors import InteractiveError, NoExamplesError, ProblemError

STORY = "# Adding\n\nAdd two numbers.\n"
SHOWN = STORY + "\n## Sample Input\n\n```\n1 2\n```\n\n## Sample Output\n\n```\n3\n```\n"


def fill(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_sample_and_secret_folders(tmp_path):
    folder = fill(
        tmp_path,
        {
            "problem.md": STORY,
            "sample/1.in": "1 2\n", "sample/1.ans": "3\n",
            "secret/a/10.in": "9 9\n", "secret/a/10.ans": "18\n",
            "secret/a/9.in": "8 8\n", "secret/a/9.ans": "16\n",
        },
    )  # fmt: skip
    problem = load_problem(folder)
    assert problem.title == "Adding"
    assert problem.examples == (TestCase("1 2\n", "3\n"),)
    assert problem.hidden == (TestCase("8 8\n", "16\n"), TestCase("9 9\n", "18\n"))


def test_files_named_sample_are_examples_and_the_rest_hidden(tmp_path):
    files = {
        "statement.txt": STORY,
        "sample1.in": "1",
        "sample1.out": "2",
        "t2.in": "3",
        "t2.out": "4",
    }
    problem = load_problem(fill(tmp_path, files))
    assert problem.examples == (TestCase("1", "2"),)
    assert problem.hidden == (TestCase("3", "4"),)


def test_a_flat_folder_takes_the_statement_s_word(tmp_path):
    files = {"p.md": SHOWN, "1.in": "1 2\n", "1.ans": "3\n", "2.in": "5 5\n", "2.ans": "10\n"}
    problem = load_problem(fill(tmp_path, files))
    assert problem.examples == (TestCase("1 2\n", "3\n"),)
    assert problem.hidden == (TestCase("5 5\n", "10\n"),)


def test_a_flat_folder_without_shown_examples_gives_all_files(tmp_path):
    files = {"p.txt": STORY, "1.in": "1 2\n", "1.ans": "3\n", "2.in": "5 5\n", "2.ans": "10\n"}
    assert len(load_problem(fill(tmp_path, files)).examples) == 2


def test_a_statement_without_any_test(tmp_path):
    with pytest.raises(NoExamplesError, match="No example test"):
        load_problem(fill(tmp_path, {"p.txt": STORY}))


def test_an_input_without_answer(tmp_path):
    with pytest.raises(ProblemError, match=r"1\.in has no answer"):
        load_problem(fill(tmp_path, {"p.txt": STORY, "1.in": "1"}))


def test_a_folder_without_statement(tmp_path):
    with pytest.raises(ProblemError, match="holds no statement"):
        load_problem(tmp_path)


PACKAGE = {
    "data/sample/1.in": "1 2\n",
    "data/sample/1.ans": "3\n",
    "data/secret/group/01.in": "2 2\n",
    "data/secret/group/01.ans": "4\n",
}


def test_legacy_package(tmp_path):
    files = {
        "problem.yaml": "name: Adding Up\nsource: Club Contest\nlimits:\n  memory: 512\n",
        ".timelimit": "3\n",
        "problem_statement/problem.en.tex": "\\problemname{Adding}\nAdd $a+b$.\n\\nextsample\n",
        "problem_statement/problem.sv.tex": "\\problemname{Addera}\nSumma.\n",
    }
    problem = load_problem(fill(tmp_path, PACKAGE | files))
    assert problem.title == "Adding Up"
    assert problem.source == "Club Contest"
    assert (problem.time_limit_s, problem.memory_limit_bytes) == (3.0, 512 * 2**20)
    assert problem.statement == "Add a+b."
    assert problem.examples == (TestCase("1 2\n", "3\n"),)
    assert problem.hidden == (TestCase("2 2\n", "4\n"),)


def test_new_package(tmp_path):
    files = {
        "problem.yaml": (
            "problem_format_version: 2023-07-draft\nname:\n  en: Adding\n  sv: Addera\n"
            "source:\n  name: Spring Cup\nkeywords: [math]\nlimits:\n  time_limit: 1.5\n"
            "  memory: 64\n"
        ),
        "statement/problem.en.md": "Add two numbers.\n",
    }
    problem = load_problem(fill(tmp_path, PACKAGE | files))
    assert (problem.title, problem.source, problem.tags) == ("Adding", "Spring Cup", ("math",))
    assert (problem.time_limit_s, problem.memory_limit_bytes) == (1.5, 64 * 2**20)


@pytest.mark.parametrize("line", ["validation: custom interactive", "type: interactive"])
def test_interactive_package(tmp_path, line):
    files = {"problem.yaml": line, "statement/problem.en.md": "Ask.\n"}
    with pytest.raises(InteractiveError, match=r"problem\.yaml says so"):
        load_problem(fill(tmp_path, PACKAGE | files))


@pytest.mark.parametrize(
    ("settings", "message"), [("a: [", "not valid YAML"), ("- a", "holds no settings")]
)
def test_broken_settings(tmp_path, settings, message):
    with pytest.raises(ProblemError, match=message):
        load_problem(fill(tmp_path, {"problem.yaml": settings}))


def test_package_without_statement(tmp_path):
    with pytest.raises(ProblemError, match="holds no statement"):
        load_problem(fill(tmp_path, PACKAGE | {"problem.yaml": "name: x"}))

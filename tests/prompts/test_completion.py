import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.core import Language, Program
from alphagen.prompts import read_program
from alphagen.prompts.completion import EMPTY, SYNTAX


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("print(1)", "print(1)\n"),
        ("\n\nprint(1)\n\n\n", "print(1)\n"),
        ("print('\\d')", "print('\\d')\n"),
        ("x = 1\n\nprint(x)\n", "x = 1\n\nprint(x)\n"),
    ],
)
def test_programs_are_read(text, expected):
    assert read_program(text, Language.PYTHON3) == Program(expected, Language.PYTHON3)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("text", ["", "\n", " \n\t\n"])
def test_nothing_is_no_program(text, language):
    assert read_program(text, language) == EMPTY


@pytest.mark.parametrize(
    "text", ["print(", "for x in a:\nprint(x)", " print(1)", "x = '\0'", "(" * 5000, "1" * 5000]
)
def test_python_that_does_not_parse_is_refused(text):
    assert read_program(text, Language.PYTHON3) == SYNTAX


def test_other_languages_are_left_to_their_compilers():
    assert read_program("int main( {", Language.CPP) == Program("int main( {\n", Language.CPP)


@settings(max_examples=50)
@given(st.text(max_size=60), st.sampled_from(Language))
def test_no_completion_is_too_odd(text, language):
    result = read_program(text, language)
    assert result in (EMPTY, SYNTAX) or isinstance(result, Program)

"""Programs are read out of what models write. The cases are in tests/golden/completions/."""

import doctest
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.core import Language, Program
from alphagen.prompts import REASONS, blocks, extraction, read_completion, recognition

GOLDEN = Path(__file__).parents[1] / "golden" / "completions"
PYTHON3, CPP = Language
FILES = {"fences": PYTHON3, "prose": PYTHON3, "reasons": PYTHON3, "cpp": CPP}


def cases():
    """Yield the cases of every file: a name, a text, and after it the program or the reason."""
    for file, language in FILES.items():
        lines = (GOLDEN / f"{file}.txt").read_text("utf-8").split("%%%% ")[1:]
        while lines:
            name, _, text = lines.pop(0).partition("\n")
            kind, _, answer = lines.pop(0).partition("\n")
            ended = kind != "cut off"
            if not ended:
                kind, _, answer = lines.pop(0).partition("\n")
            assert kind in {"program", "reason"}, f"{file}: {name}"
            if kind == "program":
                expected = Program(answer.rstrip("\n") + "\n", language)
            else:
                expected = answer.strip()
            yield pytest.param(text, language, ended, expected, id=f"{file}: {name}")


CASES = list(cases())
ANSWERS = [case.values[3] for case in CASES]
PROGRAMS = [one for one in ANSWERS if isinstance(one, Program) and "```" not in one.source]
PROGRAM = "n = int(input())\nprint(n)\n"


@pytest.mark.parametrize(("text", "language", "ended", "expected"), CASES)
def test_completions_are_read(text, language, ended, expected):
    assert read_completion(text, language, ended=ended) == expected


def test_every_reason_has_a_case():
    assert len(CASES) > 90
    assert {answer for answer in ANSWERS if isinstance(answer, str)} == set(REASONS)


@pytest.mark.parametrize(
    "text",
    [
        f"```python\n{PROGRAM}```".replace("\n", "\r\n"),
        f"```python\n{PROGRAM}```".replace("\n", "\r"),
        f"\ufeff{PROGRAM}",
        f"```python\n\ufeff{PROGRAM}\n\n```",
        f"\ud83d```python\n{PROGRAM}```",
        f"\n\n\n{PROGRAM}\n\n",
        f"```python   \n{PROGRAM}```   \n",
        f"{PROGRAM}<\uff5cend\u2581of\u2581sentence\uff5c>",
    ],
)
def test_odd_characters_do_no_harm(text):
    assert read_completion(text, PYTHON3) == Program(PROGRAM, PYTHON3)


def test_what_is_read_can_be_named_and_stored():
    read = read_completion('int main() { puts("\ud83d"); }', CPP)
    assert read == Program('int main() { puts("?"); }\n', CPP)
    assert len(read.hash) == 16


def test_a_program_that_reads_nothing_is_one_if_there_is_no_other():
    assert read_completion("print(7)", PYTHON3) == Program("print(7)\n", PYTHON3)
    both = "```python\nprint(7)\n```\n```\nprint(input())\n```"
    assert read_completion(both, PYTHON3) == Program("print(input())\n", PYTHON3)


def test_a_program_that_was_read_is_read_again():
    for program in PROGRAMS:
        assert read_completion(program.source, program.language) == program


FRAGMENTS = st.sampled_from(
    "``` ~~~ ```python\n ```cpp\n \n \n\n > - 1. <think> </think> <code> </pre> &lt; >>> ... @@ + "
    '""" \' ( [ ) \\ : \ufeff \r \0 \ud800 print(input()) print import n=1 def main() { } ; // /* '
    "#include int <|endoftext|> #\tRATING:\t1 if else for It's Explanation".split(" ")
)


@settings(max_examples=300)
@given(
    st.one_of(st.text(max_size=80), st.lists(FRAGMENTS, max_size=25).map(" ".join),
              st.lists(FRAGMENTS, max_size=25).map("\n".join)),
    st.sampled_from(Language),
    st.booleans(),
)  # fmt: skip
def test_no_completion_is_too_odd(text, language, ended):
    read = read_completion(text, language, ended=ended)
    assert read in REASONS or (isinstance(read, Program) and len(read.hash) == 16)


TALK = st.lists(
    st.one_of(
        st.sampled_from(
            ["Sure! Here's the code:", "## Solution", "- It is O(n).", "Note: n <= 10", "", "5",
             "n = 5 holds", "for each word:", "Explanation", "(see above", "`input()` reads."]
        ),
        st.text(st.sampled_from("abc .,:;'(\"é—"), max_size=30),
    ),
    max_size=6,
).map("\n".join)  # fmt: skip


FENCES = st.sampled_from(["```", "````", "~~~"])


@settings(max_examples=200)
@given(st.sampled_from(PROGRAMS), TALK, TALK, FENCES, st.booleans(), st.booleans())
def test_a_program_in_a_fence_comes_back(program, before, after, fence, tagged, ended):
    tag = {PYTHON3: "python", CPP: "cpp"}[program.language] if tagged else ""
    text = f"{before}\n{fence}{tag}\n{program.source}{fence}\n{after}"
    assert read_completion(text, program.language, ended=ended) == program


SIZE = 200_000
HUGE = {
    "fences": "```\n", "tagged fences": "```python\nx\n", "backticks": "`", "open": "```py ",
    "words": "word ", "short lines": "a\n", "numbers": "1\n", "talk": "It's (of prose.\n",
    "brackets": "(", "open brackets": "(\n", "closed brackets": "(\n)\n", "braces": "}",
    "blanks": " ", "lines": "\n", "blank lines": " \n", "indents": "    x\n", "ends": "};",
    "mains": "main(", "mains apart": "main ", "two mains": "main() ", "comments": "/*",
    "includes": "#include ", "quotes": '"""\n', "tags": "<code>", "half tags": "<code ",
    "entities": "&lt;", "thoughts": "<think>", "ended thoughts": "</think>", "half": "<think",
    "ends of text": "<|", "headers": "# RATING: 1\n", "statements": "x = 1\n", "names": "a,",
    "calls": "print(input())\n", "decorators": "@a\n", "backslashes": "\\\n", "plus": "+",
    "attributes": "a.", "colons": "if : ", "minus": "-", "programs": "print(input())\n```\n",
    "semicolons": "a;", "else": "else:\n x\n", "carriage returns": "\r", "prompts": ">>> x\n",
    "functions": "def f():\n  return (\n", "many tags": "<code>print(input())</code>",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", HUGE)
def test_huge_texts_come_to_an_end(name):  # where time grows with the square, they would not
    text = HUGE[name] * (SIZE // len(HUGE[name]))
    for language in Language:
        assert read_completion(text, language)


@pytest.mark.parametrize("module", [blocks, extraction, recognition])
def test_examples(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0

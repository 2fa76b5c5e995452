"""Ways in which pages and people lay an example out, each by its smallest text."""

import pytest

from alphagen.data import parse_statement
from alphagen.errors import NoExamplesError

LEAD = "Nuts\n\nMia counts her nuts and tells you what she has found.\n\n"


def read(text):
    return [(t.input, t.output) for t in parse_statement(LEAD + text).examples]


@pytest.mark.parametrize(
    "text",
    [
        "Sample Input\n1 2\nCopy\nSample Output\n3\nCopy\n",
        "Sample Input\nCopy\n1 2\nSample Output\nCopy\n3\n",
        "Sample Input\nsave_alt\ncontent_copy\n1 2\nSample Output\nsave_alt\ncontent_copy\n3\n",
        "### \U0001f4e5 Sample Input\n```\n1 2\n```\n### \U0001f4e4 Sample Output\n```\n3\n```\n",
        "Sample Input \u00b6\n1 2\nSample Output \u00b6\n3\n",
        "入力例 1\n1 2\n出力例 1\n3\n\n合計は三です。\n",
        "入力例 1\n1 2\n出力例 1\n3\n合計は三です。\n",
        "### 样例输入 #1\n1 2\n### 样例输出 #1\n3\n## 提示\n5\n",
        "예제 입력 1\n1 2\n예제 출력 1\n3\n힌트\n5\n",
        "\n".join(("Пример", "Входные данные", "1 2", "Выходные данные", "3")),
        "Sample Input\nSTDIN  Function\n-----  --------\n1 2    a = 1, b = 2\n\nSample Output\n3\n",
        "For the input 1 2, print 3.\n",
        "For input '1 2' print '3'.\n",
        "| Input | Output |\n|---|---|\n| `1 2` | 3 |\n",
    ],
)
def test_one_example(text):
    assert read(text) == [("1 2\n", "3\n")]


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("Sample Input\ncopy\nSample Output\nypoc\n", [("copy\n", "ypoc\n")]),
        ("Sample Input 1\n5\nSample Output 1\n-----\n", [("5\n", "-----\n")]),
        ("Sample Input 1\n5\nSample Output 1\n---------------\n", [("5\n", "")]),
        ("| Input | Output |\n|---|---|\n| `1 \\| 2` | 3 |\n", [("1 | 2\n", "3\n")]),
        ("Sample 1:\nInput\nOutput\n2\n3 4\n5 6\n7\n11\n", [("2\n3 4\n5 6\n", "7\n11\n")]),
        (
            "Sample\n\nInput\n\nOutput\n\n2\n7\n8\n\nCase #1: 14\nCase #2: 16\n",
            [("2\n7\n8\n", "Case #1: 14\nCase #2: 16\n")],
        ),
        (
            "Sample Input\tSample Output\n2\n7 8\n9\nCase #1: 15\nCase #2: 9\n",
            [("2\n7 8\n9\n", "Case #1: 15\nCase #2: 9\n")],
        ),
    ],
)
def test_examples(text, tests):
    assert read(text) == tests


@pytest.mark.parametrize(
    "text",
    [
        "Sample Input 1 Sample Output 1\n3 4 7\n",
        "Sample Input\tSample Output\n",
        "Examples\nstandard input standard output\n3 4\n7\n",
        "For the input 3, print nothing.\n",
        "For the input 3 print 6 lines.\n",
        "输入\n一个整数 n, 1 到 9\n输出\n一个整数\n",
    ],
)
def test_what_cannot_be_told_is_refused(text):
    with pytest.raises(NoExamplesError):
        read(text)


@pytest.mark.parametrize("answer", ["3", "YES", "YES\n3 4"])
@pytest.mark.parametrize(
    "below",
    [
        "\n3 is odd.",
        "\nThe two halves of it\nare alike.",
        "\nExpected Time Complexity: O(n)",
        "The bag of nuts is full.",
        "CPU Time limit\n1 second",
        "Memory limit: 64 MB",
        "Problem Author: Mia",
        "\u2192 Problem tags\nmath *800",
        "Codeforces Round 0 (Div. 9)",
        "Page 2 of 2",
    ],
)
def test_what_stands_below_an_output_stays_in_the_statement(answer, below):
    text = f"Sample Input\n1 2\nSample Output\n{answer}\n{below}\n"
    assert read(text) == [("1 2\n", answer + "\n")]


@pytest.mark.parametrize(
    "answer",
    [
        "Page 1 of 2\nPage 2 of 2",
        "YES\nx = 5",
        "YES\n\nNO",
        "YES\nTime limit exceeded",
        "a\n\u2192 b",
    ],
)
def test_what_looks_like_it_is_an_output(answer):
    assert read(f"Sample Input\n1 2\nSample Output\n{answer}\n") == [("1 2\n", answer + "\n")]


def test_below_columns_the_statement_goes_on():
    page = "Sample Input 1\tSample Output 1\n5\n25\nCPU Time limit\n3 seconds\n"
    problem = parse_statement(LEAD + page)
    assert [(t.input, t.output) for t in problem.examples] == [("5\n", "25\n")]
    assert problem.time_limit_s == 3.0

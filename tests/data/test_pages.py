"""Web pages and LaTeX: their tables, and how they are known without a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.data import parse_problem
from alphagen.data.html import html_to_text

HEAD = "<tr><th>Sample Input 1</th><th>Sample Output 1</th></tr>"


@pytest.mark.parametrize(
    ("page", "tests"),
    [
        (
            f"{HEAD}<tr><td><pre>1 2\n</pre></td><td><pre>3\n</pre></td></tr>",
            [("1 2\n", "3\n")],
        ),
        (
            f"{HEAD}<tr><td><pre></pre></td><td><pre>3\n4</pre></td></tr>",
            [("", "3\n4\n")],
        ),
        (
            "<tr><th>Input<th>Output<tr><td>1 2<td>3<tr><td>4 5<td>9",
            [("1 2\n", "3\n"), ("4 5\n", "9\n")],
        ),
        (
            "<tr><th>input</th><th>output</th></tr>"
            "<tr><td><pre>1\n2</pre></td><td><pre>3</pre></td></tr>"
            "<tr><td><pre>4\n5</pre></td><td><pre>9</pre></td></tr>",
            [("1\n2\n", "3\n"), ("4\n5\n", "9\n")],
        ),
        (
            f"<tr><td>menu</td><td><p>All.</p><table>{HEAD}"
            "<tr><td><pre>1 2</pre></td><td><pre>3</pre></td></tr></table></td></tr>",
            [("1 2\n", "3\n")],
        ),
    ],
)
def test_tables_of_a_page(page, tests):
    page = f"<h1>Nuts</h1><p>Add them.</p><table>{page}</table><p>That is all.</p>"
    problem = parse_problem(page.encode(), "p.html")
    assert [(t.input, t.output) for t in problem.examples] == tests
    assert "That is all." in problem.statement


def test_other_tables_of_a_page_keep_their_rows():
    page = (
        "<p>Prices:</p><table><tr><td>nut</td><td>3</td></tr><tr><td>pear</td><td>4</td></tr></table>"
        "<h3>Sample Input</h3><pre>1</pre><h3>Sample Output</h3><pre>2</pre>"
    )
    assert "nut\t3\npear\t4" in parse_problem(page.encode(), "p.html").statement


def test_a_page_in_two_languages_is_read_once():
    half = "<h3>{} 1</h3><pre>1</pre><h3>{} 1</h3><pre>2</pre></span>"
    page = (
        '<span class="lang"><span class="lang-ja" style="display: none">'
        + half.format("入力例", "出力例")
        + '<span class="lang-en"><p>Double it.</p>'
        + half.format("Sample Input", "Sample Output")
    )
    problem = parse_problem(page.encode(), "p.html")
    assert (len(problem.examples), problem.statement) == (1, "Double it.")


tags = st.sampled_from(
    ["<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th>", "<pre>", "</pre>", "<br>"]
)


@given(st.lists(st.lists(tags, max_size=4), max_size=12))
def test_no_text_of_a_broken_table_is_lost(between):
    page = "".join(f"{''.join(tags)}cell {i};" for i, tags in enumerate(between))
    text = html_to_text(page)
    assert all(f"cell {i};" in text for i in range(len(between)))


OLYMP = rb"""% kept by Polygon
\begin{problem}{The \textit{Nuts}}{standard input}{standard output}{2 seconds}{64 megabytes}

Add $a$ and $b$.

\InputFile
Two integers.

\OutputFile
Their sum.

\Examples

\begin{example}
\exmpfile{example.01}{example.01.a}%
\exmp{
1 2
}{
3
}%
\exmp{50\% \{5\}}{60\%
}%
\end{example}

\Note
That is all.

\end{problem}
"""
PAGE = b"""<!DOCTYPE html>
<html><body><h1>Nuts</h1><p>Add them.</p>
<h3>Sample Input</h3><div><pre>1 2</pre></div><h3>Sample Output</h3><pre>3</pre></body></html>
"""


@pytest.mark.parametrize("name", ["p.tex", "p.txt", "standard input"])
def test_olymp(name):
    problem = parse_problem(OLYMP, name)
    assert [(t.input, t.output) for t in problem.examples] == [
        ("1 2\n", "3\n"),
        ("50% {5}\n", "60%\n"),
    ]
    assert (problem.title, problem.time_limit_s) == ("The Nuts", 2.0)
    assert problem.memory_limit_bytes == 64 * 2**20
    assert problem.statement == (
        "Add a and b.\n\n## Input\n\nTwo integers.\n\n## Output\n\nTheir sum.\n\n"
        "## Note\n\nThat is all."
    )


@pytest.mark.parametrize("name", ["p.html", "p.txt", "standard input"])
def test_a_page_is_known_by_its_beginning(name):
    problem = parse_problem(PAGE, name)
    assert [(t.input, t.output) for t in problem.examples] == [("1 2\n", "3\n")]
    assert (problem.title, problem.statement) == ("Nuts", "Add them.")

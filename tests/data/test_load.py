import json

import pytest

from alphagen.data import load_problem, parse_problem
from alphagen.errors import BinaryProblemError, EmptyProblemError, NoExamplesError, ProblemError

TEXT = "Adding\n\nAdd two numb\u00e9rs.\n\nSample Input\n1 2\n\nSample Output\n3\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings(tmp_path, encoding):
    path = tmp_path / "p.txt"
    path.write_bytes(TEXT.encode(encoding))
    problem = load_problem(path)
    assert problem.statement == "Add two numb\u00e9rs."
    assert problem.title == "Adding"
    assert problem.examples[0].output == "3\n"


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01\0\0",
        b"\x89PNG\r\n\x1a\n\0",
        bytes(range(128, 256)) * 4,
        b"\xff\xfe\x00",
    ],
)
def test_binary_files(tmp_path, data):
    path = tmp_path / "p.bin"
    path.write_bytes(data)
    with pytest.raises(BinaryProblemError, match=r"p\.bin"):
        load_problem(path)


def test_empty_and_missing_files(tmp_path):
    path = tmp_path / "p.txt"
    path.touch()
    with pytest.raises(EmptyProblemError, match=r"p\.txt is empty"):
        load_problem(path)
    with pytest.raises(ProblemError, match=r"none\.txt does not exist"):
        load_problem(tmp_path / "none.txt")
    with pytest.raises(ProblemError, match="cannot be read"):
        load_problem("a\0b")


def test_json_is_known_by_its_name_or_its_look(tmp_path):
    raw = json.dumps({"statement": "Add.", "examples": [{"input": "1 2", "output": "3"}]})
    path = tmp_path / "p.json"
    path.write_text(raw)
    assert load_problem(str(path)) == parse_problem(raw.encode())


def test_html():
    page = (
        b"<html><head><title>x</title><style>p{}</style></head><body><h1>Adding</h1>"
        b"<p>Add <b>two</b>\nnumbers "
        b"up to 10<sup>9</sup>, a &lt; b.</p><ul><li>one</li><li>two</li></ul>"
        b"<h3>Sample Input 1</h3><pre>1 2<br>3 4</pre><h3>Sample Output 1</h3><pre>10\n</pre>"
        b"<script>bad()</script></body></html>"
    )
    problem = parse_problem(page, "p.html")
    assert problem.title == "Adding"
    assert problem.statement == "Add two numbers up to 10^9, a < b.\n\n- one\n- two"
    assert problem.examples[0].input == "1 2\n3 4\n"
    assert problem.examples[0].output == "10\n"


def test_latex():
    source = rb"""
\problemname{Adding}
% a remark
\illustration{0.3}{cat.png}{A cat}
Add \emph{two} \textbf{numbers} $1 \le a_i \leq 10^{9}$, that is a\_b 100\%.
\section*{Input}
\begin{itemize}
  \item the first, $a \cdot b$
  \item the second, $a_1, \ldots, a_n$
\end{itemize}
\section*{Sample Input 1}
\begin{verbatim}
1 2
\end{verbatim}
\section*{Sample Output 1}
\begin{verbatim}
3
\end{verbatim}
"""
    problem = parse_problem(source, "p.tex")
    assert problem.title == "Adding"
    assert problem.examples[0].input == "1 2\n"
    assert problem.statement == (
        "Add two numbers 1 <= a_i <= 10^9, that is a_b 100%.\n\n## Input\n\n"
        "- the first, a * b\n- the second, a_1, ..., a_n"
    )


def test_text_that_only_begins_like_json():
    with pytest.raises(NoExamplesError):
        parse_problem(b"{n} is a set")

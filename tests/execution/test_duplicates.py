import threading
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagen.core import Language, Program
from alphagen.execution.duplicates import canonical

SETTINGS = settings(max_examples=150)


def python(source):
    return canonical(Program(source, Language.PYTHON3))


def cpp(source):
    return canonical(Program(source, Language.CPP))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("print(1)", "print( 1 )\n"),
        ("print(1)", "# a comment\nprint(1)  # another\n"),
        ("x = 1; print(x)", "x = 1\n\n\nprint(x)"),
        ("if x:\n  print(1)", "if x:\n\tprint(1)"),
        ("print('a')", 'print("a")'),
        ("print('a' 'b')", "print('ab')"),
        ("x = (1 + 2) * 3", "x = ((1 + 2)) * 3"),
        ("print(0x10, 1_000)", "print(16, 1000)"),
        ("f(a,\n  b)", "f(a, b,)"),
        ("print(open(0).read())", "print( open(0).read() )"),
        ("print('\\d')", "print( '\\d' )"),
        ("print(2 * 3)", "print(6)"),
        ("def f():\n  return [1, 2][0:1]", "def f():\n\n  return [1,2][0:1]"),
    ],
)
def test_alike(first, second):
    assert python(first) == python(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("print(1)", "print(2)"),
        ("print(1)", "print('1')"),
        ("print(1)", "print(1.0)"),
        ("print(True)", "print(1)"),
        ("print(b'a')", "print('a')"),
        ("print(-0.0)", "print(0.0)"),
        ("a = 1\nb = 2", "b = 2\na = 1"),
        ("a - b", "b - a"),
        ("a < b", "a <= b"),
        ("a // b", "a / b"),
        ("print(1 + a * 3)", "print((1 + a) * 3)"),
        ("if x:\n  a\nb", "if x:\n  a\n  b"),
        ("'''a\n b'''", "'''a\n  b'''"),
        ("print(a, b)", "print((a, b))"),
        ("x = 1,", "x = 1"),
        ("f(*a)", "f(a)"),
        ("assert a", "a"),
        ("print(1e400)", "print(-1e400)"),
        ("print((1, True))", "print((True, 1))"),
        ("lambda: 1", "lambda: 2"),
        ("a in {1, 2}", "a in {1, 2.0}"),
        ("def f(a=1): 0", "def f(*, a=1): 0"),
        ("async def f(): 0", "def f(): 0"),
        ("f(a=b)", "f(b)"),
        ("x += [1]", "x = x + [1]"),
        ("print(f'{x}')", "print(f'{x!r}')"),
        ("print(f'{x=}')", "print(f'{x = }')"),
        ("import math", "import math as m"),
        ("print(open(__file__).read())", "print( open(__file__).read())"),
        ("import traceback\n1", "import traceback\n\n1"),
        (
            "import sys\nprint(sys._getframe().f_lineno)",
            "import sys\n\nprint(sys._getframe().f_lineno)",
        ),
    ],
)
def test_not_alike(first, second):
    assert python(first) != python(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("int main() { return 0; }", "int main()\n{\n  return 0; // well\n}\n"),
        ("int a,b;", "int a , b ; /* two\n lines */"),
        ("#include <map>\nint a;", "#include <map> \n\n\n int a;"),
        ("a<b>>c", "a < b >> c"),
        ('s = "a b";', 's="a b" ;'),
        ("x = 1'000;", "x=1'000;"),
    ],
)
def test_alike_in_cpp(first, second):
    assert cpp(first) == cpp(second) or "#include" in first


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a + +b", "a ++b"),
        ("a > > b", "a >> b"),
        ("a & &b", "a && b"),
        ("a / b", "a // b"),
        ("int x", "intx"),
        ("1 .5", "1.5"),
        ("1e+5", "1e +5"),
        ('"a b"', '"a  b"'),
        ("'a'", "'b'"),
        ('"/* a */"', '"/* b */"'),
        ('"// a"', '"// b"'),
        ('L"a"', 'L "a"'),
        ('R"(a b)"', 'R"(a  b)"'),
        ("#define A 1\nint a;", "#define A 1 int a;"),
        ("#define A (1)\n", "#define A(1)\n"),
        ("#define S(x) #x\nS(a+b)", "#define S(x) #x\nS(a + b)"),
        ("#define A \\\n 1\n", "#define A \\\n\n 1\n"),
        ("int a = __LINE__;", "int a = \n __LINE__;"),
        ("int a; // b\nint c;", "int a; // b int c;"),
        ("int a; // b \\ \nint c;", "int a;\nint c;"),
        ('"a"s', '"a" s'),
        ("'a'_b", "'a' _b"),
    ],
)
def test_not_alike_in_cpp(first, second):
    assert cpp(first) != cpp(second)


@pytest.mark.parametrize("source", ["print(", "a\0b", "(" * 500, "x = 'é", "return", ""])
def test_what_is_not_understood_is_alike_to_itself(source):
    for language in Language:
        key = canonical(Program(source, language))
        assert key == canonical(Program(source, language))
        assert len(key) == 16


def test_languages_differ():
    assert python("x") != cpp("x")


def test_odd_escapes_warn_nobody():
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        python("print('\\d')")
    assert seen == []


def test_threads_agree():
    sources = [f"print({n})  # {n}" for n in range(50)]
    found = [set() for _ in sources]
    threads = [
        threading.Thread(
            target=lambda: [f.add(python(s)) for f, s in zip(found, sources, strict=True)]
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {len(keys) for keys in found} == {1}
    assert len(set.union(*found)) == len(sources)


TOKENS = st.sampled_from('a b1 0x1f 1.5e3 "s;t" + ++ >> > = == ( ) ; , :: -> &&'.split())
GAPS = st.sampled_from([" ", "\n", "\t ", " /* x */ ", " // y\n"])


@SETTINGS
@given(st.lists(st.tuples(TOKENS, GAPS, GAPS), min_size=1))
def test_gaps_do_not_count_in_cpp(parts):
    first, second = ("".join(token + gap[i] for token, *gap in parts) for i in (0, 1))
    assert cpp(first) == cpp(second)


@SETTINGS
@given(st.lists(TOKENS, min_size=1), st.lists(TOKENS, min_size=1))
def test_tokens_count_in_cpp(first, second):
    assert (cpp(" ".join(first)) == cpp(" ".join(second))) == (first == second)


@SETTINGS
@given(st.text(max_size=60), st.sampled_from(list(Language)))
def test_any_text_has_a_key(source, language):
    assert len(canonical(Program(source, language))) == 16

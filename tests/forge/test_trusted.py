import pytest

from alphagen.forge.trusted import holds, run_snippet, run_trusted


def test_programs_read_and_print():
    assert run_trusted("print(int(input()) + 1)\nprint(input())", "1\n a b \n") == "2\n a b \n"
    assert (
        run_trusted("import sys\nprint(sys.stdin.read().split())", "1 2\n3") == "['1', '2', '3']\n"
    )
    with pytest.raises(EOFError):
        run_trusted("input()\ninput()", "1\n")


def test_snippets_change_their_scope():
    scope = {"a": 1}
    run_snippet("b = a + 1\na = 5", scope)
    assert (scope["a"], scope["b"]) == (5, 2)
    assert holds("a > b", scope)
    assert not holds("[]", scope)

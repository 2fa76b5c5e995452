from dataclasses import replace
from random import Random

import pytest

from alphagen.cli.forge import cpp_faults
from alphagen.execution import check_system
from alphagen.forge import load_families
from alphagen.forge.cpp import render_cpp
from alphagen.forge.layout import Block
from alphagen.forge.variables import parse_variable

needs_sandbox = pytest.mark.skipif(bool(check_system()), reason="cannot isolate programs here")
READ_ALL = {
    "n": "int 1 9",
    "f": "float 0 1 2",
    "w": "word 1 5",
    "s": "text 1 3",
    "a": "list n int 1 9",
    "b": "list n text 1 3",
    "g": "grid n 3 .#",
    "m": "matrix n 2 int 1 9",
    "r": "rows n (x int 1 9, y word 1 3)",
}


def test_every_kind_of_variable_is_read():
    variables = [parse_variable(name, text) for name, text in READ_ALL.items()]
    blocks = [Block("line", (variable,)) for variable in variables]
    program = render_cpp(
        "cout << k;\n", blocks, lambda name: {"n": "k"}.get(name, name), several=False
    )
    assert (
        program
        == """\
#include <bits/stdc++.h>
using namespace std;

int main() {
    long long k;
    cin >> k;
    double f;
    cin >> f;
    string w;
    cin >> w;
    string s;
    getline(cin >> ws, s);
    vector<long long> a(k);
    for (auto &value : a) cin >> value;
    vector<string> b(k);
    for (auto &value : b) getline(cin >> ws, value);
    vector<string> g(k);
    for (auto &row : g) cin >> row;
    vector<vector<long long>> m(k, vector<long long>(2));
    for (auto &row : m)
        for (auto &value : row) cin >> value;
    vector<tuple<long long, string>> r(k);
    for (auto &[x, y] : r) cin >> x >> y;
    cout << k;
}
"""
    )


def test_several_cases_are_a_loop():
    program = render_cpp("cout << 1;", [], str, several=True)
    assert (
        "    int cases;\n    cin >> cases;\n    while (cases--) {\n        cout << 1;\n    }\n}"
        in program
    )


@needs_sandbox
def test_a_few_families_agree_with_their_cpp():
    assert cpp_faults(Random("some in C++").sample(load_families(), 3)) == []
    (wrong,) = cpp_faults([replace(load_families()[0], cpp="cout << 1 +;")])
    assert "its C++ gets CE: " in wrong.message


@needs_sandbox
@pytest.mark.slow
def test_every_family_agrees_with_its_cpp():
    assert cpp_faults(load_families()) == []

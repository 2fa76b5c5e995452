"""Inputs that share a process give what fresh processes give: the real thing."""

import ast

import pytest

from alphagen.core import Care, Language, Limits, Program, Status
from alphagen.execution import SandboxExecutor, sandboxed
from alphagen.execution.inside.together import qualifies
from alphagen.forge.stream import Mixture, draw_training

LIMITS = Limits(cpu_s=2)
INPUTS = [f"{n} {n * n}\n" for n in range(8)]

SHARED = {
    "plain": "a, b = map(int, input().split())\nprint(a + b)",
    "a default argument": "def f(a=[]):\n    a.append(1)\n    return len(a)\nprint(f(), f())",
    "a cache": "import functools\n@functools.cache\ndef f(n):\n    return n\n"
    "print(f(1), f.cache_info())",
    "a class": "class A:\n    n = 0\nA.n += 1\nprint(A.n)",
    "a finaliser": "class A:\n    def __del__(self):\n        print('bye')\na = A()",
    "random numbers": "import random\nprint(random.random(), random.sample(range(99), 5))",
    "the decimal context": "from decimal import *\ngetcontext().prec += 1\n"
    "print(getcontext().prec)",
    "the recursion limit": "import sys\nprint(sys.getrecursionlimit())\n"
    "sys.setrecursionlimit(9999)",
    "long numbers": "import sys\nsys.set_int_max_str_digits(0)\nprint(len(str(10 ** 5000)))",
    "fast input": "import sys\ninput = sys.stdin.readline\nprint(input())",
    "input replaced": "import sys, io\nsys.stdin = io.StringIO('x')\nprint(input())",
    "input closed": "print(open(0).read())",
    "input opened": "import os\nprint(os.read(open(0, 'rb', closefd=False).fileno(), 2), input())",
    "objects in a circle": "n = 0\nclass A:\n    def __del__(self):\n        global n\n"
    "        n += 1\nfor i in range(20000):\n    a = A()\n    a.a = a\nprint(n > 0)",
    "output replaced": "import sys, io\nsys.stdout = io.StringIO()\nprint(5)",
    "raw output": "import os\nprint(1)\nos.write(1, b'x')",
    "names": "print(sorted(globals()), __name__, __file__)",
    "arguments": "import sys\nprint(sys.argv)\nsys.argv.append(1)",
    "exit": "import sys\nprint(2)\nsys.exit()",
    "no output": "x = 1",
    "star": "from math import *\nprint(floor(pi))",
    "sets": "print(set('alphagen'), hash('a'))",
}
FRESH = {
    "a module changed": "import math\nprint(getattr(math, 'z', 0))\nmath.z = 1",
    "another": "from collections import Counter\nprint(hasattr(Counter, 'z'))\nCounter.z = 1",
    "by another name": "import collections\nC = collections.Counter\nC.z = getattr(C, 'z', 0) + 1\n"
    "print(C.z)",
    "builtins": "import builtins\nprint(hasattr(builtins, 'q'))\nbuiltins.q = 1",
    "hidden": "exec('import math; print(hasattr(math, chr(113))); math.q = 1')",
    "setattr": "import math\nprint(hasattr(math, 'q'))\nsetattr(math, 'q', 1)",
    "threads": "import threading\nt = threading.Thread(target=print)\nt.start()",
    "at exit": "import atexit\natexit.register(print, 'bye')",
    "an error": "a = int(input().split()[0])\nprint(a)\nassert a != 3",
    "no time": "a = int(input().split()[0])\nwhile a == 3:\n    pass\nprint(a)",
    "left at once": "import os\nos._exit(0)",
    "a module passed on": "import math\ndef f(m):\n    m.q = getattr(m, 'q', 0) + 1\n"
    "    print(m.q)\nf(math)",
    "modules": "import sys\nprint('math' in sys.modules)",
    "syntax": "print((",
    "output closed": "import sys\nprint(1)\nsys.stdout.close()",
    "output detached": "import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.detach())\n"
    "print(5)",
    "output opened late": "import sys\nprint(5)\nsys.stdout = open(1, 'w')\nprint(6)",
    "output cut": "a = int(input().split()[0])\nif a == 3:\n    open('/dev/stdout', 'w')\nprint(a)",
}


@pytest.fixture
def taken(monkeypatch):
    """Whether programs shared a process, in the order in which they ran."""
    seen = []
    original = sandboxed.run_together

    def remember(*args):
        results = original(*args)
        seen.append(results is not None)
        return results

    monkeypatch.setattr(sandboxed, "run_together", remember)
    return seen


def outcome(results):
    return [(result.status, result.stdout, result.exit_code) for result in results]


def both(sandbox, source, inputs=INPUTS, limits=LIMITS, language=Language.PYTHON3):
    program = Program(source, language)
    shared = sandbox.run(program, inputs, limits, care=Care.SHARED)
    assert outcome(shared) == outcome(sandbox.run(program, inputs, limits)), source
    return shared


@pytest.mark.parametrize("name", SHARED)
def test_what_can_be_put_back_shares_a_process(sandbox, taken, name):
    both(sandbox, SHARED[name])
    assert taken == [True]


@pytest.mark.parametrize("name", FRESH)
def test_what_cannot_runs_afresh(sandbox, taken, name):
    both(sandbox, FRESH[name], limits=Limits(cpu_s=0.3))
    assert taken == [False]


HEADERS = "".join(
    f"#include <{name}>\n" for name in ("bits/stdc++.h", "fcntl.h", "sys/socket.h", "unistd.h")
)
READ = "int a; std::cin >> a;"

COMPILED = {
    "plain": f"int main() {{ {READ} std::cout << a; }}",
    "a count": "static int n = 0; int main() { std::cout << ++n; }",
    "objects": 'struct A { A() { puts("in"); } ~A() { puts("out"); } } a; int main() {}',
    "random numbers": "int main() { std::mt19937 r; std::cout << rand() << r(); }",
    "surroundings": "int main(int n, char **v) { std::cout << n << v[0] << environ[0]; "
    "for (int i = 3; i < 9; i++) std::cout << fcntl(i, F_GETFD); }",
    "exit functions": 'int main() { atexit([] { puts("bye"); }); exit(0); }',
    "an exception": "int main() { try { throw 5; } catch (int n) { std::cout << n; } }",
    "threads": "int main() { std::thread([] { std::cout << 7; }).join(); }",
    "time": "int main() { std::cout << (clock() < CLOCKS_PER_SEC / 10); }",
    "its own process": "int main() { std::cout << (getpid() == getsid(0)); "
    'std::ifstream own("/proc/self/statm"); int n; std::cout << (own >> n ? 1 : 0); }',
}
COMPILED_FRESH = {
    "an exit code": f"int main() {{ {READ} std::cout << a; return a == 3; }}",
    "a crash": f"int main() {{ {READ} if (a == 5) abort(); std::cout << a; }}",
    "no time": f"int main() {{ {READ} while (a == 7) clock(); std::cout << a; }}",
    "others killed": 'int main() { kill(-1, 9); kill(getppid(), 9); puts("1"); }',
}
BEFORE = {
    "what remembers": "own = getpid();",
    "what ends": "_exit(0);",
    "what waits": "sleep(9);",
    "what lies": "int n = -1; send(4, &n, sizeof n, 0);",
    "what names itself": "int n = getpid(); send(4, &n, sizeof n, 0);",
}
EARLY = "int own; __attribute__((constructor(50))) void early() {{ {} }}\n"


def both_compiled(sandbox, source, inputs=INPUTS, limits=LIMITS):
    return both(sandbox, HEADERS + source, inputs, limits, Language.CPP)


@pytest.mark.parametrize("name", COMPILED)
def test_compiled_programs_start_once(sandbox, taken, name):
    both_compiled(sandbox, COMPILED[name])
    assert taken == [True]


@pytest.mark.parametrize("name", COMPILED_FRESH)
def test_compiled_programs_that_start_for_each(sandbox, taken, name):
    both_compiled(sandbox, COMPILED_FRESH[name], limits=Limits(cpu_s=0.3))
    assert taken == [False]


@pytest.mark.parametrize("name", BEFORE)
def test_compiled_programs_with_code_that_runs_before_they_fork(sandbox, taken, name):
    source = EARLY.format(BEFORE[name]) + "int main() { std::cout << (own == getpid()); }"
    both_compiled(sandbox, source, limits=Limits(wall_s=0.2))
    assert taken == [False]


def test_nothing_is_left_of_code_that_runs_before_they_fork(sandbox):
    """It could start processes, for it has no filter yet; they end before the next program."""
    many = EARLY.format("for (int i = 0; i < 9; i++) if (!fork()) while (true) pause();")
    both_compiled(sandbox, many + COMPILED["plain"])
    look = HEADERS + "int main() { std::cout << kill(-1, 0) << (errno == ESRCH); }"
    assert sandbox.run(Program(look, Language.CPP), [""], LIMITS)[0].stdout == "-11"


def test_compiled_programs_on_many_inputs_of_all_sizes(sandbox, taken):
    inputs = ["x" * 300_000, *(f"{n}\n" * 100 for n in range(100))]
    results = both_compiled(sandbox, "int main() { std::cout << std::cin.rdbuf(); }", inputs)
    assert [result.stdout for result in results] == inputs
    assert taken == [True]


def test_time_and_memory_are_those_of_each_compiled_run(sandbox):
    source = "int main() { std::vector<char> v(32 << 20, 1); while (clock() < 50'000); }"
    results = both_compiled(sandbox, source)
    assert all(0.04 < result.cpu_s < 0.2 for result in results)
    assert all(32 << 20 < result.memory_bytes < 64 << 20 for result in results)


def test_a_difference_that_only_shows_later_is_found(taken, change_server):
    """A program that counts its runs, and is let through: the last input is always run afresh."""
    change_server("together.py", "if not qualifies(tree)", "if False")
    both(SandboxExecutor(), FRESH["a module changed"])
    assert taken == [False]


def test_few_inputs_are_not_worth_it(sandbox, taken):
    both(sandbox, SHARED["plain"], INPUTS[:3])
    assert taken == [False]


def test_many_inputs_take_several_processes(sandbox, taken):
    results = both(sandbox, SHARED["plain"], [f"{n} 1" for n in range(150)])
    assert [r.stdout for r in results] == [f"{n + 1}\n" for n in range(150)]
    assert taken == [True]


def test_inputs_of_all_sizes(sandbox, taken):
    inputs = ["", "x" * 100_000, "\n\n", "ž\n", "a\0b", "end"]
    both(sandbox, "import sys\ntext = sys.stdin.read()\nprint(len(text), text)", inputs)
    assert taken == [True]


def test_keep_going_is_asked_of_each(sandbox):
    seen = []
    program = Program(SHARED["plain"], Language.PYTHON3)
    options = {"keep_going": lambda i, r: seen.append((i, r.stdout)) or i < 4, "care": Care.SHARED}
    assert len(sandbox.run(program, INPUTS, LIMITS, **options)) == 5
    assert seen == [(n, f"{n + n * n}\n") for n in range(5)]


def test_time_is_divided(sandbox):
    result = both(sandbox, SHARED["plain"])[0]
    assert 0 < result.cpu_s < 0.1
    assert result.status is Status.OK
    assert result.memory_bytes > 1 << 20


@pytest.mark.parametrize("name", SHARED)
def test_qualifies(name):
    assert qualifies(ast.parse(SHARED[name]))


@pytest.mark.parametrize(
    "source",
    [
        "import socket",
        "import os.path",
        "from os import getcwd",
        "from sys import *",
        "from . import x",
        "import sys\nsys.settrace(print)",
        "import sys\nsys.modules.clear()",
        "import sys as s\ns.path.append('x')",
        "import math\nmath.pi = 3",
        "import math\ndel math.pi",
        "import math\nmath.pi += 1",
        "import decimal\ndecimal.DefaultContext.prec = 3",
        "def f():\n    import math\n    math.x = 1",
        "import math\nfor math.x in range(3):\n    pass",
        "import math\nx = [math]",
        "eval('1')",
        "print(__builtins__)",
        "open(1, 'w')",
        "open(file=0)",
        "open(*[0])",
        "f = open",
        "open(0, open('/dev/stdout', 'w').mode)",
        "import io\nio.open('/dev/stdout', 'w')",
        "from io import FileIO",
        "from io import *",
    ],
)
def test_does_not_qualify(source):
    assert not qualifies(ast.parse(source))


def interpreted(instance):
    return *instance.solutions, *instance.wrong


def compiled(instance):
    return (instance.cpp,) if instance.cpp else ()


def drawn(count, start=0, programs=interpreted):
    """Yield programs of the forge with inputs of their problems."""
    index = start
    while count > 0:
        instance = draw_training(5, index, Mixture(0.5, 0.0, None), hidden=8)
        index += 1
        tests = instance.problem.examples + instance.problem.hidden
        for source in programs(instance)[: max(count, 0)]:
            count -= 1
            yield source, [test.input for test in tests]


def test_drawn_programs(sandbox, taken):
    for source, inputs in drawn(60):
        both(sandbox, source, inputs)
    assert sum(taken) > 50


@pytest.mark.slow
def test_hundreds_of_drawn_compiled_programs(sandbox, taken):
    for source, inputs in drawn(300, programs=compiled):
        both(sandbox, source, inputs, language=Language.CPP)
    assert sum(taken) > 290


@pytest.mark.slow
def test_thousands_of_drawn_programs(sandbox, taken):
    for source, inputs in drawn(4000, start=1000):
        both(sandbox, source, inputs)
    assert sum(taken) > 3600

import json
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagen.core import (
    Checker,
    ExecutionResult,
    Language,
    Limits,
    Program,
    Protocol,
    Rules,
    Status,
)
from alphagen.core import TestCase as Case
from alphagen.execution import FakeExecutor, SandboxExecutor, Tier, judge, sandboxed
from alphagen.execution.checker import check
from alphagen.execution.compiler import COMPILE_LIMITS

SUM = Case("5\n", "any two numbers\n")

PYTHON = """
import os, sys
total = int(open(sys.argv[1]).read())
answer = open(sys.argv[2]).read()
with open(os.path.join(sys.argv[3], "judgemessage.txt"), "w") as file:
    file.write("seen")
numbers = list(map(int, sys.stdin.read().split()))
print(answer.strip(), sys.argv[4:], os.listdir(sys.argv[3]), file=sys.stderr)
sys.exit(42 if len(numbers) == 2 and sum(numbers) == total else 43)
"""
CPP = """
#include <fstream>
#include <iostream>
int main(int, char **names) {
  std::ifstream input(names[1]), output(names[2]), answer(names[3]);
  int total, a, b;
  std::string word;
  input >> total;
  answer >> word;
  if (!(output >> a >> b)) return 2;
  std::cerr << word << " " << a << " " << b;
  return a + b == total ? 0 : 1;
}
"""
KATTIS = Checker(Program(PYTHON, Language.PYTHON3), Protocol.KATTIS, ("-x", "1e-6"))
TESTLIB = Checker(Program(CPP, Language.CPP), Protocol.TESTLIB)


def python(source):
    return Program(source, Language.PYTHON3)


def verdicts(executor, source, checker, tests=(SUM,), **options):
    rules = Rules(checker=checker)
    judgement = judge(executor, python(source), list(tests), Limits(), rules=rules, **options)
    return [str(verdict) for verdict in judgement.verdicts], judgement.results


@pytest.mark.parametrize("checker", [KATTIS, TESTLIB], ids=["kattis", "testlib"])
@pytest.mark.parametrize("where", ["sandbox", "enclosed"])
def test_a_checker_decides(request, where, checker):
    executor = request.getfixturevalue(where)
    tests = [SUM, Case("7\n", "x"), Case("100\n", "y")]
    source = "n = int(input())\nprint(1, n - 1 if n < 10 else n)"
    found, results = verdicts(executor, source, checker, tests)
    assert found == ["AC", "AC", "WA"]
    assert results[0].stdout == "1 4\n"
    assert verdicts(executor, "print('no number')", TESTLIB)[0] == ["WA"]
    assert verdicts(executor, "print(any two numbers)", checker)[0] == ["RTE"]


def test_a_checker_gets_arguments_and_an_empty_folder(sandbox):
    for _ in range(2):
        found, [result] = verdicts(sandbox, "print(2, 3)", KATTIS)
        assert found == ["AC"]
        assert result.stderr == "any two numbers ['-x', '1e-6'] ['judgemessage.txt']"


def test_large_files_and_files_that_are_no_text(sandbox):
    checker = Checker(
        python(
            "import sys\n"
            "sizes = [len(open(name, 'rb').read()) for name in sys.argv[1:]]\n"
            "print(sizes, file=sys.stderr)\n"
        ),
        Protocol.TESTLIB,
    )
    test = Case("\n\u00e9" * 1_000_000, "\0")
    verdict, said = check(sandbox, checker, test, "\ud800")
    assert (str(verdict), said) == ("AC", "[3000000, 3, 1]")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise SystemExit(3)", "exit code 3, which is no verdict"),
        ("raise ValueError('odd')", "exit code 3, .*checker.py.*ValueError: odd"),
        ("pass", "exit code 0, which is no verdict"),
        ("import os; os.abort()", "ended by signal 6"),
        ("x = (", "which is no verdict: .*SyntaxError"),
    ],
)
def test_a_checker_that_speaks_otherwise_gives_no_verdict(sandbox, source, reason):
    for protocol in Protocol:  # testlib's wrong answer is 1, as is the end by an exception
        if source != "pass" or protocol is Protocol.KATTIS:
            checker = Checker(python(source), protocol)
            found, [result] = verdicts(sandbox, "print(1)", checker)
            assert found == ["JE"]
            assert result.status is Status.JE
            assert re.search(reason, result.stderr)


def test_what_a_checker_leaves_is_in_nobody_s_way(sandbox):
    source = (
        "import os, sys\n"
        "print(sorted(os.listdir()), file=sys.stderr)\n"
        "os.makedirs('a/b/c')\n"
        "os.symlink('/usr', 'a/link')\n"
        "open('a/b/c/file', 'w').close()\n"
        "os.chmod('a/b', 0)\n"
    )
    checker = Checker(python(source), Protocol.TESTLIB)
    for _ in range(3):
        verdict, said = check(sandbox, checker, SUM, "")
        assert (str(verdict), said) == ("AC", "['answer', 'feedback', 'input', 'output']")


@pytest.mark.slow
def test_files_that_find_no_room_give_no_verdict(sandbox):
    if sandbox.tier != Tier.BUBBLEWRAP:
        pytest.skip("only bubblewrap bounds the folder")
    checker = Checker(python("pass"), Protocol.TESTLIB)
    huge = Case("x" * (150 << 20), "x" * (150 << 20))
    verdict, said = check(sandbox, checker, huge, "")
    assert str(verdict) == "JE"
    assert "its files cannot be laid out" in said
    assert str(check(sandbox, checker, SUM, "")[0]) == "AC"


def test_a_checker_that_does_not_compile_gives_no_verdict(sandbox):
    checker = Checker(Program("int main() {", Language.CPP), Protocol.TESTLIB)
    found, [result] = verdicts(sandbox, "print(1)", checker)
    assert found == ["JE"]
    assert result.stderr.startswith("the checker does not compile: ")


def test_a_checker_has_more_time_to_compile_than_a_program(sandbox, monkeypatch):
    monkeypatch.setattr(sandboxed, "COMPILE_LIMITS", replace(COMPILE_LIMITS, cpu_s=0.01))
    source = "#include <iostream>\n#include <regex>\nint main() { std::cout << 1; }\n"
    tests = [Case("", "1")]
    program = Program(source, Language.CPP)
    assert str(judge(sandbox, program, tests, Limits()).verdict) == "CE"
    checker = Checker(Program(f"{source}// checks\n", Language.CPP), Protocol.TESTLIB)
    assert verdicts(sandbox, "print(1)", checker, tests)[0] == ["AC"]


def test_a_checker_is_confined(sandbox):
    source = (
        "import sys, urllib.request\n"
        "found = []\n"
        "for path in ('/etc/passwd', '/root', '/home'):\n"
        "    try:\n"
        "        open(path).read()\n"
        "        found.append(path)\n"
        "    except OSError:\n"
        "        pass\n"
        "print(found, file=sys.stderr, flush=True)\n"
        "import socket\n"
        "socket.socket()\n"
    )
    found, [result] = verdicts(sandbox, "print(1)", Checker(python(source), Protocol.TESTLIB))
    assert found == ["JE"]
    assert result.stderr == "the checker could not be run (SV): []"


def test_a_judged_program_sees_neither_checker_nor_answer(enclosed):
    look = (
        "import os\n"
        "print(sum(len(files) for top in ('/tmp', '/box') for _, _, files in os.walk(top)))\n"
    )
    checker = Checker(python("import sys; sys.exit(0)"), Protocol.TESTLIB)
    assert check(enclosed, checker, SUM, "")[0] == "AC"
    held = Path(tempfile.gettempdir()).glob("alphagen-*/answer")
    assert SUM.output in [path.read_text() for path in held]  # the cell is kept
    assert enclosed.run(python(look), [""], Limits())[0].stdout == "0\n"


def test_the_weak_sandbox_refuses_checkers():
    weak = SandboxExecutor(tier=Tier.WEAK)
    found, [result] = verdicts(weak, "print(1)", KATTIS)
    assert found == ["JE"]
    assert "the weak one does not" in result.stderr


@pytest.mark.parametrize(
    ("protocol", "code", "verdict"),
    [
        (Protocol.KATTIS, 42, "AC"), (Protocol.KATTIS, 43, "WA"), (Protocol.KATTIS, 0, "JE"),
        (Protocol.TESTLIB, 0, "AC"), (Protocol.TESTLIB, 1, "WA"), (Protocol.TESTLIB, 2, "WA"),
        (Protocol.TESTLIB, 3, "JE"), (Protocol.TESTLIB, 4, "WA"), (Protocol.TESTLIB, 7, "JE"),
        (Protocol.TESTLIB, 8, "WA"), (Protocol.TESTLIB, 42, "JE"),
    ],
)  # fmt: skip
def test_exit_codes(protocol, code, verdict):
    status = Status.RTE if code else Status.OK
    fake = FakeExecutor(lambda *_: ExecutionResult(status, exit_code=code))
    checker = Checker(python(""), protocol)
    assert str(check(fake, checker, SUM, "")[0]) == verdict


@pytest.mark.parametrize("status", [Status.TLE, Status.MLE, Status.OLE, Status.SV, Status.JE])
def test_a_checker_over_a_limit_gives_no_verdict(status):
    fake = FakeExecutor(lambda *_: ExecutionResult(status, exit_code=42))
    verdict, said = check(fake, KATTIS, SUM, "")
    assert str(verdict) == "JE"
    assert said == f"the checker could not be run ({status})"


texts = st.text(max_size=30)


@given(texts, texts, texts, st.sampled_from(Protocol))
def test_files_are_packed_whole(given_input, answer, output, protocol):
    seen = []
    fake = FakeExecutor(lambda _, packed: seen.append(packed) or "")
    check(fake, Checker(python(""), protocol, ("last",)), Case(given_input, answer), output)
    head, _, rest = seen[0].partition("\n")
    job = json.loads(head)
    data = rest.encode(errors="surrogatepass")
    files = {}
    for name, size in job["files"].items():
        files[name], data = data[:size].decode(errors="surrogatepass"), data[size:]
    assert files == {"input": given_input, "answer": answer, "output": output}
    assert (data, job["stdin"], job["arguments"][-1]) == (b"", "output", "last")
    order = ["input", "answer", "feedback"]
    assert job["arguments"][:3] == (
        order if protocol is Protocol.KATTIS else ["input", "output", "answer"]
    )


def test_only_outputs_of_runs_that_ended_well_are_checked():
    asked = []

    class Recorder(FakeExecutor):
        def run(self, program, inputs, limits, **options):
            if options.get("checker"):
                asked.append(inputs)
            return super().run(program, inputs, limits, **options)

    def behave(program, _):
        return ExecutionResult(Status.RTE, "1 4") if program.source == "fails" else "1 4"

    assert verdicts(Recorder(behave), "fails", TESTLIB)[0] == ["RTE"]
    assert asked == []
    assert verdicts(Recorder(behave), "prints", TESTLIB)[0] == ["AC"]
    assert len(asked) == 1

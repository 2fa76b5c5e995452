"""Real programs in the real sandbox; each opens with the verdicts that are sound for it.

Every program gets ``2 3`` and should print ``5``. A hostile one prints 5 when it was refused what
it tried and ``ESCAPED`` when it was not.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from alphagen.core import Care, Limits, Program, TestCase
from alphagen.execution import judge, language_of

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "judge"
CASES = {str(p.relative_to(FOLDER)): p for p in sorted(FOLDER.glob("*/*")) if p.is_file()}
LIMITS = Limits(cpu_s=0.6, wall_s=2.5, output_bytes=1 << 20)
# Touching 256 MiB takes a busy machine longer than ending a loop.
MEMORY_LIMITS = Limits(cpu_s=5.0, wall_s=10.0, output_bytes=1 << 20)
TEST = TestCase("2 3\n", "5\n")


def judge_cases(executor):
    """Judge all of them at once: most of the time goes into waiting."""

    def one(path):
        program = Program(path.read_text(), language_of(path))
        limits = MEMORY_LIMITS if path.name.removeprefix("cpp_").startswith("memory") else LIMITS
        return judge(executor, program, [TEST, TEST], limits, stop_at_failure=False)

    with ThreadPoolExecutor(4) as pool:
        return dict(zip(CASES, pool.map(one, CASES.values()), strict=True))


def check(name, judgement):
    allowed = set(CASES[name].read_text().partition("\n")[0].split()[2:])
    assert "ESCAPED" not in judgement.results[0].stdout, judgement.results[0]
    assert set(judgement.verdicts) <= allowed, judgement
    assert len(judgement.verdicts) == 2


@pytest.fixture(scope="module")
def judgements(sandbox):
    return judge_cases(sandbox)


@pytest.fixture(scope="module")
def enclosed_judgements(enclosed):
    return judge_cases(enclosed)


@pytest.mark.parametrize("name", CASES)
def test_verdict_is_sound(name, judgements):
    check(name, judgements[name])


@pytest.mark.parametrize("name", CASES)
def test_verdict_is_sound_without_namespaces(name, enclosed_judgements):
    check(name, enclosed_judgements[name])


SAME_EITHER_WAY = [n for n in CASES if n.startswith(("benign", "wrong")) and n.endswith(".py")]


@pytest.mark.parametrize("name", SAME_EITHER_WAY)
def test_a_forked_interpreter_behaves_as_a_fresh_one(name, judgements, sandbox):
    program = Program(CASES[name].read_text(), language_of(CASES[name]))
    expected = sandbox.run(program, [TEST.input], LIMITS, care=Care.ALONE)[0]
    result = judgements[name].results[0]
    assert result.status == expected.status
    assert (result.exit_code, result.signal) == (expected.exit_code, expected.signal)
    assert result.stdout == expected.stdout
    assert _last_line(result.stderr) == _last_line(expected.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in CASES if n not in SAME_EITHER_WAY])
def test_verdict_is_sound_in_a_fresh_interpreter(name, sandbox):
    path = CASES[name]
    allowed = set(path.read_text().partition("\n")[0].split()[2:])
    program = Program(path.read_text(), language_of(path))
    judgement = judge(sandbox, program, [TEST], LIMITS, care=Care.ALONE)
    assert "ESCAPED" not in judgement.results[0].stdout, judgement.results[0]
    assert set(judgement.verdicts) <= allowed, judgement


def _last_line(text):
    """What was wrong; a fork has no file to show lines of, so the lines before may differ."""
    return re.sub(r"0x[0-9a-f]+|Thread-\d+", "X", (text.splitlines() or [""])[-1])

"""Programs that use numpy find ours, loaded already."""

import sys
from pathlib import Path

import pytest

from alphagen.core import Care, Language, Limits, Program
from alphagen.execution import SandboxExecutor, languages

LIMITS = Limits(cpu_s=5)
SUM = "import sys\nloaded = 'numpy' in sys.modules\n{}\nprint(np.array([1, 2]).sum(), loaded)"


def run(executor, source, care=Care.FRESH):
    return executor.run(Program(source, Language.PYTHON3), [""], LIMITS, care=care)[0]


@pytest.fixture(scope="module")
def ours():
    """An executor with the Python that runs us, whose packages have a numpy."""
    executor = SandboxExecutor(python=sys.executable)
    yield executor
    executor.close()


@pytest.mark.parametrize(
    "line",
    [
        "import numpy as np",
        "import math, numpy as np",
        "from numpy import array\nimport numpy as np",
    ],
)
def test_it_is_loaded_for_whoever_imports_it(ours, line):
    assert run(ours, SUM.format(line)).stdout == "3 True\n"


def test_nobody_else_has_it(ours):
    source = "import sys\nprint('numpy' in sys.modules, sorted(sys.path)[-1].count('numpy'))"
    assert run(ours, source).stdout == "False 0\n"


def test_alone_it_is_imported(ours):
    assert run(ours, SUM.format("import numpy as np"), Care.ALONE).stdout == "3 False\n"


def test_nothing_of_it_is_left_for_the_next_run(ours):
    source = "import numpy as np\nprint(np.sum)\nnp.sum = 1\nnp.random.seed(1)"
    results = ours.run(Program(source, Language.PYTHON3), [""] * 6, LIMITS, care=Care.SHARED)
    assert all(result.stdout.startswith("<function sum") for result in results)


def test_a_folder_that_only_we_can_read(monkeypatch, tmp_path):
    package = tmp_path / "private" / "numpy"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("secret = 42")
    package.parent.chmod(0o700)
    monkeypatch.setattr(languages, "_numpy_for", lambda _: (package,))
    executor = SandboxExecutor()
    source = "import numpy, os\nprint(numpy.secret, os.listdir('/box/packages'))"
    assert run(executor, source).stdout == "42 ['numpy']\n"
    executor.close()


def test_a_python_of_another_version_gets_none(monkeypatch):
    other = type("Version", (), {"major": 3, "minor": 1})
    monkeypatch.setattr(sys, "version_info", other)
    assert languages._numpy_for(Path("/usr/bin/python3.11")) == ()


def test_a_numpy_of_its_own_comes_first(tmp_path):
    home = tmp_path / f"bin/python3.{sys.version_info.minor}"
    assert languages._numpy_for(home)
    own = tmp_path / f"lib/python3.{sys.version_info.minor}/site-packages/numpy/__init__.py"
    own.parent.mkdir(parents=True)
    own.touch()
    assert languages._numpy_for(home) == ()

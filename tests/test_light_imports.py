"""``alphagen --help`` and the light rooms start without torch and its relatives."""

import json
import subprocess
import sys

import pytest

HEAVY = ("torch", "transformers", "datasets", "pyarrow", "pandas", "numpy")
VALIDATION = ("pydantic", "yaml")

PROBE = """
import json, sys
{code}
print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""

HELP = """
import contextlib, io
from alphagen.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    main(["--help"], standalone_mode=False)
"""


def imported(code: str) -> set[str]:
    """Run ``code`` in a new interpreter; return the top-level modules it imported."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(code=code)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_help_imports_neither_torch_nor_commands() -> None:
    modules = imported(HELP)
    assert "alphagen" in modules
    assert modules.isdisjoint((*HEAVY, *VALIDATION))
    code = HELP + "assert not [m for m in sys.modules if m.startswith('alphagen.cli.')]\n"
    assert imported(code)


@pytest.mark.parametrize("room", ["core", "errors", "cli", "execution", "selection"])
def test_light_rooms_import_no_torch(room: str) -> None:
    assert imported(f"import alphagen.{room}").isdisjoint(HEAVY)


@pytest.mark.parametrize("room", ["config", "data", "evaluation", "forge", "prompts", "pipeline"])
def test_rooms_without_networks_import_no_torch(room: str) -> None:
    assert imported(f"import alphagen.{room}").isdisjoint(("torch", "transformers"))


def test_the_check_can_fail() -> None:
    assert "yaml" in imported("import alphagen.config")
    assert "pydantic" in imported(HELP + "import pydantic\n")
    with pytest.raises(AssertionError, match="no_such_module"):
        imported("import no_such_module")

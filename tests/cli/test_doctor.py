import json

import pytest
from click.testing import CliRunner

from alphagen.cli import doctor, main
from alphagen.errors import SandboxError
from alphagen.execution import check_system, sandboxed

pytestmark = pytest.mark.skipif(bool(check_system()), reason="no sandbox here")


def run(*arguments):
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def no_network(monkeypatch):
    """Looking at torch takes longer than everything else."""
    facts = {"version": "0", "device": "cpu", "dtype": "float32", "threads": 2, "processors": 2}
    monkeypatch.setattr(doctor, "torch_facts", lambda: facts)


@pytest.mark.usefixtures("no_network")
class TestDoctor:
    def test_a_sound_machine(self):
        result = run("doctor")
        assert result.exit_code == 0, result.output
        assert result.stdout.startswith("Sandbox: bubblewrap\n  namespaces")
        assert "NOT CONTAINED" not in result.stdout
        assert "python3 " in result.stdout
        assert result.stdout.count("control groups") == 1

    def test_a_machine_without_control_groups(self, monkeypatch):
        monkeypatch.setattr(sandboxed, "controllers", dict)
        assert doctor.UNGROUPED in run("doctor").stdout

    def test_json(self):
        result = run("doctor", "--json", "--sandbox", "weak")
        report = json.loads(result.stdout)
        assert (result.exit_code, report["tier"], report["isolates"]) == (1, "weak", False)
        failed = {row["name"] for row in report["tests"] if not row["passed"]}
        assert failed == {"reads /etc/passwd", "writes a file"}
        assert report["languages"]["cpp"].startswith("g++")

    def test_a_machine_that_cannot_isolate(self, monkeypatch):
        def refuse(*_):
            raise SandboxError("Nothing works here: `apt-get install bubblewrap`.")

        monkeypatch.setattr(sandboxed, "candidates", refuse)
        result = run("doctor")
        assert result.exit_code == 1
        assert result.stdout.startswith("Sandbox: none\n  Nothing works here")

    def test_no_such_sandbox(self):
        result = run("doctor", "--sandbox", "thick")
        assert result.exit_code == 2
        assert "no sandbox named 'thick'; name one of auto, bubblewrap" in result.stderr


def test_torch_facts():
    facts = doctor.torch_facts()
    assert facts["threads"] > 0
    assert facts["dtype"] in ("float32", "bfloat16")

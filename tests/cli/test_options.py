import contextlib
import doctest
import signal
import sys

import pytest
from click.testing import CliRunner

from alphagen.cli import main, options
from alphagen.errors import SandboxError, UsageError
from alphagen.execution.on_ray import NOTICE


def test_examples():
    assert doctest.testmod(options).failed == 0


@pytest.mark.parametrize("text", ["0.7", "-1", "1e-3", "hot", "", "-"])
def test_what_is_no_range_is_one_temperature(text):
    assert options.temperatures(text) == {"temperature": text}


def test_nothing_given_sets_nothing():
    assert options.temperatures(None) == options.language_shares(None) == {}


def test_an_address_without_a_cluster_is_refused():
    with pytest.raises(UsageError, match=r"--ray-address head:6379 is of no use without"):
        options.make_executor(None, None, "head:6379", None)


def test_ray_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    for name in NOTICE:  # which the executor sets for Ray
        monkeypatch.setenv(name, "1")
    with pytest.raises(UsageError, match=r"pip install 'alphagen\[ray\]'"):
        options.make_executor(None, "ray", None, None)


@pytest.mark.parametrize("name", ["solve", "contest", "evaluate"])
def test_programs_of_these_commands_can_run_on_a_cluster(name, tmp_path, monkeypatch):
    asked = []

    def make(*arguments):
        asked.append(arguments)
        raise SandboxError("No cluster here.")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(f"alphagen.cli.{name}.make_executor", make)
    (tmp_path / "problems").mkdir()
    (tmp_path / "problems" / "p.txt").write_text("P\n\nSample Input\n1\n\nSample Output\n1\n")
    arguments = {
        "solve": ["problems/p.txt"],
        "contest": ["problems"],
        "evaluate": ["--benchmark", "forge", "--problems", "1"],
    }[name]
    where = ["--executor", "ray", "--ray-address", "head:6379", "--workers", "7"]
    result = CliRunner().invoke(main, [name, *arguments, *where])
    assert (result.exit_code, asked) == (1, [(None, "ray", "head:6379", 7)]), result.output
    assert "No cluster here." in result.output


def test_an_interrupt_that_is_swallowed_comes_again():
    before = signal.getsignal(signal.SIGINT)
    kept = options.kept_interrupt()
    kept.__enter__()
    with contextlib.suppress(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        kept.__exit__(None, None, None)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_that_is_ignored_stays_so():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with options.kept_interrupt():
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)

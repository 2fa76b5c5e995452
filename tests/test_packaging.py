"""What a fresh clone is installed with."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SCRIPTS = [ROOT / ".ci" / "run", *sorted((ROOT / "scripts").glob("**/*.sh"))]


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[0-9][\w.]*", line)] == []
    return dict(line.split("==") for line in lines)


def test_every_dependency_is_pinned_within_its_bounds() -> None:
    versions = pins()
    for text in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]:
        requirement = Requirement(text)
        assert versions[canonicalize_name(requirement.name)] in requirement.specifier


def test_no_pin_names_a_build() -> None:
    assert [version for version in pins().values() if "+" in version] == []
    assert pins()["torch"] == "2.13.0"


def test_ci_makes_check_and_test_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("make")] == ["make check", "make test"]
    assert len(lines) == 5


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_is_executable_and_parses(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_what_is_missing_is_named_where_it_cannot_be_installed(tmp_path: Path) -> None:
    for name, text in {"id": "echo 1000", "apt-get": "exit 99"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        [str(ROOT / "scripts" / "system.sh"), "bash", "no-such-tool", "nor-this"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Missing: no-such-tool nor-this." in done.stderr
    assert "sudo apt-get install no-such-tool nor-this" in done.stderr


def test_what_is_there_needs_nothing() -> None:
    done = subprocess.run(
        [str(ROOT / "scripts" / "system.sh"), "bash"], capture_output=True, text=True, check=True
    )
    assert done.stdout + done.stderr == ""


def test_licence_is_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.lstrip().startswith("Apache License\n                           Version 2.0")
    assert PROJECT["license"] == "Apache-2.0"

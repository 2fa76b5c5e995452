import io
import zipfile

import pytest

from alphagen.execution import SandboxExecutor, Tier, cell, check_system, sandboxed
from alphagen.execution.landlock import landlock_version


@pytest.fixture(scope="session")
def sandbox():
    if check_system():
        pytest.skip(" ".join(check_system()))
    return SandboxExecutor()


@pytest.fixture(scope="session")
def enclosed():
    """The sandbox where namespaces are refused."""
    if landlock_version() == 0:
        pytest.skip("this kernel has no Landlock")
    return SandboxExecutor(tier=Tier.LANDLOCK)


@pytest.fixture
def change_server(monkeypatch):
    """Replace text in a file that serves in cells, in cells that are opened from now on."""

    def change(name, old, new):
        packed = io.BytesIO()
        before = zipfile.ZipFile(io.BytesIO(cell.python_server()))
        with before, zipfile.ZipFile(packed, "w") as after:
            for path in before.namelist():
                text = before.read(path)
                if path.endswith(f"/{name}"):
                    assert old.encode() in text
                    text = text.replace(old.encode(), new.encode())
                after.writestr(path, text)
        monkeypatch.setattr(sandboxed, "python_server", packed.getvalue)

    return change

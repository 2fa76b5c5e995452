"""Which walls this machine can build, and what it lacks for better ones."""

from __future__ import annotations

import ctypes
import shutil
import sys
from typing import TYPE_CHECKING

from alphagen.errors import SandboxError
from alphagen.execution.bubblewrap import BubblewrapWalls
from alphagen.execution.landlock import LandlockWalls, landlock_version
from alphagen.execution.walls import Tier

if TYPE_CHECKING:
    from alphagen.execution.languages import Interpreter
    from alphagen.execution.walls import Walls

INSTALL = "apt-get install bubblewrap libseccomp2 g++"


def check_system() -> list[str]:
    """Name what this machine lacks, each as one sentence; an empty list when it lacks nothing.

    Only what can be seen without starting a sandbox is looked at: creating a
    :class:`SandboxExecutor` also tries one.
    """
    if not sys.platform.startswith("linux"):
        return [f"Programs can only be isolated on Linux, not on {sys.platform}: use a Linux VM."]
    missing = []
    if shutil.which("bwrap") is None:
        missing.append("bubblewrap is not installed: `apt-get install bubblewrap`.")
    try:
        ctypes.CDLL("libseccomp.so.2")
    except OSError:
        missing.append("libseccomp.so.2 is not installed: `apt-get install libseccomp2`.")
    if shutil.which("g++") is None:
        missing.append("g++ is not installed, so C++ cannot be judged: `apt-get install g++`.")
    return missing


def candidates(interpreter: Interpreter, tier: Tier | None = None) -> list[Walls]:
    """List the walls that may be tried here, the best first.

    Args:
        interpreter: the Python inside.
        tier: the one to use; None allows all but the weak one.

    Raises:
        SandboxError: there are none; the sentence says what to install.
    """
    if tier is Tier.WEAK and sys.platform.startswith("linux"):
        return [LandlockWalls(interpreter, weak=True)]
    missing = [line for line in check_system() if not line.startswith("g++")]
    found: list[Walls] = []
    if not missing and tier is not Tier.LANDLOCK:
        found.append(BubblewrapWalls(interpreter))
    without_bubblewrap = all(line.startswith("bubblewrap") for line in missing)
    if without_bubblewrap and tier is not Tier.BUBBLEWRAP and landlock_version() > 0:
        found.append(LandlockWalls(interpreter))
    if not found:
        if tier is Tier.LANDLOCK and without_bubblewrap:
            missing = ["This kernel has no Landlock: 5.13 was the first with it."]
        raise SandboxError(
            f"{' '.join(missing)} All at once: `{INSTALL}`. Programs are never run unprotected."
        )
    return found

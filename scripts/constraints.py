"""Write ``constraints.txt`` from the versions installed in this environment.

Run it in an environment that passes ``make test``::

    .venv/bin/python scripts/constraints.py

Only what alphagen and its ``dev`` extra need is pinned, directly or through another package.
"""

import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent

HEADER = """\
# The versions that alphagen is tested with, as plain `name==version` for `pip install -c`.
# `make demo`, `make test` and `make check` use this file; scripts/constraints.py writes it.
#
# torch: pip prefers a wheel named 2.13.0+cpu to a plain 2.13.0 where it sees both. PyPI has the
# plain one alone, which on x86-64 Linux brings CUDA and several GB. To get the small CPU wheel:
#
#     make demo TORCH_INDEX=https://download.pytorch.org/whl/cpu
#
# For a GPU, leave TORCH_INDEX empty, or name the index that pytorch.org gives for your CUDA.
"""


def needed(requirements: list[str]) -> dict[str, str]:
    """Map every package that the requirements bring in to its installed version."""
    versions: dict[str, str] = {}
    queue = list(requirements)
    while queue:
        requirement = Requirement(queue.pop())
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        if name not in versions:
            versions[name] = metadata.version(name).partition("+")[0]
            queue += metadata.requires(name) or []
    return versions


def main() -> None:
    """Write the file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run = needed(project["dependencies"])
    dev = needed(project["optional-dependencies"]["dev"])
    lines = [f"{name}=={version}" for name, version in sorted(run.items())]
    lines += ["", "# for `make test` and `make check`"]
    lines += [f"{name}=={version}" for name, version in sorted(dev.items()) if name not in run]
    text = HEADER + "\n" + "\n".join(lines) + "\n"
    (ROOT / "constraints.txt").write_text(text, encoding="utf-8")
    print(f"constraints.txt: {len(run | dev)} packages")


if __name__ == "__main__":
    main()

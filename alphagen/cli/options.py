"""What several commands ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from alphagen.execution import Tier

AUTO = "auto"

sandbox_option = click.option(
    "--sandbox", "tier", help="auto, bubblewrap, landlock, or weak, which is unsafe."
)


def chosen_tier(name: str | None) -> Tier | None:
    """Read the value of ``--sandbox``; None for the best there is.

    Raises:
        UsageError: there is no such sandbox.
    """
    from alphagen.errors import UsageError
    from alphagen.execution import Tier

    if name in (None, AUTO):
        return None
    try:
        return Tier(name)
    except ValueError:
        known = ", ".join((AUTO, *Tier))
        raise UsageError(f"There is no sandbox named '{name}'; name one of {known}.") from None

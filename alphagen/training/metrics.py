"""How a stage's losses are kept: JSON Lines, and TensorBoard when asked."""

import json
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from alphagen.errors import ConfigError


def board_writer(folder: Path) -> Any:
    """Open a folder for TensorBoard.

    Raises:
        ConfigError: the package is not there.
    """
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise ConfigError(
            "`tensorboard` is true, but the package tensorboard is not installed: "
            "pip install 'alphagen[tensorboard]', or leave it out."
        ) from error
    return SummaryWriter(str(folder))


class Metrics:
    """The metrics of one stage; ``metrics.jsonl`` has a line for each report.

    Args:
        folder: of the stage.
        write: whether this process writes at all.
        board: whether to write for TensorBoard too, into a folder ``tensorboard``.
    """

    def __init__(self, folder: Path, *, write: bool = True, board: bool = False) -> None:
        self._board = board_writer(folder / "tensorboard") if board and write else None
        self._lines = (folder / "metrics.jsonl").open("a") if write else None

    def write(self, record: dict[str, float]) -> None:
        """Keep the values of a step; they are on disk afterwards."""
        if self._lines is not None:
            self._lines.write(json.dumps(record) + "\n")
            self._lines.flush()
        if self._board is not None:
            for name, value in record.items():
                if name != "step":
                    self._board.add_scalar(name, value, record["step"])
            self._board.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lines is not None:
            self._lines.close()
        if self._board is not None:
            self._board.close()

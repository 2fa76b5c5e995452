"""How a stage's losses are kept: JSON Lines, and TensorBoard when asked."""

import json
import math
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from alphagen.errors import ConfigError


def board_writer(folder: Path, after: int) -> Any:
    """Open a folder for TensorBoard, which hides what was written of steps later than ``after``.

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
    return SummaryWriter(str(folder), purge_step=after + 1)


def _kept(path: Path, after: int) -> TextIO:
    """Open a file of metrics without the lines of steps later than ``after``."""
    lines = path.read_text().splitlines(keepends=True) if path.exists() else []
    temporary = path.with_suffix(".tmp")
    temporary.write_text("".join(line for line in lines if _step(line) <= after))
    temporary.replace(path)
    return path.open("a")


def _step(line: str) -> float:
    """Read the step of a line; one that was cut off belongs to none."""
    try:
        return float(json.loads(line)["step"])
    except ValueError:
        return math.inf


class Metrics:
    """The metrics of one stage; ``metrics.jsonl`` has a line for each report.

    Args:
        folder: of the stage.
        after: the step that the stage goes on from; what a run that was killed has written of
            later ones is dropped, as they are made again.
        write: whether this process writes at all.
        board: whether to write for TensorBoard too, into a folder ``tensorboard``.
    """

    def __init__(
        self, folder: Path, after: int = 0, *, write: bool = True, board: bool = False
    ) -> None:
        self._board = board_writer(folder / "tensorboard", after) if board and write else None
        self._lines = _kept(folder / "metrics.jsonl", after) if write else None

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

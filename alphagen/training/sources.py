"""Which examples a stage draws."""

from alphagen.config import DataConfig, StageConfig
from alphagen.training.code import CodeSource
from alphagen.training.examples import Source
from alphagen.training.problems import ForgeSource
from alphagen.training.rows import RowSource


def open_source(data: DataConfig, stage: StageConfig) -> Source:
    """Open what a stage is trained on.

    Raises:
        ConfigError: the settings do not say what that is.
    """
    if stage.objective == "pretrain":
        return CodeSource(data)
    if data.problems:
        return RowSource(data, stage.inputs)
    return ForgeSource(data, stage.inputs)

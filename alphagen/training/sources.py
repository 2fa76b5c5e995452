"""Which examples a stage draws."""

from alphagen.config import DataConfig, StageConfig
from alphagen.training.examples import Source
from alphagen.training.problems import ForgeSource


def open_source(data: DataConfig, stage: StageConfig) -> Source:
    """Open what a stage is trained on."""
    return ForgeSource(data, stage.inputs)

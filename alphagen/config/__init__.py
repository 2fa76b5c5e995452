"""Settings: one frozen model per stage."""

from alphagen.config.reading import Config, Float, Int, load_config, parse_config
from alphagen.config.solve import Precision, SolveConfig
from alphagen.config.training import DataConfig, ModelConfig, StageConfig, TrainConfig

__all__ = [
    "Config",
    "DataConfig",
    "Float",
    "Int",
    "ModelConfig",
    "Precision",
    "SolveConfig",
    "StageConfig",
    "TrainConfig",
    "load_config",
    "parse_config",
]

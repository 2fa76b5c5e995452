"""The networks: importing this package makes them known to the transformers library."""

from alphagen.models.config import AlphagenConfig
from alphagen.models.model import AlphagenForConditionalGeneration, AlphagenModel

__all__ = ["AlphagenConfig", "AlphagenForConditionalGeneration", "AlphagenModel"]

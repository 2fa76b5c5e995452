"""From a problem and metadata to what a model reads, and from its completion to a program.

Sampling and training share this room, so that a model meets at work what it met in training.
"""

from alphagen.prompts.completion import read_program
from alphagen.prompts.metadata import MetadataChoices, draw_metadata
from alphagen.prompts.prompt import encoder_prompt, input_prompt

__all__ = ["MetadataChoices", "draw_metadata", "encoder_prompt", "input_prompt", "read_program"]

"""From a problem and metadata to what a model reads, and from its completion to a program.

Sampling and training share this room, so that a model meets at work what it met in training.
"""

from alphagen.prompts.chat import (
    InputStyle,
    chat_prompt,
    completion_prompt,
    input_chat_prompt,
    read_inputs,
)
from alphagen.prompts.completion import read_program
from alphagen.prompts.extraction import REASONS, read_completion
from alphagen.prompts.functions import read_function
from alphagen.prompts.metadata import MetadataChoices, draw_metadata
from alphagen.prompts.prompt import encoder_prompt, input_prompt

__all__ = [
    "REASONS",
    "InputStyle",
    "MetadataChoices",
    "chat_prompt",
    "completion_prompt",
    "draw_metadata",
    "encoder_prompt",
    "input_chat_prompt",
    "input_prompt",
    "read_completion",
    "read_function",
    "read_inputs",
    "read_program",
]

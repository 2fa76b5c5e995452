"""Test inputs that nobody knows the outputs of: enough to tell programs apart (section 4.6)."""

from alphagen.inputgen.base import InputGenerator, completed
from alphagen.inputgen.chat import ChatInputGenerator
from alphagen.inputgen.model import ModelInputGenerator
from alphagen.inputgen.mutation import MutationInputGenerator

__all__ = [
    "ChatInputGenerator",
    "InputGenerator",
    "ModelInputGenerator",
    "MutationInputGenerator",
    "completed",
]

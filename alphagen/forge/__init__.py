"""The forge makes contest problems: families of tasks, drawn into statements and tests."""

from alphagen.forge.family import (
    Family,
    held_out_families,
    load_families,
    training_families,
)
from alphagen.forge.instance import Instance, draw_instance
from alphagen.forge.stream import Mixture, draw_fresh, draw_split, draw_training

__all__ = [
    "Family",
    "Instance",
    "Mixture",
    "draw_fresh",
    "draw_instance",
    "draw_split",
    "draw_training",
    "held_out_families",
    "load_families",
    "training_families",
]

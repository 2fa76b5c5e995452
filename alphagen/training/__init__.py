"""How the bundled networks come to be: examples from the forge, batches, a plain training loop."""

from alphagen.training.recipe import train

__all__ = ["train"]

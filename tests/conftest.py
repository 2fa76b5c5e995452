"""Settings of the whole suite; they come before the first import of torch."""

from alphagen.pipeline.loading import share_processors

share_processors()

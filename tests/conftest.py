"""Settings of the whole suite; they come before the first import of torch."""

from hypothesis import settings

from alphagen.pipeline.loading import share_processors

share_processors()

# How long an example takes depends on what else the machine does.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

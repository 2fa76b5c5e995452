"""Which samples are kept, how they are grouped, which are handed in: pure functions of values."""

from alphagen.selection.clustering import cluster, failed, signature
from alphagen.selection.filtering import MAX_SURVIVORS, survivors, tally
from alphagen.selection.submit import choose

__all__ = ["MAX_SURVIVORS", "choose", "cluster", "failed", "signature", "survivors", "tally"]

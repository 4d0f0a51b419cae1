"""Training on torch itself: one loop, its options, its checkpoints and its processes."""

from cellwright.fit.checkpoint import Checkpoint
from cellwright.fit.loop import Epoch, History, Score, batches, each_output, fit, outputs
from cellwright.fit.options import Training, check_options, training_of

__all__ = [
    "Checkpoint",
    "Epoch",
    "History",
    "Score",
    "Training",
    "batches",
    "check_options",
    "each_output",
    "fit",
    "outputs",
    "training_of",
]

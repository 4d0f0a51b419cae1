"""Training on torch itself: one loop, its options, its checkpoints and its processes."""

from cellwright.fit.checkpoint import Checkpoint
from cellwright.fit.loop import Epoch, History, Score, fit, outputs
from cellwright.fit.options import Training, check_options, training_of

__all__ = ["Checkpoint", "Epoch", "History", "Score", "Training", "check_options", "fit", "outputs", "training_of"]

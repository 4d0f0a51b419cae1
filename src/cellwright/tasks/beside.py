"""What stands beside the network of a classifier, and is fitted before it."""

from __future__ import annotations

import numpy as np
import torch

from cellwright.data.padded import Padded
from cellwright.evaluate.linear import logistic
from cellwright.fit.loop import batches
from cellwright.nn.evidence import Evidence
from cellwright.nn.summaries import Summaries

AT_ONCE = 256


def begin(module: Evidence | Summaries, examples: Padded, classes: int) -> None:
    """Fit a linear model to examples with labels and what each counts.

    Args:
        module: the model; of tokens they are counted, of numbers their summaries are regressed on.
        examples: their targets are numbers of classes (sequences,), or zeros and ones (sequences, classes).
        classes: how many there are.
    """
    targets, counts = examples.targets
    if isinstance(module, Evidence):
        exclusive = targets.ndim == 1
        truth = np.eye(classes)[targets] if exclusive else targets.astype(np.float64)
        module.count(examples.steps, examples.bounds, truth, exclusive=exclusive)
        return
    with torch.inference_mode():
        found = [module.table(*examples.batch(rows).inputs) for rows in batches(len(examples), AT_ONCE)]
    table = torch.cat(found).double().numpy()
    linear = logistic(table, targets, classes, counts.astype(np.float64))
    module.set_linear(linear.centers, linear.weights, linear.biases)

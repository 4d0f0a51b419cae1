"""What stands beside the network of a task about whole sequences, and is fitted before it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.padded import Padded
from cellwright.evaluate.linear import logistic, logistic_of_texts, ridge, ridge_of_texts
from cellwright.fit import batches
from cellwright.nn.evidence import Evidence
from cellwright.nn.kernels import TAPS
from cellwright.nn.summaries import Summaries

AT_ONCE = 32
# of more sequences than this a network learns its own shapes
MOST_WITH_SHAPES = 10_000
Floats = npt.NDArray[np.float64]


def fit_classes(module: Evidence | Summaries, examples: Padded, classes: int) -> None:
    """Fit a logistic regression to examples with labels and what each counts.

    Args:
        module: of tokens, or of summaries.
        examples: their targets are numbers of classes (sequences,), or zeros and ones (sequences, classes).
        classes: how many there are.
    """
    targets, counts = examples.targets[0], examples.targets[1].astype(np.float64)
    if isinstance(module, Evidence):
        module.set_linear(*logistic_of_texts(module.table(examples.steps, examples.bounds), targets, classes, counts))
        return
    table, widths = _summarised(module, examples)
    linear = logistic(table, targets, classes, counts, widths)
    module.set_linear(linear.centers, linear.weights, linear.biases)


def fit_numbers(module: Evidence | Summaries, examples: Padded) -> None:
    """Fit a ridge regression to examples with numbers (sequences, numbers).

    Args:
        module: of tokens, or of summaries.
        examples: with their numbers.
    """
    targets = examples.targets[0].astype(np.float64)
    if isinstance(module, Evidence):
        module.set_linear(*ridge_of_texts(module.table(examples.steps, examples.bounds), targets))
        return
    table, widths = _summarised(module, examples)
    linear = ridge(table, targets, widths)
    module.set_linear(linear.centers, linear.weights, linear.biases)


def _summarised(module: Summaries, examples: Padded) -> tuple[Floats, tuple[int, ...]]:
    """The numbers about each sequence, and how many of the first the model may take."""
    # no shape fits into shorter sequences
    shapes = len(examples) <= MOST_WITH_SHAPES and np.median(np.diff(examples.bounds)) >= TAPS
    with torch.inference_mode():
        if shapes:
            some = np.linspace(0, len(examples) - 1, min(len(examples), AT_ONCE)).astype(np.int64)
            module.kernels.set_thresholds(*examples.batch(some).inputs)
        table = module.table if shapes else module.simple
        found = [table(*examples.batch(rows).inputs) for rows in batches(len(examples), AT_ONCE)]
    return torch.cat(found).double().numpy(), module.widths if shapes else module.widths[:1]

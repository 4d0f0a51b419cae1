"""The linear model beside a forecaster's network: fitted before it, its share settled after it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from cellwright.data.examples import Batch, Examples, Rows
from cellwright.data.windows import Windows
from cellwright.evaluate.calibration import share_for
from cellwright.evaluate.seasonal_terms import seasonal_map
from cellwright.fit import batches, outputs
from cellwright.tasks.forecast_network import ForecastNetwork

Floats = npt.NDArray[np.float64]

# so many windows are enough to fit it to, and to settle its share by
MOST_TO_FIT, MOST_TO_SETTLE, AT_ONCE = 8192, 2048, 512
# where next to nothing is held out: of most of 122 beginnings and stretches of series, of 48 to 150 points, the linear
# model made the better forecast
USUAL_SHARE, SHARES_APART = 2 / 3, 0.4


def fit_beside(module: ForecastNetwork, examples: Examples) -> None:
    """Fit what stands beside the network to some of the windows, spread over all."""
    assert module.beside is not None
    rows = spread(len(examples), MOST_TO_FIT)
    size, horizon = module.beside.weights.shape
    parts = (_known(batch) for batch in _batches(examples, rows))
    module.beside.set_linear(seasonal_map(parts, size, horizon, module.season))


def settle_share(module: ForecastNetwork, held_out: Windows, batch_size: int) -> float:
    """Give what stands beside the network the share that comes nearest to windows which neither was fitted to.

    Windows that follow each other overlap, and the steps of one err alike, more or less: H of them, of H steps each,
    count as the root of H examples.
    """
    assert module.beside is not None
    module.beside.share.zero_()
    some = held_out.take(spread(len(held_out), MOST_TO_SETTLE))
    network = outputs(module, some, batch_size)[..., module.middle].double().numpy()
    windows, future = (np.concatenate(parts) for parts in zip(*map(_known, _batches(some)), strict=True))
    beside = windows @ module.beside.weights.double().cpu().numpy()
    known = ~np.isnan(future)
    apart_by = len(held_out) / len(some)
    share = share_for(
        network[known],
        future[known],
        beside[known],
        usual=USUAL_SHARE,
        apart=SHARES_APART,
        count=apart_by / future.shape[1] ** 1.5,
    )
    module.beside.share.fill_(share)
    return share


def spread(count: int, most: int) -> Rows:
    """The numbers of at most so many examples, as far apart as each other."""
    return np.unique(np.linspace(0, count - 1, most).astype(np.int64))


def _batches(examples: Examples, rows: Rows | None = None) -> Iterator[Batch]:
    rows = np.arange(len(examples)) if rows is None else rows
    return (examples.batch(rows[places]) for places in batches(len(rows), AT_ONCE))


def _known(batch: Batch) -> tuple[Floats, Floats]:
    """Windows, and what followed them, NaN where it is not known."""
    future, known = batch.targets[0].double().numpy(), batch.targets[1].numpy()
    return batch.inputs[0][..., 0].double().numpy(), np.where(known, future, np.nan)

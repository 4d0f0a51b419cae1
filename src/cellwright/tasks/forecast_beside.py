"""The simple forecasts beside a forecaster's network: fitted before it, their share settled after it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from cellwright.data.examples import Batch, Examples, Rows
from cellwright.data.table import Columns
from cellwright.data.windows import Windows
from cellwright.evaluate.calibration import share_for
from cellwright.evaluate.pooled import Part, pooled
from cellwright.fit import batches, outputs
from cellwright.tasks.forecast_network import ForecastNetwork

Floats = npt.NDArray[np.float64]

# so many windows are enough to fit them to, and to settle their share by
MOST_TO_FIT, MOST_TO_SETTLE, AT_ONCE = 8192, 2048, 512
# where next to nothing is held out: of most of 290 beginnings and stretches of series, of 24 to 150 points, they were
# better than the network
USUAL_SHARE, SHARES_APART = 0.85, 0.4
# they know nothing of covariates, and who gives some says that they tell something
USUAL_WITH_COVARIATES = 0.5


def fit_beside(module: ForecastNetwork, examples: Examples) -> None:
    """Fit what stands beside the network to some of the windows, spread over all."""
    assert module.beside is not None
    rows = spread(len(examples), MOST_TO_FIT)
    points, horizon = module.beside.values.shape
    module.beside.set_maps(*pooled(lambda: map(_part, _batches(examples, rows)), points, horizon, module.season))


def usual_share(columns: Columns) -> float:
    """Their share where next to nothing is held out."""
    return USUAL_WITH_COVARIATES if columns.futr or columns.hist else USUAL_SHARE


def settle_share(module: ForecastNetwork, held_out: Windows, batch_size: int) -> float:
    """Give what stands beside the network the share that comes nearest to windows which neither was fitted to."""
    assert module.beside is not None
    some = held_out.take(spread(len(held_out), MOST_TO_SETTLE))

    def said(share: float) -> Floats:
        assert module.beside is not None
        module.beside.share.fill_(share)
        return np.asarray(outputs(module, some, batch_size)[..., module.middle].double().numpy())

    network, beside = said(0.0), said(1.0)
    future = np.concatenate([_part(batch).future for batch in _batches(some)])
    known = ~np.isnan(future)
    share = share_for(
        network[known],
        future[known],
        beside[known],
        usual=usual_share(held_out.panel.columns),
        apart=SHARES_APART,
        count=independent(len(held_out), future.shape[1]) / future.size,
    )
    module.beside.share.fill_(share)
    return share


def independent(windows: int, horizon: int) -> float:
    """How many independent examples so many windows are worth, which follow each other.

    They overlap, and the steps of one err alike, more or less: H of them, of H steps each, count as the root of H.

    Example:
        >>> independent(windows=32, horizon=4)
        16.0
    """
    return float(windows / np.sqrt(horizon))


def spread(count: int, most: int) -> Rows:
    """The numbers of at most so many examples, as far apart as each other."""
    return np.unique(np.linspace(0, count - 1, most).astype(np.int64))


def _batches(examples: Examples, rows: Rows | None = None) -> Iterator[Batch]:
    rows = np.arange(len(examples)) if rows is None else rows
    return (examples.batch(rows[places]) for places in batches(len(rows), AT_ONCE))


def _part(batch: Batch) -> Part:
    (windows, _, _, zero), (future, known, *_) = batch.inputs, batch.targets
    return Part(
        windows[..., 0].double().numpy(), np.where(known, future.double().numpy(), np.nan), zero.double().numpy()
    )

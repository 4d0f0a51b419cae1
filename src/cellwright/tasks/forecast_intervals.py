"""How a forecaster's quantiles are calibrated: on windows held out, and then by what came since it was trained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from cellwright.data.examples import Examples
from cellwright.data.frequency import Places
from cellwright.data.panel import Panel
from cellwright.data.windows import Windows
from cellwright.evaluate.conformal import (
    MEDIAN,
    conformal_shifts,
    followed,
    mean_distances,
    stretched,
    stretches,
    widths_for_few,
)
from cellwright.fit import outputs
from cellwright.fit.options import number
from cellwright.tasks import backtest
from cellwright.tasks.forecast_beside import independent, settle_share, spread
from cellwright.tasks.forecast_data import ForecastData
from cellwright.tasks.forecast_decoding import persistence, walked
from cellwright.tasks.forecast_network import ForecastNetwork
from cellwright.tasks.task import Encoded

Floats = npt.NDArray[np.float64]

# how many windows calibrate the quantiles
CALIBRATION_WINDOWS = 8192
# how many of the newest origins correct them, or more, until they have so many steps
FOLLOWED_ORIGINS, FOLLOWED_STEPS = 32, 256


@dataclass(kw_only=True, eq=False, repr=False)
class ForecastIntervals(ForecastData):
    """A forecaster whose quantiles are calibrated."""

    @property
    def rehearses(self) -> bool:
        """A calibration asks how wrong a network is that was trained as the last one is."""
        return self.conformal

    def settle(self, module: torch.nn.Module, held_out: Examples) -> Mapping[str, Any]:
        """How far the quantiles of windows that were held out lie from where they should, and then from the median.

        Before that, the share of what stands beside the network.
        """
        assert isinstance(held_out, Windows)
        assert isinstance(module, ForecastNetwork)
        share = {} if module.beside is None else {"share": settle_share(module, held_out, self.batch_size)}
        said, targets = self._said(module, held_out)
        settled = {**share, "persistence": persistence(targets - said[..., self.levels.index(MEDIAN)])}
        if not self.conformal:
            return settled
        shifts = conformal_shifts(targets[..., None] - said, self.levels)
        told = mean_distances(said, self.levels) + shifts
        distances = told * widths_for_few(independent(*targets.shape), self.levels)
        shifts += distances - told
        return {**settled, "shifts": shifts.tolist(), "distances": distances.tolist()}

    def carry(
        self, settled: Mapping[str, Any], module: torch.nn.Module, held_out: Examples, everything: Encoded
    ) -> Mapping[str, Any]:
        """The same share, and what brings the quantiles as far from the median as those that were calibrated."""
        assert isinstance(module, ForecastNetwork)
        if module.beside is not None:
            module.beside.share.fill_(settled["share"])
        if "distances" not in settled:
            return settled
        assert isinstance(held_out, Windows)
        assert isinstance(everything.examples, Windows)
        same = replace(held_out, scaling=everything.examples.scaling, features=everything.examples.features)
        said, _ = self._said(module, same)
        own = stretches(np.asarray(settled["distances"]), mean_distances(said, self.levels))
        kept = {name: value for name, value in settled.items() if name not in {"shifts", "distances"}}
        return {**kept, "stretches": own.tolist()}

    def values(self, output: torch.Tensor, encoded: Encoded) -> Floats:
        """The quantiles (windows, horizon, levels) on the scale of the data."""
        windows = encoded.examples
        assert isinstance(windows, Windows)
        center, scale = windows.scales(np.arange(len(windows)))
        values = self.likelihood.quantiles(output.numpy().astype(np.float64), center, scale, self.levels)
        learned = encoded.learned
        if "stretches" in learned:
            return self._in_order(stretched(values, np.asarray(learned["stretches"]), self.levels))
        if "shifts" in learned:
            return self._in_order(values + np.asarray(learned["shifts"]) * scale[..., None])
        return values

    def check_learned(self, learned: Mapping[str, Any]) -> None:
        """Raise if what moves the quantiles does not fit them, too."""
        super().check_learned(learned)
        expected = (learned["shape"]["horizon"], len(self.levels))
        for name in learned.keys() & {"shifts", "stretches"}:
            moves = np.asarray(learned[name])
            if moves.shape != expected or moves.dtype != np.float64 or not np.isfinite(moves).all():
                raise ValueError(f"the {name} of the quantiles are not {expected} numbers")
        if not number(-1, 1).holds(learned.get("persistence", 0.0)):
            raise ValueError(f"the persistence is {learned['persistence']!r}")

    def values_behind(self, past: Panel, horizon: int | None = None) -> Floats:
        """The quantiles (series, horizon, levels) behind the end of each series of a panel."""
        encoded = self.encode(past, self.learned_)
        output = outputs(self.module_, encoded.examples, self.batch_size)
        return self.values_ahead(output, encoded, horizon or self.horizon)

    def values_ahead(self, output: torch.Tensor, encoded: Encoded, horizon: int) -> Floats:
        """The same from the outputs for the last window of each series, which may have gone on since training."""
        windows, factors = encoded.examples, self._factors(encoded)
        assert isinstance(windows, Windows)

        def followed_by(values: Floats, series: Places) -> Floats:
            return values if factors is None else self._in_order(stretched(values, factors[series, None], self.levels))

        def say(windows: Windows, series: Places) -> Floats:
            later = outputs(self.module_, windows, self.batch_size)
            return followed_by(self.values(later, replace(encoded, examples=windows)), series)

        first = followed_by(self.values(output, encoded), np.arange(len(windows)))
        if horizon <= windows.shape.horizon:
            return first[:, :horizon]
        steady = encoded.learned.get("persistence", 0.0)
        return self._in_order(walked(first, windows, horizon, say, self.levels, steady))

    def _factors(self, encoded: Encoded) -> Floats | None:
        """By what the quantiles (series, levels) are stretched after what came behind the training data; None: not."""
        windows = encoded.examples
        assert isinstance(windows, Windows)
        if not self.conformal:
            return None
        trained = self.known(encoded.learned).tail
        most = max(FOLLOWED_ORIGINS, FOLLOWED_STEPS // windows.shape.horizon)
        origins = backtest.complete_origins(windows.panel, trained, windows.shape, most)
        here = np.flatnonzero(origins.ravel() != backtest.NOT_HERE)
        if not len(here):
            return None
        past = replace(windows, series=here // origins.shape[1], cutoffs=origins.ravel()[here])
        said = np.zeros((origins.size, windows.shape.horizon, len(self.levels)))
        came = np.full(said.shape[:2], np.nan)
        said[here] = self.values(outputs(self.module_, past, self.batch_size), replace(encoded, examples=past))
        came[here] = past.targets(np.arange(len(past)))
        return followed(said.reshape(*origins.shape, *said.shape[1:]), came.reshape(*origins.shape, -1), self.levels)

    def _in_order(self, values: Floats) -> Floats:
        """Quantiles that were moved, sorted again; whole numbers where the likelihood is of counts."""
        moved = np.sort(values, -1)
        return np.asarray(np.maximum(np.round(moved), 0) if self.likelihood.whole else moved)

    def _said(self, module: torch.nn.Module, held_out: Windows) -> tuple[Floats, Floats]:
        """Quantiles (windows, horizon, levels) and what happened (windows, horizon), on the scale of each window."""
        some = held_out.take(spread(len(held_out), CALIBRATION_WINDOWS))
        values = self.values(outputs(module, some, self.batch_size), Encoded(some.panel, some, None, {}, {}))
        _, scale = some.scales(np.arange(len(some)))
        return values / scale[..., None], some.targets(np.arange(len(some))) / scale

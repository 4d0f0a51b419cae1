"""Simple forecasts that a network has to beat: each from one history, without learning from other series.

A baseline is a function (history without gaps, season, horizon, levels) -> quantiles (horizon, levels).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cellwright.errors import DataError

Floats = npt.NDArray[np.float64]
Quantiles = Callable[[Floats, int, int, Sequence[float]], Floats]

# ETS sees no more than this of the past: its state forgets what lies further back, its time does not
MOST_SEASONS_OF_ETS = 20
MOST_POINTS_OF_ETS = 1500
# it has a state for each step of a season, and a fit with more than these takes minutes
LONGEST_SEASON_OF_ETS = 168
SIMULATIONS = 1000


def naive_scale(history: Floats, season: int) -> float:
    """The mean absolute error of the seasonal naive forecast within a history, where NaN is not known.

    Example:
        >>> naive_scale(np.array([1.0, 2.0, 2.0, 5.0]), season=2)
        2.0
    """
    lag = season if len(history) > season else 1
    steps = np.abs(history[lag:] - history[:-lag])
    known = steps[~np.isnan(steps)]
    return float(known.mean()) if len(known) else float("nan")


def seasonal_naive(history: Floats, season: int, horizon: int, levels: Sequence[float]) -> Floats:
    """The last season again; its spread is that of the past errors, growing with each season ahead.

    Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice (2021), sections 5.2 and 5.5.

    Example:
        >>> seasonal_naive(np.array([1.0, 2.0, 1.0, 2.0]), 2, 3, [0.5]).ravel()
        array([1., 2., 1.])
    """
    lag = season if len(history) >= season else 1
    forecast = history[len(history) - lag + np.arange(horizon) % lag]
    errors = history[lag:] - history[:-lag]
    deviation = float(np.sqrt(np.square(errors).mean())) if len(errors) else 0.0
    growth = np.sqrt(np.arange(horizon) // lag + 1)
    normal = np.array([NormalDist().inv_cdf(level) for level in levels])
    return np.asarray(forecast[:, None] + deviation * growth[:, None] * normal)


def ets(history: Floats, season: int, horizon: int, levels: Sequence[float]) -> Floats:
    """Exponential smoothing, additive or multiplicative, its trend damped or not: whichever has the lowest AICc.

    A season of more than 168 steps is taken out first, as the mean of each of its steps beside the level around it, and
    added again in the end.

    Source: Hyndman et al., Forecasting with Exponential Smoothing (2008); computed by statsmodels.

    Raises:
        DataError: it cannot be fitted to this history.
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # noqa: PLC0415  # heavy, and for evaluations only

    seasons = min(MOST_SEASONS_OF_ETS, len(history) // season)
    if season > LONGEST_SEASON_OF_ETS and seasons > 1:
        whole = history[-seasons * season :]
        usual = _usual_season(whole, season)
        return np.resize(usual, (horizon, 1)) + ets(whole - np.tile(usual, seasons), 1, horizon, levels)
    history = history[-max(MOST_POINTS_OF_ETS, min(MOST_SEASONS_OF_ETS * season, len(history))) :]
    series = pd.Series(history)
    seasonal = season > 1 and len(history) >= 2 * season + 2
    kinds = ("add", "mul") if (history > 0).all() else ("add",)

    def fitted(kind: str, damped: bool, start: str) -> Any:
        season_options = {"seasonal": kind, "seasonal_periods": season} if seasonal else {}
        model = ETSModel(
            series, error=kind, trend="add", damped_trend=damped, initialization_method=start, **season_options
        )
        result = model.fit(disp=False)
        if not np.isfinite(result.aicc):
            raise ValueError("the likelihood is not finite")
        return result

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a search that does not converge is judged by its AICc like the others
        # the kind is chosen with a quick start; only the chosen one is worth the long search for its best start
        quick = {key: result for key in product(kinds, (True, False)) if (result := _tried(fitted, *key, "heuristic"))}
        if not quick:
            raise DataError(f"ETS cannot be fitted to a history of {len(history)} points")
        chosen = min(quick, key=lambda key: quick[key].aicc)
        slow = _tried(fitted, *chosen, "estimated")
        best = slow if slow is not None and slow.aicc < quick[chosen].aicc else quick[chosen]
        forecast = _tried(_quantiles, best, horizon, levels)
    if forecast is None:
        raise DataError(f"ETS cannot be fitted to a history of {len(history)} points")
    return np.asarray(forecast)


def _usual_season(history: Floats, season: int) -> Floats:
    """How far each step of a season (season,) usually is from the mean of the season around it."""
    level = np.convolve(history, np.ones(season) / season, "valid")
    places = season // 2 + np.arange(len(level))
    sums, counts = (np.bincount(places % season, weights) for weights in (history[places] - level, None))
    return np.asarray(sums / counts)


def _tried(compute: Callable[..., Any], *arguments: Any) -> Any:
    """The result, or None if the numbers do not allow one."""
    try:
        return compute(*arguments)
    except (ArithmeticError, LookupError, ValueError, np.linalg.LinAlgError):
        return None


def _quantiles(fitted: Any, horizon: int, levels: Sequence[float]) -> Floats:
    """The quantiles of an ETS model: its forecast as the median, simulated futures for the rest."""
    errors = np.random.default_rng(0).normal(0, np.sqrt(fitted.mse), (horizon, SIMULATIONS))
    futures = np.asarray(fitted.simulate(horizon, anchor="end", repetitions=SIMULATIONS, random_errors=errors))
    forecast = np.quantile(futures, levels, axis=1).T
    forecast[:, list(levels).index(0.5)] = np.asarray(fitted.forecast(horizon))
    if not np.isfinite(forecast).all():
        raise ValueError("the forecast is not finite")
    return np.asarray(forecast)


@dataclass(frozen=True)
class Baseline:
    """A simple forecast.

    Attributes:
        quantiles: it computes the forecast.
        most_windows: a slow one is computed for no more windows than this, spread over all of them.
    """

    quantiles: Quantiles
    most_windows: int | None = None


BASELINES: Mapping[str, Baseline] = {"SeasonalNaive": Baseline(seasonal_naive), "ETS": Baseline(ets, most_windows=100)}

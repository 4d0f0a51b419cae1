"""Forecasting many series with one recurrent network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sklearn.base import clone
from sklearn.utils.validation import check_is_fitted

from cellwright.data.augment import augmented_windows
from cellwright.data.examples import Batch, Examples
from cellwright.data.future import with_future, without_future
from cellwright.data.panel import Panel
from cellwright.data.table import table_of
from cellwright.errors import ArgumentError
from cellwright.evaluate.baselines import BASELINES
from cellwright.evaluate.forecasts import Forecasts
from cellwright.fit import Score
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.question import Question
from cellwright.nn.arguments import positive
from cellwright.tasks import backtest
from cellwright.tasks.forecast_beside import fit_beside, spread, usual_share
from cellwright.tasks.forecast_evaluation import forecast_evaluation
from cellwright.tasks.forecast_intervals import ForecastIntervals
from cellwright.tasks.forecast_network import ForecastNetwork
from cellwright.tasks.forecast_question import forecast_question
from cellwright.tasks.forecast_shape import patch_for, season_of
from cellwright.tasks.layers import layers_of
from cellwright.tasks.task import Encoded
from cellwright.tasks.warm_start import Start

Floats = npt.NDArray[np.float64]

# how many windows say how far the first quantiles lie apart
STARTING_WINDOWS = 512


@dataclass(kw_only=True, eq=False, repr=False)
class Forecaster(ForecastIntervals):
    """A forecaster of one series, or of many at once with a single network.

    It forecasts all `horizon` steps together, as quantiles, from the last `input_size` points (`decoding="recursive"`:
    a few at a time). Missing stamps and
    values are never trained on or scored; the network sees them filled from the past, flagged as not observed.

    Args:
        horizon: how many steps ahead to forecast.
        input_size: how many past steps the network sees; None is three seasons if the data allow.
        season_length: steps of a season, 1 for none; None is what is usual for the frequency (12 for months).
        quantiles: the quantiles to forecast, besides the median.
        futr_exog: columns that are known in advance (weather forecasts, holidays, prices); `predict` wants their
            values for the horizon in `futr_df`. A column is of numbers, or of text, which is one of the categories that
            it held in training. Missing values are the last value before them.
        hist_exog: columns that are known up to the present; the network sees their past.
        stat_exog: columns that never change within a series.
        calendar: cycles of the calendar that the network is told of: any of "minute" (of the hour), "hour" (of the
            day), "weekday" and "year" (the place in it); "auto" are those longer than the season that the data hold at
            least three times, with the season's own; None is none. Holidays are a column of `futr_exog`.
        distribution: "student_t" (heavy tails), "negative_binomial" (counts), or None: quantiles, which need none.
        decoding: "direct", all steps at once; or "recursive", in blocks of `output_chunk_length`, each from the ones
            before, along sampled paths.
        output_chunk_length: how many steps ahead a recursive forecast takes at once.
        conformal: whether quantiles are calibrated on the windows held out (split conformal), each step ahead alone,
            and then by what has come since, where newer data are given.
        linear: whether simple forecasts have a say, too, in where a forecast lies: a regression of few weights, and
            smoothing, of values and their logarithms. How much is settled on what was held out.
        patch_size: how many past steps the recurrent network takes at once; long windows become cheap. None is 1, or as
            many as leave it 168 steps.
        scaling: "window", "reversible" (by window, with a learned affine map: RevIN), "standard", "minmax" or None: how
            values are scaled for the network.
        freq: the step between stamps, as pandas writes it ("h", "D", "W", "MS"); None infers it. "irregular" is none: a
            step is the next observation, whenever it comes. The network sees the time since the one before, and
            `predict` wants the stamps of the next `horizon` ones in `futr_df`; a season is counted in observations.
        id_col: the column that names the series; without it the table is one series.
        time_col: the column of stamps: dates, or integers.
        target_col: the column to forecast, or a list of columns: one network forecasts them all.
        freeze: for how many epochs weights that were taken over from another model stay as they are.
        train_on_all: whether to train once more, on everything, for as many epochs as early stopping found best.
        cell: the recurrent cell, a name of the catalogue or a @cw.cell.
        hidden_size: the size of the recurrent state.
        num_layers: how many recurrent layers lie above each other.
        bidirectional: whether a second cell reads the window from its end.
        augment: how windows are changed each time they are trained on: "jitter", "scaling", "magnitude_warp", some of
            them, or a dictionary of their strengths; None leaves them.
        forget_bias: added to the bias of the forget gates at the start, where the cell has any.
        max_epochs: the most epochs to train for.
        max_seconds: the most seconds to train for, to the next end of an epoch; None sets no limit.
        batch_size: windows in a step.
        learning_rate: the step size of the optimizer.
        optimizer: "adam", "adamw", "nadam", "radam", "rmsprop", "adagrad" or "sgd".
        gradient_clip: the largest norm of the gradient; None leaves it as it is.
        dropout: the share of values dropped between layers.
        recurrent_dropout: the share of the state dropped from the matrices, for a whole sequence.
        zoneout: the probability that a unit keeps its old value.
        l1: the weight of the absolute weights in the loss.
        l2: the weight of the squared weights in the loss.
        validation_split: the share of each series, at its end, held out to stop training by.
        early_stopping: epochs without a better validation loss before training stops; None trains for max_epochs.
        device: "cpu", "cuda"; "auto" is the CPU, for which the layers are compiled.
        precision: "float32" or "float64".
        random_state: the seed; the same seed gives the same model on one machine, bit for bit.
        progress: whether to show a progress bar.

    Attributes:
        module_: the trained network.
        history_: how each training run went.

    Example:
        >>> import numpy as np
        >>> waves = np.sin(np.arange(60) * np.pi / 6)
        >>> model = Forecaster(horizon=3, season_length=12, max_epochs=2, random_state=0, progress=False).fit(waves)
        >>> model.predict().columns.tolist()
        ['unique_id', 'ds', 'LSTM', 'LSTM-q-0.1', 'LSTM-q-0.5', 'LSTM-q-0.9']
    """

    def augmented(self, batch: Batch, encoded: Encoded) -> Batch:  # noqa: ARG002
        """Windows, and what follows them, changed together."""
        assert self.augment is not None
        return augmented_windows(batch, self.augment)

    @property
    def epoch_size(self) -> int | None:
        """So many windows of a large panel are an epoch, so that early stopping looks often enough."""
        return 8192

    def fit(
        self,
        df: Any,
        y: None = None,  # noqa: ARG002
        *,
        checkpoint: str | Path | None = None,
        init_from: Start | None = None,
    ) -> Forecaster:
        """Fit the network on one or many series.

        Args:
            df: a long frame (pandas, polars, pyarrow) or dictionary of columns `unique_id, ds, y`; a single series
                as a Series, list or 1-d array; or the path of a CSV or Parquet file.
            y: nothing; it is here for scikit-learn.
            checkpoint: a folder in which the run is saved as it goes; the same call takes up a run that was stopped.
            init_from: a fitted model, or the path of one, to begin with the weights of, where they fit; `taken_over_`
                says which do. It may be of another task, such as a `Pretrainer`.

        Raises:
            ArgumentError: an option is not what it must be, or no weight of `init_from` fits.
            DataError: the data cannot be used; the message names the row.
        """
        return self._fit(df, checkpoint, init_from)

    def predict(self, df: Any = None, futr_df: Any = None, *, horizon: int | None = None) -> Any:
        """The forecast behind the end of each series, in the data frame library that the data came in.

        Args:
            df: new history to forecast from, without fitting again; None forecasts behind the training data. Series
                that go on where the training data ended are joined to them.
            futr_df: with `futr_exog`, a table of what is known in advance: a row for each of the `horizon` stamps
                behind the end of each series. Without it, the last rows of `df`, which have no target, are the future.
            horizon: how many steps ahead; None is the model's own horizon. More steps than the network says at once are
                forecast recursively: in blocks, each from the ones before.

        Returns:
            A frame with the columns `unique_id, ds`, the point forecast (the median, named after the cell: `LSTM`)
            and each quantile (`LSTM-q-0.9`).

        Raises:
            NotFittedError: `fit` was not called.
            ArgumentError: there cannot be so many steps, since past covariates are not known there.
            DataError: the data cannot be used, or the future lacks a value; the message names series, stamp and column.
        """
        check_is_fitted(self, "module_")
        ahead = bool(self.columns.futr)
        if futr_df is not None and not ahead:
            raise ArgumentError("futr_df is given, but the model was fitted without futr_exog")
        horizon = self.horizon if horizon is None else positive("horizon", horizon)
        self.check_reach(horizon)
        panel = self._tail(self.learned_) if df is None else self._continued(df, self.learned_)
        if ahead:
            panel = with_future(panel if futr_df is not None else without_future(panel), futr_df, horizon)
        return self._framed(panel, self.values_behind(panel, horizon))

    def table_ahead(self, data: Any, future: Path | None, horizon: int | None = None) -> Any:
        """The forecast, with a file that holds `futr_df`."""
        return self.predict(data, future, horizon=horizon)

    def cross_validation(
        self, df: Any, n_windows: int = 1, step_size: int | None = None, refit: bool | int = False
    ) -> Any:
        """Forecasts from rolling origins, each made by a fresh model that saw nothing behind its origin.

        Args:
            df: the data, as for `fit`.
            n_windows: how many origins; the last is a horizon before the end.
            step_size: how many steps lie between them; None is a horizon.
            refit: whether to fit at each origin (True), at each of so many (a number), or at the first only (False).

        Returns:
            A frame with the columns `unique_id, ds, cutoff, y`, the forecasts as in `predict`, and `SeasonalNaive`.
        """
        self.check()
        panel = self._panel(df)
        forecasts = self._backtest(panel, n_windows, step_size, refit, ("SeasonalNaive",))
        return backtest.as_frame(forecasts, panel, self.name, self.quantiles)

    def evaluate(
        self,
        df: Any = None,
        n_windows: int | None = None,
        step_size: int | None = None,
        *,
        baselines: bool = True,
        seeds: int = 1,
    ) -> Evaluation:
        """How good the forecasts are, beside seasonal naive and ETS on the same windows.

        Args:
            df: data behind the training data; the model is used as it is, from as many origins as fit. None backtests
                on the training data: a fresh model is fitted without the windows that it is judged by.
            n_windows: how many origins; only without `df`. None is as many as the last tenth of the shortest series
                holds, one to ten of them.
            step_size: how many steps lie between origins; None is a horizon.
            baselines: whether seasonal naive and ETS are computed; ETS takes long on long series.
            seeds: how many models are judged in all, those beside this one fitted anew, each with another seed.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: there is nothing behind the training data to evaluate on.
        """
        check_is_fitted(self, "module_")
        beside = tuple(BASELINES) if baselines else ()
        if df is None:
            if not hasattr(self, "data_"):
                raise ArgumentError("a loaded model has no training data to backtest on; write evaluate(df)")
            panel = self.data_
            count = backtest.usual_windows(panel, self.horizon) if n_windows is None else n_windows
            forecasts = self._backtest(panel, count, step_size, False, beside)
        else:
            panel, trained = self._continued(df, self.learned_), self._tail(self.learned_)
            origins = backtest.unseen_origins(panel, trained, self.horizon, step_size)
            season = season_of(panel, self.season_length)
            forecasts = backtest.run(panel, origins, [self] * len(origins), season, beside)
        return self.with_seeds(forecast_evaluation(self, panel, forecasts), df, seeds)

    def split(self, data: Any, share: float) -> tuple[Panel, Panel]:
        """The series without their ends, which are about this share of each; and the whole series."""
        panel = self._panel(data)
        return panel.before(backtest.places_before_test(panel, self.horizon, share).tolist()), panel

    def build(self, sizes: Mapping[str, int]) -> torch.nn.Module:
        """The network for windows of these sizes."""
        return ForecastNetwork(
            self.cell,
            **sizes,
            located=self.likelihood.located(self.levels),
            middle=self.middle,
            beside=self.linear,
            patch_size=self.patch_size or patch_for(sizes["input_size"]),
            reversible=self.scaling == "reversible",
            bidirectional=self.bidirectional,
            **layers_of(self),
        )

    def untrained(self, encoded: Encoded, seed: int) -> torch.nn.Module:
        """The module as training begins with it; training stops by the network alone, where it does."""
        module = super().untrained(encoded, seed)
        assert isinstance(module, ForecastNetwork)
        if module.beside is not None and encoded.validation is None:
            module.beside.share.fill_(usual_share(self.columns))
        return module

    def start(self, module: torch.nn.Module, examples: Examples) -> None:
        """Let it begin with what seasonal naive errs by on some of the windows, and fit what stands beside it."""
        assert isinstance(module, ForecastNetwork)
        if module.beside is not None:
            fit_beside(module, examples)
        some = examples.batch(spread(len(examples), STARTING_WINDOWS))
        with torch.no_grad():
            errors = (some.targets[0] - module.last_seasons(some.inputs[0]))[some.targets[1]]
            module.begin(self.likelihood.begin(errors, self.levels))

    def loss(self, output: torch.Tensor, batch: Batch) -> Score:
        """The loss of the likelihood over the targets that are known, and the absolute error of where it lies."""
        target, known, center, scale = batch.targets
        each = self.likelihood.loss(output, target, center, scale, self.levels)
        absolute = (target - output[..., self.middle]).abs().detach()
        count = known.sum().to(output.dtype)
        share = known / count.clamp(min=1)
        return Score((each * share).sum(), count, {"absolute_error": (absolute * share).sum()})

    def decode(self, output: torch.Tensor, encoded: Encoded) -> Any:
        """A frame of the forecasts, in the library that the data came in."""
        return self._framed(encoded.data, self.values_ahead(output, encoded, self.horizon))

    def _framed(self, panel: Panel, values: Floats) -> Any:
        horizon, firsts = values.shape[1], range(0, len(panel), len(panel.columns.targets))
        stamps = [panel.stamps(i, panel.lengths[i] + np.arange(horizon)) for i in firsts]
        columns = {
            panel.columns.id: [panel.ids[i] for i in firsts for _ in range(horizon)],
            panel.columns.time: np.concatenate(stamps),
            **backtest.forecast_columns(self.name, values, self.levels, self.quantiles, panel.columns.targets),
        }
        return table_of(columns, panel.library, {panel.columns.time: panel.time_type} if panel.time_type else {})

    def question(self, encoded: Encoded, about: int | None) -> Question:
        """The median forecast: `about` so many steps ahead, or its mean over the horizon."""
        return forecast_question(self, encoded, about, self.middle)

    def _backtest(
        self,
        panel: Panel,
        n_windows: int,
        step_size: int | None,
        refit: bool | int,
        baselines: Sequence[str],
    ) -> Forecasts:
        """Forecasts from rolling origins, each of a fresh model that saw nothing behind the origin it was fitted at."""
        origins = backtest.rolling_origins(panel, self.horizon, n_windows, step_size)
        models: list[Forecaster] = []
        start = getattr(self, "start_", None)
        for step, places in enumerate(origins):
            if step == 0 or (refit and step % int(refit) == 0):
                models.append(clone(self).fit(panel.before(places.tolist()), init_from=start))
            else:
                models.append(models[-1])
        return backtest.run(panel, origins, models, season_of(panel, self.season_length), baselines)

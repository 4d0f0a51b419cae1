"""Detecting anomalies in series and among events with a recurrent network that has learned what is normal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sklearn.utils.validation import check_is_fitted

from cellwright.cells import has_forget_gate, resolve_cell
from cellwright.data.examples import Batch
from cellwright.data.readings import Readings
from cellwright.data.table import table_of
from cellwright.errors import ArgumentError, DataError
from cellwright.fit import Score
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.question import Question
from cellwright.tasks.detection_evaluation import detection_evaluation
from cellwright.tasks.detection_method import Network, Stretch
from cellwright.tasks.detection_options import DetectionOptions
from cellwright.tasks.detection_question import detection_question
from cellwright.tasks.detection_sample import sample_of
from cellwright.tasks.detection_settle import check_settled, places_of, scores_of, settle
from cellwright.tasks.detection_stream import DetectorStream
from cellwright.tasks.task import Encoded
from cellwright.tasks.warm_start import Start

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(kw_only=True, eq=False, repr=False)
class AnomalyDetector(DetectionOptions):
    """A detector of anomalies in series of one or many channels, or among events, that learns from normal data.

    Its attributes mean what those of pyod mean: a higher score is more anomalous, and 1 is an anomaly. scikit-learn's
    outlier detectors have it the other way round: there, lower is more anomalous, -1 is an outlier and 1 is none.

    The threshold is such that at `false_alarm_rate` of all normal steps an alarm begins, however long it lasts, by the
    tail of the scores of normal data; but never rarer than once in seven times as many steps as there are of these.
    With `contamination` this share of the training data is above it. Normal data that resemble nothing in training
    alarm more often than stated.

    Args:
        method: "forecast": by the error of a forecast of the next step; "reconstruction": by that of an autoencoder
            over the last window; "next_event": by how improbable a key is after the keys before it.
        window: the steps before the first score, and those of a reconstructed window; None is 32, or fewer if the
            series are short.
        false_alarm_rate: the share of normal steps at which an alarm may begin; two that are less than three
            times `smoothing` steps apart are one. For sessions, the share of normal events that may be alarms.
        contamination: the share of the training data that are anomalies; None goes by `false_alarm_rate`.
        top_k: with "next_event", a key is an anomaly if it is not among so many most probable; scores are ranks then.
        memory: the steps over which errors are compared with their recent level; how much they vary, over eight times
            as many.
        smoothing: the steps of the means that tell what lasts: strangeness, and a shift of the values.
        channels: the columns to read; None is every column without another role.
        id_col: the column that names the series; without it the table is one series.
        time_col: the column of stamps; without it the rows are taken as they come.
        label_col: the column that is 1 in rows of known anomalies, 0 elsewhere; it need not be there.
        augment: how training examples are changed each time they are drawn.
        freeze: for how many epochs weights that were taken over from another model stay as they are.
        train_on_all: whether to train once more, on everything, for as many epochs as early stopping found best.
        cell: the recurrent cell, a name of the catalogue or a @cw.cell.
        hidden_size: the size of the recurrent state.
        num_layers: how many recurrent layers lie above each other.
        bidirectional: must be False: a detector does not know what comes next.
        forget_bias: added to the bias of the forget gates at the start, where the cell has any.
        max_epochs: the most epochs to train for.
        max_seconds: the most seconds to train for, to the next end of an epoch; None sets no limit.
        batch_size: chunks of series in a step.
        learning_rate: the step size of the optimizer.
        optimizer: "adam", "adamw", "nadam", "radam", "rmsprop", "adagrad" or "sgd".
        gradient_clip: the largest norm of the gradient; None leaves it as it is.
        dropout: the share of values dropped between layers.
        recurrent_dropout: the share of the state dropped from the matrices, for a whole sequence.
        zoneout: the probability that a unit keeps its old value.
        l1: the weight of the absolute weights in the loss.
        l2: the weight of the squared weights in the loss.
        validation_split: the share of each series, at its end, held out to stop training by and to set thresholds by.
        early_stopping: epochs without a better validation loss before training stops; None trains for max_epochs.
        device: "cpu", "cuda"; "auto" is the CPU, for which the layers are compiled.
        precision: "float32" or "float64".
        random_state: the seed; the same seed gives the same model on one machine, bit for bit.
        progress: whether to show a progress bar.

    Attributes:
        decision_scores_: the scores of the training data.
        threshold_: scores above it are anomalies.
        labels_: 1 for the anomalies of the training data, 0 for the rest.
        module_: the trained network.
        history_: how each training run went.

    Example:
        >>> import numpy as np
        >>> wave = np.sin(np.arange(400) / 5)
        >>> model = AnomalyDetector(max_epochs=3, random_state=0, progress=False).fit(wave)
        >>> broken = wave.copy()
        >>> broken[300:] += 2
        >>> int(np.flatnonzero(model.predict(broken))[0])
        300
    """

    @property
    def threshold_(self) -> float:
        """Scores above it are anomalies."""
        if "learned_" not in vars(self):
            raise AttributeError("threshold_ is there once the detector is fitted")
        return float(self.learned_["threshold"])

    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        checkpoint: str | Path | None = None,
        init_from: Start | None = None,
    ) -> AnomalyDetector:
        """Learn what is normal.

        Args:
            X: mostly normal data: one series as an array (steps,) or (steps, channels); several as a list of arrays; a
                frame with a row a step, or a dictionary of its columns; the path of a file. For "next_event": a list of
                sessions, each a list of keys; a frame with a row an event; a file.
            y: 1 for steps (or sessions) that are known to be anomalies, 0 for the others: what is labelled 1 is neither
                learned from nor used for the threshold. None takes the labels from their column, if there is one.
            checkpoint: a folder in which the run is saved as it goes; the same call takes up a run that was stopped.
            init_from: a fitted model, or the path of one, to begin with the weights of, where they fit; `taken_over_`
                says which do.

        Raises:
            ArgumentError: an option is not what it must be, or no weight of `init_from` fits.
            DataError: the data cannot be used; the message names the row.
        """
        self.check()
        self._fit(self.way.read(X, self.roles, y), checkpoint, init_from)
        places = self._places(self.data_)
        settled, scores = settle(self.way, self.module_, self.data_, self.learned_, places, self.wish)
        self.learned_ = {**self.learned_, **settled}
        self.decision_scores_ = self.data_.as_given(scores)
        self.labels_ = self.data_.as_given(self._labels(scores))
        return self

    def decision_function(self, X: Any = None) -> Any:
        """How anomalous each step is: higher is more anomalous, NaN where a series is too young to say.

        Args:
            X: data as for `fit`; None is the training data.

        Returns:
            A score for each step or row (steps,), in its order; for a list of series, a list of such arrays.
        """
        check_is_fitted(self, "module_")
        encoded = self.encode(self._data_or(X), self.learned_)
        return self.decode(torch.from_numpy(self.way.evidence(self.module_, encoded.data, self.learned_)), encoded)

    def predict(self, X: Any = None) -> Any:
        """1 for each step that is an anomaly, 0 for the others, in the form of `decision_function`."""
        scores = self.decision_function(X)
        return [self._labels(part) for part in scores] if isinstance(scores, list) else self._labels(scores)

    def table(self, data: Any = None, /) -> Any:
        """Series, stamp, score and verdict of each step, as a pandas frame."""
        check_is_fitted(self, "module_")
        readings = self._read(self._data_or(data))
        scores = self.scores_of(readings)
        columns = {
            self.id_col: np.repeat(np.array(readings.ids, object), readings.lengths),
            self.time_col: readings.stamps,
            "score": scores,
            "anomaly": self._labels(scores),
        }
        order = np.argsort(readings.rows, kind="stable")
        return table_of({name: values[order] for name, values in columns.items()}, "pandas", {})

    def stream(self) -> DetectorStream:
        """A session whose `step(x)` gives score and label of one step, as `decision_function` would for the series.

        Example:
            >>> import numpy as np
            >>> model = AnomalyDetector(max_epochs=1, random_state=0, progress=False).fit(np.sin(np.arange(200) / 5))
            >>> stream = model.stream()
            >>> [stream.step(x).label for x in (0.0, 0.2)]
            [0, 0]
        """
        check_is_fitted(self, "module_")
        session = partial(self.way.session, self.module_, self.learned_, self.learned_["calibration"])
        return DetectorStream(session, self.threshold_, self.sizes_.get("channels", 0))

    def evaluate(
        self,
        X: Any = None,
        y: Any = None,
        *,
        start: int = 0,
        baselines: bool = True,
        seeds: int = 1,
    ) -> Evaluation:
        """How well known anomalies are found, beside simple detectors that learned from the same data.

        The baselines are a moving z-score and an isolation forest, or an n-gram for events; their thresholds are set on
        the training data in the same way.

        Args:
            X: data with known anomalies; None is the part of the training data that was held out.
            y: 1 for each step (or session) that is an anomaly, 0 for the others; None takes them from their column.
            start: the steps at the beginning of each series that the detectors see but are not judged by, such as
                those that it learned from.
            baselines: whether the baselines are computed.
            seeds: how many models are judged in all, those beside this one fitted anew, each with another seed.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: no anomalies are labelled.
        """
        check_is_fitted(self, "module_")
        readings = self._data_or(X) if X is None else self._read(X, y)
        starts = self._places(readings) if X is None else np.minimum(start, readings.lengths)
        if readings.labels is None:
            raise DataError(
                f"nothing says which steps are anomalies: give the labels as y, or as the column {self.label_col!r} of "
                f"the table (another name: label_col=)"
            )
        evaluation = detection_evaluation(self, readings, starts, self._normal(), baselines=baselines)
        return self.with_seeds(evaluation, None if X is None else readings, seeds)

    def split(self, data: Any, share: float) -> tuple[Readings, Readings]:
        """The series without their ends, which are about this share of each; and these ends."""
        readings = self.way.read(data, self.roles, None)
        places = self._places(readings, share)
        nothing = np.zeros_like(places)
        return readings.between(nothing, places), readings.between(places, readings.lengths)

    def encode(self, data: Any, learned: Mapping[str, Any] | None = None, held_out: float = 0.0) -> Encoded:
        """Chunks of series to learn from; or the readings to judge."""
        way = self.way
        if learned is not None:
            readings = self._read(data)
            everything = Stretch(np.zeros_like(readings.lengths), readings.lengths)
            return Encoded(readings, way.examples(readings, everything, learned), None, {}, learned)
        readings = way.read(data, self.roles, None)
        places = self._places(readings, held_out)
        training = Stretch(np.zeros_like(places), places)
        sizes, learned = way.learn(readings, training, self.window)
        examples = way.examples(readings, training, learned)
        validation = way.examples(readings, Stretch(places, readings.lengths), learned)
        if held_out and not (len(examples) and len(validation)):
            return self.encode(readings)  # too short to hold anything out
        learned |= {"readings": {"channels": list(readings.channels)}}
        return Encoded(readings, examples, validation if held_out else None, sizes, learned)

    def build(self, sizes: Mapping[str, int]) -> torch.nn.Module:
        """The network for data of these sizes."""
        layers = {
            "recurrent_dropout": self.recurrent_dropout,
            "zoneout": self.zoneout,
            "forget_bias": self.forget_bias if has_forget_gate(self.cell) else 0.0,
        }
        # layers inside a cell stand too close to each other for dropout
        dropout = 0.0 if resolve_cell(self.cell).layers > 1 else self.dropout
        return self.way.build(sizes, Network(self.cell, self.hidden_size, self.num_layers, dropout, layers))

    def loss(self, output: torch.Tensor, batch: Batch) -> Score:
        """What the method says of an output."""
        return self.way.loss(output, batch)

    def question(self, encoded: Encoded, about: Any) -> Question:  # noqa: ARG002
        """How far each example is from what the network expected of it."""
        if about is not None:
            raise ArgumentError(f"a detector explains how far data are from the expected; leave about={about!r} out")
        return detection_question(self.way.loss)

    def decode(self, output: torch.Tensor, encoded: Encoded) -> Any:
        """The scores of evidence (points, ...), in the order and form that the data came in."""
        readings: Readings = encoded.data
        return readings.as_given(self._scores_of(output.numpy(), readings))

    def check_learned(self, learned: Mapping[str, Any]) -> None:
        """Raise if these are not a scaling or keys, a calibration and a threshold that fit together."""
        check_settled(self.way, self.module_, self.sizes_, learned)

    def scores_of(self, readings: Readings) -> Floats:
        """The scores (points,) of readings, series after series."""
        return self._scores_of(self.way.evidence(self.module_, readings, self.learned_), readings)

    def _scores_of(self, evidence: Floats, readings: Readings) -> Floats:
        return scores_of(self.way, evidence, readings, self.learned_["calibration"])

    def _labels(self, scores: Floats) -> npt.NDArray[np.int64]:
        return (scores > self.threshold_).astype(np.int64)

    def _read(self, data: Any, labels: Any = None) -> Readings:
        """New data, with the channels that the network knows."""
        known = tuple(self.learned_["readings"]["channels"])
        named = self.channels is not None or known != tuple(str(place) for place in range(len(known)))
        table = hasattr(data, "columns") or isinstance(data, (str, Path, Mapping))
        roles = replace(self.roles, channels=known) if named and table else self.roles
        readings = self.way.read(data, roles, labels)
        if len(readings.channels) != len(known):
            raise DataError(
                f"the detector was fitted on {len(known)} channels ({', '.join(known)}); these data have "
                f"{len(readings.channels)} ({', '.join(readings.channels)})"
            )
        return readings

    def _normal(self) -> Readings:
        """What baselines learn from: the normal part of the training data, or a sample of it if this was loaded."""
        return self.data_ if hasattr(self, "data_") else sample_of(self.learned_["normal"])

    def _places(self, readings: Readings, share: float | None = None) -> Places:
        """Where the part of each series begins that is held out."""
        share = self.validation_split if share is None else share
        return places_of(readings, share, by_session=self.way.by_session)

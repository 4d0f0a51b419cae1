"""Classifying sequences: of numbers, or texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
import torch.nn.functional as F
from sklearn.base import ClassifierMixin
from sklearn.metrics import accuracy_score
from sklearn.utils.validation import check_is_fitted

from cellwright.data.examples import Batch, Examples
from cellwright.data.labels import Labels, class_weights
from cellwright.data.padded import Padded
from cellwright.data.sampling import stratified_sample
from cellwright.evaluate.calibration import mixed, temperature_for
from cellwright.fit import Score, outputs
from cellwright.fit.options import Rule, flag, option
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.question import Question
from cellwright.tasks.beside import begin
from cellwright.tasks.classifier_evaluation import classifier_evaluation
from cellwright.tasks.sequence_network import SequenceNetwork
from cellwright.tasks.sequence_question import class_question
from cellwright.tasks.sequence_task import SequenceTask
from cellwright.tasks.task import Encoded
from cellwright.tasks.warm_start import Start

Floats = npt.NDArray[np.float64]


def _is_class_weight(value: Any) -> bool:
    if value is None or isinstance(value, str):
        return value in {None, "balanced"}
    if not isinstance(value, Mapping):  # as a model file has it: JSON has no keys but text
        return isinstance(value, list) and all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in value)
    return all(isinstance(weight, (int, float)) and weight >= 0 for weight in value.values())


@dataclass(kw_only=True, eq=False, repr=False)
class SequenceClassifier(ClassifierMixin, SequenceTask):  # type: ignore[misc]  # scikit-learn has no types
    """A classifier of sequences of any lengths: numbers in one or many channels, or texts.

    Early stopping goes by the cross-entropy of what is held out, about `validation_split` of each class; fewer than 20
    sequences are all trained on, for all of `max_epochs`.

    Args:
        class_weight: what each class counts in the loss: None for 1, "balanced", or a dictionary of labels.
        calibrate: whether probabilities are calibrated, by a temperature, on what was held out.
        linear: whether a linear model has a say, too: of summaries of each channel, or of texts naive Bayes over words
            and pairs of words. How much is settled on what was held out.
        pooling: "last", "mean", "max" or "attention": how the steps of a sequence become one vector.
        convolution: layers of convolution before the recurrent ones, as (filters, kernel size); None for none.
        scaling: "standard", "minmax" or None: how each channel is scaled.
        tokeniser: "words", "characters", or None: characters for scripts without spaces, words for others.
        min_count: how often a token must occur in the training data to be known; all others are one unknown token.
        embedding_size: the size of the vector of a token.
        embedding_dropout: the share of the values of tokens' vectors dropped.
        max_length: the most steps of a sequence that are read, from its start; None is all.
        id_col: the column that names the sequences.
        time_col: the column of times.
        target_col: the column to predict.
        text_col: the column of texts, or of whole sequences.
        augment: how training examples are changed each time they are drawn: a name, names, or names with strengths.
        freeze: for how many epochs weights that were taken over from another model stay as they are.
        train_on_all: whether to train once more, on everything, for as many epochs as early stopping found best.
        cell: the recurrent cell, a name of the catalogue or a @cw.cell.
        hidden_size: the size of the recurrent state.
        num_layers: how many recurrent layers lie above each other.
        bidirectional: whether a second cell reads from the end.
        forget_bias: added to the bias of the forget gates at the start, where the cell has any.
        max_epochs: the most epochs to train for.
        max_seconds: the most seconds to train for, to the next end of an epoch; None sets no limit.
        batch_size: sequences in a step.
        learning_rate: the step size of the optimizer.
        optimizer: "adam", "adamw", "nadam", "radam", "rmsprop", "adagrad" or "sgd".
        gradient_clip: the largest norm of the gradient; None leaves it as it is.
        dropout: the share of values dropped between layers and before the head.
        recurrent_dropout: the share of the state dropped from the matrices, for a whole sequence.
        zoneout: the probability that a unit keeps its old value.
        l1: the weight of the absolute weights in the loss.
        l2: the weight of the squared weights in the loss.
        validation_split: the share of the sequences held out to stop training by, and to calibrate on.
        early_stopping: epochs without a better validation loss before training stops; None trains for max_epochs.
        device: "cpu", "cuda"; "auto" is the CPU, for which the layers are compiled.
        precision: "float32" or "float64".
        random_state: the seed; the same seed gives the same model on one machine, bit for bit.
        progress: whether to show a progress bar.

    Attributes:
        classes_: the labels.
        module_: the trained network.
        history_: how each training run went.

    Example:
        >>> import numpy as np
        >>> rising = np.arange(12.0) + np.random.default_rng(0).normal(size=(20, 12))
        >>> X, y = np.concatenate([rising, -rising]), ["up"] * 20 + ["down"] * 20
        >>> model = SequenceClassifier(hidden_size=4, max_epochs=5, random_state=0, progress=False).fit(X, y)
        >>> model.predict(X[[0, -1]]).tolist()
        ['up', 'down']
    """

    class_weight: Any = option(  # noqa: RUF009  # Any in the annotation confuses ruff: option() makes a field
        Rule('None, "balanced" or a dictionary of labels', _is_class_weight), "what each class counts", default=None
    )
    calibrate: bool = option(flag(), "whether probabilities are calibrated on what was held out", default=True)

    linear: bool = option(
        flag(), "whether a linear model of summaries, or naive Bayes over words, has a say, too", default=True
    )

    @property
    def has_evidence(self) -> bool:
        """Whether a linear model stands beside the network."""
        return self.linear

    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        checkpoint: str | Path | None = None,
        init_from: Start | None = None,
    ) -> SequenceClassifier:
        """Fit the network.

        Args:
            X: numbers as an array (sequences, steps, channels) or (sequences, steps), or a list of arrays of any
                lengths, NaN where nothing was observed; texts as a list of strings; a frame (pandas, polars, pyarrow)
                with a row for each step of each sequence (`unique_id, ds`, channels, `y`) or a row for each text
                (`text, y`); a Hugging Face data set; the path of a CSV, Parquet, `.ts` or UCR `.tsv` file.
            y: a label for each sequence (strings, integers, booleans); for several labels a sequence a matrix of zeros
                and ones, or a list of sets of labels. None where X has them.
            checkpoint: a folder in which the run is saved as it goes; the same call takes up a run that was stopped.
            init_from: a fitted model, or the path of one, to begin with the weights of, where they fit; `taken_over_`
                says which do. It may be of another task.

        Raises:
            ArgumentError: an option is not what it must be, or no weight of `init_from` fits.
            DataError: the data cannot be used; the message names the row.
        """
        self._fit_cases(X, y, checkpoint, init_from)
        return self

    @property
    def classes_(self) -> npt.NDArray[Any]:
        """The labels that the classifier knows."""
        check_is_fitted(self, "module_")
        return self._labels(self.learned_).array()

    def predict(self, X: Any = None) -> Any:
        """The most probable label of each sequence; for several labels, those with a probability of at least 0.5.

        Returns:
            An array (sequences,) of labels; a matrix (sequences, classes) of zeros and ones, or a list of sets, if the
            classifier was fitted on such.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
        """
        return self._predicted(X)

    def predict_proba(self, X: Any) -> Floats:
        """The probability (sequences, classes) of each label, calibrated if `calibrate` is set.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
        """
        logits = torch.from_numpy(self._logits(X))
        exclusive = self._labels(self.learned_).exclusive
        return np.asarray((logits.softmax(-1) if exclusive else logits.sigmoid()).numpy())

    def decision_function(self, X: Any) -> Floats:
        """The calibrated logits (sequences, classes); for two exclusive classes that of the second over the first.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
        """
        logits = self._logits(X)
        return logits[:, 1] - logits[:, 0] if self._labels(self.learned_).exclusive and logits.shape[1] == 2 else logits

    def score(self, X: Any, y: Any = None, sample_weight: Any = None) -> float:
        """The accuracy, as in scikit-learn; with several labels a sequence, the share of those that are all right."""
        check_is_fitted(self, "module_")
        cases, labels = self._cases(X, y), self._labels(self.learned_)
        truth, found = labels.numbers(cases.targets), labels.numbers(self.predict(cases))
        return float(accuracy_score(truth, found, sample_weight=sample_weight))

    def evaluate(self, X: Any = None, y: Any = None, *, baselines: bool = True, seeds: int = 1) -> Evaluation:
        """How good the classifier is, beside the majority class and a logistic regression on simple features.

        Args:
            X: sequences that the classifier has not seen, as for `fit`. None holds out a part of the training data, and
                judges a fresh model that was fitted without it.
            y: their labels; None where X has them.
            baselines: whether the baselines are computed.
            seeds: how many models are judged in all, each with another seed.

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used, or have labels that were not there when the model was fitted.
        """
        check_is_fitted(self, "module_")
        if X is None:
            fresh, unseen = self._fresh()
            return fresh.evaluate(unseen, baselines=baselines, seeds=seeds)
        cases = self._required(self._cases(X, y))
        return self.with_seeds(classifier_evaluation(self, cases, baselines=baselines), cases, seeds)

    def table(self, data: Any = None) -> pd.DataFrame:
        """The name of each sequence, its label, and the probability of each class, as a pandas frame."""
        cases = self._cases(data)
        probability = self.predict_proba(cases)
        labels = self._labels(self.learned_)
        target = self.target_col if isinstance(self.target_col, str) else "labels"
        columns: dict[str, Any] = {self.id_col: cases.inputs.ids, target: list(self.predict(cases))}
        columns |= {f"P({name})": probability[:, k] for k, name in enumerate(labels.classes)}
        table: pd.DataFrame = pd.DataFrame(columns)
        return table

    def numbers_of(self, targets: Any, about: Mapping[str, Any] | None) -> tuple[npt.NDArray[Any], Mapping[str, Any]]:
        """The numbers of labels."""
        labels = Labels.fitted(targets) if about is None else Labels.from_json(about)
        return labels.numbers(targets), labels.to_json()

    def with_weights(self, targets: npt.NDArray[Any], about: Mapping[str, Any]) -> tuple[npt.NDArray[Any], ...]:
        """The numbers of labels, and what each counts."""
        return targets, class_weights(targets, Labels.from_json(about), self.class_weight)

    def outputs_for(self, about: Mapping[str, Any]) -> int:
        """One for each class."""
        return len(Labels.from_json(about).classes)

    def loss(self, output: torch.Tensor, batch: Batch) -> Score:
        """The cross-entropy, and the share of right labels."""
        target, weight = batch.targets
        output, _ = self._parts(output)
        if target.ndim == 1:
            each = F.cross_entropy(output, target, reduction="none")
            right = output.argmax(-1) == target
        else:
            each = F.binary_cross_entropy_with_logits(output, target.to(output.dtype), reduction="none")
            right = (output > 0) == (target == 1)
        total = weight.sum()
        share = weight / total.clamp(min=torch.finfo(weight.dtype).tiny)
        return Score((each * share).sum(), total, {"accuracy": (right * share).sum()})

    def start(self, module: torch.nn.Module, examples: Examples) -> None:
        """Let what stands beside the network be fitted first."""
        assert isinstance(module, SequenceNetwork)
        assert isinstance(examples, Padded)
        if module.evidence is not None:
            begin(module.evidence, examples, module.head.out_features)

    def settle(self, module: torch.nn.Module, held_out: Examples) -> Mapping[str, Any]:
        """The temperature, and the share of the linear model, that make what was held out most likely."""
        assert isinstance(held_out, Padded)
        logits, evidence = self._parts(outputs(module, held_out, self.batch_size).double())
        temperature, share = temperature_for(
            logits.numpy(),
            held_out.targets[0],
            None if evidence is None else evidence.numpy(),
            calibrate=self.calibrate,
        )
        return {"temperature": temperature, "evidence": share}

    def decode(self, output: torch.Tensor, encoded: Encoded) -> Any:
        """The labels."""
        labels = self._labels(encoded.learned)
        logits = self._settled(output, encoded)
        return labels.named(logits.argmax(-1) if labels.exclusive else (logits >= 0).astype(np.int64))

    def question_about(self, about: Any) -> Question:
        """The log-odds of a class: the one that `about` names, or the most probable one of each sequence."""
        labels, learned = self._labels(self.learned_), self.learned_

        def settled(output: torch.Tensor) -> torch.Tensor:
            return self._mixed(output, learned)

        return class_question(labels.classes, about, settled, exclusive=labels.exclusive)

    def params_as_json(self) -> dict[str, Any]:
        """The hyper-parameters as JSON; the weights of classes as pairs."""
        params = super().params_as_json()
        weights = params["class_weight"]
        return {**params, "class_weight": [*weights.items()] if isinstance(weights, Mapping) else weights}

    def check_learned(self, learned: Mapping[str, Any]) -> None:
        """Raise if the labels or the temperature are none, too."""
        super().check_learned(learned)
        temperature, share = learned.get("temperature", 1.0), learned.get("evidence", 0.0)
        if not (0 < temperature < float("inf") and 0 <= share <= 1):
            raise ValueError(f"the temperature is {temperature!r}, the share of the linear model {share!r}")

    def _held_out(self, targets: npt.NDArray[Any], share: float) -> npt.NDArray[np.int64]:
        return stratified_sample(targets, share, self.random_state or 0)

    def _labels(self, learned: Mapping[str, Any]) -> Labels:
        return Labels.from_json(learned["targets"])

    def _logits(self, X: Any) -> Floats:
        check_is_fitted(self, "module_")
        encoded = self.encode(X, self.learned_)
        return self._settled(outputs(self.module_, encoded.examples, self.batch_size), encoded)

    def _parts(self, output: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor | None]:
        """What the network says, and what the linear model says beside it if there is one."""
        if not self.linear:
            return output, None
        logits, evidence = output.tensor_split(2, -1)
        return logits, evidence

    def _mixed(self, output: torch.Tensor, learned: Mapping[str, Any]) -> torch.Tensor:
        """The logits at their temperature, the linear model having its share."""
        logits, evidence = self._parts(output)
        share = 0.0 if evidence is None else learned.get("evidence", 0.0)
        found: torch.Tensor = mixed(
            logits, 0.0 if evidence is None else evidence, learned.get("temperature", 1.0), share
        )
        return found

    def _settled(self, output: torch.Tensor, encoded: Encoded) -> Floats:
        return np.asarray(self._mixed(output.double(), encoded.learned).numpy())

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags

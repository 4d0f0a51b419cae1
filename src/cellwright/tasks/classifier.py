"""Classifying sequences: of numbers, or texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from cellwright.data.sequences import Cases
from cellwright.evaluate.calibration import temperature_for
from cellwright.fit import Score, outputs
from cellwright.fit.options import Rule, flag, option
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.question import Question
from cellwright.nn.evidence import Evidence
from cellwright.nn.summaries import Summaries
from cellwright.tasks.beside import fit_classes
from cellwright.tasks.classifier_evaluation import classifier_evaluation
from cellwright.tasks.labelled_task import LabelledTask
from cellwright.tasks.sequence_question import class_question
from cellwright.tasks.task import Encoded

Floats = npt.NDArray[np.float64]


def _is_class_weight(value: Any) -> bool:
    if value is None or isinstance(value, str):
        return value in {None, "balanced"}
    if not isinstance(value, Mapping):  # as a model file has it: JSON has no keys but text
        return isinstance(value, list) and all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in value)
    return all(isinstance(weight, (int, float)) and weight >= 0 for weight in value.values())


@dataclass(kw_only=True, eq=False, repr=False)
class SequenceClassifier(ClassifierMixin, LabelledTask):  # type: ignore[misc]  # scikit-learn has no types
    """A classifier of sequences of any lengths: numbers in one or many channels, or texts.

    Early stopping goes by the cross-entropy of what is held out, about `validation_split` of each class; fewer than 20
    sequences are all trained on, for all of `max_epochs`.

    Args:
        class_weight: what each class counts in the loss: None for 1, "balanced", or a dictionary of labels.
        calibrate: whether probabilities are calibrated, by a temperature, on what was held out.
        linear: whether a linear model has a say, too: a logistic regression on summaries of each channel, or on words
            and pairs of words. How much is settled on what was held out.
        pooling: "last", "mean", "max" or "attention": how the steps of a sequence become one vector.
        convolution: layers of convolution before the recurrent ones, as (filters, kernel size); None for none.
        scaling: "standard", "minmax" or None: how each channel is scaled.
        tokeniser: "words", "characters", or None: characters for scripts without spaces
            and for texts of one word each, words for others.
        min_count: how often a token must occur in the training data to be known; all others are one unknown token.
        embedding_size: the size of the vector of a token.
        embeddings: a text file of vectors of words to begin with, as word2vec, fastText and GloVe write it: those of
            the words of the texts, and the first 10,000.
        embedding_dropout: the share of the values of tokens' vectors dropped.
        max_length: the most steps of a sequence that the network reads, from its start; None is all. The linear model
            reads all of it.
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

    def judged(self, cases: Cases, *, baselines: bool) -> Evaluation:
        """The evaluation, beside the majority class and a logistic regression on simple features."""
        return classifier_evaluation(self, cases, baselines=baselines)

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
        output, _ = self.parts(output)
        if target.ndim == 1:
            each = F.cross_entropy(output, target, reduction="none")
            right = output.argmax(-1) == target
        else:
            each = F.binary_cross_entropy_with_logits(output, target.to(output.dtype), reduction="none")
            right = (output > 0) == (target == 1)
        total = weight.sum()
        share = weight / total.clamp(min=torch.finfo(weight.dtype).tiny)
        return Score((each * share).sum(), total, {"accuracy": (right * share).sum()})

    def fit_beside(self, module: Evidence | Summaries, examples: Padded) -> None:
        """Fit a logistic regression."""
        fit_classes(module, examples, len(module.biases))

    def settle(self, module: torch.nn.Module, held_out: Examples) -> Mapping[str, Any]:
        """The temperature, and the share of the linear model, that make what was held out most likely."""
        assert isinstance(held_out, Padded)
        logits, evidence = self.parts(outputs(module, held_out, self.batch_size).double())
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
            return self.mixed(output, learned)

        return class_question(labels.classes, about, settled, exclusive=labels.exclusive)

    def params_as_json(self) -> dict[str, Any]:
        """The hyper-parameters as JSON; the weights of classes as pairs."""
        params = super().params_as_json()
        weights = params["class_weight"]
        return {**params, "class_weight": [*weights.items()] if isinstance(weights, Mapping) else weights}

    def _held_out(self, targets: npt.NDArray[Any], share: float) -> npt.NDArray[np.int64]:
        return stratified_sample(targets, share, self.random_state or 0)

    def _labels(self, learned: Mapping[str, Any]) -> Labels:
        return Labels.from_json(learned["targets"])

    def _logits(self, X: Any) -> Floats:
        check_is_fitted(self, "module_")
        encoded = self.encode(X, self.learned_)
        return self._settled(outputs(self.module_, encoded.examples, self.batch_size), encoded)

    def _settled(self, output: torch.Tensor, encoded: Encoded) -> Floats:
        return np.asarray(self.mixed(output.double(), encoded.learned).numpy())

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags

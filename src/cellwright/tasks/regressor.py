"""Numbers about sequences: of numbers, or texts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from sklearn.base import RegressorMixin
from sklearn.metrics import r2_score
from sklearn.utils.validation import column_or_1d

from cellwright.data.examples import Batch, Examples
from cellwright.data.padded import Padded
from cellwright.data.sampling import sample
from cellwright.data.sequences import Cases
from cellwright.errors import DataError
from cellwright.evaluate.calibration import share_for
from cellwright.fit import Score, outputs
from cellwright.inspect.evaluation import Evaluation
from cellwright.inspect.question import Question
from cellwright.nn.evidence import Evidence
from cellwright.nn.summaries import Summaries
from cellwright.tasks.beside import fit_numbers
from cellwright.tasks.labelled_task import LabelledTask
from cellwright.tasks.regressor_evaluation import regressor_evaluation
from cellwright.tasks.sequence_question import number_question
from cellwright.tasks.task import Encoded

Floats = npt.NDArray[np.float64]


@dataclass(kw_only=True, eq=False, repr=False)
class SequenceRegressor(RegressorMixin, LabelledTask):  # type: ignore[misc]  # scikit-learn has no types
    """A regressor: one number, or several, about each sequence, of any lengths, or about each text.

    Beside the network stands a ridge regression on summaries of each channel, or on words and pairs of words. Its
    options are those of `SequenceClassifier`, but for what concerns classes.

    Attributes:
        module_: the trained network.
        history_: how each training run went.

    Example:
        >>> import numpy as np
        >>> X = np.random.default_rng(0).normal(size=(40, 12))
        >>> model = SequenceRegressor(hidden_size=4, max_epochs=5, random_state=0, progress=False).fit(X, X.mean(1))
        >>> model.predict(X[:3]).shape
        (3,)
    """

    def predict(self, X: Any = None) -> Floats:
        """The number for each sequence (sequences,), or the numbers (sequences, numbers).

        Raises:
            NotFittedError: `fit` was not called.
            DataError: the data cannot be used.
        """
        return np.asarray(self._predicted(X))

    def score(self, X: Any, y: Any = None, sample_weight: Any = None) -> float:
        """R², as in scikit-learn."""
        cases = self._required(self._cases(X, y))
        truth, _ = self.numbers_of(cases.targets, None)
        return float(r2_score(truth, self.predict(cases), sample_weight=sample_weight))

    def judged(self, cases: Cases, *, baselines: bool) -> Evaluation:
        """The evaluation, beside the mean and a ridge regression on simple features."""
        return regressor_evaluation(self, cases, baselines=baselines)

    def fit_beside(self, module: Evidence | Summaries, examples: Padded) -> None:
        """Fit a ridge regression."""
        fit_numbers(module, examples)

    def table(self, data: Any = None) -> pd.DataFrame:
        """The name of each sequence and what is predicted for it, as a pandas frame."""
        cases = self._cases(data)
        values = self.predict(cases).reshape(len(cases), -1)
        columns: dict[str, Any] = dict(zip(self.target_names(), values.T, strict=True))
        table: pd.DataFrame = pd.DataFrame({self.id_col: cases.inputs.ids, **columns})
        return table

    def target_names(self) -> list[str]:
        """What each of the numbers is called."""
        count = self.sizes_["outputs"]
        given = [self.target_col] if isinstance(self.target_col, str) else list(self.target_col)
        return given if len(given) == count else [f"{given[0]}{number}" for number in range(count)]

    def numbers_of(self, targets: Any, about: Mapping[str, Any] | None) -> tuple[Floats, Mapping[str, Any]]:
        """The numbers, with their means and deviations."""
        values = _numbers(targets)
        if about is not None:
            return values, about
        table = values.reshape(len(values), -1)
        scale = np.where((deviation := table.std(0)) > 0, deviation, 1.0)
        flat = values.ndim == 1
        return values, {"flat": flat, "centers": table.mean(0).tolist(), "scales": scale.tolist()}

    def with_weights(self, targets: npt.NDArray[Any], about: Mapping[str, Any]) -> tuple[npt.NDArray[Any], ...]:
        """The numbers on the network's own scale."""
        table = targets.reshape(len(targets), -1)
        return (((table - about["centers"]) / about["scales"]).astype(np.float32),)

    def outputs_for(self, about: Mapping[str, Any]) -> int:
        """One for each number."""
        return len(about["centers"])

    def loss(self, output: torch.Tensor, batch: Batch) -> Score:
        """The mean squared error on the network's own scale, and the absolute one."""
        [target] = batch.targets
        error = self.parts(output)[0] - target
        count = torch.tensor(float(len(error)), device=error.device)
        return Score(error.square().mean(), count, {"absolute_error": error.detach().abs().mean()})

    def settle(self, module: torch.nn.Module, held_out: Examples) -> Mapping[str, Any]:
        """The share of the linear model that makes the errors of what was held out small."""
        assert isinstance(held_out, Padded)
        own, evidence = self.parts(outputs(module, held_out, self.batch_size).double())
        return {} if evidence is None else {"evidence": share_for(own.numpy(), held_out.targets[0], evidence.numpy())}

    def decode(self, output: torch.Tensor, encoded: Encoded) -> Floats:
        """The numbers on the scale of the data."""
        about = encoded.learned["targets"]
        values = self.mixed(output.double(), encoded.learned).numpy() * about["scales"] + about["centers"]
        return np.asarray(values[:, 0] if about["flat"] else values)

    def question_about(self, about: str | None) -> Question:
        """The number that `about` names; the first if it is None."""
        learned, scaling = self.learned_, self.learned_["targets"]

        def settled(output: torch.Tensor) -> torch.Tensor:
            return self.mixed(output, learned)

        return number_question(self.target_names(), scaling["centers"], scaling["scales"], about, settled)

    def check_learned(self, learned: Mapping[str, Any]) -> None:
        """Raise if the scales are none, too."""
        super().check_learned(learned)
        about = learned["targets"]
        numbers = [*about["centers"], *about["scales"]]
        finite = all(isinstance(each, float) and math.isfinite(each) for each in numbers)
        if not finite or len(about["scales"]) != len(about["centers"]) or not isinstance(about["flat"], bool):
            raise ValueError("the scales of the numbers do not fit together")

    def _held_out(self, targets: npt.NDArray[Any], share: float) -> npt.NDArray[np.int64]:
        return sample(len(targets), share, self.random_state or 0)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags


def _numbers(targets: Any) -> Floats:
    try:
        values = np.asarray(targets, np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"y holds no numbers; use cw.SequenceClassifier for labels: {error}") from error
    if values.ndim > 2 or 0 in values.shape:
        raise DataError(f"y has the shape {values.shape}; expected (sequences,) or (sequences, numbers)")
    wrong = np.argwhere(~np.isfinite(values))
    if len(wrong):
        raise DataError(
            f"y is {values[tuple(wrong[0])]} in row {wrong[0][0]}; expected finite numbers, neither NaN nor infinity: "
            f"leave the row out"
        )
    return np.asarray(column_or_1d(values, warn=True)) if values.ndim == 2 and values.shape[1] == 1 else values

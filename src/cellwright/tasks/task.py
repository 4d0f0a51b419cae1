"""The contract of a task: four verbs. All else - fitting, saving, loading - is written here once, in their terms.

    encode(raw data)      -> examples, to learn from or to predict for
    build(sizes)          -> a module
    loss(output, batch)   -> loss and metrics
    decode(output)        -> what the user asked for

A new application is a dataclass that inherits from `Task`, adds its hyper-parameters as fields and has these verbs; and
it says how its data are split and how it is evaluated, so that `cw.compare` can judge cells by it. A row in
`cellwright.tasks.TASKS` gives it model files and a command line, whose options are its fields.
Such a class is an estimator of scikit-learn: its hyper-parameters are stored as given and checked when it is fitted.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from sklearn.base import BaseEstimator, clone
from sklearn.utils.validation import check_is_fitted

from cellwright.cells import resolve_cell
from cellwright.data.augment import AUGMENTATIONS, Augmentation, are_augmentations, augmented
from cellwright.data.examples import Batch, Examples
from cellwright.data.write import check_form, write_table
from cellwright.equation import Cell
from cellwright.errors import ArgumentError
from cellwright.fit import History, Score, Training, check_options, outputs, training_of
from cellwright.fit.options import Rule, flag, number, option, whole
from cellwright.inspect.evaluation import Evaluation
from cellwright.tasks.fitting import fit_task
from cellwright.tasks.insight import Insight
from cellwright.tasks.saved import save
from cellwright.tasks.warm_start import Start

A_CELL = Rule("the name of a cell, or a @cw.cell", lambda v: isinstance(v, (str, Cell)), telling=False)
# of the training data, where evaluate() is given none and the options hold nothing out
SHARE_JUDGED = 0.2
Fitted = TypeVar("Fitted", bound="Task")


def augmentation_among(names: Collection[str]) -> Rule:
    """Changes of training examples that have one of these names, or None."""
    return Rule(
        f"one or several of {', '.join(map(repr, names))}, or a dictionary of their strengths, or None",
        lambda v: v is None or are_augmentations(v, names),
    )


@dataclass(frozen=True)
class Encoded:
    """Raw data as a task sees them.

    Attributes:
        data: the data as read; `encode` takes these too, so that nothing is read twice.
        examples: what to train on, or what to predict for.
        validation: what was held out; None if nothing was.
        sizes: what `build` needs to know of the data.
        learned: what was learned from the data and is needed again to predict; plain JSON.
        measured: how many features of a step, its first, were measured, if others are flags or times; None is all.
    """

    data: Any
    examples: Examples
    validation: Examples | None
    sizes: Mapping[str, int]
    learned: Mapping[str, Any]
    measured: int | None = None


@dataclass(kw_only=True, eq=False, repr=False)
class Task(Training, Insight, BaseEstimator, ABC):  # type: ignore[misc]  # scikit-learn has no types
    """What every task has: its network's options, those of training, and what follows from the four verbs."""

    cell: str | Cell = option(  # noqa: RUF009  # Cell in the annotation confuses ruff: option() makes a field
        A_CELL,
        "the recurrent cell, a name of the catalogue or a @cw.cell",
        default="lstm",
    )
    hidden_size: int = option(whole(1), "the size of the recurrent state", default=64)
    num_layers: int = option(whole(1), "how many recurrent layers lie above each other", default=1)
    bidirectional: bool = option(flag(), "whether a second cell reads from the end", default=False)
    forget_bias: float = option(
        number(0), "added to the bias of the forget gates at the start, where the cell has any", default=0.0
    )
    augment: Augmentation | None = option(  # noqa: RUF009  # the alias confuses ruff: option() makes a field
        augmentation_among(AUGMENTATIONS),
        "how training examples are changed each time they are drawn: a name, names, or names with strengths",
        default=None,
    )
    freeze: int = option(
        whole(0), "for how many epochs weights that were taken over from another model stay as they are", default=0
    )
    train_on_all: bool = option(
        flag(),
        "whether to train once more, on everything, for as many epochs as early stopping found best",
        default=False,
    )

    @property
    def name(self) -> str:
        """What its network is called in tables: the name of the cell, in capitals."""
        return resolve_cell(self.cell).name.upper()

    def units(self, sizes: Mapping[str, int]) -> int:  # noqa: ARG002
        """The size of the recurrent state for data of these sizes; here, as the options say."""
        return self.hidden_size

    @property
    def epoch_size(self) -> int | None:
        """The most examples of an epoch, drawn anew for each; None is all of them."""
        return None

    @property
    def rehearses(self) -> bool:
        """Whether what is settled for a model trained on everything comes from one trained alike on the part of it.

        The module that was found by stopping early had another schedule, and is worse. It costs one more run.
        """
        return False

    @abstractmethod
    def encode(self, data: Any, learned: Mapping[str, Any] | None = None, held_out: float = 0.0) -> Encoded:
        """Examples of raw data: to train on, or to predict for with what was `learned`."""

    @abstractmethod
    def build(self, sizes: Mapping[str, int]) -> torch.nn.Module:
        """The module for data of these sizes."""

    def training(self, encoded: Encoded) -> Training:  # noqa: ARG002
        """How to train on these examples; here, as the options say."""
        return training_of(self)

    def start(self, module: torch.nn.Module, examples: Examples) -> None:
        """Set first weights from the examples, where the task knows better ones than chance; here, nothing."""

    def augmented(self, batch: Batch, encoded: Encoded) -> Batch:
        """A batch of training examples with the changes of `augment`; here, the first input are sequences.

        Raises:
            ArgumentError: a change does not suit the examples.
        """
        assert self.augment is not None
        return augmented(batch, self.augment, encoded.measured)

    def settle(self, module: torch.nn.Module, held_out: Examples) -> Mapping[str, Any]:  # noqa: ARG002
        """What is learned after training from the examples held out, such as a calibration; a part of `learned`."""
        return {}

    def carry(
        self,
        settled: Mapping[str, Any],
        module: torch.nn.Module,  # noqa: ARG002
        held_out: Examples,  # noqa: ARG002
        everything: Encoded,  # noqa: ARG002
    ) -> Mapping[str, Any]:
        """What was settled, for the module that was trained once more, on everything; here, the same.

        That module has seen what was held out, so that its errors there say nothing.
        """
        return settled

    @abstractmethod
    def loss(self, output: Any, batch: Batch) -> Score:
        """Loss and metrics of the module's output: a tensor, or what else the module gives."""

    def error(self, output: Any, batch: Batch, encoded: Encoded) -> Score | None:  # noqa: ARG002
        """How wrong the output is by the measure that the task is judged by, for early stopping to go by its mean.

        A measure that is no mean over examples is one over parts, if these are weighed by the right `count`: F1 by the
        entities said and true. None, as here, lets early stopping go by the loss, which otherwise only tells epochs
        apart that are equally wrong.
        """
        return None

    @abstractmethod
    def decode(self, output: Any, encoded: Encoded) -> Any:
        """What the user asked for, from the module's output for all examples."""

    def fit(self, data: Any, /, *, checkpoint: str | Path | None = None, init_from: Start | None = None) -> Task:
        """Fit on raw data.

        Args:
            data: what to learn from.
            checkpoint: a folder in which the run is saved as it goes; a run that was stopped is taken up again.
            init_from: a fitted model, or the path of one, whose weights are the first ones where they fit; see
                `taken_over_`. It may be of another task.
        """
        return self._fit(data, checkpoint, init_from)

    @abstractmethod
    def predict(self, data: Any = None, /) -> Any:
        """What the user asked for, for data that may be new."""

    @abstractmethod
    def evaluate(self, data: Any = None, /, *, baselines: bool = True, seeds: int = 1) -> Evaluation:
        """How good the fitted task is on data that it has not seen, beside the simple baselines of its field.

        Without data it is judged by a part of the training data that it has not been trained on. More `seeds` tell how
        much of that is luck: see `with_seeds`.
        """

    def check_judge(self) -> None:
        """Find out, before anything is fitted, whether what `evaluate` judges by is installed; here, it always is.

        Raises:
            MissingExtraError: it is not.
        """

    @abstractmethod
    def split(self, data: Any, share: float) -> tuple[Any, Any]:
        """Raw data to fit on, and raw data to evaluate on: about this share of them is held out."""

    def read(self, *paths: Path) -> Any:
        """What files hold, as `fit`, `predict` and `evaluate` take it; here, they read one file themselves.

        Raises:
            ArgumentError: the task reads one file, and there are several.
        """
        if len(paths) > 1:
            raise ArgumentError(f"a {type(self).__name__} reads one file; got {', '.join(map(str, paths))}")
        return paths[0]

    def table(self, data: Any = None, /) -> Any:
        """What is predicted for data, as a data frame, for the command line; here, `predict` gives one."""
        return self.predict(data)

    def check_form(self, path: Path) -> None:
        """Find out, before anything is predicted, whether `write` knows the form; here, it knows those of tables.

        Raises:
            DataError: there is no such form.
        """
        check_form(path)

    def write(self, prediction: Any, data: Any, path: Path) -> Path:  # noqa: ARG002
        """Write what `table` gave for data to a file, in the form that the end of its name says; here, as a table.

        Raises:
            DataError: there is no such form, or the file cannot be written; what was there before is unchanged.
        """
        return write_table(prediction, path)

    def text(self, prediction: Any, data: Any) -> str:  # noqa: ARG002
        """What `table` gave for data, as the command line prints it; here, as CSV."""
        text: str = prediction.to_csv(index=False)
        return text

    def table_ahead(self, data: Any, future: Path | None, horizon: int | None = None) -> Any:  # noqa: ARG002
        """The same so many steps ahead, with a file of what is known in advance; here, nothing lies ahead.

        Raises:
            ArgumentError: the task looks at nothing ahead.
        """
        does, given = ("forecasts nothing", "the horizon")
        if future is not None:
            does, given = ("uses nothing that is known in advance", str(future))
        raise ArgumentError(f"a {type(self).__name__} {does}; leave {given} out")

    def save(self, path: str | Path) -> Path:
        """Save the model as one `.cw` file, or as a folder if the name has no suffix; `cw.load` reads it again.

        Raises:
            NotFittedError: `fit` was not called.
            ModelFileError: it cannot be written; what was there before is unchanged.
        """
        return save(self, path)

    def with_seeds(self, evaluation: Evaluation, data: Any, seeds: int) -> Evaluation:
        """The evaluation, and beside it those of models that are fitted anew, each with another seed.

        Args:
            evaluation: of this model.
            data: what they are evaluated on.
            seeds: how many models there are in all; with 1 there is nothing to do.

        Raises:
            ArgumentError: it is not a number of models, or there is no training data to fit them on.
        """
        if not whole(1).holds(seeds):
            raise ArgumentError(f"seeds must be {whole(1).says}; got {seeds!r}")
        if seeds == 1:
            return evaluation
        if not hasattr(self, "data_"):
            raise ArgumentError("a loaded model has no training data to fit other seeds on; leave seeds= out")
        first = 0 if self.random_state is None else self.random_state + 1
        others = [
            clone(self)
            .set_params(random_state=first + number)
            .fit(self.data_, init_from=self.start_)
            .evaluate(data, baselines=False)
            for number in range(seeds - 1)
        ]
        return evaluation.beside([next(iter(other.scores.values())) for other in others])

    def check(self) -> None:
        """Check the hyper-parameters.

        Raises:
            ArgumentError: names the first that is not what it must be.
        """
        check_options(self)
        resolve_cell(self.cell)

    def _fit(self: Fitted, data: Any, checkpoint: str | Path | None = None, init_from: Start | None = None) -> Fitted:
        """Fit on raw data; see `fit`."""
        fit_task(self, data, checkpoint, init_from)
        return self

    def _fresh(self: Fitted) -> tuple[Fitted, Any]:
        """A model that was fitted without a part of the training data, and this part."""
        if not hasattr(self, "data_"):
            raise ArgumentError("a loaded model has no training data to be judged by; write evaluate(X, y)")
        known, unseen = self.split(self.data_, self.validation_split or SHARE_JUDGED)
        return clone(self).fit(known, init_from=self.start_), unseen

    def set_fitted(
        self,
        module: torch.nn.Module,
        sizes: Mapping[str, int],
        learned: Mapping[str, Any],
        history: tuple[History, ...],
    ) -> None:
        """Take over what was fitted, here or in another process."""
        self.module_ = module.eval()
        self.sizes_, self.learned_, self.history_ = dict(sizes), learned, history

    def untrained(self, encoded: Encoded, seed: int) -> torch.nn.Module:
        """The module as training with this seed begins with it."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            module = self.build(encoded.sizes)
        self.start(module, encoded.examples)
        return module

    def check_learned(self, learned: Mapping[str, Any]) -> None:
        """Raise ValueError, LookupError or TypeError if what a model file brought is not what `encode` learns."""

    def _predicted(self, data: Any) -> Any:
        """The four verbs in a row, for data that the module has not been trained on."""
        check_is_fitted(self, "module_")
        encoded = self.encode(data, self.learned_)
        return self.decode(outputs(self.module_, encoded.examples, self.batch_size), encoded)

    def params_as_json(self) -> dict[str, Any]:
        """The hyper-parameters as JSON: the cell as its equations, NumPy's numbers as plain ones, paths as text."""
        params = self.get_params(deep=False)
        cell = resolve_cell(params.pop("cell"))
        plain = {name: _plain(value) for name, value in params.items()}
        return {**plain, "cell": {"name": cell.name, "equations": cell.key}}


def _plain(value: Any) -> Any:
    """A value as JSON can say it."""
    if isinstance(value, Path):
        return str(value)
    return value.item() if isinstance(value, np.generic) else value

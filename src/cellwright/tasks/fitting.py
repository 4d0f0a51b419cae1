"""How a task is fitted: trained with a part held out, and once more on everything if it asks for that."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from cellwright.errors import ArgumentError
from cellwright.fit import History, Training, fit
from cellwright.tasks.resumed import checkpoint_of
from cellwright.tasks.warm_start import Start, fitted_model, take_over

if TYPE_CHECKING:
    from cellwright.tasks.task import Encoded, Task

# the titles of runs, which also name their checkpoints
SEARCH, REHEARSAL, FINAL = "search", "rehearsal", "final"
BY_HAND = "by hand"


@dataclass(frozen=True)
class Fitted:
    """What fitting came to.

    Attributes:
        module: the trained module.
        encoded: what it was trained on.
        settled: what was learned after training.
        histories: how each run went that led to it.
    """

    module: torch.nn.Module
    encoded: Encoded
    settled: Mapping[str, Any]
    histories: tuple[History, ...]


def fit_task(task: Task, data: Any, checkpoint: str | Path | None = None, init_from: Start | None = None) -> None:
    """Fit a task on raw data; see `Task.fit`."""
    task.check()
    task.start_ = None if init_from is None else fitted_model(init_from)
    if task.freeze and task.start_ is None:
        raise ArgumentError(
            f"freeze={task.freeze} holds weights that were taken over; give fit a model as init_from, too"
        )
    if checkpoint is not None and task.random_state is None:
        raise ArgumentError("a run with a checkpoint repeats its random numbers; write random_state=0, or any seed")
    runs = Runs(task, secrets.randbelow(2**31) if task.random_state is None else task.random_state, checkpoint)
    part = task.encode(data, held_out=task.validation_split)
    found = runs.on_part(part)
    if runs.repeats(part) and found.histories[-1].ended != BY_HAND:
        found = runs.on_everything(found)
    task.set_fitted(
        found.module.cpu(), found.encoded.sizes, {**found.encoded.learned, **found.settled}, found.histories
    )
    task.data_ = part.data


@dataclass(frozen=True)
class Runs:
    """The training runs of a task.

    Attributes:
        task: what is fitted.
        seed: where every random number comes from.
        checkpoint: the folder in which the runs are saved as they go, if any.
    """

    task: Task
    seed: int
    checkpoint: str | Path | None = None

    def repeats(self, encoded: Encoded) -> bool:
        """Whether there is another run, on everything."""
        return self.task.train_on_all and encoded.validation is not None and self.task.early_stopping is not None

    def on_part(self, part: Encoded) -> Fitted:
        """The best module by what was held out of its training."""
        options, repeats = self.task.training(part), self.repeats(part)
        if repeats and options.max_seconds is not None:
            # the run on everything takes up to twice the epochs, each longer by what was held out
            runs = 1 + 2 / (1 - self.task.validation_split) + (2 if self.task.rehearses else 0)
            options = replace(options, max_seconds=options.max_seconds / runs)
        module, history = self.run(part, options, SEARCH if repeats else FINAL)
        settled = {} if part.validation is None else self.task.settle(module, part.validation)
        return Fitted(module, part, settled, (history,))

    def on_everything(self, found: Fitted) -> Fitted:
        """The module that was trained on everything, as long as was found best; or what was found, if it is stopped."""
        task, part, (history,) = self.task, found.encoded, found.histories
        assert part.validation is not None
        everything = task.encode(part.data)
        options = task.training(everything)
        # a cosine halves the mean learning rate, so the same way takes twice the epochs
        epochs = history.best if options.schedule == "cosine" else 2 * history.best
        options = replace(options, max_epochs=epochs, max_seconds=None, schedule="cosine")
        settled = found.settled
        try:
            if task.rehearses:
                rehearsed, _ = self.whole(replace(part, validation=None), options, REHEARSAL)
                settled = task.settle(rehearsed, part.validation)
            module, final = self.whole(everything, options, FINAL)
            settled = task.carry(settled, module, part.validation, everything)
        except KeyboardInterrupt:
            # half a run on everything is worth less than the best of a whole one
            return replace(found, histories=(replace(history, ended=BY_HAND),))
        return Fitted(module, everything, settled, (history, final))

    def whole(self, encoded: Encoded, options: Training, title: str) -> tuple[torch.nn.Module, History]:
        """A run that goes to its end.

        Raises:
            KeyboardInterrupt: it was stopped by hand.
        """
        module, history = self.run(encoded, options, title)
        if history.ended == BY_HAND:
            raise KeyboardInterrupt
        return module, history

    def run(self, encoded: Encoded, options: Training, title: str) -> tuple[torch.nn.Module, History]:
        """A trained module, and how its training went."""
        task = self.task
        module = task.untrained(encoded, self.seed)
        task.taken_over_ = () if task.start_ is None else take_over(task, module, task.start_)
        saved = (
            None if self.checkpoint is None else checkpoint_of(task, encoded, options.schedule, self.checkpoint, title)
        )
        history = fit(
            module,
            task.loss,
            encoded.examples,
            encoded.validation,
            options,
            seed=self.seed,
            epoch_size=task.epoch_size,
            error=lambda output, batch: task.error(output, batch, encoded),
            checkpoint=saved,
            title=title,
            augment=None if task.augment is None else lambda batch: task.augmented(batch, encoded),
            frozen=task.taken_over_,
            freeze=task.freeze,
        )
        return module, history

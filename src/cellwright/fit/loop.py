"""The training loop: a generator of epochs on torch itself. `fit` drives it, with a progress bar.

The random numbers of a step depend on the seed, the process and the number of the step alone. So nothing random has to
be saved: a run that resumes from a checkpoint ends with the same weights, bit for bit, as one that was never stopped.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from cellwright.data.examples import Batch, Examples, Rows
from cellwright.data.order import order_of
from cellwright.errors import ArgumentError, DataError
from cellwright.fit.adam import Adam
from cellwright.fit.checkpoint import Checkpoint, Progress
from cellwright.fit.options import OPTIMIZERS, PRECISIONS, Training, device_of
from cellwright.fit.processes import Processes
from cellwright.fit.progress import progress_bar
from cellwright.fit.schedules import SCHEDULES
from cellwright.nn.lookup import Lookup


@dataclass(frozen=True)
class Score:
    """What a task says about an output.

    Attributes:
        loss: the mean loss of the batch.
        count: how many targets the mean is over; batches and processes are weighted by it.
        metrics: further means over the same targets, by name.
    """

    loss: torch.Tensor
    count: torch.Tensor
    metrics: Mapping[str, torch.Tensor] = field(default_factory=dict)


# the output is a tensor, or whatever else the task's module gives and its loss understands
Scorer = Callable[[Any, Batch], Score]
Judge = Callable[[Any, Batch], Score | None]
Augment = Callable[[Batch], Batch]


@dataclass(frozen=True)
class Epoch:
    """What one epoch came to.

    Attributes:
        number: counted from 1.
        loss: the mean training loss.
        validation_loss: the mean loss of the examples held out; None where none are.
        metrics: further means over the examples held out, or else over those trained on.
        best: whether no epoch before was better.
        validation_error: the mean error of the examples held out that training stops by; None where it is the loss.
    """

    number: int
    loss: float
    validation_loss: float | None
    metrics: Mapping[str, float]
    best: bool
    validation_error: float | None = None


@dataclass(frozen=True)
class History:
    """How a training run went.

    Attributes:
        epochs: every epoch of it.
        best: the number of the epoch whose weights were kept.
        ended: "after max_epochs", "after max_seconds", "by early stopping" or "by hand" (Ctrl-C).
    """

    epochs: tuple[Epoch, ...]
    best: int
    ended: str


def fit(
    module: torch.nn.Module,
    score: Scorer,
    examples: Examples,
    validation: Examples | None,
    options: Training,
    *,
    seed: int,
    schedule: str | None = None,
    epoch_size: int | None = None,
    error: Judge | None = None,
    checkpoint: Checkpoint | None = None,
    title: str = "training",
    augment: Augment | None = None,
    frozen: Collection[str] = (),
    freeze: int = 0,
) -> History:
    """Train a module in place; it ends with the weights of the best epoch, or the last if nothing is held out.

    Ctrl-C stops the run and keeps the best weights so far; before the end of the first epoch it is not caught.

    Args:
        module: what is trained; it is called with the inputs of a batch.
        score: the loss of an output.
        examples: what to train on.
        validation: what to stop by; None trains for all of `max_epochs`.
        options: how to train.
        seed: where every random number comes from.
        schedule: how the learning rate goes, if not as the options say: "constant" or "cosine", down to nothing.
        epoch_size: the most examples of an epoch, drawn anew for each; None is all of them.
        error: how wrong an output is, by which the best epoch is told; where it is None, that is the loss.
        checkpoint: where the run is saved, and taken up again if it was stopped.
        title: what the progress bar says.
        augment: what changes each batch before it is trained on, by random numbers of torch's.
        frozen: the names of parameters that stay as they are at first.
        freeze: for how many epochs they do.

    Raises:
        CellwrightError: the loss is no longer finite; or the checkpoint belongs to another run, is damaged, or cannot
            be written.
    """
    done: list[Epoch] = []
    ended = ""
    goes = schedule or options.schedule
    run = Run(module, score, examples, validation, options, seed, goes, epoch_size, checkpoint, augment, error)
    run.frozen = {parameter: freeze for name, parameter in module.named_parameters() if name in frozen}
    with progress_bar(title, options.max_epochs, shown=options.progress and run.processes.first) as bar:
        run.advanced = bar.advance
        try:
            for epoch in run.epochs():
                done.append(epoch)
                bar.finish_epoch(epoch.number, epoch.loss, epoch.validation_loss, epoch.validation_error)
        except KeyboardInterrupt:
            if not done:
                raise
            ended = "by hand"
            sys.stderr.write(f"stopped by hand after epoch {len(done)}; the best weights so far are kept\n")
    run.end()
    return History(tuple(done), run.progress.best_epoch, ended or run.ended)


class Run:
    """One training run: everything that a step needs, and how far it has come."""

    def __init__(
        self,
        module: torch.nn.Module,
        score: Scorer,
        examples: Examples,
        validation: Examples | None,
        options: Training,
        seed: int,
        schedule: str,
        epoch_size: int | None,
        checkpoint: Checkpoint | None,
        augment: Augment | None = None,
        error: Judge | None = None,
    ) -> None:
        self.processes = Processes.of_this_run(device_of(options.device))
        self.device = self.processes.device
        self.module = module.to(self.device, PRECISIONS[options.precision])
        self.score, self.examples, self.validation = score, examples, validation
        self.options, self.seed, self.checkpoint, self.augment = options, seed, checkpoint, augment
        self.error = error or (lambda output, batch: None)
        # for how many epochs a parameter stays as it is
        self.frozen: Mapping[torch.nn.Parameter, int] = {}
        self.size = min(len(examples), epoch_size or len(examples))
        self.steps = math.ceil(self.size / options.batch_size)
        self.schedule = SCHEDULES[schedule]
        self.parameters = list(self.module.parameters())
        self.optimizer = OPTIMIZERS[options.optimizer](self.parameters, lr=options.learning_rate)
        self.progress = Progress() if checkpoint is None else checkpoint.restored(self.module, self.optimizer)
        self.trained = self.processes.wrapped(self.module)
        self._look_up(self.optimizer)
        self.began, self.time_is_over = time.monotonic(), False
        # told how many epochs are over, and parts of one, after each step
        self.advanced: Callable[[float], None] = lambda epochs: None

    def epochs(self) -> Iterator[Epoch]:
        """Train, and yield each epoch when it is over; those of a resumed run come first."""
        yield from (Epoch(**record) for record in self.progress.records)
        while not self.ended:
            yield self._epoch()

    @property
    def ended(self) -> str:
        """What ended the run; nothing while it goes on."""
        if self.patience_is_over(self.progress):
            return "by early stopping"
        if len(self.progress.records) >= self.options.max_epochs:
            return "after max_epochs"
        return "after max_seconds" if self.time_is_over else ""

    def patience_is_over(self, progress: Progress) -> bool:
        """Whether so many epochs have gone by without a better one."""
        if self.validation is None or self.options.early_stopping is None:
            return False
        return len(progress.records) - progress.best_epoch >= self.options.early_stopping

    def _look_up(self, optimizer: torch.optim.Optimizer) -> None:
        """Let steps leave those vectors alone that a batch does not look up, if the optimizer can make up for that."""
        if isinstance(optimizer, Adam) and self.processes.count == 1 and not self.options.l1 and not self.options.l2:
            for part in self.module.modules():
                if isinstance(part, Lookup):
                    part.sparse, part.before = True, optimizer.catch_up

    def end(self) -> None:
        """Leave the module as others know it, with the best weights."""
        for part in self.module.modules():
            if isinstance(part, Lookup):
                part.sparse, part.before = False, None
        if self.progress.best is not None:
            self.module.load_state_dict(self.progress.best)

    def _epoch(self) -> Epoch:
        progress = self.progress
        number = len(progress.records) + 1
        generator = np.random.default_rng([self.seed, number])
        order = order_of(self.examples, generator, self.options.batch_size)[: self.size]
        self.module.train()
        while progress.step < self.steps:
            rows = order[progress.step * self.options.batch_size :][: self.options.batch_size]
            progress.add(*self._step(rows, (number - 1) * self.steps + progress.step))
            self.advanced(number - 1 + progress.step / self.steps)
            if self.checkpoint is not None and progress.step < self.steps and self.processes.first:
                self.checkpoint.save_if_due(self.module, self.optimizer, progress)
        loss, means = progress.means()
        if isinstance(self.optimizer, Adam):
            self.optimizer.settle()
        validation_loss = error = None
        if self.validation is not None:
            validation_loss, means, error = self._evaluate(self.validation)
            self._check(validation_loss, f"validation loss became {validation_loss} in epoch {number}")
        best = validation_loss is None or progress.is_best(validation_loss, error)
        epoch = Epoch(number, loss, validation_loss, means, best, error)
        progress.finish_epoch(vars(epoch), self.module if best else None)
        if self.options.max_seconds is not None:  # the processes of a run end together
            seconds = time.monotonic() - self.began
            self.time_is_over = self.processes.agreed(seconds) >= self.options.max_seconds
        if self.checkpoint is not None and self.processes.first:
            self.checkpoint.save_if_due(self.module, self.optimizer, progress, now=bool(self.ended))
        return epoch

    def _step(self, rows: Rows, step: int) -> tuple[float, Mapping[str, float], float]:
        rate = self.schedule(step / (self.steps * self.options.max_epochs)) * float(self.options.learning_rate)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        with _random_numbers([self.seed, self.processes.rank, step], self.device):
            batch = self.examples.batch(self.processes.part_of(rows))
            score = self._scored(self.trained, batch if self.augment is None else self.augment(batch))
        total = self.processes.sum(score.count)
        share = score.count / total.clamp(min=1)
        loss = float(self.processes.sum(score.loss.detach() * share))
        self._check(loss, f"loss became {loss} in step {step + 1}")
        for parameter in self.parameters:
            parameter.grad = None
        # gradients are averaged over the processes; so each is weighted by its share of the targets
        torch.autograd.backward(score.loss * share * self.processes.count + self._penalty())
        for parameter, epochs in self.frozen.items():
            if step < epochs * self.steps:
                parameter.grad = None
        if isinstance(self.optimizer, Adam):
            self.optimizer.step(most=self.options.gradient_clip)
        else:
            if self.options.gradient_clip is not None:
                _clip(self.parameters, self.options.gradient_clip)
            self.optimizer.step()
        means = {name: float(self.processes.sum(value * share)) for name, value in score.metrics.items()}
        return loss, means, float(total) / self.processes.times(rows)

    def _check(self, loss: float, what: str) -> None:
        if not math.isfinite(loss):
            raise ArgumentError(f"the {what}; lower learning_rate, which is {self.options.learning_rate:g}")

    def _penalty(self) -> torch.Tensor | float:
        """L1 and L2 of the weights; biases are left alone."""
        if not self.options.l1 and not self.options.l2:
            return 0.0
        weights = [parameter for parameter in self.module.parameters() if parameter.ndim > 1]
        absolute = sum(weight.abs().sum() for weight in weights)
        square = sum(weight.square().sum() for weight in weights)
        return self.options.l1 * absolute + self.options.l2 * square

    def _scored(self, module: torch.nn.Module, batch: Batch) -> Score:
        return self.score(*self._output(module, batch))

    def _output(self, module: torch.nn.Module, batch: Batch) -> tuple[Any, Batch]:
        """What the module makes of a batch, and the batch where the module is."""
        batch = batch.to(self.device, PRECISIONS[self.options.precision])
        return module(*batch.inputs), batch

    def _evaluate(self, examples: Examples) -> tuple[float, dict[str, float], float | None]:
        """The mean loss, metrics and error, the same in every process."""
        self.module.eval()
        sums, errors = Progress(), Progress()
        with torch.inference_mode():
            for rows in batches(len(examples), 4 * self.options.batch_size):
                output, batch = self._output(self.module, examples.batch(rows))
                sums.add(*_plain(self.score(output, batch)))
                if (wrong := self.error(output, batch)) is not None:
                    errors.add(*_plain(wrong))
        loss, means = sums.means()
        error = self.processes.agreed(errors.means()[0]) if errors.step else None
        return self.processes.agreed(loss), means, error


def outputs(module: torch.nn.Module, examples: Examples, batch_size: int) -> torch.Tensor:
    """The outputs for all examples, in order, on the CPU.

    Raises:
        DataError: one is no number, or infinite.
    """
    parts: list[torch.Tensor] = [
        part.cpu() for part in each_output(module, examples, batches(len(examples), batch_size))
    ]
    with torch.inference_mode():
        found = parts[0] if len(parts) == 1 else torch.cat(parts)
        if not found.isfinite().all():
            wrong = int((~found.isfinite()).reshape(len(found), -1).any(1).nonzero()[0, 0])
            raise DataError(
                f"the network's answer to example {wrong} is no number, since its values or the weights are too large"
            )
        return found


def each_output(module: torch.nn.Module, examples: Examples, parts: Iterable[Rows]) -> Iterator[Any]:
    """What a module gives for some examples after the other, whatever it gives."""
    like = next(module.parameters())
    if module.training:
        module.eval()
    for rows in parts:
        batch = examples.batch(rows).to(like.device, like.dtype)
        with torch.inference_mode():
            output = module(*batch.inputs)
        yield output


def batches(count: int, size: int) -> Iterator[Rows]:
    """The numbers 0..count in order, `size` at a time."""
    for start in range(0, count, size):
        yield np.arange(start, min(start + size, count))


def _plain(score: Score) -> tuple[float, dict[str, float], float]:
    """A score as numbers of Python's."""
    return float(score.loss), {name: float(value) for name, value in score.metrics.items()}, float(score.count)


@contextmanager
def _random_numbers(key: list[int], device: torch.device) -> Iterator[None]:
    """Torch's random numbers from this key, and the caller's own again behind it."""
    # torch.manual_seed seeds other devices, too, and for each that is not there it writes down where it was called
    seed_all = torch.default_generator.manual_seed if device.type == "cpu" else torch.manual_seed
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        seed_all(int(np.random.SeedSequence(key).generate_state(1, np.uint64)[0] >> np.uint64(1)))
        yield


def _clip(parameters: Iterable[torch.nn.Parameter], most: float) -> None:
    """Scale gradients down to a joint norm of `most`, as torch.nn.utils.clip_grad_norm_ does, if theirs is larger."""
    norm = torch.nn.utils.get_total_norm([each.grad for each in parameters if each.grad is not None])
    # torch's own function multiplies by one, too
    if not norm < most:
        torch.nn.utils.clip_grads_with_norm_(parameters, most, norm)

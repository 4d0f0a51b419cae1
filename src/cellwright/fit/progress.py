"""The progress bars of runs, on standard error: standard output is for results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

# the time left is told from the pace of so many seconds: an epoch may take minutes
PACE_OF = 600.0


@dataclass(frozen=True)
class Bar:
    """A bar of epochs.

    Attributes:
        update: changes what the bar shows, by name.
    """

    update: Callable[..., None]

    def advance(self, epochs: float) -> None:
        """So many epochs are over, and parts of one."""
        self.update(completed=epochs)

    def finish_epoch(
        self, number: int, loss: float, validation_loss: float | None, validation_error: float | None = None
    ) -> None:
        """An epoch is over, with these losses."""
        held_out = "" if validation_loss is None else f", held out {validation_loss:.4f}"
        error = "" if validation_error is None else f", error {validation_error:.4f}"
        self.update(completed=number, losses=f"loss {loss:.4f}{held_out}{error}")


@contextmanager
def progress_bar(title: str, epochs: int, *, shown: bool) -> Iterator[Bar]:
    """A bar to tell of steps and epochs, with the time taken and the time left; it does nothing unless `shown`."""
    if not shown:
        yield Bar(lambda **changes: None)
        return
    losses = TextColumn("{task.fields[losses]}")
    with _progress(MofNCompleteColumn(), losses, TimeElapsedColumn(), TimeRemainingColumn()) as bar:
        yield Bar(partial(bar.update, bar.add_task(title, total=epochs, losses="")))


@contextmanager
def rounds_bar(title: str, rounds: int, *, shown: bool) -> Iterator[Callable[[int, str], None]]:
    """A function to call before each of many runs, with how many are over and what comes now."""
    if not shown:
        yield lambda over, now: None
        return
    with _progress(MofNCompleteColumn(), TextColumn("{task.fields[now]}"), TimeElapsedColumn()) as bar:
        task = bar.add_task(title, total=rounds, now="")
        yield lambda over, now: bar.update(task, completed=over, now=now)


@contextmanager
def reading_bar(title: str, length: int, *, shown: bool) -> Iterator[Callable[[int], None]]:
    """A function to call with how much more was read of so much, with the time left; it does nothing unless `shown`."""
    if not shown:
        yield lambda more: None
        return
    with _progress(TaskProgressColumn(), TimeElapsedColumn(), TimeRemainingColumn()) as bar:
        yield partial(bar.advance, bar.add_task(title, total=length))


def _progress(*more: ProgressColumn) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), *more)
    console = Console(stderr=True)
    # elsewhere than on a terminal, all that a bar leaves is an empty line
    hidden = not console.is_interactive
    return Progress(*columns, console=console, transient=True, speed_estimate_period=PACE_OF, disable=hidden)

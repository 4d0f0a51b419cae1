"""The progress bar of a run, on standard error: standard output is for results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Show = Callable[[int, float, float | None], None]


@contextmanager
def progress_bar(title: str, epochs: int, *, shown: bool) -> Iterator[Show]:
    """A function to call with each epoch's number, loss and validation loss; it does nothing unless `shown`."""
    if not shown:
        yield lambda number, loss, validation_loss: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[losses]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=epochs, losses="")

        def show(number: int, loss: float, validation_loss: float | None) -> None:
            held_out = "" if validation_loss is None else f", held out {validation_loss:.4f}"
            bar.update(task, completed=number, losses=f"loss {loss:.4f}{held_out}")

        yield show


@contextmanager
def rounds_bar(title: str, rounds: int, *, shown: bool) -> Iterator[Callable[[int, str], None]]:
    """A function to call before each of many runs, with how many are over and what comes now."""
    if not shown:
        yield lambda over, now: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[now]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=rounds, now="")
        yield lambda over, now: bar.update(task, completed=over, now=now)

"""`cellwright bench`: how fast the layers are on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from cellwright.cli.library import module
from cellwright.cli.output import AsJson, print_json, print_table


def bench(
    kind: Annotated[list[str] | None, typer.Option(help="LSTM, GRU or RNN; all three if not given.")] = None,
    train: Annotated[bool, typer.Option("--train", help="Time training steps instead of inference.")] = False,
    threads: Annotated[list[int] | None, typer.Option(help="The number of threads; may be repeated.")] = None,
    seconds: Annotated[float, typer.Option(help="How long to measure each row.")] = 0.5,
    as_json: AsJson = False,
) -> None:
    """Time our layers beside torch.nn, and beside the measured limit of this processor."""
    measure = module("inspect.bench")
    kinds = kind or list(measure.DROP_INS)
    timings = measure.bench(kinds, train=train, thread_counts=threads or [1], seconds=seconds)
    if as_json:
        print_json([timing.to_json() for timing in timings])
        return
    rows = [timing.cells() for timing in timings]
    print_table(
        "Medians of one run, and the share of the measured peak", list(rows[0]), [list(r.values()) for r in rows]
    )

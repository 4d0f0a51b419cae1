"""`cellwright demo`: the main job on real data, in a minute or two."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellwright.cli.library import library, module
from cellwright.cli.output import AsJson, print_json, print_scores

HORIZON = 52
YEARS_HELD_OUT = 3
# half of the default: on this series as good, and four times as quick
HIDDEN_SIZE = 32


def demo(
    folder: Annotated[Path, typer.Option(help="Where the report and the model go.")] = Path("reports"),
    max_epochs: Annotated[int, typer.Option(help="The most epochs to train for.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Forecast the weekly CO2 record of Mauna Loa for a year ahead, and say how good that is.

    The last three years are held out: the network, seasonal naive and ETS forecast each of them from the data before.
    """
    make = library("Forecaster")
    data = module("data.datasets").dataset("co2")
    if not as_json:
        typer.echo(
            f"CO2 at Mauna Loa: {len(data)} weeks, {int(data.y.isna().sum())} of them missing. Forecasting a year "
            f"ahead with an LSTM, compiled for this processor; the last {YEARS_HELD_OUT} years are held out."
        )
    model = make(horizon=HORIZON, hidden_size=HIDDEN_SIZE, max_epochs=max_epochs, random_state=0, progress=not as_json)
    model.fit(data.iloc[: -YEARS_HELD_OUT * HORIZON])
    evaluation = model.evaluate(data)
    report = evaluation.save(folder / "co2.html").resolve()
    saved = model.save(folder / "co2.cw").resolve()
    if as_json:
        print_json({**evaluation.to_json(), "report": report, "model": saved})
        return
    print_scores(evaluation)
    typer.echo(f"report: {report}")
    typer.echo(f"model:  {saved}   (try: cellwright predict {folder / 'co2.cw'})")

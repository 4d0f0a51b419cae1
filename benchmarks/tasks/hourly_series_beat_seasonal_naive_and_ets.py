"""Hourly series are forecast better than by seasonal naive and ETS, with intervals that cover what they promise.

The part of M4's hourly series, its last 48 hours held out; bikes rented in Washington, two months held out, a day ahead
with weather and holidays known; PM2.5 in Beijing, two months held out, a day ahead with weather known. A window of a
week in patches of 24 hours; all else as it is by default.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from forecast_trial import report, seeds, tried, verdict

from cellwright.data.datasets import dataset

HELD_OUT = 60 * 24
WEEK = {"input_size": 168, "patch_size": 24}
BIKES = ["holiday", "workingday", "weathersit", "temp", "hum", "windspeed"]
BEIJING = ["DEWP", "TEMP", "PRES", "cbwd", "Iws"]


def sets() -> dict[str, tuple[Any, Any, dict[str, Any]]]:
    """What is known, the whole, and the options of each set."""
    hourly, bikes, beijing = (dataset(name) for name in ("m4_hourly", "bike_sharing", "beijing_pm25"))
    last = hourly.groupby("unique_id").cumcount(ascending=False) < 48
    return {
        "m4_hourly": (hourly[~last], hourly, {"horizon": 48, "season_length": 24}),
        "bike_sharing": (bikes[:-HELD_OUT], bikes, {"horizon": 24, "futr_exog": BIKES}),
        "beijing_pm25": (beijing[:-HELD_OUT], beijing, {"horizon": 24, "futr_exog": BEIJING}),
    }


def main() -> None:
    count = seeds(__doc__)
    for name, (known, whole, options) in sets().items():
        trials = [
            tried(known, whole, random_state=seed, baselines=seed == 0, **WEEK, **options) for seed in range(count)
        ]
        report(name, trials, ["MASE", "MAE", "coverage"])
        rivals = [scores["MASE"] for scores in list(trials[0].evaluation.scores.values())[1:]]
        error = np.mean([trial.own["MASE"] for trial in trials])
        coverage = np.mean([trial.own["coverage"] for trial in trials])
        verdict(f"MASE {error:.3g}, the best baseline {min(rivals):.3g}", error < min(rivals))
        verdict(f"coverage {coverage:.1f} %, within 3 points of 80 %", abs(coverage - 80) <= 3)


if __name__ == "__main__":
    main()
